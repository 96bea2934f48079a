import { index, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

/** What a claimant and the claims team write to each other about a claim. Erased with the claim. */
export const claimMessages = pgTable(
  'claim_messages',
  {
    tenant: text().notNull(),
    claimNumber: text('claim_number').notNull(),
    /** Chosen by the sender, so that the same message sent again is one. */
    messageId: text('message_id').notNull(),
    /** `claimant` | `team`. */
    sender: text().notNull(),
    userId: text('user_id').notNull(),
    text: text().notNull(),
    sentAt: timestamp('sent_at', { withTimezone: true, mode: 'string' }).notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.claimNumber, t.messageId] }),
    index('claim_messages_newest').on(t.tenant, t.sentAt),
  ],
);
