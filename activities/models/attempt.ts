/** One request: a place at the deployment, the reservation, the request, and what it cost. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Leases } from './book/leases';
import type { Reservations } from './book/reservations';
import type { Settlement, Settlements } from './book/settlements';
import type { Call, Journal } from './call';
import type { TokenUsage } from './contract';
import { costOf } from './money';
import { type DeploymentPolicy, type ModelPolicy, pricesOn } from './policy';
import { ModelFault } from './providers/faults';
import type { ProviderAnswer, ProviderRequest } from './providers/provider';
import type { Providers } from './providers/registry';
import type { Health } from './routing/health';
import type { ModelObserver } from './telemetry/observer';
import { requestSpan } from './telemetry/spans';

/** What is to be sent. */
export interface Sending {
  rung: number;
  model: string;
  modelPolicy: ModelPolicy;
  deployment: DeploymentPolicy;
  mostNano: bigint;
  pricesFrom: string;
  request: Omit<ProviderRequest, 'model' | 'relaxed' | 'timeoutMs' | 'attemptId' | 'signal'>;
}

export type Sent =
  | { kind: 'answer'; answer: ProviderAnswer; costNano: bigint; close: Close }
  | { kind: 'fault'; fault: ModelFault }
  | { kind: 'over-budget'; scope: string; leftNano: bigint }
  | { kind: 'not-now' };

/** Settle an answered attempt once it was judged. */
export type Close = (end: Pick<Settlement, 'outcome' | 'reasons' | 'output' | 'answer' | 'record'>) => Promise<void>;

export interface AttemptParts {
  reservations: Reservations;
  settlements: Settlements;
  leases: Leases;
  health: Health;
  providers: Providers;
  observer?: ModelObserver;
}

/** Pauses before settling again: the answer is there and paid, and a short outage of the database should not lose it. */
const SETTLE_AGAIN_MS = [100, 500, 2_000];

/** @throws what aborted the call's signal, and what the database throws */
export async function send(parts: AttemptParts, call: Call, journal: Journal, sending: Sending): Promise<Sent> {
  const { request, options, policy } = call;
  const { deployment, model } = sending;
  const leave = await parts.health.enter(deployment, options.signal);
  try {
    const id = randomUUID();
    const reserved = await parts.reservations.reserve({
      id,
      tenant: request.claim.tenant,
      key: call.key,
      claimNumber: request.claim.claimNumber,
      task: request.task,
      workflowId: request.process.workflowId,
      rung: sending.rung,
      model,
      deployment: deployment.id,
      currency: policy.rules.currency,
      amountNano: sending.mostNano,
      scopes: call.scopes,
      policyHash: policy.sha256,
      promptHash: call.prompt.sha256,
      pricesFrom: sending.pricesFrom,
      propensity: journal.propensity,
    });
    if (!reserved.granted)
      return reserved.why === 'not-now'
        ? { kind: 'not-now' }
        : { kind: 'over-budget', scope: reserved.scope, leftNano: reserved.leftNano };
    // Open from here on: prolonged until it is settled. What the caller of `close` does before it closes is short.
    return await sendReserved(parts, call, journal, sending, id);
  } finally {
    leave();
  }
}

