/** What is owed on claims by when: their steps on the ledger and their messages, read by the rules of their jurisdiction. */
import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import {
  CLOCK_ACTIONS,
  ClaimStep,
  type ClockEvent,
  ClockKind,
  type ClockReading,
  type ClockRules,
  ClockStatus,
  type ClocksReading,
} from '../../activities/clocks/contract';
import { ClaimNumber, IsoDate, IsoInstant, LineOfBusiness } from '../../activities/vocabulary';
import type { Database } from '../../platform/database/client';
import type { DetailsSource } from './claim-details';
import { NotFoundError } from './errors';

interface Source {
  database: Database;
  place: Pick<DetailsSource['place'], 'tenant'>;
}

/**
 * Clocks of the newest episode of a claim, as at `now`.
 * @param rules given by the composition root
 * @throws NotFoundError
 */
export async function readClocks(
  { database, place }: Source,
  rules: ClockRules,
  claimNumber: string,
  now = new Date(),
): Promise<ClocksReading> {
  const found = await claimsWhere(database, place.tenant, sql`c.claim_number = ${claimNumber}`, 1);
  const [reading] = await readingsOf({ database, place }, rules, found, now);
  if (reading === undefined) throw new NotFoundError('claim', claimNumber);
  return reading;
}

/** Something that is owed and should be looked at now. */
export const ClockAtRisk = z.object({
  claimNumber: ClaimNumber,
  jurisdiction: z.string(),
  clock: z.string(),
  title: z.string(),
  kind: ClockKind,
  status: ClockStatus,
  dueOn: IsoDate,
  dueAt: IsoInstant,
  daysLeft: z.number().int(),
  verified: z.boolean(),
});
export type ClockAtRisk = z.infer<typeof ClockAtRisk>;

export const ClocksAtRisk = z.object({
  madeAt: IsoInstant,
  /** Claims that were looked at. */
  openClaims: z.number().int(),
  /** Clocks whose due day has passed, and those that should be escalated by now. */
  overdue: z.number().int(),
  escalated: z.number().int(),
  /** Those that are due first, up to the limit. */
  clocks: z.array(ClockAtRisk),
});
export type ClocksAtRisk = z.infer<typeof ClocksAtRisk>;

/** Claims that are read at once, so that nobody else waits long. */
const PAGE = 100;

