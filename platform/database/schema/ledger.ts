import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';

/** Append-only; `body` is a LedgerRecord. A trigger (guards.sql) refuses UPDATE, DELETE and TRUNCATE. */
export const ledgerRecords = pgTable(
  'ledger_records',
  {
    tenant: text().notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
    workflowId: text('workflow_id').notNull(),
    step: text().notNull(),
    claimNumber: text('claim_number').notNull(),
    episode: integer().notNull(),
    prevHash: text('prev_hash').notNull(),
    hash: text().notNull(),
    body: jsonb().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.seq] }),
    uniqueIndex('ledger_records_step').on(t.tenant, t.workflowId, t.step),
    index('ledger_records_claim').on(t.tenant, t.claimNumber, t.seq),
    index('ledger_records_action').on(t.tenant, sql`(body->'entry'->>'action')`, t.seq),
  ],
);

/** Newest record of each tenant's chain; its row lock puts appends in order. */
export const ledgerHeads = pgTable('ledger_heads', {
  tenant: text().primaryKey(),
  seq: bigint({ mode: 'number' }).notNull(),
  hash: text().notNull(),
});
