/** From rows to a model: boosted trees of several seeds, calibrated on rows that they have not seen. */
import { type ClaimRow, featuresOf } from '../../../activities/fraud/model/features';
import { type Tree, treeValue } from '../../../activities/fraud/model/trees';
import { Random } from '../../random';
import { type BoostingSettings, fitBoosting } from './boosting';
import { fitLogistic, type Logistic, logOddsOf } from './logistic';
import { labelOf } from './rows';

export interface Ensemble {
  base: number;
  trees: Tree[];
}

/** The mean of models of `seeds` seeds, as one list of trees. @param inputs of each row, `featuresOf` by default */
export function fitEnsemble(
  rows: readonly ClaimRow[],
  settings: BoostingSettings,
  seeds: number,
  inputs: (row: ClaimRow) => Float64Array = featuresOf,
): Ensemble {
  const x = rows.map(inputs);
  const y = rows.map(labelOf);
  let base = 0;
  const trees: Tree[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) {
    const fitted = fitBoosting(x, y, settings, new Random(seed));
    base = fitted.base;
    for (const tree of fitted.trees) trees.push({ ...tree, value: tree.value.map((value) => value / seeds) });
  }
  return { base, trees };
}

export function ensembleLogOdds({ base, trees }: Ensemble, x: Float64Array): number {
  return trees.reduce((sum, tree) => sum + treeValue(tree, x), base);
}

/** Missing values of the baseline stand in the middle. */
export function baselineInput(row: ClaimRow): Float64Array {
  return featuresOf(row).map((value) => (Number.isNaN(value) ? 0 : value));
}

/** Logistic regression on the same features: what the trees must beat. */
export function fitBaseline(rows: readonly ClaimRow[]): Logistic {
  return fitLogistic(rows.map(baselineInput), rows.map(labelOf), 3);
}

export function baselineLogOdds(model: Logistic, row: ClaimRow): number {
  return logOddsOf(model, baselineInput(row));
}

/** Slope and intercept that turn log odds into probabilities (Platt): fitted on rows that the trees have not seen. */
export function calibrate(logOdds: readonly number[], labels: readonly number[]): { slope: number; intercept: number } {
  const { intercept, weights } = fitLogistic(
    logOdds.map((value) => Float64Array.of(value)),
    labels,
    0,
  );
  return { slope: weights[0] as number, intercept };
}
