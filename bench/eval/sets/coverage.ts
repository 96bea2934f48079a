/**
 * Set `coverage`. Two things are measured, apart: clauses in free words with situations and the votes of people
 * (*judgement*.csv), and situations on the project's own wordings, which the coverage engine decides from structured facts
 * (*.situations.yaml; those of the project are always run).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { TermsLibrary } from '../../../activities/coverage/terms';
import { projectFile } from '../../../platform/paths';
import { type Judge, judgeByFigures } from '../coverage/judge';
import { modelJudge } from '../coverage/model-judge';
import { noticed } from '../own-coverage/accounts';
import { assessSituation, differences, judgementOf, readSituations } from '../own-coverage/situations';
import type { EvalItem, EvalSet, Metrics, OnProgress } from '../sets';

/** Share of the votes from which on people agree. */
const AGREED = 0.9;
const UNDECIDED = 'a person decides';

export const coverageSet: EvalSet = {
  name: 'coverage',
  describe: 'clauses in free words, and our own wordings: covered, not covered, or a person decides (*judgement*.csv)',
  takesModel: true,
  async run(dataDir, limit, onProgress, model) {
    const names = readdirSync(dataDir).sort();
    const tables = names.filter((name) => /judgement.*\.csv$/i.test(name));
    const own = names.some((name) => name.endsWith('.situations.yaml'));
    if (tables.length === 0 && !own)
      throw new Error(`In ${dataDir} there is no *judgement*.csv and no *.situations.yaml.`);
    const judge = model === undefined ? { ask: judgeByFigures, close: async () => {} } : await modelJudge(model);
    try {
      const rows = tables.flatMap((name) => readRows(join(dataDir, name)));
      const free = await judgeRows(rows.slice(0, limit), judge.ask, onProgress);
      const given = own ? await judgeOwn(dataDir, limit, onProgress) : [];
      const folder = projectFile('bench', 'eval', 'own-coverage');
      const shipped = await judgeOwn(folder, undefined, () => {});
      const accounts = await noticed(folder, new TermsLibrary(projectFile('config', 'products')));
      return {
        n: free.length + given.length,
        metrics: {
          ...(tables.length === 0 ? {} : { freeWords: { judge: model ?? 'code alone, no model', ...figures(free) } }),
          ...(own ? { situationsGiven: figures(given) } : {}),
          ownWordings: figures(shipped),
          accountsInOtherWords: { n: accounts.length, noticed: accounts.filter(({ raised }) => raised).length },
        },
        items: [...free, ...given],
      };
    } finally {
      await judge.close();
    }
  },
};

function figures(items: EvalItem[]): Metrics {
  const decided = items.filter(({ predicted }) => !String(predicted).startsWith(UNDECIDED));
  const wrong = decided.filter(({ predicted, expected }) => predicted !== expected);
  const decidable = items.filter(({ expected }) => !String(expected).startsWith(UNDECIDED)).length;
  return {
    n: items.length,
    decidedShare: items.length === 0 ? null : decided.length / items.length,
    wrong: wrong.length,
    ...(wrong.length === 0 ? {} : { wrongIds: wrong.map(({ id }) => id).join(', ') }),
    decidableShare: items.length === 0 ? null : decidable / items.length,
  };
}

async function judgeRows(rows: NumberedRow[], judge: Judge, onProgress: OnProgress): Promise<EvalItem[]> {
  const items: EvalItem[] = [];
  for (const { row, number } of rows) {
    const begun = performance.now();
    const predicted = await judge(row.clause ?? '', row.situation ?? '', number);
    items.push({ id: String(number), predicted, expected: truthOf(row), ms: performance.now() - begun });
    onProgress(items.length, rows.length);
  }
  return items;
}

/** An answer is outcome and amount together; one that differs from what was worked out in anything else says so. */
async function judgeOwn(folder: string, limit: number | undefined, onProgress: OnProgress): Promise<EvalItem[]> {
  const library = new TermsLibrary(projectFile('config', 'products'));
  const situations = readSituations(folder).slice(0, limit);
  const items: EvalItem[] = [];
  for (const situation of situations) {
    const { judgement, payable } = situation.truth;
    const begun = performance.now();
    const assessment = await assessSituation(situation, library);
    const ms = performance.now() - begun;
    const expected = judgement === UNDECIDED ? UNDECIDED : `${judgement}, ${payable}`;
    const judged = judgementOf(assessment);
    const said = judged === UNDECIDED ? UNDECIDED : `${judged}, ${assessment.payableMinor / 100}`;
    const differs = differences(situation, assessment);
    const predicted = said === expected && differs.length > 0 ? `${said} (${differs.join('; ')})` : said;
    items.push({ id: situation.id, predicted, expected, ms });
    onProgress(items.length, situations.length);
  }
  return items;
}

interface NumberedRow {
  row: Record<string, string>;
  number: number;
}

function readRows(path: string): NumberedRow[] {
  const rows = parse(readFileSync(path), { columns: true, bom: true }) as Record<string, string>[];
  return rows.map((row, number) => ({ row, number }));
}

function truthOf(row: Record<string, string>): string {
  const [yes, no, open] = [row.votes_yes, row.votes_no, row.votes_cannot_decide].map(Number);
  const all = (yes ?? 0) + (no ?? 0) + (open ?? 0);
  if ((yes ?? 0) >= AGREED * all) return 'covered';
  if ((no ?? 0) >= AGREED * all) return 'not covered';
  return UNDECIDED;
}
