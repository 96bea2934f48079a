/** Local accounts: signing in with a password, changing it, and what an administrator does on the machine itself. */
import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import { Permission, Role } from '../../activities/authority/contract';
import type { Database, Transaction } from '../../platform/database/client';
import { accessTokens, passwords, users } from '../../platform/database/schema';
import { hashToken, newToken } from '../../platform/identity';
import {
  hashPassword,
  LONGEST_PASSWORD,
  newPassword,
  passwordMatches,
  SHORTEST_PASSWORD,
} from '../../platform/passwords';
import { type AccessRecord, recordAccess } from './access-records';
import { AccountExistsError, InvalidInputError, NotFoundError, WrongPasswordError } from './errors';
import { SignInLimits } from './sign-in-limits';

export const NewAccount = z.strictObject({
  userId: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9._@-]{1,59}$/,
      'lower-case letters, digits, dots, dashes, underscores and @; 2 to 60 of them',
    ),
  name: z.string().trim().min(1).max(120),
  role: Role,
});
export type NewAccount = z.infer<typeof NewAccount>;

export interface Account {
  userId: string;
  name: string;
  role: string;
  active: boolean;
  /** Whether it can sign in with a password. */
  password: boolean;
}

export class Accounts {
  private readonly limits: SignInLimits;

  constructor(
    private readonly database: Database,
    private readonly tenant: string,
  ) {
    this.limits = new SignInLimits(database, tenant);
  }

  /**
   * Check a password. Takes the same time and says the same whether account or password is wrong.
   * @param address network address of the caller, for the limits
   * @returns the account's id, as it is stored
   * @throws WrongPasswordError, SignInBlockedError
   */
  async checkPassword(userId: string, password: string, address: string): Promise<string> {
    const attempt = { userId, address };
    await this.limits.begin(attempt);
    const known = await this.stored(userId);
    const matches = await passwordMatches(password, known?.hash ?? null);
    if (!matches || known?.active !== true) {
      const code = known === null ? 'no-such-account' : matches ? 'not-active' : 'wrong-password';
      await this.record('sign-in-refused', known === null ? null : userId, null, { code });
      throw new WrongPasswordError();
    }
    await this.limits.succeeded(attempt);
    return userId;
  }

  /**
   * Change one's own password; all other sessions of the account end.
   * @param keepSession token of the session that asks, which goes on
   * @throws WrongPasswordError when the old one is wrong; InvalidInputError when the new one cannot be taken
   */
  async changePassword(
    userId: string,
    change: { password: string; newPassword: string; keepSession: string | null; address: string },
  ): Promise<void> {
    const attempt = { userId, address: change.address };
    await this.limits.begin(attempt);
    const known = await this.stored(userId);
    if (!(await passwordMatches(change.password, known?.hash ?? null)) || known === null) {
      await this.record('password-change-refused', userId, userId, { code: 'wrong-password' });
      throw new WrongPasswordError();
    }
    await this.limits.succeeded(attempt);
    checkNewPassword(change.newPassword, [change.password, userId, known.name]);
    const hash = await hashPassword(change.newPassword);
    await this.database.transaction(async (transaction) => {
      await setPassword(transaction, this.tenant, userId, hash);
      await this.endSessions(transaction, userId, change.keepSession);
      await this.record('password-changed', userId, userId, {}, transaction);
    });
  }

  /** Everybody who can act here. */
  async list(): Promise<Account[]> {
    return this.database
      .select({
        userId: users.userId,
        name: users.name,
        role: users.role,
        active: users.active,
        password: sql<boolean>`${passwords.hash} IS NOT NULL`,
      })
      .from(users)
      .leftJoin(passwords, and(eq(passwords.tenant, users.tenant), eq(passwords.userId, users.userId)))
      .where(eq(users.tenant, this.tenant))
      .orderBy(users.role, users.userId);
  }

  /**
   * Add an account with a new password.
   * @param actor who does it, for the record
   * @returns the password, which is kept nowhere
   * @throws InvalidInputError; AccountExistsError, also for one that is not active
   */
  async add(account: unknown, actor: string): Promise<string> {
    const parsed = NewAccount.safeParse(account);
    if (!parsed.success) throw new InvalidInputError('The account', parsed.error.issues);
    const { userId, role } = parsed.data;
    const password = newPassword();
    const hash = await hashPassword(password);
    await this.database.transaction(async (transaction) => {
      const added = await transaction
        .insert(users)
        .values({ tenant: this.tenant, ...parsed.data })
        .onConflictDoNothing()
        .returning({ userId: users.userId });
      if (added.length === 0) throw new AccountExistsError(userId);
      await setPassword(transaction, this.tenant, userId, hash);
      await this.record('account-added', userId, actor, { role }, transaction);
    });
    return password;
  }

  /**
   * A new password for somebody who has lost theirs; all sessions of the account end.
   * @returns the password, which is kept nowhere
   * @throws NotFoundError
   */
  async reset(userId: string, actor: string): Promise<string> {
    const password = newPassword();
    const hash = await hashPassword(password);
    await this.database.transaction(async (transaction) => {
      await this.mustExist(transaction, userId);
      await setPassword(transaction, this.tenant, userId, hash);
      await this.endSessions(transaction, userId, null);
      await this.record('password-reset', userId, actor, {}, transaction);
    });
    return password;
  }

