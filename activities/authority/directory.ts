/** The directory of people: local accounts for the embedded default. */
import { and, eq, gt, isNull, or, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database/client';
import { accessTokens, passwords, users } from '../../platform/database/schema';
import { hashToken, newToken } from '../../platform/identity';
import { hashPassword, newPassword } from '../../platform/passwords';
import type { Role } from './contract';

const LOCAL_USERS: { userId: string; name: string; role: Role }[] = [
  { userId: 'handler-1', name: 'Hanna Okafor', role: 'handler' },
  { userId: 'adjuster-1', name: 'Adrian Lindqvist', role: 'adjuster' },
  { userId: 'adjuster-2', name: 'Amara Castellanos', role: 'adjuster' },
  { userId: 'supervisor-1', name: 'Saoirse Whitfield', role: 'supervisor' },
  { userId: 'supervisor-2', name: 'Sven Abernathy', role: 'supervisor' },
  { userId: 'investigator-1', name: 'Ivo Brandt', role: 'investigator' },
  { userId: 'auditor-1', name: 'Audrey Nakamura', role: 'auditor' },
  { userId: 'administrator-1', name: 'Anselm Petrov', role: 'administrator' },
  { userId: 'service-1', name: 'Intake service', role: 'service' },
  { userId: 'claimant-1', name: 'Marcus Oyelaran', role: 'claimant' },
];

/**
 * Make the local accounts that do not exist, and a new token for each of them that `known` has none for. With a new token
 * the account's older ones end: whoever holds a lost file of tokens can do nothing with it any more.
 * @param known tokens that the caller still holds
 * @returns all tokens by user; the database keeps their hashes only
 */
export async function createLocalUsers(
  database: Database,
  tenant: string,
  known: Record<string, string> = {},
): Promise<Record<string, string>> {
  const tokens: Record<string, string> = {};
  for (const user of LOCAL_USERS) {
    await database
      .insert(users)
      .values({ tenant, ...user })
      .onConflictDoNothing();
    const held = known[user.userId];
    if (held !== undefined) {
      const [row] = await database
        .select()
        .from(accessTokens)
        .where(
          and(
            eq(accessTokens.tokenHash, hashToken(held)),
            eq(accessTokens.tenant, tenant),
            or(isNull(accessTokens.expiresAt), gt(accessTokens.expiresAt, sql`now()`)),
          ),
        );
      if (row?.userId === user.userId) {
        tokens[user.userId] = held;
        continue;
      }
    }
    const token = newToken();
    await database.transaction(async (transaction) => {
      await transaction
        .update(accessTokens)
        .set({ expiresAt: sql`now()` })
        .where(
          and(
            eq(accessTokens.tenant, tenant),
            eq(accessTokens.userId, user.userId),
            or(isNull(accessTokens.expiresAt), gt(accessTokens.expiresAt, sql`now()`)),
          ),
        );
      await transaction.insert(accessTokens).values({ tokenHash: hashToken(token), tenant, userId: user.userId });
    });
    tokens[user.userId] = token;
  }
  return tokens;
}

/**
 * Make a password for each local account of a person that has none.
 * @returns the new ones by user; the database keeps their hashes only
 */
export async function createLocalPasswords(database: Database, tenant: string): Promise<Record<string, string>> {
  const have = await database.select({ userId: passwords.userId }).from(passwords).where(eq(passwords.tenant, tenant));
  const without = LOCAL_USERS.filter(
    ({ userId, role }) => role !== 'service' && !have.some((row) => row.userId === userId),
  );
  const made = await Promise.all(
    without.map(async ({ userId }) => {
      const password = newPassword();
      const inserted = await database
        .insert(passwords)
        .values({ tenant, userId, hash: await hashPassword(password) })
        .onConflictDoNothing()
        .returning({ userId: passwords.userId });
      // Another process may have been quicker: then its password is the one that counts.
      return inserted.map((row) => [row.userId, password] as const);
    }),
  );
  return Object.fromEntries(made.flat());
}
