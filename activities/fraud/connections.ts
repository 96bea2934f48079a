/**
 * Claims that hang together: by an account, a phone, an e-mail address or a vehicle, directly or over one claim between. What very
 * many claims share (a broker's phone, a repairer's account) connects nobody.
 */
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database/client';
import { claimMarks } from '../../platform/database/schema';
import type { ClaimKey } from '../vocabulary';
import type { Mark } from './marks';

/** What belongs to people and their things; invoices, files and pictures have checks of their own. */
const PARTY_KINDS = ['account', 'phone', 'email', 'vehicle'] as const;
type PartyKind = (typeof PARTY_KINDS)[number];

/** A claim under another policy, and what connects it with this one. */
export interface Connection {
  reference: string;
  policyNumber: string;
  /** What it shares with this claim, or with the claim between. */
  by: PartyKind;
  /** Null when it is connected directly. */
  between: { reference: string; by: PartyKind } | null;
}

interface Row {
  kind: string;
  value: string;
  reference: string;
  policyNumber: string;
}

/** Claims that are looked at from; more of them are a hub by themselves. */
const MOST_FROM = 200;

/**
 * @param hub a mark in more claims than this connects nobody
 * @returns each claim once, by its shortest connection; in order of reference
 */
export async function connectionsOf(
  database: Database,
  { tenant, claimNumber }: ClaimKey,
  policyNumber: string,
  marks: readonly Mark[],
  hub: number,
): Promise<Connection[]> {
  const own = marks.filter((mark): mark is Mark & { kind: PartyKind } => isParty(mark.kind));
  const found = new Map<string, Connection>();
  const direct = await holdersOf(database, tenant, own, hub);
  for (const row of direct) {
    if (row.reference === claimNumber || row.policyNumber === policyNumber || found.has(row.reference)) continue;
    found.set(row.reference, {
      reference: row.reference,
      policyNumber: row.policyNumber,
      by: row.kind as PartyKind,
      between: null,
    });
  }
  const first = [...found.values()].slice(0, MOST_FROM);
  if (first.length > 0) {
    const theirs = await database
      .select()
      .from(claimMarks)
      .where(
        and(
          eq(claimMarks.tenant, tenant),
          inArray(
            claimMarks.reference,
            first.map(({ reference }) => reference),
          ),
          inArray(claimMarks.kind, [...PARTY_KINDS]),
        ),
      )
      .orderBy(claimMarks.reference, claimMarks.kind, claimMarks.value);
    for (const row of await holdersOf(database, tenant, theirs, hub)) {
      if (row.reference === claimNumber || row.policyNumber === policyNumber || found.has(row.reference)) continue;
      const link = theirs.find((mark) => mark.kind === row.kind && mark.value === row.value);
      const step = link === undefined ? undefined : found.get(link.reference);
      if (step === undefined || step.between !== null) continue;
      found.set(row.reference, {
        reference: row.reference,
        policyNumber: row.policyNumber,
        by: row.kind as PartyKind,
        between: { reference: step.reference, by: step.by },
      });
    }
  }
  return [...found.values()].sort((one, other) => (one.reference < other.reference ? -1 : 1));
}

/** Claims that have any of these marks, without the marks of hubs. */
async function holdersOf(
  database: Database,
  tenant: string,
  marks: readonly { kind: string; value: string }[],
  hub: number,
): Promise<Row[]> {
  if (marks.length === 0) return [];
  const wanted = JSON.stringify(marks.map(({ kind, value }) => ({ kind, value })));
  const rows = await database.execute<{ kind: string; value: string; reference: string; policy_number: string }>(sql`
    SELECT kind, value, reference, policy_number FROM (
      SELECT m.kind, m.value, m.reference, m.policy_number, count(*) OVER (PARTITION BY m.kind, m.value) AS claims
      FROM ${claimMarks} m
      JOIN (SELECT DISTINCT kind, value FROM jsonb_to_recordset(${wanted}::jsonb) AS wanted (kind text, value text)) w
        ON m.kind = w.kind AND m.value = w.value
      WHERE m.tenant = ${tenant}
    ) held
    WHERE claims <= ${hub}
    ORDER BY reference, kind, value`);
  return rows.rows.map(({ kind, value, reference, policy_number }) => ({
    kind,
    value,
    reference,
    policyNumber: policy_number,
  }));
}

function isParty(kind: string): kind is PartyKind {
  return (PARTY_KINDS as readonly string[]).includes(kind);
}
