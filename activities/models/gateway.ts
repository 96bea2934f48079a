/**
 * The gateway: `run`, read top to bottom. What is known from before is given back; guards judge the input; the cascade
 * answers, or a person is asked; the end is one ledger record.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { BlobStore } from '../../platform/blobs/store';
import type { Database, Transaction } from '../../platform/database/client';
import type { Guardrails } from '../guardrails/contract';
import type { LedgerAppends } from '../ledger/contract';
import type { SwitchBoard } from '../switches/contract';
import { Leases, sweep } from './book/leases';
import { Outbox } from './book/outbox';
import { type Past, type PastAttempt, recall } from './book/recall';
import { Reservations } from './book/reservations';
import { Settlements } from './book/settlements';
import { type Call, Journal, openCall, type Prepared } from './call';
import { type CascadeEnd, type CascadeParts, cascade } from './cascade';
import {
  type AskReason,
  type ModelGateway,
  type ModelRequest,
  type ModelResult,
  Receipt,
  RouteStep,
  type RunOptions,
} from './contract';
import { busy } from './failures';
import { guardInput } from './guard-input';
import { prepareMessages } from './messages';
import type { PolicySource } from './policy-file';
import type { PromptLibrary } from './prompts';
import type { Providers } from './providers/registry';
import { recordOf } from './record';
import { Health } from './routing/health';
import { chooseStart } from './routing/learned';
import { Rewards } from './routing/rewards';
import { findSimilar, keepSimilar } from './similar';
import type { ModelObserver } from './telemetry/observer';
import { callSpan } from './telemetry/spans';
import { judgeAnswer } from './verify';

export interface GatewayParts {
  database: Database;
  ledger: LedgerAppends<Transaction>;
  policy: PolicySource;
  prompts: PromptLibrary;
  providers: Providers;
  blobs: Pick<BlobStore, 'get'>;
  guardrails: Guardrails;
  /** Asked before a model is. */
  switches: SwitchBoard;
  /** Told of trouble that is tried again by itself. */
  onProblem?: (problem: unknown) => void;
  /** Told of every end, for metrics. */
  observer?: ModelObserver;
  random?: () => number;
  /** How long an attempt counts as alive without a sign of its worker. */
  leaseMs?: number;
}

const LEASE_MS = 10_000;
/** First pause before looking again; each is twice as long, up to the second. ms */
const LOOK_AGAIN_MS = 50;
const LOOK_AGAIN_AT_MOST_MS = 1_000;
/** How long one activity waits for another one that has the same call, or the budget; then Temporal tries again. */
const PATIENCE_MS = 30_000;

const StoredAnswer = z.object({ output: z.unknown(), receipt: Receipt });

export class Gateway implements ModelGateway {
  private readonly parts: CascadeParts;
  private readonly leases: Leases;
  private readonly rewards: Rewards;
  private readonly outbox: Outbox;

  constructor(private readonly given: GatewayParts) {
    const { database, ledger, providers, onProblem, leaseMs = LEASE_MS } = given;
    this.leases = new Leases(database, leaseMs, onProblem);
    this.rewards = new Rewards(database);
    this.outbox = new Outbox(database, ledger, onProblem);
    this.parts = {
      reservations: new Reservations({ database, holder: randomUUID(), leaseMs }),
      settlements: new Settlements(database, () => this.outbox.soon()),
      leases: this.leases,
      health: new Health(),
      providers,
      ...(given.observer === undefined ? {} : { observer: given.observer }),
      onAnswer: (call, journal, end) => ({
        outcome: 'answered',
        reasons: [],
        output: null,
        answer: {
          key: call.key,
          claimNumber: call.request.claim.claimNumber,
          task: call.request.task,
          body: { output: end.output, receipt: journal.receipt(call, 'model') },
        },
        record: recordOf(call, journal, end),
      }),
    };
  }

  available(task: string): boolean {
    const { rules } = this.given.policy.current();
    const models = rules.tasks[task]?.models ?? [];
    return (
      rules.enabled &&
      models.some((name) => {
        const model = rules.models[name];
        return (
          model?.enabled === true &&
          model.deployments.some(({ provider }) => {
            const policy = rules.providers[provider];
            return policy !== undefined && this.given.providers.get(policy) !== null;
          })
        );
      })
    );
  }

