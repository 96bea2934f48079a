/**
 * Local accounts with a password: the embedded default, where no identity provider is configured. Wrong passwords lock an
 * account for a while, longer each time.
 */
import { and, eq, ne, sql } from 'drizzle-orm';
import type { Role } from '../../activities/authority/contract';
import type { Database } from '../../platform/database/client';
import { accessTokens, localPasswords, users } from '../../platform/database/schema';
import { hashToken } from '../../platform/identity';
import { hashPassword, isPassword, newPassword } from '../../platform/passwords';
import { AdjutantError, InvalidInputError, NotFoundError, SignInError } from './errors';

/** Too many wrong passwords: the account is closed for a while, to the right one too. */
export class AccountLockedError extends AdjutantError {
  override readonly name = 'AccountLockedError';
  constructor(readonly retryAfterSeconds: number) {
    super('account-locked', `Too many wrong passwords. Try again in ${retryAfterSeconds} seconds.`);
  }
}

/** Wrong passwords that cost nothing but the time to check them. */
const FREE_FAILURES = 5;
/** The first lock, seconds; each further wrong password doubles it. */
const FIRST_LOCK_S = 30;
const LONGEST_LOCK_S = 15 * 60;
/** NIST SP 800-63B (revision 4, 3.1.1.2) asks for 15 characters where the password is the only proof. */
export const LEAST_PASSWORD_CHARACTERS = 15;
const MOST_PASSWORD_CHARACTERS = 200;

export class Accounts {
  constructor(
    private readonly database: Database,
    private readonly tenant: string,
  ) {}

  /**
   * Check a password. An unknown user takes as long as a known one.
   * @returns the user's id
   * @throws SignInError when it is not theirs; AccountLockedError after too many wrong ones
   */
  async checkPassword(userId: string, password: string): Promise<string> {
    const row = await this.passwordOf(userId);
    const lockedFor = row?.lockedUntil == null ? 0 : Date.parse(row.lockedUntil) - Date.now();
    if (lockedFor > 0) throw new AccountLockedError(Math.ceil(lockedFor / 1000));
    const right = await isPassword(password, row?.active === true ? row.hash : null);
    if (row === undefined) throw new SignInError('User and password do not belong together.');
    if (!right) {
      await this.countFailure(userId);
      throw new SignInError('User and password do not belong together.');
    }
    if (row.failures > 0) await this.write(userId, { failures: 0, lockedUntil: null });
    return userId;
  }

  /**
   * The person changes their password. Their other sessions end.
   * @param session token of the session that goes on
   * @throws SignInError, AccountLockedError as checkPassword; InvalidInputError when the new one is too short or too long
   */
  async changePassword(userId: string, before: string, after: string, session: string | null): Promise<void> {
    const length = [...after].length;
    const wrong =
      length < LEAST_PASSWORD_CHARACTERS
        ? `The new password needs ${LEAST_PASSWORD_CHARACTERS} characters or more.`
        : length > MOST_PASSWORD_CHARACTERS || after === before || after.includes(userId)
          ? 'The new password must be another one, without your user name, of 200 characters at most.'
          : null;
    if (wrong !== null) throw new InvalidInputError('The new password', [{ path: ['newPassword'], message: wrong }]);
    await this.checkPassword(userId, before);
    await this.setPassword(userId, after, true);
    await this.endSessions(userId, session);
  }

  /** A new password for somebody; their sessions end. @returns it: it is kept nowhere. @throws NotFoundError */
  async resetPassword(userId: string): Promise<string> {
    await this.user(userId);
    const password = newPassword();
    await this.setPassword(userId, password, false);
    await this.endSessions(userId, null);
    return password;
  }

  /** A new account. @returns its password @throws InvalidInputError when there is one of that name */
  async add(userId: string, name: string, role: Role): Promise<string> {
    const added = await this.database
      .insert(users)
      .values({ tenant: this.tenant, userId, name, role })
      .onConflictDoNothing()
      .returning({ userId: users.userId });
    if (added.length === 0)
      throw new InvalidInputError('The account', [{ path: ['user'], message: `there is already a user ${userId}` }]);
    return this.resetPassword(userId);
  }

