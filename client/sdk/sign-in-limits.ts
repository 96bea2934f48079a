/**
 * Guessing is slowed down, by account from one address, by account from anywhere, and by address: after some failures in a row nobody
 * is let try for half a minute, then twice that, up to a quarter of an hour. Kept in PostgreSQL, so that several processes and a
 * restart count together; names that are no account are counted alike, so that a block says nothing about who has one.
 */
import { createHash } from 'node:crypto';
import { and, eq, lt, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../../platform/database/client';
import { signInAttempts } from '../../platform/database/schema';
import { SignInBlockedError } from './errors';

/** Failures in a row before the first wait. */
export const FREE_FAILURES = { accountFromAddress: 5, account: 20, address: 20 } as const;
const FIRST_WAIT_S = 30;
const LONGEST_WAIT_S = 15 * 60;
/** A failure is forgotten when none has come for so long. */
const FORGET_AFTER = sql`interval '1 hour'`;

export interface Attempt {
  userId: string;
  /** Network address of the caller. */
  address: string;
}

export class SignInLimits {
  constructor(
    private readonly database: Database,
    private readonly tenant: string,
  ) {}

  /**
   * Count an attempt as failed before it is judged, so that many at once count as many; `succeeded` takes it back.
   * @throws SignInBlockedError when one has to wait; nothing is counted then
   */
  async begin(attempt: Attempt): Promise<void> {
    await this.database.transaction(async (transaction) => {
      for (const [subject, free] of subjects(attempt)) await this.count(transaction, subject, free);
    });
  }

  /** The attempt was right: the account's failures are forgotten; those of the address for other accounts are not. */
  async succeeded(attempt: Attempt): Promise<void> {
    const [pair, account, address] = subjectsByKind(attempt);
    for (const subject of [pair, account]) await this.database.delete(signInAttempts).where(this.of(subject));
    await this.database
      .update(signInAttempts)
      .set({ failures: sql`greatest(failures - 1, 0)`, blockedUntil: null })
      .where(this.of(address));
    await this.database.delete(signInAttempts).where(lt(signInAttempts.lastAt, sql`now() - interval '1 day'`));
  }

  private async count(transaction: Transaction, subject: string, free: number): Promise<void> {
    const failures = sql`CASE WHEN sign_in_attempts.last_at < now() - ${FORGET_AFTER} THEN 1 ELSE sign_in_attempts.failures + 1 END`;
    const counted = await transaction
      .insert(signInAttempts)
      .values({ tenant: this.tenant, subject, failures: 1, lastAt: sql`now()` as never })
      .onConflictDoUpdate({
        target: [signInAttempts.tenant, signInAttempts.subject],
        set: {
          failures,
          lastAt: sql`now()`,
          blockedUntil: sql`CASE WHEN ${failures} < ${free}::int THEN NULL
            ELSE now() + least(${LONGEST_WAIT_S}::float8, ${FIRST_WAIT_S}::float8 * power(2, least(${failures} - ${free}::int, 20))) * interval '1 second' END`,
        },
        setWhere: sql`sign_in_attempts.blocked_until IS NULL OR sign_in_attempts.blocked_until <= now()`,
      })
      .returning({ subject: signInAttempts.subject });
    if (counted.length > 0) return;
    const [row] = await transaction
      .select({ seconds: sql<number>`ceil(extract(epoch FROM blocked_until - now()))::int` })
      .from(signInAttempts)
      .where(this.of(subject));
    throw new SignInBlockedError(Math.max(row?.seconds ?? 1, 1));
  }

  private of(subject: string) {
    return and(eq(signInAttempts.tenant, this.tenant), eq(signInAttempts.subject, subject));
  }
}

/** In one order for everybody, so that no two attempts wait for each other. */
function subjects(attempt: Attempt): [string, number][] {
  const [pair, account, address] = subjectsByKind(attempt);
  const counted: [string, number][] = [
    [pair, FREE_FAILURES.accountFromAddress],
    [account, FREE_FAILURES.account],
    [address, FREE_FAILURES.address],
  ];
  return counted.sort(([one], [other]) => (one < other ? -1 : 1));
}

function subjectsByKind({ userId, address }: Attempt): [string, string, string] {
  const hash = (...parts: string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
  return [hash('account-from-address', userId, address), hash('account', userId), hash('address', address)];
}
