/** Figures on scores: area under the ROC curve with its interval, the same for a difference, recall at the top, calibration. */
import { mean } from '../../statistics';

/** Of each score its rank in `pool`, ties in the middle, less its rank among its own: how many of the pool it beats. */
function beaten(scores: readonly number[], pool: readonly number[]): number[] {
  const sorted = [...pool].sort((a, b) => a - b);
  const below = (value: number, orEqual: boolean) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const candidate = sorted[middle] as number;
      if (candidate < value || (orEqual && candidate === value)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return scores.map((score) => (below(score, false) + below(score, true)) / 2 / sorted.length);
}

interface Parts {
  auc: number;
  /** For each positive the share of negatives under it, for each negative the share of positives over it. */
  positives: number[];
  negatives: number[];
}

function partsOf(scores: readonly number[], labels: readonly number[]): Parts {
  const of = (label: number) => scores.filter((_, i) => labels[i] === label);
  const [negative, positive] = [of(0), of(1)];
  const positives = beaten(positive, negative);
  const negatives = beaten(negative, positive).map((share) => 1 - share);
  return { auc: mean(positives), positives, negatives };
}

/** Area under the ROC curve. NaN when all labels are the same. */
export function auc(scores: readonly number[], labels: readonly number[]): number {
  return partsOf(scores, labels).auc;
}

/** Area with its 95 % interval after DeLong, DeLong and Clarke-Pearson (1988). */
export function aucInterval(
  scores: readonly number[],
  labels: readonly number[],
): { auc: number; low: number; high: number } {
  const { auc: area, positives, negatives } = partsOf(scores, labels);
  const error = Math.sqrt(variance(positives) / positives.length + variance(negatives) / negatives.length);
  return { auc: area, low: area - 1.96 * error, high: Math.min(1, area + 1.96 * error) };
}

/** How much larger the area of `a` is than that of `b` on the same rows, with its 95 % interval (same source). */
export function aucGain(
  a: readonly number[],
  b: readonly number[],
  labels: readonly number[],
): { gain: number; low: number; high: number } {
  const [one, other] = [partsOf(a, labels), partsOf(b, labels)];
  const differences = (x: number[], y: number[]) => x.map((value, i) => value - (y[i] as number));
  const positives = differences(one.positives, other.positives);
  const negatives = differences(one.negatives, other.negatives);
  const error = Math.sqrt(variance(positives) / positives.length + variance(negatives) / negatives.length);
  const gain = one.auc - other.auc;
  return { gain, low: gain - 1.96 * error, high: gain + 1.96 * error };
}

/** Share of the positives among the `share` highest scores. */
export function recallAtTop(scores: readonly number[], labels: readonly number[], share: number): number {
  const order = scores.map((_, i) => i).sort((a, b) => (scores[b] as number) - (scores[a] as number));
  const top = order.slice(0, Math.round(scores.length * share));
  const found = top.filter((i) => labels[i] === 1).length;
  return found / labels.filter((label) => label === 1).length;
}

/** Mean squared distance of probability and truth. */
export function brier(probabilities: readonly number[], labels: readonly number[]): number {
  return mean(probabilities.map((p, i) => (p - (labels[i] as number)) ** 2));
}

/** Tenths of the rows by probability: what was said, and what was. */
export function reliability(
  probabilities: readonly number[],
  labels: readonly number[],
): { said: number; was: number; n: number }[] {
  const order = probabilities
    .map((_, i) => i)
    .sort((a, b) => (probabilities[a] as number) - (probabilities[b] as number));
  return Array.from({ length: 10 }, (_, tenth) => {
    const part = order.slice(Math.floor((order.length * tenth) / 10), Math.floor((order.length * (tenth + 1)) / 10));
    return {
      said: mean(part.map((i) => probabilities[i] as number)),
      was: mean(part.map((i) => labels[i] as number)),
      n: part.length,
    };
  });
}

function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
