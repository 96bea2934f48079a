/** What the kills came to: outside, where it counts, and how long it took. */
import Table from 'cli-table3';
import { and, eq, sql } from 'drizzle-orm';
import type { ConnectedAdjutant } from '../../client/sdk';
import { ledgerRecords, reviewTasks } from '../../platform/database/schema';
import type { Adjuster } from './adjuster';
import type { Fleet } from './fleet';
import type { Receiver } from './receiver';

export interface Phase {
  /** What was killed. */
  what: string;
  claims: number;
  /** From the first notice to the last claim's end. */
  wholeMs: number;
  /** From the kill until everything was up again. */
  upMs: number | null;
  /** From then to the last claim's end. */
  afterUpMs: number | null;
}

export interface Outside {
  claims: number;
  payments: number;
  letters: number;
  repeatedRequests: number;
  lostAnswers: number;
  /** Files that were read, and how often a reading was begun although one of that file had ended. */
  filesRead: number;
  readAgain: number;
  /** What must not be, in words; empty when all is well. */
  wrong: string[];
}

/** Compare what took effect outside with what should have. */
export async function outsideOf(
  { client, database, place }: ConnectedAdjutant,
  receiver: Receiver,
  fleet: Fleet,
  people: Adjuster,
): Promise<Outside> {
  const wrong = [...people.refusals.map((refusal) => `a decision was refused: ${refusal}`)];
  const paid = countBy(receiver.payments.map(({ claimNumber }) => claimNumber));
  const letters = countBy(receiver.letters.map(({ claimNumber, kind }) => `${claimNumber} ${kind}`));
  let expectedLetters = 0;
  for (const [claimNumber, { reviewed }] of fleet.claims) {
    const claim = await client.claims.show(claimNumber);
    if (claim.status !== 'closed' || claim.outcome !== 'paid')
      wrong.push(`${claimNumber} ended as ${claim.status} ${claim.outcome}`);
    if (paid.get(claimNumber) !== 1) wrong.push(`${claimNumber} was paid ${paid.get(claimNumber) ?? 0} times`);
    for (const kind of reviewed ? ['acknowledgment', 'approval'] : ['approval']) {
      expectedLetters += 1;
      const sent = letters.get(`${claimNumber} ${kind}`) ?? 0;
      if (sent !== 1) wrong.push(`${claimNumber}: ${kind} was sent ${sent} times`);
    }
  }
  if (receiver.letters.length !== expectedLetters)
    wrong.push(`${receiver.letters.length} letters were sent instead of ${expectedLetters}`);
  for (const key of receiver.conflicts) wrong.push(`${key} came again with other contents`);
  const tasks = await database.select().from(reviewTasks).where(eq(reviewTasks.tenant, place.tenant));
  const asked = [...fleet.claims.values()].filter(({ reviewed }) => reviewed).length;
  if (tasks.length !== asked) wrong.push(`${tasks.length} questions were asked instead of ${asked}`);
  const read = await database
    .select({ claimNumber: ledgerRecords.claimNumber, times: sql<number>`count(*)::int` })
    .from(ledgerRecords)
    .where(
      and(eq(ledgerRecords.tenant, place.tenant), sql`${ledgerRecords.body}->'entry'->>'action' = 'document-read'`),
    )
    .groupBy(ledgerRecords.claimNumber);
  const filesRead = read.reduce((sum, { times }) => sum + times, 0);
  return {
    claims: fleet.claims.size,
    payments: receiver.payments.length,
    letters: receiver.letters.length,
    repeatedRequests: receiver.repeats,
    lostAnswers: receiver.lostAnswers,
    filesRead,
    readAgain: filesRead - fleet.claims.size,
    wrong,
  };
}

function countBy(names: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

export function renderPhases(phases: Phase[]): string {
  const seconds = (ms: number | null) => (ms === null ? '' : (ms / 1000).toFixed(1));
  const [calm] = phases;
  const table = new Table({
    head: ['Killed', 'Claims', 'All done, s', 'Up again, s', 'From up to done, s', 'Longer than calm, s'],
    style: { head: [], border: [] },
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
  });
  for (const { what, claims, wholeMs, upMs, afterUpMs } of phases)
    table.push([
      what,
      claims,
      seconds(wholeMs),
      seconds(upMs),
      seconds(afterUpMs),
      upMs === null || calm === undefined ? '' : seconds(wholeMs - calm.wholeMs),
    ]);
  return table.toString();
}

export function renderVerdict(outside: Outside, ledgerOk: boolean): string {
  const { claims, payments, letters, repeatedRequests, lostAnswers, filesRead, readAgain, wrong } = outside;
  return [
    `${claims} claims: ${payments} payments and ${letters} letters took effect; ${repeatedRequests} requests came again, ${lostAnswers} answers were lost on purpose`,
    `${filesRead} readings were taken over, ${readAgain} of them of a file that had been read; the ledger is ${ledgerOk ? 'whole' : 'NOT WHOLE'}`,
    wrong.length === 0
      ? 'Lost: 0. Paid twice: 0. Sent twice: 0. Asked twice: 0.'
      : `WRONG (${wrong.length}):\n${wrong
          .slice(0, 20)
          .map((line) => `  ${line}`)
          .join('\n')}`,
  ].join('\n');
}
