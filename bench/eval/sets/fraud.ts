/**
 * Set `fraud`: the committed model scores every row of the vehicle-claims tables in a folder; figures are of the rows from
 * October 1995 on, which it has not learned from. Narratives are read into columns and compared with the truth.
 */
import { type ClaimRow, FEATURES, featuresOf } from '../../../activities/fraud/model/features';
import { DRIFT_LIMIT, FraudModel } from '../../../activities/fraud/model/model';
import { readNarrative } from '../../../activities/fraud/model/narrative';
import { mean } from '../../statistics';
import { baselineLogOdds, ensembleLogOdds, fitEnsemble } from '../../training/fraud/fit';
import {
  type ClaimsFile,
  claimsFiles,
  FIRST_EVALUATED_MONTH,
  labelOf,
  monthOf,
  PROTECTED_COLUMNS,
} from '../../training/fraud/rows';
import { auc, aucGain, aucInterval, brier, recallAtTop, reliability } from '../../training/fraud/statistics';
import { MODEL_PATH } from '../../training/fraud/train';
import type { EvalItem, EvalSet, Metrics } from '../sets';

/** Investigators look at this share of the claims. */
const TOP = 0.2;
/** Smaller groups are left out of the fairness table: their figures mean nothing. */
const LEAST_GROUP = 40;

interface Scored {
  row: ClaimRow;
  probability: number;
  label: number;
}

export const fraudSet: EvalSet = {
  name: 'fraud',
  describe: 'vehicle claims: probability of fraud from the committed model (vehicle_claims*.csv, narratives*.csv)',
  async run(dataDir, limit, onProgress) {
    const files = claimsFiles(dataDir);
    const narratives = claimsFiles(dataDir, true);
    if (files.length + narratives.length === 0)
      throw new Error(`In ${dataDir} there is no CSV file with the columns of the vehicle-claims table.`);
    const model = FraudModel.load(MODEL_PATH);
    const items: EvalItem[] = [];
    const scored: Scored[] = [];
    const total = Math.min(
      limit ?? Number.POSITIVE_INFINITY,
      files.reduce((sum, file) => sum + file.rows.length, 0),
    );
    for (const { rows } of files) {
      for (const [number, row] of rows.entries()) {
        if (items.length >= total) break;
        const began = performance.now();
        const { probability } = model.score(row);
        const label = labelOf(row);
        items.push({ id: String(number), predicted: probability, expected: label, ms: performance.now() - began });
        scored.push({ row, probability, label });
        onProgress(items.length, total);
      }
    }
    const metrics: Metrics = { model: modelFigures(model), ...figures(model, scored) };
    if (limit === undefined) metrics.protectedAttributes = withProtected(model, files, scored);
    metrics.narratives = narrativeFigures(narratives);
    return { n: items.length, metrics, items };
  },
};

function modelFigures({ file }: FraudModel): Metrics {
  return {
    date: file.date,
    rows: file.trainedOn.rows,
    until: file.trainedOn.until,
    aucInTraining: file.figures.auc ?? null,
  };
}

function later(scored: readonly Scored[]): Scored[] {
  return scored.filter(({ row }) => monthOf(row) >= FIRST_EVALUATED_MONTH);
}

function figures(model: FraudModel, scored: readonly Scored[]): Metrics {
  const rows = later(scored);
  const labels = rows.map((one) => one.label);
  if (new Set(labels).size < 2) return { evaluated: rows.length, auc: null };
  const probabilities = rows.map((one) => one.probability);
  const logistic = {
    intercept: model.file.baseline.intercept,
    weights: Float64Array.from(model.file.baseline.weights),
  };
  const baseline = rows.map(({ row }) => baselineLogOdds(logistic, row));
  const area = aucInterval(probabilities, labels);
  const gain = aucGain(probabilities, baseline, labels);
  const drift = model.drift(rows.map(({ row }) => row));
  return {
    evaluated: rows.length,
    fraudulent: labels.filter((label) => label === 1).length,
    auc: area.auc,
    aucLow95: area.low,
    aucHigh95: area.high,
    aucLogisticRegression: auc(baseline, labels),
    gain: gain.gain,
    gainLow95: gain.low,
    gainHigh95: gain.high,
    recallInTop20: recallAtTop(probabilities, labels, TOP),
    brier: brier(probabilities, labels),
    meanProbability: mean(probabilities),
    shareFraudulent: mean(labels),
    reliability: Object.fromEntries(
      reliability(probabilities, labels).map(({ said, was }, tenth) => [`tenth ${tenth + 1}`, { said, was }]),
    ),
    drift: Object.fromEntries(drift.slice(0, 3).map(({ column, index }) => [column, index])),
    columnsAboveDriftLimit: drift.filter(({ index }) => index > DRIFT_LIMIT).length,
    fairness: fairness(rows),
  };
}

