import { pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

/** Kill switches that were ever set, as they stand; how they came to stand so is in the ledger. */
export const switches = pgTable(
  'switches',
  {
    tenant: text().notNull(),
    name: text().notNull(),
    /** `on` or `off`. */
    state: text().notNull(),
    /** Evidence with the reason in words. */
    reasonRef: text('reason_ref').notNull(),
    setBy: text('set_by').notNull(),
    setAt: timestamp('set_at', { withTimezone: true, mode: 'string' }).notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.name] })],
);