async function sendReserved(
  parts: AttemptParts,
  call: Call,
  journal: Journal,
  sending: Sending,
  id: string,
): Promise<Sent> {
  const { deployment } = sending;
  const settle = (
    rest: Pick<Settlement, 'status' | 'costNano' | 'usage' | 'requestId' | 'providerMs'> & Parameters<Close>[0],
  ) => settleStubbornly(parts.settlements, { id, tenant: call.request.claim.tenant, scopes: call.scopes, ...rest });

  const tell = (outcome: string, usage: TokenUsage | null, costNano: bigint, ms: number) =>
    parts.observer?.request({
      tenant: call.request.claim.tenant,
      task: call.request.task,
      model: sending.model,
      outcome,
      usage,
      costNano,
      currency: call.policy.rules.currency,
      ms,
    });

  const began = performance.now();
  let answer: ProviderAnswer;
  try {
    answer = await parts.leases.during(id, () => requestSpan(call, sending, () => ask(parts, call, sending, id)));
  } catch (problem) {
    const providerMs = performance.now() - began;
    journal.providerMs += providerMs;
    const fault = problem instanceof ModelFault ? problem : new ModelFault('cut-off', 'unknown', 'the provider failed');
    tellHealth(parts.health, deployment.id, fault);
    const unknown = fault.billing === 'unknown';
    tell(fault.kind, null, unknown ? sending.mostNano : 0n, providerMs);
    await settle({
      status: unknown ? 'unknown' : 'released',
      costNano: 0n,
      usage: null,
      requestId: fault.data.requestId ?? null,
      providerMs,
      outcome: fault.kind,
      reasons: fault.data.status === undefined ? [] : [`http-${fault.data.status}`],
      output: null,
      answer: null,
      record: null,
    });
    journal.sent += fault.kind === 'not-sent' ? 0 : 1;
    journal.spent(null, unknown ? sending.mostNano : 0n);
    if (!(problem instanceof ModelFault)) throw problem;
    return { kind: 'fault', fault };
  }
  const providerMs = performance.now() - began;
  journal.providerMs += providerMs;
  journal.sent += 1;
  parts.health.answered(deployment.id, providerMs, answer.limits);
  const known = answer.usage !== null;
  // Without a usage that can be true nobody knows what was billed: the reserved maximum stands.
  const costNano =
    answer.usage === null ? sending.mostNano : costOf(pricesOf(sending, call.day), answer.usage, answer.batchPriced);
  journal.spent(answer.usage, costNano);
  tell(answer.finish, answer.usage, costNano, providerMs);
  return {
    kind: 'answer',
    answer,
    costNano,
    close: (end) =>
      parts.leases.during(id, () =>
        settle({
          status: known ? 'settled' : 'unknown',
          costNano,
          usage: answer.usage,
          requestId: answer.requestId,
          providerMs,
          ...end,
        }),
      ),
  };
}

function ask(parts: AttemptParts, call: Call, { deployment, request }: Sending, id: string): Promise<ProviderAnswer> {
  const policy = call.policy.rules.providers[deployment.provider];
  const provider = policy === undefined ? null : parts.providers.get(policy);
  if (provider === null) throw new ModelFault('not-sent', 'none', 'the provider has no key');
  const left = call.deadlineAt - Date.now();
  if (left <= 0) throw new ModelFault('not-sent', 'none', 'the deadline has passed');
  return provider.generate({
    ...request,
    model: deployment.name,
    relaxed: call.request.pace === 'relaxed' && deployment.flex,
    timeoutMs: Math.min(deployment.timeoutMs, left),
    attemptId: id,
    signal: call.options.signal,
  });
}

function pricesOf({ modelPolicy }: Sending, day: string) {
  const priced = pricesOn(modelPolicy, day);
  if (priced === null) throw new Error('A model without a price was used');
  return priced.prices;
}

/** Default wait after a 429 that does not say for how long. ms */
const UNSAID_DELAY_MS = 2_000;

function tellHealth(health: Health, deployment: string, fault: ModelFault): void {
  if (fault.unhealthy) health.failed(deployment);
  if (fault.kind === 'rate-limited') health.limited(deployment, fault.data.retryAfterMs ?? UNSAID_DELAY_MS);
  if (fault.data.limits !== undefined) health.heed(deployment, fault.data.limits);
}

async function settleStubbornly(settlements: Settlements, settlement: Settlement): Promise<void> {
  for (const pause of SETTLE_AGAIN_MS) {
    try {
      return await settlements.settle(settlement);
    } catch (problem) {
      // A ledger that refuses the record will refuse it again.
      if (problem instanceof Error && problem.name === 'ApplicationFailure') throw problem;
      await wait(pause);
    }
  }
  return settlements.settle(settlement);
}
