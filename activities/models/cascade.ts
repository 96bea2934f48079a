/**
 * Cheap first, checks decide: each rung's answer is verified by code; one that fails is asked to mend it, then the next
 * rung is tried, and in the end a person. Every request's outcome is stored, so a retry goes on where it stopped.
 */
import { type AttemptParts, type Sending, type Sent, send } from './attempt';
import type { PastAttempt } from './book/recall';
import type { Call, Journal, Prepared } from './call';
import type { AskReason, RouteStep } from './contract';
import * as failures from './failures';
import { instructionsFor, mostTextTokens, reAskTurns } from './messages';
import { nanoFromDecimal } from './money';
import type { DeploymentPolicy, ModelPolicy } from './policy';
import { preflight } from './preflight';
import type { ModelFault } from './providers/faults';
import type { Turn } from './providers/provider';
import type { CallEnd } from './record';
import { judgeAnswer } from './verify';

export type CascadeEnd =
  | { kind: 'answered'; output: unknown }
  | { kind: 'ask'; reason: AskReason; detail: string; partial: unknown }
  /** Another worker has the call, or others hold the budget for a moment: look again. */
  | { kind: 'not-now' };

export interface CascadeParts extends AttemptParts {
  /** What is written with an accepted answer, in the transaction that settles it. */
  onAnswer(call: Call, journal: Journal, end: Extract<CallEnd, { kind: 'answered' }>): Parameters<CloseAnswer>[0];
}
type CloseAnswer = Extract<Sent, { kind: 'answer' }>['close'];

/** Outcomes that the same question to the same model would have again. */
const LASTING = new Set(['refused', 'content-filtered', 'context-too-long', 'request-refused', 'truncated']);

type Climb =
  | Exclude<CascadeEnd, { kind: 'ask' }>
  | { kind: 'ask'; reason: AskReason; detail: string }
  | { kind: 'next'; reason: AskReason; restMs: number | null }
  | { kind: 'over-budget'; scope: string; mostNano: bigint };

/**
 * @param start index of the rung to begin with
 * @throws retryable failures of `failures.ts`, non-retryable `model-budget-spent`, what aborted the call
 */
export async function cascade(
  parts: CascadeParts,
  call: Call,
  prepared: Prepared,
  journal: Journal,
  past: PastAttempt[],
  start: number,
): Promise<CascadeEnd> {
  const state = { partial: lastOutput(past) };
  const { models, onBudget } = call.task;
  let rungs = models.map((_, index) => index).slice(start);
  const reasons: AskReason[] = [];
  let restMs: number | null = null;
  const tried = new Set<number>();
  while (rungs.length > 0) {
    const [rung = 0, ...rest] = rungs;
    rungs = rest;
    tried.add(rung);
    const end = await climb(parts, call, prepared, journal, past, rung, state);
    if (end.kind === 'answered' || end.kind === 'not-now') return end;
    if (end.kind === 'ask') return { ...end, partial: state.partial };
    if (end.kind === 'next') {
      reasons.push(end.reason);
      if (end.restMs !== null) restMs = Math.min(restMs ?? end.restMs, end.restMs);
      continue;
    }
    if (onBudget === 'stop') throw failures.budgetSpent(call.request.task, end.scope);
    reasons.push('over-budget');
    const detail = `The budget ${end.scope} does not allow this call.`;
    if (onBudget === 'ask') return { kind: 'ask', reason: 'over-budget', detail, partial: state.partial };
    // Cheaper: whatever has not been tried and comes before on the ladder, the best of them first.
    rungs = models
      .map((_, index) => index)
      .filter((index) => index < rung && !tried.has(index))
      .reverse();
  }
  if (restMs !== null && call.deadlineAt - Date.now() > restMs) throw failures.circuitOpen(restMs);
  const reason = mainReason(reasons);
  return { kind: 'ask', reason, detail: DETAILS[reason], partial: state.partial };
}

/** What a person should know first. */
function mainReason(reasons: AskReason[]): AskReason {
  const order: AskReason[] = ['not-verified', 'refused', 'over-budget', 'no-provider-left', 'switched-off'];
  return order.find((reason) => reasons.includes(reason)) ?? reasons[0] ?? 'no-model';
}

const DETAILS: Record<AskReason, string> = {
  'no-model': 'No model that this installation can use fits the request.',
  'switched-off': 'The models for this task are switched off.',
  'over-budget': 'The budget does not allow this call.',
  'deadline-passed': 'There was no answer before the deadline.',
  'not-verified': 'No model gave an answer that passed every check.',
  refused: 'The models refused or filtered the request.',
  guard: 'A guard stopped it.',
  'no-provider-left': 'No provider accepted the request; see the route for the reasons.',
};

function lastOutput(past: PastAttempt[]): unknown {
  return past.findLast(({ outcome }) => outcome === 'rejected')?.output ?? null;
}

