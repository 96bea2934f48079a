import { pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });

/** Accounts of an identity provider, by issuer and subject: names and addresses can be given to somebody else, these cannot. */
export const linkedIdentities = pgTable(
  'linked_identities',
  {
    tenant: text().notNull(),
    issuer: text().notNull(),
    subject: text().notNull(),
    userId: text('user_id').notNull(),
    linkedAt: instant('linked_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.issuer, t.subject] })],
);

/** Sign-ins that are on their way through the identity provider. A row is taken out by the first answer that shows its cookie. */
export const pendingSignIns = pgTable('pending_sign_ins', {
  /** SHA-256 of the cookie. */
  idHash: text('id_hash').primaryKey(),
  tenant: text().notNull(),
  state: text().notNull(),
  nonce: text().notNull(),
  codeVerifier: text('code_verifier').notNull(),
  /** Path of this origin. */
  returnTo: text('return_to').notNull(),
  expiresAt: instant('expires_at').notNull(),
});
