/** The learning router: propensities are true, the budget holds, and what can be learned is learned. */

import { offPolicyValue } from '../../activities/models/routing/learned';
import { LinearBelief } from '../../bench/eval/routing/linear-belief';
import { averageGapRecovered } from '../../bench/eval/routing/replay';
import { TwoModelRouter } from '../../bench/eval/routing/two-model-router';
import { Random } from '../../bench/random';

/** Questions of which a hard half is beyond the cheap model; the second feature says which. */
function run(dearShare: number, count = 1500) {
  const random = new Random(3);
  const router = new TwoModelRouter({ features: 3, dearShare, exploration: 0.05 });
  const log = Array.from({ length: count }, () => {
    const hard = random.chance(0.5);
    const features = Float64Array.from([1, hard ? 1 : 0, random.next()]);
    const { dear, propensity } = router.route(features, () => random.next());
    const reward = random.chance(dear ? 0.9 : hard ? 0.2 : 0.9) ? 1 : 0;
    router.learn(features, dear, reward);
    return { features, hard, dear, propensity, reward };
  });
  return log;
}

test('the dear model gets the hard questions, within the budget', () => {
  const late = run(0.5).slice(500);
  const share = (some: typeof late) => some.filter(({ dear }) => dear).length / some.length;
  expect(share(late)).toBeGreaterThan(0.45);
  expect(share(late)).toBeLessThan(0.55);
  expect(share(late.filter(({ hard }) => hard))).toBeGreaterThan(0.8);
  expect(share(late.filter(({ hard }) => !hard))).toBeLessThan(0.2);
});

test('every choice keeps the exploration that it was given, and says how likely it was', () => {
  const log = run(0.5);
  expect(Math.min(...log.map(({ propensity }) => propensity))).toBeGreaterThanOrEqual(0.05);
  // Horvitz and Thompson: the weights of the choices of one model add up to the number of questions.
  const weights = log.filter(({ dear }) => dear).reduce((sum, { propensity }) => sum + 1 / propensity, 0);
  expect(weights / log.length).toBeGreaterThan(0.8);
  expect(weights / log.length).toBeLessThan(1.2);
});

test('another policy is judged from the log: always the dear model gets 0.9', () => {
  expect(offPolicyValue(run(0.5), ({ dear }) => (dear ? 1 : 0))).toBeCloseTo(0.9, 1);
});

test('no budget is no dear call; a full one is always', () => {
  expect(run(0, 100).every(({ dear }) => !dear)).toBe(true);
  expect(run(1, 100).every(({ dear }) => dear)).toBe(true);
});

test('belief comes near the truth, and doubt falls', () => {
  const belief = new LinearBelief(2, 0.5, 1, 0.1);
  const features = Float64Array.from([1, 2]);
  const before = belief.doubt(features);
  for (let step = 0; step < 200; step += 1) belief.learn(features, 0.75);
  expect(belief.expect(features)).toBeCloseTo(0.75, 2);
  expect(belief.doubt(features)).toBeLessThan(before / 100);
});

test('chance recovers half of the gap, knowing at once all of it', () => {
  expect(averageGapRecovered([{ dearShare: 0.5, accuracy: 0.7 }], 0.6, 0.8)).toBeCloseTo(0.5);
  expect(averageGapRecovered([{ dearShare: 0, accuracy: 0.8 }], 0.6, 0.8)).toBeCloseTo(1);
});