async function climb(
  parts: CascadeParts,
  call: Call,
  prepared: Prepared,
  journal: Journal,
  past: PastAttempt[],
  rung: number,
  state: { partial: unknown },
): Promise<Climb> {
  const model = call.task.models[rung] ?? '';
  const modelPolicy = call.policy.rules.models[model];
  if (modelPolicy === undefined) return { kind: 'next', reason: 'no-model', restMs: null };
  const step = (outcome: RouteStep['outcome'], reasons: string[], more: Partial<RouteStep> = {}) =>
    void journal.route.push({ rung, model, deployment: null, outcome, fault: null, costNano: null, reasons, ...more });

  const before = past.filter((attempt) => attempt.model === model);
  if (before.some(({ outcome }) => outcome !== null && LASTING.has(outcome)))
    return { kind: 'next', reason: 'refused', restMs: null };
  const rejected = before.filter(({ outcome }) => outcome === 'rejected');
  let asked = rejected.length;
  if (asked > call.task.reAsk) return { kind: 'next', reason: 'not-verified', restMs: null };
  const last = rejected.at(-1);
  let turns = prepared.turns;
  if (last !== undefined) turns = [...prepared.turns, ...(await mending(prepared, last.output, last.reasons))];

  for (;;) {
    const fitness = fits(parts, call, prepared, modelPolicy, turns);
    if (!fitness.fit) {
      step('passed-over', fitness.reasons);
      const off = fitness.reasons.includes('switched-off');
      return { kind: 'next', reason: off ? 'switched-off' : 'no-model', restMs: null };
    }
    if (journal.costNano + fitness.mostNano > nanoFromDecimal(call.task.maxCost)) {
      step('passed-over', ['call-ceiling']);
      return { kind: 'over-budget', scope: `call (maxCost of task ${call.request.task})`, mostNano: fitness.mostNano };
    }
    const deployments = choose(parts, call, fitness.deployments);
    if (deployments.length === 0) {
      const blocked = fitness.deployments.map((deployment) => ({
        ...parts.health.blocked(deployment.id),
        id: deployment.id,
      }));
      const soonest = Math.min(...blocked.map(({ ms }) => ms ?? 1_000));
      const limited = blocked.find(({ why }) => why === 'rate-limited');
      // Waiting is cheaper than the next rung, as long as there is time.
      if (limited !== undefined && call.deadlineAt - Date.now() > soonest)
        throw failures.rateLimited(limited.id, soonest);
      step(
        'passed-over',
        blocked.map(({ why, id }) => `${id} ${why ?? ''}`),
      );
      return { kind: 'next', reason: 'no-provider-left', restMs: soonest };
    }
    const sending: Omit<Sending, 'deployment'> = {
      rung,
      model,
      modelPolicy,
      mostNano: fitness.mostNano,
      pricesFrom: fitness.pricesFrom,
      request: requestOf(call, prepared, modelPolicy, turns),
    };
    const { sent, deployment } = await sendToOne(parts, call, journal, sending, deployments, step);
    if (sent.kind === 'not-now') return { kind: 'not-now' };
    if (sent.kind === 'over-budget') {
      step('passed-over', [`over ${sent.scope}`.slice(0, 200)]);
      return { kind: 'over-budget', scope: sent.scope, mostNano: fitness.mostNano };
    }
    if (sent.kind === 'fault') return afterFault(call, sent.fault, deployment);

    const { answer, costNano, close } = sent;
    const cost = { deployment: deployment.id, costNano: costNano.toString() };
    if (answer.finish !== 'complete') {
      await close({ outcome: answer.finish, reasons: [], output: null, answer: null, record: null });
      const fault = answer.finish;
      step('fault', [], { ...cost, fault });
      return { kind: 'next', reason: answer.finish === 'truncated' ? 'not-verified' : 'refused', restMs: null };
    }
    const verdict = judgeAnswer(call, prepared, journal, answer.text);
    if (verdict.right) {
      step('answered', [], cost);
      const { output } = verdict;
      const end = { kind: 'answered' as const, model, deployment: deployment.id, pricesFrom: fitness.pricesFrom };
      await close(parts.onAnswer(call, journal, { ...end, requestId: answer.requestId, output }));
      return { kind: 'answered', output };
    }
    state.partial = verdict.partial;
    await close({ outcome: 'rejected', reasons: verdict.failed, output: verdict.partial, answer: null, record: null });
    step('rejected', verdict.failed, cost);
    if (verdict.askAtOnce)
      return { kind: 'ask', reason: 'guard', detail: `A guard stopped it: ${verdict.failed.join(', ')}.` };
    asked += 1;
    if (asked > call.task.reAsk) return { kind: 'next', reason: 'not-verified', restMs: null };
    journal.repairs.push('re-asked');
    // Problems quote values of the answer, which are no longer masked.
    turns = [...prepared.turns, ...reAskTurns(answer.text, await prepared.mask.hideAgain(verdict.problems))];
  }
}

