/**
 * `adjutant models replay`: what another policy would have cost and got on recorded calls. Where a call has a request of the
 * model that the other policy asks, that request counts, at the other policy's prices. Where it has none, the model's
 * other requests at the same task say how likely it is to be accepted and how many tokens it writes. Pure.
 */
import type { ModelReplayRow, TokenUsage } from '../contract';
import { costOf } from '../money';
import { type ModelPolicy, type ModelsPolicy, pricesOn, type TaskPolicy } from '../policy';
import { offPolicyValue } from '../routing/learned';

/** A recorded request. Only those whose tokens are known say what a model does. */
export interface RecordedRequest {
  key: string;
  task: string;
  model: string;
  outcome: string | null;
  usage: TokenUsage | null;
  costNano: bigint;
  propensity: number;
  /** `YYYY-MM-DD` of the request, UTC. */
  day: string;
  /** What a person said of the answer, 0 to 1; null without. */
  reward: number | null;
}

/** What is known of a model at a task. */
interface Habit {
  accepted: number;
  requests: number;
  outputTokens: number;
  rewards: number;
  judged: number;
}

interface Step {
  accepted: number;
  cost: number;
  reward: number | null;
  recorded: boolean;
}

/** @param requests in the order in which they were made */
export function replayPolicy(requests: RecordedRequest[], policy: ModelsPolicy): ModelReplayRow[] {
  const byTask = grouped(requests, ({ task }) => task);
  return [...byTask].map(([task, ofTask]) => replayTask(task, ofTask, policy)).sort((a, b) => b.calls - a.calls);
}

function replayTask(task: string, requests: RecordedRequest[], policy: ModelsPolicy): ModelReplayRow {
  const calls = [...grouped(requests, ({ key }) => key).values()];
  const habits = habitsOf(requests);
  const taskPolicy = policy.tasks[task];
  const rungs = taskPolicy === undefined || !policy.enabled ? [] : rungsOf(taskPolicy, policy);
  const neverUsed = new Set<string>();
  const total = { cost: 0, answered: 0, reward: 0, judged: 0, steps: 0, recorded: 0, notAsked: 0 };
  for (const call of calls) {
    let left = 1;
    if (rungs.length === 0) total.notAsked += 1;
    for (const { name, model } of rungs) {
      const step = ask(name, model, call, habits);
      if (!habits.has(name)) neverUsed.add(name);
      total.cost += left * step.cost;
      total.steps += left;
      if (step.recorded) total.recorded += left;
      total.answered += left * step.accepted;
      if (step.reward !== null) {
        total.reward += left * step.accepted * step.reward;
        total.judged += left * step.accepted;
      }
      left *= 1 - step.accepted;
      if (left < 1e-6) break;
    }
  }
  return {
    task,
    calls: calls.length,
    notAsked: total.notAsked,
    recorded: recordedOutcome(calls),
    replayed: {
      costNano: BigInt(Math.round(total.cost)).toString(),
      answeredShare: total.answered / calls.length,
      quality: total.judged === 0 ? null : total.reward / total.judged,
    },
    recordedShare: total.steps === 0 ? 0 : total.recorded / total.steps,
    neverUsed: [...neverUsed],
    offPolicy: rungs.length === 0 ? null : offPolicy(calls, rungs[0]?.name ?? ''),
  };
}

function grouped<T>(items: T[], nameOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(nameOf(item));
    if (group === undefined) groups.set(nameOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** Models that the other policy would ask, from where it begins. */
function rungsOf(task: TaskPolicy, policy: ModelsPolicy): { name: string; model: ModelPolicy }[] {
  const start = Math.max(task.models.indexOf(task.start ?? ''), 0);
  return task.models.slice(start).flatMap((name) => {
    const model = policy.models[name];
    return model?.enabled === true ? [{ name, model }] : [];
  });
}

function habitsOf(requests: RecordedRequest[]): Map<string, Habit> {
  const habits = new Map<string, Habit>();
  for (const { model, usage, outcome, reward } of requests) {
    if (usage === null) continue;
    const habit = habits.get(model) ?? { accepted: 0, requests: 0, outputTokens: 0, rewards: 0, judged: 0 };
    habit.requests += 1;
    habit.outputTokens += usage.output;
    if (outcome === 'answered') habit.accepted += 1;
    if (reward !== null) {
      habit.rewards += reward;
      habit.judged += 1;
    }
    habits.set(model, habit);
  }
  return habits;
}

/** What asking this model for this call costs, and how likely its answer is accepted. */
function ask(name: string, model: ModelPolicy, call: RecordedRequest[], habits: Map<string, Habit>): Step {
  const own = call.filter((request) => request.model === name && request.usage !== null);
  const last = own.at(-1);
  if (last !== undefined) {
    const cost = own.reduce((sum, { usage, day }) => sum + priceOf(model, usage, day), 0);
    return { accepted: last.outcome === 'answered' ? 1 : 0, cost, reward: last.reward, recorded: true };
  }
  const habit = habits.get(name);
  const like = call.find(({ usage }) => usage !== null);
  const usage: TokenUsage = {
    ...(like?.usage ?? { input: 0, cached: 0, image: 0, output: 0, reasoning: 0 }),
    cached: 0,
    reasoning: 0,
  };
  if (habit !== undefined) usage.output = Math.round(habit.outputTokens / habit.requests);
  return {
    accepted: habit === undefined ? 1 : habit.accepted / habit.requests,
    cost: priceOf(model, usage, call[0]?.day ?? ''),
    reward: habit === undefined || habit.judged === 0 ? null : habit.rewards / habit.judged,
    recorded: false,
  };
}

function priceOf(model: ModelPolicy, usage: TokenUsage | null, day: string): number {
  const priced = pricesOn(model, day) ?? pricesOn(model, '9999-12-31');
  return priced === null || usage === null ? 0 : Number(costOf(priced.prices, usage));
}

function recordedOutcome(calls: RecordedRequest[][]): ModelReplayRow['recorded'] {
  const requests = calls.flat();
  const rewards = requests.flatMap(({ reward }) => (reward === null ? [] : [reward]));
  return {
    costNano: requests.reduce((sum, { costNano }) => sum + costNano, 0n).toString(),
    answeredShare: calls.filter((call) => call.some(({ outcome }) => outcome === 'answered')).length / calls.length,
    quality: rewards.length === 0 ? null : rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length,
  };
}

/** Reward of a call: a person's word where there is one, else whether its first model was accepted. */
function offPolicy(calls: RecordedRequest[][], start: string): number | null {
  const logged = calls.flatMap(([first]) =>
    first === undefined || first.usage === null
      ? []
      : [
          {
            model: first.model,
            propensity: first.propensity,
            reward: first.outcome === 'answered' ? (first.reward ?? 1) : 0,
          },
        ],
  );
  return offPolicyValue(logged, ({ model }) => (model === start ? 1 : 0));
}
