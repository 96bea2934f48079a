/** What trains the fraud model: trees find what a line cannot, figures are the textbook's, the same seed is the same model. */
import { treeValue } from '../../activities/fraud/model/trees';
import { Random } from '../../bench/random';
import { type BoostingSettings, fitBoosting } from '../../bench/training/fraud/boosting';
import { calibrate } from '../../bench/training/fraud/fit';
import { fitLogistic, logOddsOf } from '../../bench/training/fraud/logistic';
import { auc, aucGain, aucInterval, brier, recallAtTop, reliability } from '../../bench/training/fraud/statistics';

const SETTINGS: BoostingSettings = {
  ...{ trees: 40, depth: 3, learningRate: 0.2, leafWeight: 1, penalty: 1, rowShare: 0.8, featureShare: 1 },
};

/** Two of three features decide, by being different; a few values are missing. */
function puzzle(count: number, seed: number): { rows: Float64Array[]; labels: number[] } {
  const random = new Random(seed);
  const rows = Array.from({ length: count }, () => Float64Array.from([1, 2, 3], () => (random.next() < 0.5 ? 0 : 1)));
  const labels = rows.map((row) => (random.next() < (row[0] === row[1] ? 0.1 : 0.8) ? 1 : 0));
  for (let i = 0; i < count; i += 17) (rows[i] as Float64Array)[2] = Number.NaN;
  return { rows, labels };
}

test('trees find an interaction that logistic regression cannot', () => {
  const learned = puzzle(1_500, 1);
  const held = puzzle(800, 2);
  const { base, trees } = fitBoosting(learned.rows, learned.labels, SETTINGS, new Random(7));
  const byTrees = held.rows.map((row) => trees.reduce((sum, tree) => sum + treeValue(tree, row), base));
  const full = (row: Float64Array) => row.map((value) => (Number.isNaN(value) ? 0 : value));
  const line = fitLogistic(learned.rows.map(full), learned.labels, 1);
  const byLine = held.rows.map((row) => logOddsOf(line, full(row)));
  expect(auc(byTrees, held.labels)).toBeGreaterThan(0.8);
  expect(auc(byLine, held.labels)).toBeLessThan(0.6);
  const { gain, low } = aucGain(byTrees, byLine, held.labels);
  expect(gain).toBeGreaterThan(0.2);
  expect(low).toBeGreaterThan(0);
});

test('the same seed gives the same trees, another one others', () => {
  const { rows, labels } = puzzle(300, 3);
  const grown = (seed: number) => JSON.stringify(fitBoosting(rows, labels, SETTINGS, new Random(seed)));
  expect(grown(1)).toBe(grown(1));
  expect(grown(1)).not.toBe(grown(2));
});

test('logistic regression finds the odds that made the data', () => {
  const rows = [...Array(100)].flatMap((_, i) => [Float64Array.of(0), Float64Array.of(1)].map((row) => ({ row, i })));
  // 20 of 100 without, 60 of 100 with.
  const labels = rows.map(({ row, i }) => (i < (row[0] === 1 ? 60 : 20) ? 1 : 0));
  const { intercept, weights } = fitLogistic(
    rows.map(({ row }) => row),
    labels,
    0,
  );
  expect(intercept).toBeCloseTo(Math.log(20 / 80), 5);
  expect(intercept + (weights[0] as number)).toBeCloseTo(Math.log(60 / 40), 5);
});

test('area under the curve: pairs counted one by one, ties as halves', () => {
  const scores = [0.1, 0.4, 0.35, 0.8, 0.4, 0.9, 0.2];
  const labels = [0, 0, 1, 1, 1, 0, 0];
  let pairs = 0;
  scores.forEach((positive, i) => {
    scores.forEach((negative, j) => {
      if (labels[i] === 1 && labels[j] === 0) pairs += positive > negative ? 1 : positive === negative ? 0.5 : 0;
    });
  });
  expect(auc(scores, labels)).toBeCloseTo(pairs / 12, 12);
});

test('the interval of an area covers its truth about as often as it says', () => {
  const random = new Random(11);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const runs = 300;
  let covered = 0;
  for (let run = 0; run < runs; run += 1) {
    const labels = Array.from({ length: 200 }, (_, i) => (i < 40 ? 1 : 0));
    const { low, high } = aucInterval(
      labels.map((label) => normal() + label),
      labels,
    );
    // Two unit normals one apart: the area is the normal distribution at 1 / square root of 2.
    if (low <= 0.7602 && high >= 0.7602) covered += 1;
  }
  expect(covered / runs).toBeGreaterThan(0.9);
  expect(covered / runs).toBeLessThan(0.99);
});

test('recall at the top, Brier score, reliability and calibration', () => {
  const probabilities = [0.9, 0.8, 0.7, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1];
  const labels = [1, 1, 0, 1, 0, 0, 0, 0, 0, 0];
  expect(recallAtTop(probabilities, labels, 0.2)).toBeCloseTo(2 / 3, 12);
  expect(brier([1, 0.5], [1, 0])).toBeCloseTo(0.125, 12);
  const tenths = reliability(probabilities, labels);
  expect(tenths).toHaveLength(10);
  expect(tenths[9]).toEqual({ said: 0.9, was: 1, n: 1 });
  // Said 50 %, was 25 %: the intercept goes to the log odds of a quarter.
  const { slope, intercept } = calibrate([-1, 1, -1, 1, -1, 1, -1, 1], [0, 0, 0, 1, 0, 0, 0, 1]);
  expect(slope).toBeGreaterThan(0);
  const mean = (1 / (1 + Math.exp(-(intercept - slope))) + 1 / (1 + Math.exp(-(intercept + slope)))) / 2;
  expect(mean).toBeCloseTo(0.25, 5);
});
