/** Routing between two models, one question after another: gap recovered and accuracy at cost, by policy. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { offPolicyValue } from '../../../activities/models/routing/learned';
import { Random } from '../../random';
import { questionFeatures } from '../routing/question-features';
import {
  accuracyOf,
  averageGapRecovered,
  CHEAP_COST,
  type Point,
  type Question,
  runCascade,
  runOnline,
  runOracle,
  runRandom,
  SHARES,
} from '../routing/replay';
import type { EvalItem, EvalSet } from '../sets';

/** Orders in which the questions come; figures are means over them. */
const ORDERS = 10;
const round = (value: number) => Math.round(value * 1000) / 1000;
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

export const routing: EvalSet = {
  name: 'routing',
  describe:
    'which of two models answers: gap recovered (APGR) and accuracy at cost of random, oracle, cascade, learned online',
  async run(dataDir, limit, onProgress) {
    const questions = readQuestions(dataDir).slice(0, limit);
    const cheap = accuracyOf(questions, () => false);
    const dear = accuracyOf(questions, () => true);
    if (dear <= cheap) throw new Error('The second model is not better than the first: there is no gap to recover.');
    const items: EvalItem[] = [];
    const learned: Point[][] = [];
    const random: Point[][] = [];
    const checks: { estimate: number; truth: number }[] = [];
    for (let order = 0; order < ORDERS; order += 1) {
      const shuffled = new Random(order + 1).shuffle([...questions]);
      const started = performance.now();
      const runs = SHARES.map((share) => runOnline(shuffled, share, order + 100));
      const ms = (performance.now() - started) / SHARES.length / Math.max(1, questions.length);
      learned.push(runs.map(({ point }) => point));
      random.push(SHARES.map((share) => runRandom(shuffled, share, order + 500)));
      // From the log of the run in the middle: what asking the dear model four times in five would have got.
      const middle = runs[Math.floor(runs.length / 2)];
      if (middle !== undefined)
        checks.push({
          estimate: offPolicyValue(middle.log, (choice) => (choice.dear ? 0.8 : 0.2)) ?? 0,
          truth: 0.8 * dear + 0.2 * cheap,
        });
      items.push({
        id: `order-${order}`,
        predicted: runs.map(({ point }) => [round(point.dearShare), round(point.accuracy)]),
        ms,
      });
      onProgress(order + 1, ORDERS);
    }
    const gap = (points: Point[]) => averageGapRecovered(points, cheap, dear);
    const atCost = (runs: Point[][]) =>
      Object.fromEntries(
        SHARES.map((share, place) => [
          `dear${Math.round(share * 100)}`,
          {
            cost: round(mean(runs.map((run) => costOf(run[place]?.dearShare ?? 0)))),
            accuracy: round(mean(runs.map((run) => run[place]?.accuracy ?? 0))),
          },
        ]),
      );
    const apgr = learned.map(gap);
    const deviation = Math.sqrt(mean(apgr.map((value) => (value - mean(apgr)) ** 2)));
    return {
      n: questions.length,
      metrics: {
        alwaysCheap: { cost: CHEAP_COST, accuracy: round(cheap) },
        alwaysDear: { cost: 1, accuracy: round(dear) },
        random: { apgr: round(mean(random.map(gap))), ...atCost(random) },
        oracle: {
          apgr: round(gap(SHARES.map((share) => runOracle(questions, share)))),
          best: round(accuracyOf(questions, (question) => question.dear && !question.cheap)),
        },
        learnedOnline: { apgr: round(mean(apgr)), apgrDeviation: round(deviation), ...atCost(learned) },
        cascade: Object.fromEntries(
          [0, 0.1, 0.2].map((error) => {
            const runs = Array.from({ length: ORDERS }, (_, seed) => runCascade(questions, error, seed + 1));
            return [
              `verifierError${error}`,
              {
                cost: round(mean(runs.map(({ cost }) => cost))),
                accuracy: round(mean(runs.map(({ accuracy }) => accuracy))),
                apgr: round(mean(runs.map((run) => gap([run])))),
              },
            ];
          }),
        ),
        offPolicy: {
          meanEstimate: round(mean(checks.map(({ estimate }) => estimate))),
          truth: round(mean(checks.map(({ truth }) => truth))),
          meanError: round(mean(checks.map(({ estimate, truth }) => Math.abs(estimate - truth)))),
        },
      },
      items,
    };
  },
};

const costOf = (dearShare: number) => dearShare + (1 - dearShare) * CHEAP_COST;

/** A CSV file with a column `prompt` and two that end in `_correct`, the cheap model's first. */
function readQuestions(dataDir: string): Question[] {
  for (const name of readdirSync(dataDir)
    .filter((file) => file.endsWith('.csv'))
    .sort()) {
    const rows = parse(readFileSync(join(dataDir, name), 'utf8'), {
      columns: true,
      relax_quotes: true,
      bom: true,
    }) as Record<string, string>[];
    const [first, second] = Object.keys(rows[0] ?? {}).filter((column) => column.endsWith('_correct'));
    if (rows[0]?.prompt === undefined || first === undefined || second === undefined) continue;
    const right = (value: string | undefined) => /^(?:true|1)$/i.test(value ?? '');
    return rows.map((row) => ({
      features: questionFeatures(row.prompt ?? ''),
      cheap: right(row[first]),
      dear: right(row[second]),
    }));
  }
  throw new Error(`${dataDir} has no CSV file with a column "prompt" and two that end in "_correct".`);
}