  /** Nobody signs in as them any more; sessions and tokens end. What they did stays theirs. @throws NotFoundError */
  async deactivate(userId: string): Promise<void> {
    await this.user(userId);
    await this.database
      .update(users)
      .set({ active: false })
      .where(and(eq(users.tenant, this.tenant), eq(users.userId, userId)));
    await this.database
      .update(accessTokens)
      .set({ expiresAt: sql`least(expires_at, now())` })
      .where(and(eq(accessTokens.tenant, this.tenant), eq(accessTokens.userId, userId)));
  }

  /**
   * Passwords for accounts that have none, or whose password nobody holds any more. One that a person chose stays.
   * @param held passwords that the caller still holds, by user
   * @returns all passwords that were made and not changed since, and the users whose password is new
   */
  async preparePasswords(held: Record<string, string>): Promise<{ passwords: Record<string, string>; made: string[] }> {
    const rows = await this.database
      .select({ userId: users.userId, hash: localPasswords.hash, chosen: localPasswords.chosen })
      .from(users)
      .leftJoin(localPasswords, and(eq(localPasswords.tenant, users.tenant), eq(localPasswords.userId, users.userId)))
      .where(and(eq(users.tenant, this.tenant), eq(users.active, true), ne(users.role, 'service')));
    const passwords: Record<string, string> = {};
    const made: string[] = [];
    for (const { userId, hash, chosen } of rows) {
      if (chosen === true) continue;
      const known = hash === null ? undefined : held[userId];
      passwords[userId] = known ?? newPassword();
      if (known === undefined) made.push(userId);
    }
    // Hashing is slow on purpose; the thread pool does four at once.
    await Promise.all(made.map((userId) => this.setPassword(userId, passwords[userId] ?? '', false)));
    return { passwords, made };
  }

  private async passwordOf(userId: string) {
    const [row] = await this.database
      .select({
        hash: localPasswords.hash,
        failures: localPasswords.failures,
        lockedUntil: localPasswords.lockedUntil,
        active: users.active,
      })
      .from(localPasswords)
      .innerJoin(users, and(eq(users.tenant, localPasswords.tenant), eq(users.userId, localPasswords.userId)))
      .where(and(eq(localPasswords.tenant, this.tenant), eq(localPasswords.userId, userId)));
    return row;
  }

  private async user(userId: string): Promise<void> {
    const [row] = await this.database
      .select({ userId: users.userId })
      .from(users)
      .where(and(eq(users.tenant, this.tenant), eq(users.userId, userId)));
    if (row === undefined) throw new NotFoundError('user', userId);
  }

  private async setPassword(userId: string, password: string, chosen: boolean): Promise<void> {
    const values = { hash: await hashPassword(password), chosen, failures: 0, lockedUntil: null };
    await this.database
      .insert(localPasswords)
      .values({ tenant: this.tenant, userId, ...values })
      .onConflictDoUpdate({
        target: [localPasswords.tenant, localPasswords.userId],
        set: { ...values, changedAt: sql`now()` },
      });
  }

  /** Counted in the database, so that many at once do not count as one. */
  private async countFailure(userId: string): Promise<void> {
    const failures = sql`${localPasswords.failures} + 1`;
    const seconds = sql`least(${LONGEST_LOCK_S}::int, ${FIRST_LOCK_S}::int * power(2, least(${failures} - ${FREE_FAILURES}::int, 12)))`;
    await this.write(userId, {
      failures,
      lockedUntil: sql`CASE WHEN ${failures} >= ${FREE_FAILURES}::int THEN now() + ${seconds} * interval '1 second' END`,
    });
  }

  private async write(userId: string, values: { failures: unknown; lockedUntil: unknown }): Promise<void> {
    await this.database
      .update(localPasswords)
      .set(values as Partial<typeof localPasswords.$inferInsert>)
      .where(and(eq(localPasswords.tenant, this.tenant), eq(localPasswords.userId, userId)));
  }

  private async endSessions(userId: string, except: string | null): Promise<void> {
    await this.database
      .update(accessTokens)
      .set({ expiresAt: sql`least(expires_at, now())` })
      .where(
        and(
          eq(accessTokens.tenant, this.tenant),
          eq(accessTokens.userId, userId),
          eq(accessTokens.session, true),
          except === null ? undefined : ne(accessTokens.tokenHash, hashToken(except)),
        ),
      );
  }
}
