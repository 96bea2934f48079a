/**
 * `npm run train -- fraud --data DIR`: learn the fraud model from the vehicle claims before October 1995 and write its file.
 *
 * Settings are chosen by cross-validation in time order inside those rows: learn from all months before a block of months,
 * score the block. Rows from October 1995 on are not looked at here.
 */
import { writeFileSync } from 'node:fs';
import { type ClaimRow, FEATURES, featuresOf } from '../../../activities/fraud/model/features';
import { FraudModel, sharesOf } from '../../../activities/fraud/model/model';
import { contentHash } from '../../../platform/database/evidence';
import { projectFile } from '../../../platform/paths';
import { mean } from '../../statistics';
import type { BoostingSettings } from './boosting';
import { baselineLogOdds, calibrate, type Ensemble, ensembleLogOdds, fitBaseline, fitEnsemble } from './fit';
import { claimsFiles, FIRST_EVALUATED_MONTH, labelOf, monthOf } from './rows';
import { auc } from './statistics';

export const MODEL_PATH = projectFile('config', 'fraud-models', 'vehicle-claims.json');

const COMMON = { learningRate: 0.05, leafWeight: 5, penalty: 5, rowShare: 0.7, featureShare: 0.4 };
const CANDIDATES: readonly BoostingSettings[] = [
  { ...COMMON, depth: 2, trees: 200 },
  { ...COMMON, depth: 3, trees: 120 },
  { ...COMMON, depth: 3, trees: 200 },
  { ...COMMON, depth: 4, trees: 100 },
  { ...COMMON, depth: 4, trees: 160 },
  { ...COMMON, depth: 5, trees: 100 },
];
/** First months of the blocks that are scored, each of three months. */
const BLOCKS = [9, 12, 15, 18].map((month) => 1994 * 12 + month);
const BLOCK_MONTHS = 3;
const SEEDS = 2;
const FOLDS = 5;

interface Outcome {
  auc: number;
  logOdds: number[];
  labels: number[];
}

/** @param data folder with the table */
export function trainFraudModel(data: string, today: string, tell: (line: string) => void): void {
  const [file, ...others] = claimsFiles(data);
  if (file === undefined)
    throw new Error(`In ${data} there is no CSV file with the columns of the vehicle-claims table.`);
  if (others.length > 0) tell(`Only ${file.name} is used.`);
  const rows = file.rows.filter((row) => monthOf(row) < FIRST_EVALUATED_MONTH);
  tell(`${rows.length} rows before October 1995, ${rows.filter((row) => labelOf(row) === 1).length} of them fraud`);

  const blocks = BLOCKS.map((from) => ({
    before: rows.filter((row) => monthOf(row) < from),
    block: rows.filter((row) => monthOf(row) >= from && monthOf(row) < from + BLOCK_MONTHS),
  }));
  const results = CANDIDATES.map((settings) => {
    const area = mean(blocks.map(({ before, block }) => scored(fitEnsemble(before, settings, SEEDS), block).auc));
    tell(
      `depth ${settings.depth}, ${settings.trees} trees: AUC ${area.toFixed(4)} over ${BLOCKS.length} blocks in time order`,
    );
    return { settings, area };
  });
  const best = results.reduce((a, b) => (b.area > a.area ? b : a));
  const baseline = mean(
    blocks.map(({ before, block }) => {
      const model = fitBaseline(before);
      return auc(
        block.map((row) => baselineLogOdds(model, row)),
        block.map(labelOf),
      );
    }),
  );
  tell(`logistic regression: AUC ${baseline.toFixed(4)}`);

  const logistic = fitBaseline(rows);
  const { base, trees } = fitEnsemble(rows, best.settings, SEEDS);
  const content = {
    name: 'vehicle-claims',
    trainedOn: {
      sha256: file.sha256,
      rows: rows.length,
      fraudulent: rows.filter((row) => labelOf(row) === 1).length,
      until: '1995-09',
    },
    date: today,
    settings: { ...best.settings, seeds: SEEDS },
    figures: { auc: rounded(best.area), aucOfLogisticRegression: rounded(baseline) },
    features: FEATURES.map((feature) => feature.name),
    base: rounded(base),
    calibration: calibrated(rows, best.settings),
    distribution: Object.fromEntries(
      [...new Set(FEATURES.map((feature) => feature.column))]
        .filter((column) => rows[0]?.[column] !== undefined)
        .map((column) => [column, sharesOf(rows, column)]),
    ),
    baseline: { intercept: rounded(logistic.intercept), weights: [...logistic.weights].map(rounded) },
    trees: trees.map((tree) => ({ ...tree, value: tree.value.map(rounded) })),
  };
  const model = { ...content, hash: contentHash(content) };
  FraudModel.of(model);
  writeFileSync(MODEL_PATH, `${JSON.stringify(model)}\n`);
  tell(`Written: ${MODEL_PATH}, ${trees.length} trees`);
}

/**
 * Fitted on every row by trees that were grown without it (every fifth row in turn). Over all months, since the share of
 * fraud moves between 0 and 12 % from month to month, and no stretch of months stands for the next.
 */
function calibrated(rows: readonly ClaimRow[], settings: BoostingSettings): { slope: number; intercept: number } {
  const folds = Array.from({ length: FOLDS }, (_, fold) => {
    const inFold = (_row: unknown, index: number) => index % FOLDS === fold;
    const ensemble = fitEnsemble(
      rows.filter((row, index) => !inFold(row, index)),
      settings,
      SEEDS,
    );
    return scored(ensemble, rows.filter(inFold));
  });
  return calibrate(
    folds.flatMap((fold) => fold.logOdds),
    folds.flatMap((fold) => fold.labels),
  );
}

function scored(ensemble: Ensemble, rows: readonly ClaimRow[]): Outcome {
  const logOdds = rows.map((row) => ensembleLogOdds(ensemble, featuresOf(row)));
  const labels = rows.map(labelOf);
  return { auc: auc(logOdds, labels), logOdds, labels };
}

function rounded(value: number): number {
  return Number(value.toFixed(5));
}
