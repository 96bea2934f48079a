import { sql } from 'drizzle-orm';
import { bigint, date, index, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

/** Policies as imported; `body` is the whole policy (activities/coverage/contract.ts), the columns are for look-up. */
export const policies = pgTable(
  'policies',
  {
    tenant: text().notNull(),
    policyNumber: text('policy_number').notNull(),
    effectiveFrom: date('effective_from', { mode: 'string' }).notNull(),
    effectiveTo: date('effective_to', { mode: 'string' }).notNull(),
    line: text().notNull(),
    jurisdiction: text().notNull(),
    currency: text().notNull(),
    body: jsonb().notNull(),
    importedAt: timestamp('imported_at', { withTimezone: true, mode: 'string' }).notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.policyNumber, t.effectiveFrom] })],
);

/** Earlier claims, imported or our own once closed: they erode aggregates and feed the fraud indicators. */
export const claimsHistory = pgTable(
  'claims_history',
  {
    tenant: text().notNull(),
    reference: text().notNull(),
    /** Section of the policy that paid; one row for each section of a claim. */
    section: text().notNull(),
    policyNumber: text('policy_number').notNull(),
    lossDate: date('loss_date', { mode: 'string' }).notNull(),
    peril: text().notNull(),
    currency: text().notNull(),
    claimedMinor: bigint('claimed_minor', { mode: 'number' }).notNull(),
    paidMinor: bigint('paid_minor', { mode: 'number' }).notNull(),
    /** `imported` or `own`. */
    origin: text().notNull(),
    claimantName: text('claimant_name'),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.reference, t.section] }),
    index('claims_history_policy').on(t.tenant, t.policyNumber, t.lossDate),
  ],
);

/**
 * Marks by which claims can be recognised again: invoice numbers, file hashes, fingerprints of photos, and accounts,
 * phones, e-mail addresses and vehicles as keyed hashes. Of imported claims and, from their screening on, of our own.
 */
export const claimMarks = pgTable(
  'claim_marks',
  {
    tenant: text().notNull(),
    reference: text().notNull(),
    /** `invoice` | `file` | `account` | `phone` | `email` | `vehicle` | `picture`. */
    kind: text().notNull(),
    value: text().notNull(),
    policyNumber: text('policy_number').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.kind, t.value, t.reference] }),
    index('claim_marks_reference').on(t.tenant, t.reference),
    index('claim_marks_invoice').on(t.tenant, sql`split_part(value, '|', 1)`).where(sql`kind = 'invoice'`),
  ],
);

/** The number in an invoice mark (`NUMBER|issuer`), as its index has it. */
export const invoiceNumber = sql<string>`split_part(${claimMarks.value}, '|', 1)`;