  async run<T = string>(request: ModelRequest, options: RunOptions<T> = {}): Promise<ModelResult<T>> {
    const { policy, prompts } = this.given;
    const call = openCall(request, options as RunOptions<unknown>, policy.current(), prompts, Date.now());
    return callSpan(call, () => this.answerOnce<T>(call));
  }

  private async answerOnce<T>(call: Call): Promise<ModelResult<T>> {
    const { database } = this.given;
    const { signal } = call.options;
    const { tenant } = call.request.claim;
    const began = Date.now();
    const made = once(() => prepareMessages(call, this.given.blobs, this.given.guardrails));
    let past = await this.recallBeside(call, made);
    let pause = LOOK_AGAIN_MS;
    for (;;) {
      signal?.throwIfAborted();
      if (past.answer !== null) return this.fromStore<T>(call, past.answer);
      if (past.attempts.some(({ abandoned }) => abandoned)) await sweep(database);
      else if (!past.attempts.some(({ alive }) => alive)) {
        const result = await this.answer<T>(call, past.attempts, made);
        if (result !== 'not-now') return result;
      }
      if (Date.now() - began > PATIENCE_MS || Date.now() > call.deadlineAt) throw busy();
      await wait(pause, undefined, { signal });
      pause = Math.min(pause * 2, LOOK_AGAIN_AT_MOST_MS);
      past = await recall(database, tenant, call.key);
    }
  }

  /** The guards look at the input while the database looks for the call: mostly there is nothing from before. */
  private async recallBeside(call: Call, made: () => Promise<unknown>): Promise<Past> {
    if (call.policy.rules.enabled && call.deadlineAt > Date.now()) made().catch(() => {});
    return recall(this.given.database, call.request.claim.tenant, call.key);
  }

  /** End the reservations of workers that are gone, and take along the records that they left. @returns how many ended */
  async sweep(): Promise<number> {
    const ended = await sweep(this.given.database);
    await this.outbox.drain();
    return ended;
  }

  /** Resolves when the ledger has everything that was recorded up to now. */
  recorded(): Promise<void> {
    return this.outbox.drain();
  }

  /** Stop; records that wait are taken to the ledger first. Call it before the ledger's own `close`. */
  async close(): Promise<void> {
    this.leases.close();
    await this.outbox.close().catch((problem) => this.given.onProblem?.(problem));
  }

  private async answer<T>(
    call: Call,
    past: PastAttempt[],
    made: () => ReturnType<typeof prepareMessages>,
  ): Promise<ModelResult<T> | 'not-now'> {
    const journal = new Journal();
    takeOver(journal, past);
    if (!call.policy.rules.enabled) return this.ask<T>(call, journal, 'switched-off', 'Models are switched off.', null);
    if (call.deadlineAt <= Date.now())
      return this.ask<T>(call, journal, 'deadline-passed', 'The deadline has passed.', null);
    const [off, { prepared, findings }] = await Promise.all([
      this.given.switches.off(call.request.claim.tenant, ['models']),
      made(),
    ]);
    if (off !== null)
      return this.ask<T>(call, journal, 'switched-off', `Models were switched off by ${off.by} at ${off.at}.`, null);
    journal.guards.push(...guardInput(call, findings));
    const stopped = journal.guards.find(({ action }) => action === 'block' || action === 'ask');
    if (stopped !== undefined)
      return this.ask<T>(call, journal, 'guard', `The ${stopped.guard} guard stopped it before it was sent.`, null);
    const likeness = past.length === 0 ? await this.likeness<T>(call, prepared, journal) : null;
    if (likeness?.result !== undefined) return likeness.result;
    const end = await this.climb(call, prepared, journal, past);
    if (end.kind === 'not-now') return 'not-now';
    if (end.kind === 'answered' && likeness !== null)
      await keepSimilar(this.given.database, call, { vector: likeness.vector });
    if (end.kind === 'ask') return this.ask<T>(call, journal, end.reason, end.detail, end.partial);
    const receipt = journal.receipt(call, 'model');
    this.ended(call, 'answered', receipt);
    return { outcome: 'answered', output: end.output as T, receipt };
  }

