/** How people sign in, and what became of it. */
import { bigserial, index, integer, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });

/** Passwords of local accounts, as `hashPassword` of platform/passwords.ts writes them. */
export const passwords = pgTable(
  'passwords',
  {
    tenant: text().notNull(),
    userId: text('user_id').notNull(),
    hash: text().notNull(),
    changedAt: instant('changed_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.userId] })],
);

/** Failed sign-ins in a row, by account and by address, both hashed: what people type for a name can be a password. */
export const signInAttempts = pgTable(
  'sign_in_attempts',
  {
    tenant: text().notNull(),
    subject: text().notNull(),
    failures: integer().notNull(),
    lastAt: instant('last_at').notNull(),
    blockedUntil: instant('blocked_until'),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.subject] }), index('sign_in_attempts_age').on(t.lastAt)],
);

/**
 * Sign-ins, refusals and changes of accounts. Append-only: a trigger (guards.sql) refuses UPDATE, DELETE and TRUNCATE. Not in the ledger:
 * strangers can cause these, and the ledger is the record of claims.
 */
export const accessRecords = pgTable(
  'access_records',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    tenant: text().notNull(),
    at: instant('at').notNull().defaultNow(),
    /** Such as `signed-in`, `sign-in-refused`, `access-refused`, `password-reset`. */
    event: text().notNull(),
    /** Account that it is about; null where it is none of ours. */
    userId: text('user_id'),
    /** Who did it: a user, or `os:<name>` for the command line on the machine itself; null for strangers. */
    actor: text(),
    /** Small facts: route, permission, role, code. */
    facts: jsonb().notNull(),
  },
  (t) => [index('access_records_user').on(t.tenant, t.userId, t.at), index('access_records_at').on(t.tenant, t.at)],
);
