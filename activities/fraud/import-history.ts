/** Claims history from a CSV file: all rows or none. What the columns mean: docs/importing-history.md. */
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../../platform/database/client';
import { claimMarks, claims, claimsHistory } from '../../platform/database/schema';
import { type HistoryRow, type RowError, readHistoryRows } from './history-rows';
import { invoiceMark, MarkMaker } from './marks';

export interface ImportReport {
  /** Rows stored, replaced ones included. */
  imported: number;
  /** Rows that took the place of an earlier import's. */
  replaced: number;
  /** Rows count from 1 after the header; 0 is the file as a whole. Nothing is stored when there is one. */
  errors: RowError[];
}

/** Rows that go to the database at once, as one JSON parameter: a history has tens of thousands of them. */
const BATCH = 5_000;

/**
 * Import a file. A row with the reference and section of an earlier import takes its place; so do the marks of its
 * claim. Our own claims are never overwritten.
 *
 * @param csv     text of the file, UTF-8
 * @param markKey secret under which accounts and phones are hashed; they are stored in no other form
 * @returns errors as data; a file that is not one never throws
 * @throws Error when the database cannot be reached
 */
export async function importHistory(
  database: Database,
  tenant: string,
  csv: string,
  markKey: Buffer,
): Promise<ImportReport> {
  const { rows, errors } = readHistoryRows(csv);
  if (errors.length > 0) return { imported: 0, replaced: 0, errors };
  return database.transaction(async (transaction) => {
    // Imports of one tenant follow each other, so that two files with the same claims cannot block each other.
    await transaction.execute(sql`SELECT pg_advisory_xact_lock(hashtext(${`import-history/${tenant}`}))`);
    const references = [...new Set(rows.map((row) => row.reference))];
    const own = await ownClaims(transaction, tenant, references);
    if (own.size > 0) {
      const clashes = rows
        .filter((row) => own.has(row.reference))
        .map((row) => ({
          row: row.row,
          column: 'reference',
          problem: `${row.reference} is a claim of this installation; only claims of other systems are imported`,
        }));
      return { imported: 0, replaced: 0, errors: clashes };
    }
    const replaced = await storeRows(transaction, tenant, rows);
    await storeMarks(transaction, tenant, references, marksOfRows(rows, new MarkMaker(markKey, tenant)));
    return { imported: rows.length, replaced, errors: [] };
  });
}

async function ownClaims(transaction: Transaction, tenant: string, references: string[]): Promise<Set<string>> {
  const own = new Set<string>();
  for (const some of batches(references)) {
    const [paid, registered] = [
      await transaction
        .selectDistinct({ reference: claimsHistory.reference })
        .from(claimsHistory)
        .where(
          and(
            eq(claimsHistory.tenant, tenant),
            eq(claimsHistory.origin, 'own'),
            inArray(claimsHistory.reference, some),
          ),
        ),
      await transaction
        .select({ reference: claims.claimNumber })
        .from(claims)
        .where(and(eq(claims.tenant, tenant), inArray(claims.claimNumber, some))),
    ];
    for (const { reference } of [...paid, ...registered]) own.add(reference);
  }
  return own;
}

/** @returns how many rows were there before */
async function storeRows(transaction: Transaction, tenant: string, rows: HistoryRow[]): Promise<number> {
  let inserted = 0;
  // Account and phone do not go to the database, not even as parameters, which it may log.
  const kept = rows.map(({ account, phone, invoiceIssuer, invoiceNumber, ...row }) => row);
  for (const some of batches(kept)) {
    // A row that was not there before has no earlier version: PostgreSQL leaves its xmax at 0.
    const stored = await transaction.execute<{ is_new: boolean }>(sql`
      INSERT INTO ${claimsHistory} (tenant, reference, section, policy_number, loss_date, peril, currency,
        claimed_minor, paid_minor, origin, claimant_name)
      SELECT ${tenant}, "reference", "section", "policyNumber", "lossDate", "peril", "currency",
        "claimedMinor", "paidMinor", 'imported', "claimantName"
      FROM jsonb_to_recordset(${JSON.stringify(some)}::jsonb) AS row ("reference" text, "section" text,
        "policyNumber" text, "lossDate" date, "peril" text, "currency" text, "claimedMinor" bigint,
        "paidMinor" bigint, "claimantName" text)
      ON CONFLICT (tenant, reference, section) DO UPDATE SET policy_number = excluded.policy_number,
        loss_date = excluded.loss_date, peril = excluded.peril, currency = excluded.currency,
        claimed_minor = excluded.claimed_minor, paid_minor = excluded.paid_minor,
        claimant_name = excluded.claimant_name
      RETURNING (xmax = 0) AS is_new`);
    inserted += stored.rows.filter((entry) => entry.is_new).length;
  }
  return rows.length - inserted;
}

type MarkRow = { reference: string; policyNumber: string; kind: string; value: string };

function marksOfRows(rows: HistoryRow[], maker: MarkMaker): MarkRow[] {
  return rows.flatMap(({ reference, policyNumber, account, phone, invoiceIssuer, invoiceNumber }) =>
    [
      { kind: 'account', value: account === null ? null : maker.account(account) },
      // Phones are in international form here, so no country's plan is needed.
      { kind: 'phone', value: phone === null ? null : maker.phone(phone, '', {}) },
      { kind: 'invoice', value: invoiceMark(invoiceIssuer, invoiceNumber) },
    ].flatMap(({ kind, value }) => (value === null ? [] : [{ reference, policyNumber, kind, value }])),
  );
}

async function storeMarks(
  transaction: Transaction,
  tenant: string,
  references: string[],
  marks: MarkRow[],
): Promise<void> {
  for (const some of batches(references)) {
    await transaction.delete(claimMarks).where(and(eq(claimMarks.tenant, tenant), inArray(claimMarks.reference, some)));
  }
  for (const some of batches(marks)) {
    await transaction.execute(sql`
      INSERT INTO ${claimMarks} (tenant, reference, kind, value, policy_number)
      SELECT ${tenant}, "reference", "kind", "value", "policyNumber"
      FROM jsonb_to_recordset(${JSON.stringify(some)}::jsonb)
        AS mark ("reference" text, "kind" text, "value" text, "policyNumber" text)
      ON CONFLICT DO NOTHING`);
  }
}

function batches<T>(all: T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / BATCH) }, (_, index) =>
    all.slice(index * BATCH, (index + 1) * BATCH),
  );
}
