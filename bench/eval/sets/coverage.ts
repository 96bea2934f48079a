/**
 * Set `coverage`: clauses in free words and situations, with the votes of people. Code decides by terms that are data; over words
 * that leave room it does not, and says so: a person decides. A model's opinion, with verified quotes, may decide some of them later.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { EvalItem, EvalSet } from '../sets';

type Judgement = 'covered' | 'not covered' | 'a person decides';

/** Share of the votes from which on people agree. */
const AGREED = 0.9;

export const coverageSet: EvalSet = {
  name: 'coverage',
  describe: 'clauses in free words and situations: covered, not covered, or a person decides (*judgement*.csv)',
  async run(dataDir, limit, onProgress) {
    const files = readdirSync(dataDir)
      .sort()
      .filter((name) => /judgement.*\.csv$/i.test(name));
    if (files.length === 0) throw new Error(`In ${dataDir} there is no *judgement*.csv.`);
    const rows = files.flatMap((name) =>
      (parse(readFileSync(join(dataDir, name)), { columns: true, bom: true }) as Record<string, string>[]).map(
        (row, number) => ({ row, number }),
      ),
    );
    const items: EvalItem[] = [];
    for (const { row, number } of rows.slice(0, limit)) {
      items.push({ id: String(number), predicted: judged(), expected: truthOf(row), ms: 0 });
      onProgress(items.length, rows.length);
    }
    const decided = items.filter((item) => item.predicted !== 'a person decides');
    return {
      n: items.length,
      metrics: {
        judge: 'none: nothing reads clauses in free words yet',
        decidedShare: decided.length / items.length,
        wrong: decided.filter((item) => item.predicted !== item.expected).length,
        peopleAgreeShare: items.filter((item) => item.expected !== 'a person decides').length / items.length,
      },
      items,
    };
  },
};

/** Words without terms as data behind them are not decided by code. */
function judged(): Judgement {
  return 'a person decides';
}

function truthOf(row: Record<string, string>): Judgement {
  const [yes, no, open] = [row.votes_yes, row.votes_no, row.votes_cannot_decide].map(Number);
  const all = (yes ?? 0) + (no ?? 0) + (open ?? 0);
  if ((yes ?? 0) >= AGREED * all) return 'covered';
  if ((no ?? 0) >= AGREED * all) return 'not covered';
  return 'a person decides';
}