  /** Refuse an account from now on, sessions and tokens too, or let it in again. @throws NotFoundError */
  async setActive(userId: string, active: boolean, actor: string): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await this.mustExist(transaction, userId);
      await transaction.update(users).set({ active }).where(this.of(userId));
      if (!active) await this.endSessions(transaction, userId, null);
      await this.record(active ? 'account-activated' : 'account-deactivated', userId, actor, {}, transaction);
    });
  }

  /**
   * An API key for an account of role service, for these permissions alone and as far as the role has them.
   * @returns the key, which is kept nowhere
   * @throws InvalidInputError; NotFoundError
   */
  async addKey(userId: string, scopes: string[], actor: string): Promise<string> {
    const parsed = z.array(Permission).min(1).safeParse(scopes);
    if (!parsed.success)
      throw new InvalidInputError('The scopes', [
        { path: ['scope'], message: `any of ${Permission.options.join(', ')}` },
      ]);
    const key = newToken();
    await this.database.transaction(async (transaction) => {
      if ((await this.mustExist(transaction, userId)).role !== 'service')
        throw new InvalidInputError('The key', [{ path: ['user'], message: 'keys are for accounts of role service' }]);
      const row = { tokenHash: hashToken(key), tenant: this.tenant, userId, kind: 'key', scopes: parsed.data };
      await transaction.insert(accessTokens).values(row);
      await this.record('key-added', userId, actor, { scopes: parsed.data.join(' ') }, transaction);
    });
    return key;
  }

  /** End all API keys of an account at once. @returns how many @throws NotFoundError */
  async endKeys(userId: string, actor: string): Promise<number> {
    return this.database.transaction(async (transaction) => {
      await this.mustExist(transaction, userId);
      const ended = await transaction
        .update(accessTokens)
        .set({ expiresAt: sql`now()` })
        .where(
          and(
            eq(accessTokens.tenant, this.tenant),
            eq(accessTokens.userId, userId),
            eq(accessTokens.kind, 'key'),
            isNull(accessTokens.expiresAt),
          ),
        )
        .returning({ tokenHash: accessTokens.tokenHash });
      await this.record('keys-ended', userId, actor, { keys: ended.length }, transaction);
      return ended.length;
    });
  }

  private async stored(userId: string): Promise<{ hash: string | null; name: string; active: boolean } | null> {
    // PostgreSQL keeps no zero bytes in text; nor can an account have them.
    if (userId.includes('\0')) return null;
    const [row] = await this.database
      .select({ hash: passwords.hash, name: users.name, active: users.active })
      .from(users)
      .leftJoin(passwords, and(eq(passwords.tenant, users.tenant), eq(passwords.userId, users.userId)))
      .where(this.of(userId));
    return row ?? null;
  }

  private async mustExist(transaction: Transaction, userId: string): Promise<{ role: string }> {
    const [row] = await transaction.select({ role: users.role }).from(users).where(this.of(userId)).for('update');
    if (row === undefined) throw new NotFoundError('user', userId);
    return row;
  }

  private async endSessions(transaction: Transaction, userId: string, keep: string | null): Promise<void> {
    await transaction
      .update(accessTokens)
      .set({ expiresAt: sql`least(expires_at, now())` })
      .where(
        and(
          eq(accessTokens.tenant, this.tenant),
          eq(accessTokens.userId, userId),
          eq(accessTokens.kind, 'session'),
          keep === null ? undefined : ne(accessTokens.tokenHash, hashToken(keep)),
        ),
      );
  }

  private of(userId: string) {
    return and(eq(users.tenant, this.tenant), eq(users.userId, userId));
  }

  private record(
    event: AccessRecord['event'],
    userId: string | null,
    actor: string | null,
    facts: AccessRecord['facts'] = {},
    database: Database | Transaction = this.database,
  ): Promise<void> {
    return recordAccess(database, { tenant: this.tenant, event, userId, actor, facts });
  }
}

async function setPassword(transaction: Transaction, tenant: string, userId: string, hash: string): Promise<void> {
  await transaction
    .insert(passwords)
    .values({ tenant, userId, hash })
    .onConflictDoUpdate({ target: [passwords.tenant, passwords.userId], set: { hash, changedAt: sql`now()` } });
}

/** Length counts, not kinds of letters (NIST SP 800-63B-4, section 3.1.1.2). @throws InvalidInputError */
function checkNewPassword(password: string, known: string[]): void {
  const letters = [...password].length;
  const plain = password.toLowerCase();
  const problem =
    letters < SHORTEST_PASSWORD
      ? `must have at least ${SHORTEST_PASSWORD} characters; a sentence is a good password`
      : letters > LONGEST_PASSWORD
        ? `must have at most ${LONGEST_PASSWORD} characters`
        : new Set(plain).size < 5
          ? 'must not be a few characters repeated'
          : known.some((word) => plain === word.toLowerCase())
            ? 'must not be the old one, or the name of the account or its owner'
            : null;
  if (problem !== null) throw new InvalidInputError('The new password', [{ path: ['newPassword'], message: problem }]);
}