  private async climb(call: Call, prepared: Prepared, journal: Journal, past: PastAttempt[]): Promise<CascadeEnd> {
    const { task, request } = call;
    let start = Math.max(task.models.indexOf(task.start ?? ''), 0);
    if (task.routing === 'learned' && past.length === 0) {
      const arms = await this.rewards.arms(request.task, task.models);
      const exploration = request.risk === 'high' ? 0 : task.exploration;
      const choice = chooseStart(arms, task.qualityFloor, exploration, this.given.random ?? Math.random);
      start = choice.start;
      journal.propensity = choice.propensity;
    }
    // A retry goes on with the rung where the last attempt was.
    const last = past.at(-1);
    if (last !== undefined) start = Math.max(task.models.indexOf(last.model), 0);
    return cascade(this.parts, call, prepared, journal, past, start);
  }

  /**
   * The answer to a question of the same claim that means the same, where the task opts in and it passes this call's checks.
   * @returns null where the task does not, or there is no vector
   */
  private async likeness<T>(
    call: Call,
    prepared: Prepared,
    journal: Journal,
  ): Promise<{ vector: number[]; result?: ModelResult<T> } | null> {
    const { semantic } = call.task;
    const { request, options } = call;
    if (semantic === undefined || request.input.some(({ type }) => type === 'file')) return null;
    const input = [{ type: 'text' as const, label: 'question', text: prepared.material, trust: 'untrusted' as const }];
    const asked = { ...request, task: semantic.embed, input, evidence: [], again: '' };
    const { signal } = options;
    const embedded = await this.run<number[][]>(asked, signal === undefined ? {} : { signal }).catch(() => null);
    // Without a vector the question is simply asked.
    signal?.throwIfAborted();
    const vector = embedded?.outcome === 'answered' ? embedded.output[0] : undefined;
    if (vector === undefined) return null;
    const near = await findSimilar(this.given.database, call, vector);
    if (near === null) return { vector };
    const { output } = StoredAnswer.parse(near.body);
    const verdict = judgeAnswer(call, prepared, journal, typeof output === 'string' ? output : JSON.stringify(output));
    if (!verdict.right) return { vector };
    const receipt = journal.receipt(call, 'similar');
    await keepSimilar(this.given.database, call, { near, body: { output, receipt } });
    const { key: similarTo, similarity } = near;
    await this.outbox.add(recordOf(call, journal, { kind: 'similar', output, similarTo, similarity }));
    this.ended(call, 'answered', receipt);
    return { vector, result: { outcome: 'answered', output: verdict.output as T, receipt } };
  }

  private ended(call: Call, outcome: 'answered' | AskReason, receipt: Receipt): void {
    this.given.observer?.call({ tenant: call.request.claim.tenant, task: call.request.task, outcome, receipt });
  }

  private async ask<T>(
    call: Call,
    journal: Journal,
    reason: AskReason,
    detail: string,
    partial: unknown,
  ): Promise<ModelResult<T>> {
    const receipt = journal.receipt(call, journal.sent > 0 ? 'model' : 'none');
    // Without a model nothing was asked of one: there is nothing to record.
    if (reason !== 'no-model') await this.outbox.add(recordOf(call, journal, { kind: 'asked', reason }));
    this.ended(call, reason, receipt);
    return { outcome: 'ask-person', reason, detail, partial, receipt };
  }

  private async fromStore<T>(call: Call, answer: unknown): Promise<ModelResult<T>> {
    const { output } = StoredAnswer.parse(answer);
    const journal = new Journal();
    const receipt = journal.receipt(call, 'stored');
    await this.outbox.add(recordOf(call, journal, { kind: 'stored', output }));
    this.ended(call, 'answered', receipt);
    return { outcome: 'answered', output: output as T, receipt };
  }
}

/** Done at the first call; later ones get the same. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}

/** What earlier attempts of the call cost belongs to it. */
function takeOver(journal: Journal, past: PastAttempt[]): void {
  for (const attempt of past) {
    journal.spent(null, attempt.costNano);
    const { outcome } = attempt;
    const fault = RouteStep.shape.fault.safeParse(outcome);
    journal.route.push({
      rung: attempt.rung,
      model: attempt.model,
      deployment: attempt.deployment,
      outcome: outcome === 'rejected' || outcome === 'answered' ? outcome : 'fault',
      fault: fault.success ? fault.data : null,
      reasons: attempt.reasons,
      costNano: attempt.costNano.toString(),
    });
  }
}
