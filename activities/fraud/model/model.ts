/** The fraud model: its file, checked; a probability for a claim, and the reasons for it in words. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { contentHash } from '../../../platform/database/evidence';
import { type ClaimRow, describeColumn, FEATURES, featuresOf, REQUIRED_COLUMNS } from './features';
import { addContributions, Tree, treeValue } from './trees';

const Shares = z.record(z.string(), z.number());

export const FraudModelFile = z.object({
  name: z.string(),
  trainedOn: z.object({
    /** SHA-256 of the file, rows that were used, and until when. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    rows: z.number().int(),
    fraudulent: z.number().int(),
    until: z.string(),
  }),
  date: z.string(),
  settings: z.record(z.string(), z.number()),
  /** From cross-validation in time order inside the training rows. */
  figures: z.record(z.string(), z.number()),
  features: z.array(z.string()),
  /** Log odds before any tree. */
  base: z.number(),
  /** Probability = logistic(slope · log odds + intercept), fitted on rows that the trees had not seen. */
  calibration: z.object({ slope: z.number().positive(), intercept: z.number() }),
  /** Share of each value of each column among the training rows, for the drift check. */
  distribution: z.record(z.string(), Shares),
  trees: z.array(Tree),
  /** Logistic regression on the same rows and features, to compare with. */
  baseline: z.object({ intercept: z.number(), weights: z.array(z.number()) }),
  /** SHA-256 of the canonical JSON of all the rest. */
  hash: z.string(),
});
export type FraudModelFile = z.infer<typeof FraudModelFile>;

/** A column's part in a score: log odds added (positive: more suspicious) or taken away. */
export interface ScoreReason {
  column: string;
  text: string;
  logOdds: number;
}

export interface FraudScore {
  /** Calibrated probability that a claim like this was found to be fraud. */
  probability: number;
  /** Strongest first. */
  reasons: ScoreReason[];
}

export interface Drift {
  column: string;
  /** Population stability index; above 0.25 by convention a population has shifted. */
  index: number;
}

/** Above it, scores are not to be trusted until the model has been trained anew (a common convention for this index). */
export const DRIFT_LIMIT = 0.25;

export class FraudModel {
  private constructor(readonly file: FraudModelFile) {}

  /** @throws Error when the file is not a model, was altered, or was made for other features */
  static load(path: string): FraudModel {
    return FraudModel.of(JSON.parse(readFileSync(path, 'utf8')), path);
  }

  /** @throws as `load` */
  static of(content: unknown, from = 'The fraud model'): FraudModel {
    const parsed = FraudModelFile.safeParse(content);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new Error(`${from} is not a fraud model: ${issue?.path.join('.')}: ${issue?.message}`);
    }
    const { hash, ...rest } = parsed.data;
    if (contentHash(rest) !== hash) throw new Error(`${from} was altered: train it anew with npm run train -- fraud`);
    const expected = FEATURES.map((feature) => feature.name);
    if (rest.features.join('\n') !== expected.join('\n'))
      throw new Error(`${from} was trained on other features: train it anew with npm run train -- fraud`);
    return new FraudModel(parsed.data);
  }

  /** Columns that the row lacks: with any of them the model cannot judge. */
  static missing(row: ClaimRow): string[] {
    return REQUIRED_COLUMNS.filter((column) => row[column] === undefined || row[column] === '');
  }

  /** @param row must have all columns (`FraudModel.missing`); a value that is not known counts as missing */
  score(row: ClaimRow): FraudScore {
    const { base, calibration, trees } = this.file;
    const x = featuresOf(row);
    const logOdds = trees.reduce((sum, tree) => sum + treeValue(tree, x), base);
    return {
      probability: 1 / (1 + Math.exp(-(calibration.slope * logOdds + calibration.intercept))),
      reasons: this.reasons(row, x),
    };
  }

  private reasons(row: ClaimRow, x: Float64Array): ScoreReason[] {
    const sums = new Float64Array(FEATURES.length);
    for (const tree of this.file.trees) addContributions(tree, x, sums);
    const byColumn = new Map<string, number>();
    FEATURES.forEach(({ column }, i) => {
      byColumn.set(column, (byColumn.get(column) ?? 0) + (sums[i] as number));
    });
    return [...byColumn]
      .map(([column, logOdds]) => ({ column, text: describeColumn(column, row), logOdds }))
      .sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds));
  }

  /** How far claims have moved from those that the model learned from, worst first. @param rows at least some hundreds */
  drift(rows: readonly ClaimRow[]): Drift[] {
    return Object.entries(this.file.distribution)
      .map(([column, before]) => ({ column, index: stabilityIndex(before, sharesOf(rows, column)) }))
      .sort((a, b) => b.index - a.index);
  }
}

/** Share of each value of a column. */
export function sharesOf(rows: readonly ClaimRow[], column: string): Record<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = row[column]?.trim() ?? '';
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].map(([value, count]) => [value, count / rows.length]));
}

/** Sum over values of (now − before) · ln(now / before); shares of nothing count as one in ten thousand. */
function stabilityIndex(before: Record<string, number>, now: Record<string, number>): number {
  const values = new Set([...Object.keys(before), ...Object.keys(now)]);
  let index = 0;
  for (const value of values) {
    const [was, is] = [Math.max(before[value] ?? 0, 1e-4), Math.max(now[value] ?? 0, 1e-4)];
    index += (is - was) * Math.log(is / was);
  }
  return index;
}
