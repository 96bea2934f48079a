/** Deadlines for the process, and clocks for those who show them. */
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database/client';
import { ledgerRecords } from '../../platform/database/schema';
import type { ClaimKey } from '../vocabulary';
import type { JurisdictionBook } from './book';
import {
  CLOCK_ACTIONS,
  type ClaimClocksInput,
  ClaimStep,
  type ClockActivities,
  type ClockKind,
  type ClockReading,
  type ClockRules,
  type ClocksReading,
  type NextDeadlines,
} from './contract';
import { clocksOf } from './engine';
import { clockEvents } from './events';

/** The rules, in this process. */
export class LoadedClockRules implements ClockRules {
  constructor(private readonly book: JurisdictionBook) {}

  clocksOfClaims(inputs: ClaimClocksInput[]): ClocksReading[] {
    return inputs.map((input) => this.clocksOfClaim(input));
  }

  clocksOfClaim({ steps, events, ...claim }: ClaimClocksInput): ClocksReading {
    return clocksOf({ ...claim, events: [...clockEvents(steps), ...events] }, this.book);
  }
}

export function createClockActivities({
  database,
  book,
}: {
  database: Database;
  book: JurisdictionBook;
}): ClockActivities {
  const rules = new LoadedClockRules(book);
  return {
    nextDeadlines: async ({ claim, jurisdiction, line, now, steps }) => {
      const recorded = await stepsOnLedger(database, claim);
      // A step may have been written since it was handed over: counted twice, a letter would be two.
      const known = new Set(recorded.map(sameAs));
      const unwritten = steps.filter((step) => !known.has(sameAs(step)));
      return nextOf(rules.clocksOfClaim({ jurisdiction, line, now, steps: [...recorded, ...unwritten], events: [] }));
    },
  };
}

/** Steps of this episode that say something to a clock; a record that somebody has touched says nothing. */
async function stepsOnLedger(database: Database, { tenant, claimNumber, episode }: ClaimKey): Promise<ClaimStep[]> {
  const entry = sql`${ledgerRecords.body}->'entry'`;
  const rows = await database
    .select({
      action: sql`${entry}->>'action'`,
      at: sql`${entry}->>'occurredAt'`,
      facts: sql`${entry}->'facts'`,
    })
    .from(ledgerRecords)
    .where(
      and(
        eq(ledgerRecords.tenant, tenant),
        eq(ledgerRecords.claimNumber, claimNumber),
        eq(ledgerRecords.episode, episode),
        inArray(sql`${entry}->>'action'`, [...CLOCK_ACTIONS]),
      ),
    )
    .orderBy(ledgerRecords.seq);
  return rows.flatMap((row) => ClaimStep.safeParse(row).data ?? []);
}

const sameAs = ({ action, at, facts }: ClaimStep) =>
  JSON.stringify([action, Date.parse(at), Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1))]);

/** The earliest of each kind that is still owed. */
export function nextOf({ clocks, jurisdiction, rulesHash }: ClocksReading): NextDeadlines {
  // What was missed for good, because the claim was closed, has no days left to count.
  const owed = clocks.filter(
    ({ status, daysLeft }) => status === 'running' || (status === 'missed' && daysLeft !== null),
  );
  const earliest = (readings: ClockReading[], of: 'dueAt' | 'escalateAt') =>
    readings.flatMap((reading) => reading[of] ?? []).sort()[0] ?? null;
  const due = (kind: ClockKind) =>
    earliest(
      owed.filter((reading) => reading.kind === kind),
      'dueAt',
    );
  return {
    acknowledgeBy: due('acknowledge'),
    decideBy: due('decide'),
    statusLetterAt: due('status'),
    payBy: due('pay'),
    escalateAt: earliest(owed, 'escalateAt'),
    jurisdiction: jurisdiction.id,
    rulesHash,
  };
}
