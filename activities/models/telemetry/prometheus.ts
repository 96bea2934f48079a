/** Counters for Prometheus: calls, requests, tokens and money, by tenant, task and model. No claim, no content. */
import { Counter, Histogram, type Registry } from 'prom-client';
import { SECOND_BUCKETS } from './names';
import type { CallEnd, ModelObserver, RequestEnd } from './observer';

const NANO = 1e9;

export class PrometheusModels implements ModelObserver {
  private readonly calls: Counter;
  private readonly requests: Counter;
  private readonly tokens: Counter;
  private readonly money: Counter;
  private readonly guards: Counter;
  private readonly seconds: Histogram;
  private readonly own: Histogram;

  /** @param registry the one that `/metrics` shows */
  constructor(registry: Registry) {
    const registers = [registry];
    const counter = (name: string, help: string, labelNames: string[]) =>
      new Counter({ name, help, labelNames, registers });
    this.calls = counter('adjutant_model_calls_total', 'Calls of the gateway by how they ended', [
      'tenant',
      'task',
      'outcome',
      'source',
    ]);
    this.requests = counter('adjutant_model_requests_total', 'Requests to providers by how they ended', [
      'tenant',
      'task',
      'model',
      'outcome',
    ]);
    this.tokens = counter('adjutant_model_tokens_total', 'Tokens as providers report them; input includes cached', [
      'tenant',
      'task',
      'model',
      'type',
    ]);
    this.money = counter('adjutant_model_cost_total', 'Money of requests, unknown outcomes at their maximum', [
      'tenant',
      'task',
      'model',
      'currency',
    ]);
    this.guards = counter('adjutant_model_guard_findings_total', 'Calls in which a guard found something', [
      'task',
      'guard',
      'action',
    ]);
    const histogram = (name: string, help: string, labelNames: string[], buckets: number[]) =>
      new Histogram({ name, help, labelNames, buckets, registers });
    this.seconds = histogram('adjutant_model_request_seconds', 'Time of providers', ['task', 'model'], SECOND_BUCKETS);
    const small = [0.002, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
    this.own = histogram('adjutant_model_overhead_seconds', 'Time of the gateway besides providers', ['task'], small);
  }

  request({ tenant, task, model, outcome, usage, costNano, currency, ms }: RequestEnd): void {
    this.requests.inc({ tenant, task, model, outcome });
    this.money.inc({ tenant, task, model, currency }, Number(costNano) / NANO);
    this.seconds.observe({ task, model }, ms / 1_000);
    if (usage === null) return;
    for (const type of ['input', 'cached', 'output', 'reasoning'] as const)
      if (usage[type] > 0) this.tokens.inc({ tenant, task, model, type }, usage[type]);
  }

  call({ tenant, task, outcome, receipt }: CallEnd): void {
    this.calls.inc({ tenant, task, outcome, source: receipt.source });
    this.own.observe({ task }, Math.max(0, receipt.totalMs - receipt.providerMs) / 1_000);
    for (const { guard, verdict, action } of receipt.guards)
      if (verdict === 'found') this.guards.inc({ task, guard, action });
  }
}