/** After a retry the rejected answer is known as a value, and what failed by name. */
async function mending(prepared: Prepared, output: unknown, failed: string[]): Promise<Turn[]> {
  const [text = ''] = await prepared.mask.hideAgain([typeof output === 'string' ? output : JSON.stringify(output)]);
  return reAskTurns(
    text,
    failed.map((name) => `it fails the check "${name}"`),
  );
}

function fits(parts: CascadeParts, call: Call, prepared: Prepared, model: ModelPolicy, turns: Turn[]) {
  const { providers } = call.policy.rules;
  const instructions = instructionsFor(prepared.instructions, call.wire, model.structured);
  return preflight(
    call.policy.rules,
    model,
    {
      tenant: call.request.claim.tenant,
      dataClass: call.request.dataClass,
      textTokens: mostTextTokens(instructions, turns, call.wire),
      pages: prepared.pages,
      images: prepared.images,
      pdf: prepared.pdf,
      schema: call.wire !== null,
      embed: call.task.kind === 'embed',
      maxOutputTokens: call.task.maxOutputTokens,
      day: call.day,
    },
    (name) => {
      const provider = providers[name];
      return provider !== undefined && parts.providers.get(provider) !== null;
    },
  );
}

function requestOf(call: Call, prepared: Prepared, model: ModelPolicy, turns: Turn[]): Sending['request'] {
  const { schema } = call.options;
  const onText = call.options.onText;
  return {
    instructions: instructionsFor(prepared.instructions, call.wire, model.structured),
    turns,
    embed: call.task.kind === 'embed' ? prepared.texts : null,
    schema:
      schema === undefined || call.wire === null || model.structured === 'none'
        ? null
        : { name: schema.name, json: call.wire, strict: model.structured === 'strict' },
    maxOutputTokens: call.task.maxOutputTokens,
    temperature: model.temperature,
    effort: model.effort,
    ...(onText === undefined ? {} : { onText: prepared.mask.revealPieces(onText) }),
  };
}

/** Usable ones, fast enough first. */
function choose(parts: CascadeParts, call: Call, deployments: DeploymentPolicy[]): DeploymentPolicy[] {
  const inOrder = parts.health.inOrder(deployments);
  const { latencyMs } = call.task;
  if (latencyMs === undefined) return inOrder;
  const slow = ({ id }: DeploymentPolicy) => (parts.health.latencyMs(id) ?? 0) > latencyMs;
  return [...inOrder.filter((deployment) => !slow(deployment)), ...inOrder.filter(slow)];
}

/** One request; where it fails for a while, one to each other deployment of the model. Trying again is Temporal's. */
async function sendToOne(
  parts: CascadeParts,
  call: Call,
  journal: Journal,
  sending: Omit<Sending, 'deployment'>,
  deployments: DeploymentPolicy[],
  step: (outcome: RouteStep['outcome'], reasons: string[], more: Partial<RouteStep>) => void,
): Promise<{ sent: Sent; deployment: DeploymentPolicy }> {
  const [first, ...others] = deployments;
  if (first === undefined) throw new Error('No deployment to send to');
  let deployment = first;
  let sent = await send(parts, call, journal, { ...sending, deployment });
  for (const other of [...others, null]) {
    if (sent.kind !== 'fault') break;
    const { fault } = sent;
    const reasons = fault.data.status === undefined ? [] : [`http-${fault.data.status}`];
    const costNano = fault.billing === 'unknown' ? sending.mostNano.toString() : '0';
    step('fault', reasons, { deployment: deployment.id, fault: fault.kind, costNano });
    if (other === null || !fault.temporary || fault.kind === 'cancelled') break;
    deployment = other;
    sent = await send(parts, call, journal, { ...sending, deployment });
  }
  return { sent, deployment };
}

function afterFault(call: Call, fault: ModelFault, deployment: DeploymentPolicy): Climb {
  const { signal } = call.options;
  if (fault.kind === 'cancelled') throw signal?.reason ?? fault;
  if (call.deadlineAt <= Date.now())
    return { kind: 'ask', reason: 'deadline-passed', detail: DETAILS['deadline-passed'] };
  if (fault.temporary) {
    const delay = fault.data.retryAfterMs ?? 0;
    if (call.deadlineAt - Date.now() <= delay)
      return { kind: 'ask', reason: 'deadline-passed', detail: DETAILS['deadline-passed'] };
    throw failures.unavailable(deployment.id, fault);
  }
  const refused = fault.kind === 'content-filtered' || fault.kind === 'refused';
  return { kind: 'next', reason: refused ? 'refused' : 'no-provider-left', restMs: null };
}
