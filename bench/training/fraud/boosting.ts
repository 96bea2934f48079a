/**
 * Gradient-boosted trees on the logistic loss, second order, on sorted bins. Small and plain: some ten thousand rows and some
 * seventy features take seconds.
 */
import type { Tree } from '../../../activities/fraud/model/trees';
import type { Random } from '../../random';

export interface BoostingSettings {
  trees: number;
  depth: number;
  learningRate: number;
  /** Least sum of second derivatives in a leaf. */
  leafWeight: number;
  /** L2 penalty on leaf values. */
  penalty: number;
  /** Share of rows, and of features, that each tree sees. */
  rowShare: number;
  featureShare: number;
}

export interface Boosted {
  base: number;
  trees: Tree[];
}

/** Values of a feature in order, and each row's place among them; missing values are the last place. */
interface Binned {
  values: number[];
  bins: Uint16Array;
}

interface Growing {
  columns: readonly Binned[];
  gradients: Float64Array;
  curvatures: Float64Array;
  settings: BoostingSettings;
  features: readonly number[];
  tree: Tree;
}

interface Split {
  feature: number;
  /** Rows in bins up to this one go left. */
  bin: number;
  threshold: number;
  missingLeft: 0 | 1;
  gain: number;
}

/** @param labels 0 or 1 of each row */
export function fitBoosting(
  rows: readonly Float64Array[],
  labels: readonly number[],
  settings: BoostingSettings,
  random: Random,
): Boosted {
  const count = rows.length;
  const features = (rows[0] as Float64Array).length;
  const columns = Array.from({ length: features }, (_, feature) => binned(rows, feature));
  const positive = labels.reduce((sum, label) => sum + label, 0) / count;
  const base = Math.log(positive / (1 - positive));
  const scores = new Float64Array(count).fill(base);
  const gradients = new Float64Array(count);
  const curvatures = new Float64Array(count);
  const trees: Tree[] = [];
  for (let round = 0; round < settings.trees; round += 1) {
    for (let i = 0; i < count; i += 1) {
      const probability = 1 / (1 + Math.exp(-(scores[i] as number)));
      gradients[i] = probability - (labels[i] as number);
      curvatures[i] = probability * (1 - probability);
    }
    const chosen = random.sample(features, Math.max(1, Math.round(features * settings.featureShare)));
    const seen = random.sample(count, Math.round(count * settings.rowShare));
    const tree: Tree = { feature: [], threshold: [], missingLeft: [], left: [], right: [], value: [] };
    grow({ columns, gradients, curvatures, settings, features: chosen, tree }, seen, 0);
    for (let i = 0; i < count; i += 1) scores[i] = (scores[i] as number) + leafOf(tree, rows[i] as Float64Array);
    trees.push(tree);
  }
  return { base, trees };
}

function leafOf(tree: Tree, row: Float64Array): number {
  let node = 0;
  while ((tree.feature[node] as number) >= 0) {
    const value = row[tree.feature[node] as number] as number;
    const left = Number.isNaN(value) ? tree.missingLeft[node] === 1 : value <= (tree.threshold[node] as number);
    node = (left ? tree.left[node] : tree.right[node]) as number;
  }
  return tree.value[node] as number;
}

function binned(rows: readonly Float64Array[], feature: number): Binned {
  const values = [...new Set(rows.map((row) => row[feature] as number))]
    .filter((value) => !Number.isNaN(value))
    .sort((a, b) => a - b);
  const places = new Map(values.map((value, place) => [value, place]));
  return { values, bins: Uint16Array.from(rows, (row) => places.get(row[feature] as number) ?? values.length) };
}

/** @returns the index of the node that was made */
function grow(growing: Growing, rows: readonly number[], depth: number): number {
  const { gradients, curvatures, settings, tree, columns } = growing;
  let gradient = 0;
  let curvature = 0;
  for (const row of rows) {
    gradient += gradients[row] as number;
    curvature += curvatures[row] as number;
  }
  const node = tree.feature.length;
  tree.feature.push(-1);
  tree.threshold.push(0);
  tree.missingLeft.push(0);
  tree.left.push(-1);
  tree.right.push(-1);
  tree.value.push((-gradient / (curvature + settings.penalty)) * settings.learningRate);
  const split = depth < settings.depth ? bestSplit(growing, rows, gradient, curvature) : undefined;
  if (split === undefined) return node;
  const { bins, values } = columns[split.feature] as Binned;
  const goesLeft = (row: number) => {
    const bin = bins[row] as number;
    return bin === values.length ? split.missingLeft === 1 : bin <= split.bin;
  };
  tree.feature[node] = split.feature;
  tree.threshold[node] = split.threshold;
  tree.missingLeft[node] = split.missingLeft;
  tree.left[node] = grow(growing, rows.filter(goesLeft), depth + 1);
  tree.right[node] = grow(
    growing,
    rows.filter((row) => !goesLeft(row)),
    depth + 1,
  );
  return node;
}

function bestSplit(growing: Growing, rows: readonly number[], gradient: number, curvature: number): Split | undefined {
  const { columns, gradients, curvatures, settings, features } = growing;
  const worth = (g: number, h: number) => (g * g) / (h + settings.penalty);
  const whole = worth(gradient, curvature);
  let best: Split | undefined;
  for (const feature of features) {
    const { values, bins } = columns[feature] as Binned;
    if (values.length < 2) continue;
    const sums = new Float64Array(values.length + 1);
    const weights = new Float64Array(values.length + 1);
    for (const row of rows) {
      const bin = bins[row] as number;
      sums[bin] = (sums[bin] as number) + (gradients[row] as number);
      weights[bin] = (weights[bin] as number) + (curvatures[row] as number);
    }
    const [missing, missingWeight] = [sums[values.length] as number, weights[values.length] as number];
    for (const missingLeft of missingWeight > 0 ? ([0, 1] as const) : ([0] as const)) {
      let left = missingLeft === 1 ? missing : 0;
      let leftWeight = missingLeft === 1 ? missingWeight : 0;
      for (let bin = 0; bin < values.length - 1; bin += 1) {
        left += sums[bin] as number;
        leftWeight += weights[bin] as number;
        const rightWeight = curvature - leftWeight;
        if (leftWeight < settings.leafWeight || rightWeight < settings.leafWeight) continue;
        const gain = worth(left, leftWeight) + worth(gradient - left, rightWeight) - whole;
        if (gain > 1e-9 && (best === undefined || gain > best.gain))
          best = { feature, bin, threshold: between(values, bin), missingLeft, gain };
      }
    }
  }
  return best;
}

function between(values: readonly number[], bin: number): number {
  return ((values[bin] as number) + (values[bin + 1] as number)) / 2;
}
