/** Policies between a cheap and a dear model, replayed over questions with both outcomes known. */

import { Random } from '../../random';
import { QUESTION_FEATURES } from './question-features';
import { TwoModelRouter } from './two-model-router';

export interface Question {
  features: Float64Array;
  cheap: boolean;
  dear: boolean;
}

/** Accuracy at a share of calls to the dear model. */
export interface Point {
  dearShare: number;
  accuracy: number;
}

export const SHARES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/** Price of a call of the cheap model when one of the dear one costs 1. */
export const CHEAP_COST = 0.01;

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
export const accuracyOf = (questions: Question[], dear: (question: Question) => boolean) =>
  mean(questions.map((question) => ((dear(question) ? question.dear : question.cheap) ? 1 : 0)));

export interface OnlineRun {
  point: Point;
  log: { features: Float64Array; dear: boolean; propensity: number; reward: number }[];
}

/** The learner sees each question once, in order, and afterwards the outcome of the model that it chose. */
export function runOnline(questions: Question[], dearShare: number, seed: number, exploration = 0.02): OnlineRun {
  const random = new Random(seed);
  const router = new TwoModelRouter({ features: QUESTION_FEATURES, dearShare, exploration });
  const log: OnlineRun['log'] = [];
  for (const { features, cheap, dear } of questions) {
    const { dear: toDear, propensity } = router.route(features, () => random.next());
    const reward = (toDear ? dear : cheap) ? 1 : 0;
    router.learn(features, toDear, reward);
    log.push({ features, dear: toDear, propensity, reward });
  }
  return {
    point: { dearShare: mean(log.map(({ dear }) => (dear ? 1 : 0))), accuracy: mean(log.map(({ reward }) => reward)) },
    log,
  };
}

/** Questions at random. */
export function runRandom(questions: Question[], dearShare: number, seed: number): Point {
  const random = new Random(seed);
  const chosen = questions.map(() => random.chance(dearShare));
  const rewards = questions.map(({ cheap, dear }, place) => ((chosen[place] ? dear : cheap) ? 1 : 0));
  return { dearShare: mean(chosen.map((dear) => (dear ? 1 : 0))), accuracy: mean(rewards) };
}

/** Somebody who knows the answers: first the questions that only the dear model gets right, last those only the cheap one does. */
export function runOracle(questions: Question[], dearShare: number): Point {
  const worth = ({ cheap, dear }: Question) => Number(dear) - Number(cheap);
  const dearest = [...questions].sort((one, other) => worth(other) - worth(one));
  const calls = Math.round(dearShare * questions.length);
  return {
    dearShare,
    accuracy: mean(dearest.map(({ cheap, dear }, place) => ((place < calls ? dear : cheap) ? 1 : 0))),
  };
}

/** Cheap first; a verifier, wrong at a share of the answers whatever they are, sends on what it takes for wrong. */
export function runCascade(questions: Question[], error: number, seed: number): Point & { cost: number } {
  const random = new Random(seed);
  let calls = 0;
  const rewards = questions.map(({ cheap, dear }) => {
    const accepted = random.chance(error) ? !cheap : cheap;
    if (!accepted) calls += 1;
    return (accepted ? cheap : dear) ? 1 : 0;
  });
  const dearShare = calls / Math.max(1, questions.length);
  return { dearShare, accuracy: mean(rewards), cost: CHEAP_COST + dearShare };
}

/**
 * Average performance gap recovered (RouteLLM, arXiv 2406.18665): area under the share of the gap between the models that
 * a policy recovers, over the share of calls to the dear one; 0.5 for chance. By trapezoids through (0, 0) and (1, 1).
 */
export function averageGapRecovered(points: Point[], cheap: number, dear: number): number {
  const curve = [
    { x: 0, y: 0 },
    ...points.map((point) => ({ x: point.dearShare, y: (point.accuracy - cheap) / (dear - cheap) })),
    { x: 1, y: 1 },
  ].sort((one, other) => one.x - other.x);
  let area = 0;
  curve.forEach((point, place) => {
    const before = curve[place - 1];
    if (before !== undefined) area += ((point.x - before.x) * (point.y + before.y)) / 2;
  });
  return area;
}
