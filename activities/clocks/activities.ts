/** Deadlines for the process, and clocks for those who show them. */
import { ApplicationFailure } from '@temporalio/common';
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
  type TimeLimit,
  type TimeLimits,
} from './contract';
import { clocksOf } from './engine';
import { clockEvents } from './events';
import { interestOf } from './interest';
import { timeLimitOf } from './time-limits';

/** The rules, in this process. */
export class LoadedClockRules implements ClockRules, TimeLimits {
  constructor(private readonly book: JurisdictionBook) {}

  clocksOfClaims(inputs: ClaimClocksInput[]): ClocksReading[] {
    return inputs.map((input) => this.clocksOfClaim(input));
  }

  timeLimitOf(claim: Parameters<TimeLimits['timeLimitOf']>[0]): TimeLimit | null {
    return timeLimitOf(claim, this.book);
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
  const eventsOf = async (claim: ClaimKey, steps: ClaimStep[]) => {
    const recorded = await stepsOnLedger(database, claim);
    // A step may have been written since it was handed over: counted twice, a letter would be two.
    const known = new Set(recorded.map(sameAs));
    return clockEvents([...recorded, ...steps.filter((step) => !known.has(sameAs(step)))]);
  };
  return {
    nextDeadlines: async ({ claim, steps, ...input }) =>
      nextOf(clocksOf({ ...input, events: await eventsOf(claim, steps) }, book)),
    interestOwed: async ({ claim, steps, ...input }) => {
      const events = await eventsOf(claim, steps);
      try {
        return interestOf({ ...input, now: input.paidAt, events }, book);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        throw ApplicationFailure.nonRetryable(error.message, 'clocks-amount-invalid');
      }
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
    limitationNoticeAt: due('limitation-notice'),
    escalateAt: earliest(owed, 'escalateAt'),
    jurisdiction: jurisdiction.id,
    rulesHash,
  };
}
