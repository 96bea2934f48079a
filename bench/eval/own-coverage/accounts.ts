/**
 * Does code notice that an account leaves room, when it is told in other words than those of the terms? What is missed would
 * be judged by the reported cause alone.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { TermsLibrary } from '../../../activities/coverage/terms';
import { Peril } from '../../../activities/vocabulary';
import { assessSituation, readSituations } from './situations';

/** What is claimed: something that the section of the cause names, so that the line itself raises no question. */
const ITEMS: Record<string, { what: string; amount: number; bought?: string }> = {
  'glass-breakage': { what: 'Windshield', amount: 900 },
  'motor-private': { what: 'Door', amount: 900 },
  'home-contents': { what: 'Bookcase', amount: 900, bought: '2026-01-10' },
};

const Account = z.strictObject({ product: z.string(), peril: Peril, clause: z.string(), account: z.string() });

/** Of each account whether a question with its clause is raised, in the order of the files (`*.accounts.yaml`). */
export async function noticed(folder: string, library: TermsLibrary): Promise<{ account: string; raised: boolean }[]> {
  const situations = readSituations(folder);
  const accounts = readdirSync(folder)
    .sort()
    .filter((name) => name.endsWith('.accounts.yaml'))
    .flatMap((name) => z.array(Account).parse(parse(readFileSync(join(folder, name), 'utf8'))));
  return Promise.all(
    accounts.map(async ({ product, peril, clause, account }) => {
      const start = situations.find((situation) => situation.product === product);
      if (start === undefined) throw new Error(`There is no situation on ${product} to start from.`);
      const item = ITEMS[peril] ?? ITEMS[product];
      const event = { ...start.event, date: '2026-06-10', reportedOn: '2026-06-12', peril, policeReport: true };
      const { questions } = await assessSituation(
        { ...start, items: item === undefined ? [] : [item], event: { ...event, description: account } },
        library,
      );
      return { account, raised: questions.some(({ clauses }) => clauses.includes(clause)) };
    }),
  );
}
