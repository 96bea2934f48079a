/** Records of the ledger, as auditors look for them. Whether they are whole is said by `Administration.verifyLedger`. */
import { and, desc, eq, gte, lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type LedgerEntry, LedgerRecord } from '../../activities/ledger/contract';
import type { Database } from '../../platform/database/client';
import { ledgerRecords } from '../../platform/database/schema';

export const ShownRecord = z.object({
  seq: z.number().int(),
  claimNumber: z.string(),
  /** Null when what is stored has not the form of a record: somebody has touched it. */
  record: LedgerRecord.nullable(),
});
export type ShownRecord = z.infer<typeof ShownRecord>;

export interface LedgerQuery {
  claimNumber?: string;
  action?: string;
  kind?: LedgerEntry['kind'];
  actorId?: string;
  actorType?: LedgerEntry['actor']['type'];
  /** Recorded at this instant or later, and before. */
  from?: string;
  until?: string;
  limit?: number;
  /** `next` of the page before. */
  after?: number;
}

const ENTRY = sql`${ledgerRecords.body}->'entry'`;
/** An instant as records have it: UTC with milliseconds, so that text sorts like time. */
const asRecorded = (instant: string) => new Date(instant).toISOString();

export class Ledger {
  constructor(
    private readonly database: Database,
    private readonly tenant: string,
  ) {}

  /** One page of records, newest first. */
  async list(query: LedgerQuery = {}): Promise<{ records: ShownRecord[]; next: number | null }> {
    const { claimNumber, action, kind, actorId, actorType, from, until, limit = 100, after } = query;
    const recordedAt = sql`${ledgerRecords.body}->>'recordedAt'`;
    const rows = await this.database
      .select({ seq: ledgerRecords.seq, claimNumber: ledgerRecords.claimNumber, body: ledgerRecords.body })
      .from(ledgerRecords)
      .where(
        and(
          eq(ledgerRecords.tenant, this.tenant),
          claimNumber === undefined ? undefined : eq(ledgerRecords.claimNumber, claimNumber),
          action === undefined ? undefined : eq(sql`${ENTRY}->>'action'`, action),
          kind === undefined ? undefined : eq(sql`${ENTRY}->>'kind'`, kind),
          actorId === undefined ? undefined : eq(sql`${ENTRY}->'actor'->>'id'`, actorId),
          actorType === undefined ? undefined : eq(sql`${ENTRY}->'actor'->>'type'`, actorType),
          from === undefined ? undefined : gte(recordedAt, asRecorded(from)),
          until === undefined ? undefined : lt(recordedAt, asRecorded(until)),
          after === undefined ? undefined : lt(ledgerRecords.seq, after),
        ),
      )
      .orderBy(desc(ledgerRecords.seq))
      .limit(limit + 1);
    const page = rows.slice(0, limit);
    return {
      records: page.map(({ body, ...row }) => ({ ...row, record: LedgerRecord.safeParse(body).data ?? null })),
      next: rows.length > limit ? (page.at(-1)?.seq ?? null) : null,
    };
  }

  /** All records of a claim that can be read, in order. */
  async ofClaim(claimNumber: string): Promise<LedgerRecord[]> {
    const rows = await this.database
      .select({ body: ledgerRecords.body })
      .from(ledgerRecords)
      .where(and(eq(ledgerRecords.tenant, this.tenant), eq(ledgerRecords.claimNumber, claimNumber)))
      .orderBy(ledgerRecords.seq);
    return rows.flatMap(({ body }) => LedgerRecord.safeParse(body).data ?? []);
  }
}