/** What leaving out who a person is costs or gains: the same trees with those columns, learned here from the earlier rows. */
function withProtected(model: FraudModel, files: readonly ClaimsFile[], scored: readonly Scored[]): Metrics {
  const earlier = files.flatMap((file) => file.rows).filter((row) => monthOf(row) < FIRST_EVALUATED_MONTH);
  const rows = later(scored);
  if (earlier.length < 1_000 || rows.length === 0) return { aucWith: null };
  const known = PROTECTED_COLUMNS.map((column) => [...new Set(earlier.map((row) => row[column] ?? ''))].sort());
  const inputs = (row: ClaimRow) =>
    Float64Array.from([...featuresOf(row), ...PROTECTED_COLUMNS.map((column, i) => place(known[i], row[column]))]);
  const { seeds = 1, ...settings } = model.file.settings;
  const ensemble = fitEnsemble(earlier, settings as unknown as Parameters<typeof fitEnsemble>[1], seeds, inputs);
  const labels = rows.map((one) => one.label);
  return {
    columns: PROTECTED_COLUMNS.join(', '),
    aucWith: auc(
      rows.map(({ row }) => ensembleLogOdds(ensemble, inputs(row))),
      labels,
    ),
    aucWithout: auc(
      rows.map((one) => one.probability),
      labels,
    ),
    features: FEATURES.length,
  };
}

function place(values: readonly string[] | undefined, value: string | undefined): number {
  const number = Number(value);
  return Number.isFinite(number) ? number : (values ?? []).indexOf(value ?? '');
}

/** For each group: how many would be looked at, and how well the score tells fraud from the rest inside it. */
function fairness(rows: readonly Scored[]): Metrics {
  const sorted = rows.map((one) => one.probability).sort((a, b) => b - a);
  const threshold = sorted[Math.round(rows.length * TOP) - 1] ?? 1;
  const groups: [string, (row: ClaimRow) => string][] = [
    ['Sex', (row) => row.Sex ?? ''],
    ['MaritalStatus', (row) => row.MaritalStatus ?? ''],
    ['AgeOfPolicyHolder', (row) => row.AgeOfPolicyHolder ?? ''],
  ];
  return Object.fromEntries(
    groups.flatMap(([column, of]) =>
      [...new Set(rows.map(({ row }) => of(row)))].sort().flatMap((value): [string, Metrics][] => {
        const group = rows.filter(({ row }) => of(row) === value);
        if (group.length < LEAST_GROUP) return [];
        const labels = group.map((one) => one.label);
        const flagged = group.filter((one) => one.probability >= threshold);
        const honest = group.filter((one) => one.label === 0);
        return [
          [
            `${column} ${value}`,
            {
              n: group.length,
              fraudulent: mean(labels),
              said: mean(group.map((one) => one.probability)),
              lookedAt: flagged.length / group.length,
              honestLookedAt: honest.filter((one) => one.probability >= threshold).length / honest.length,
              auc:
                new Set(labels).size < 2
                  ? null
                  : auc(
                      group.map((one) => one.probability),
                      labels,
                    ),
            },
          ],
        ];
      }),
    ),
  );
}

function narrativeFigures(files: readonly ClaimsFile[]): Metrics {
  const rows = files.flatMap((file) => file.rows);
  if (rows.length === 0) return { rows: 0 };
  const read = rows.map((row) => readNarrative(row.Narrative ?? ''));
  const columns = [...new Set(read.flatMap((found) => Object.keys(found)))].sort();
  return {
    rows: rows.length,
    columns: Object.fromEntries(
      columns.map((column) => {
        const said = read.flatMap((found, i) =>
          found[column] === undefined ? [] : [{ value: found[column], row: rows[i] }],
        );
        const right = said.filter(({ value, row }) => row?.[column]?.trim() === value).length;
        return [column, { found: said.length / rows.length, rightWhereFound: right / said.length }];
      }),
    ),
  };
}
