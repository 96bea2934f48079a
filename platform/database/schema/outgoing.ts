import { bigint, boolean, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });

/** Payments instructed, one row a key: written before the bank is called, so that a retry asks the bank first. */
export const payments = pgTable(
  'payments',
  {
    tenant: text().notNull(),
    key: text().notNull(),
    claimNumber: text('claim_number').notNull(),
    currency: text().notNull(),
    amountMinor: bigint('amount_minor', { mode: 'number' }).notNull(),
    /** `instructing` | `accepted` | `released` | `rejected` | `voided`. */
    status: text().notNull(),
    bankReference: text('bank_reference'),
    rejection: text(),
    /** Not sent to the bank: with it a yearly limit would have been passed. */
    overLimit: boolean('over_limit').notNull().default(false),
    /** `{section, amountMinor, claimedMinor}[]`: what an acceptance adds to claims_history, and a void takes back. */
    sections: jsonb().notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.key] })],
);

/** The simulated bank's own books: they stand for somebody else's system and are never read by the claims process. */
export const simulatedBank = pgTable('simulated_bank', {
  key: text().primaryKey(),
  bankReference: text('bank_reference').notNull(),
  status: text().notNull(),
  body: jsonb().notNull(),
});

/** Letters by key, written before delivery. */
export const letters = pgTable(
  'letters',
  {
    tenant: text().notNull(),
    claimNumber: text('claim_number').notNull(),
    key: text().notNull(),
    kind: text().notNull(),
    /** SHA-256 of the request, so that another letter under the same key is refused. */
    requestHash: text('request_hash').notNull(),
    /** The letter as composed, in `evidence`: a retry delivers these bytes, whatever has changed since. */
    contentRef: text('content_ref').notNull(),
    /** Of the PDF. */
    sha256: text().notNull(),
    /** Where it was delivered to; null until then. */
    location: text(),
    /** `composed` | `delivered`. */
    status: text().notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    deliveredAt: instant('delivered_at'),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.claimNumber, t.key] })],
);