/** What is overdue, or should be escalated, on all open claims. */
export async function readClocksAtRisk(
  { database, place }: Source,
  rules: ClockRules,
  { limit = 100, now = new Date() }: { limit?: number; now?: Date } = {},
): Promise<ClocksAtRisk> {
  const madeAt = now.toISOString();
  const found: ClockAtRisk[] = [];
  let openClaims = 0;
  for (let after = ''; ; ) {
    const isNext = sql`p.status <> 'closed' AND c.claim_number > ${after}`;
    const page = await claimsWhere(database, place.tenant, isNext, PAGE);
    const readings = await readingsOf({ database, place }, rules, page, now);
    openClaims += page.length;
    for (const [index, { jurisdiction, clocks }] of readings.entries()) {
      const claimNumber = page[index]?.claimNumber ?? '';
      found.push(...clocks.flatMap((clock) => atRisk(clock, claimNumber, jurisdiction.id, madeAt)));
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
    after = last.claimNumber;
  }
  found.sort((a, b) => a.dueAt.localeCompare(b.dueAt) || a.claimNumber.localeCompare(b.claimNumber));
  const overdue = found.filter(({ status }) => status === 'missed').length;
  return { madeAt, openClaims, overdue, escalated: found.length - overdue, clocks: found.slice(0, limit) };
}

function atRisk(clock: ClockReading, claimNumber: string, jurisdiction: string, now: string): ClockAtRisk[] {
  const { id, title, kind, status, dueOn, dueAt, daysLeft, escalateAt, verified } = clock;
  // What was missed for good has no days left to count.
  if (dueOn === null || dueAt === null || daysLeft === null) return [];
  if (status !== 'missed' && (status !== 'running' || escalateAt === null || escalateAt > now)) return [];
  return [{ claimNumber, jurisdiction, clock: id, title, kind, status, dueOn, dueAt, daysLeft, verified }];
}

const ClaimToRead = z.object({
  claimNumber: ClaimNumber,
  episode: z.number().int(),
  line: LineOfBusiness.nullable().catch(null),
  jurisdiction: z.string(),
});
type ClaimToRead = z.infer<typeof ClaimToRead>;

/** Newest episodes. The jurisdiction is that of the policy's version on the day of the loss, else of its newest; without a policy, where the loss happened. */
async function claimsWhere(database: Database, tenant: string, where: SQL, limit: number): Promise<ClaimToRead[]> {
  const { rows } = await database.execute(sql`
    SELECT c.claim_number AS "claimNumber", c.episode, coalesce(p.line, policy.line) AS line,
      coalesce(policy.jurisdiction, c.notice->>'lossLocation', '') AS jurisdiction
    FROM claims c
      LEFT JOIN claim_projections p ON p.tenant = c.tenant AND p.claim_number = c.claim_number AND p.episode = c.episode
      LEFT JOIN LATERAL (
        SELECT jurisdiction, line FROM policies
        WHERE tenant = c.tenant AND policy_number = c.policy_number
        ORDER BY (effective_from::text <= c.loss_date AND c.loss_date < effective_to::text) DESC, effective_from DESC
        LIMIT 1
      ) policy ON true
    WHERE c.tenant = ${tenant} AND ${where}
    ORDER BY c.claim_number LIMIT ${limit}`);
  return ClaimToRead.array().parse(rows);
}

/** One for each claim, in order. */
async function readingsOf(
  { database, place: { tenant } }: Source,
  rules: ClockRules,
  found: ClaimToRead[],
  now: Date,
): Promise<ClocksReading[]> {
  if (found.length === 0) return [];
  const numbers = sql`(${sql.join(
    found.map(({ claimNumber }) => sql`${claimNumber}`),
    sql`, `,
  )})`;
  const [steps, events] = await Promise.all([
    stepsOf(database, tenant, numbers),
    messagesOf(database, tenant, numbers),
  ]);
  return rules.clocksOfClaims(
    found.map(({ claimNumber, episode, line, jurisdiction }) => ({
      jurisdiction,
      line,
      now: now.toISOString(),
      steps: steps.get(`${claimNumber}/${episode}`) ?? [],
      events: events.get(claimNumber) ?? [],
    })),
  );
}

async function stepsOf(database: Database, tenant: string, numbers: SQL): Promise<Map<string, ClaimStep[]>> {
  const actions = sql.join(
    CLOCK_ACTIONS.map((action) => sql`${action}`),
    sql`, `,
  );
  const { rows } = await database.execute(sql`
    SELECT claim_number || '/' || episode AS key, body->'entry'->>'action' AS action,
      body->'entry'->>'occurredAt' AS at, body->'entry'->'facts' AS facts
    FROM ledger_records
    WHERE tenant = ${tenant} AND claim_number IN ${numbers} AND body->'entry'->>'action' IN (${actions})
    ORDER BY seq`);
  // A record that somebody has touched says nothing.
  return grouped(rows, (row) => ClaimStep.safeParse(row).data);
}

/** Messages are kept beside the ledger. */
async function messagesOf(database: Database, tenant: string, numbers: SQL): Promise<Map<string, ClockEvent[]>> {
  const { rows } = await database.execute(sql`
    SELECT claim_number AS key, sender, sent_at AS at FROM claim_messages
    WHERE tenant = ${tenant} AND claim_number IN ${numbers} ORDER BY sent_at`);
  return grouped(rows, ({ sender, at }) => ({
    kind: sender === 'claimant' ? ('claimant-wrote' as const) : ('team-answered' as const),
    at: new Date(at as string).toISOString(),
  }));
}

function grouped<T>(
  rows: Record<string, unknown>[],
  read: (row: Record<string, unknown>) => T | undefined,
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const value = read(row);
    if (value === undefined) continue;
    const key = String(row.key);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}
