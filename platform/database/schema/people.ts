import { boolean, index, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });

/** People and services that act. Limits come from config/authority.yaml by role. */
export const users = pgTable(
  'users',
  {
    tenant: text().notNull(),
    userId: text('user_id').notNull(),
    name: text().notNull(),
    role: text().notNull(),
    active: boolean().notNull().default(true),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.userId] })],
);

/** Access tokens by SHA-256; the token itself is shown once and kept nowhere here. */
export const accessTokens = pgTable('access_tokens', {
  tokenHash: text('token_hash').primaryKey(),
  tenant: text().notNull(),
  userId: text('user_id').notNull(),
  /** `token` and `key` for programs, `session` for a browser's cookie: neither is taken for the other. */
  kind: text().notNull().default('token'),
  /** Of a key: permissions that it has at most, as a list; null for all that its account has. */
  scopes: jsonb(),
  createdAt: instant('created_at').notNull().defaultNow(),
  expiresAt: instant('expires_at'),
});

/** Single-use tickets: who is about to decide on which claim. Made after the token was verified. */
export const decisionTickets = pgTable(
  'decision_tickets',
  {
    ticket: text().primaryKey(),
    tenant: text().notNull(),
    userId: text('user_id').notNull(),
    claimNumber: text('claim_number').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    /** The decision that showed the ticket first; no other one can use it. */
    usedByDecision: text('used_by_decision'),
    /** SHA-256 of that decision and of the question it answers. */
    usedFor: text('used_for'),
    /** The AuthorityJudgement that it got: the same decision gets it again. */
    judgement: jsonb(),
  },
  (t) => [index('decision_tickets_user').on(t.tenant, t.userId)],
);
