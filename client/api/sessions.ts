/**
 * Sessions of a browser. A password or an access token is exchanged for a session token, which lives in an httpOnly cookie, ends after twelve
 * hours or with its access token, and opens nothing as a Bearer token. It is always a new one, so that a cookie which somebody
 * planted before the sign-in is worth nothing after it.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { stringifySetCookie } from 'cookie';
import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database/client';
import { accessTokens } from '../../platform/database/schema';
import { hashToken, newToken } from '../../platform/identity';
import { SignInError } from '../sdk/errors';
import { SignIn } from '../sdk/sign-in';

export const SESSION_COOKIE = 'adjutant_session';
const SESSION_PREFIX = 'ses_';
const SESSION_HOURS = 12;

export interface Session {
  token: string;
  expiresAt: string;
}

export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly tenant: string,
  ) {}

  /** @throws SignInError when the access token is not valid, or is a session's */
  async open(accessToken: string): Promise<Session> {
    if (isSessionToken(accessToken)) throw new SignInError('A session cannot be made from a session.');
    const { userId, scopes } = await new SignIn(this.database, this.tenant, accessToken).user();
    // A session has all that its account has.
    if (scopes !== null) throw new SignInError('A session cannot be made from an API key with scopes.');
    // No longer than the token that it was made from.
    return this.openFor(
      userId,
      sql`(SELECT expires_at FROM access_tokens WHERE token_hash = ${hashToken(accessToken)})`,
    );
  }

  /**
   * A session of somebody who has just proved who they are, by other means than a token.
   * @param atTheLatest when it ends at the latest; null for no such time
   */
  async openFor(userId: string, atTheLatest: SQL = sql`NULL::timestamptz`): Promise<Session> {
    const token = SESSION_PREFIX + newToken();
    const [row] = await this.database
      .insert(accessTokens)
      .values({
        tokenHash: hashToken(token),
        tenant: this.tenant,
        userId,
        kind: 'session',
        expiresAt: sql`least(now() + ${SESSION_HOURS} * interval '1 hour', ${atTheLatest})`,
      })
      .returning({ expiresAt: accessTokens.expiresAt });
    return { token, expiresAt: new Date(row?.expiresAt ?? 0).toISOString() };
  }

  /** End a session at once. One that has ended stays ended. */
  async close(token: string): Promise<void> {
    await this.database
      .update(accessTokens)
      .set({ expiresAt: sql`least(expires_at, now())` })
      .where(and(eq(accessTokens.tokenHash, hashToken(token)), eq(accessTokens.tenant, this.tenant)));
  }
}

/** The header that gives a browser its session, or takes it away. */
export function sessionCookie(value: string, expires: Date, secure: boolean): string {
  return stringifySetCookie({
    name: SESSION_COOKIE,
    value,
    expires,
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure,
  });
}

export function isSessionToken(token: string): boolean {
  return token.startsWith(SESSION_PREFIX);
}

/** What a page must send back with every change: bound to the session, and not to be had from another site. */
export function csrfToken(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('csrf').digest('base64url');
}

export function csrfMatches(sessionToken: string, given: unknown): boolean {
  const [wanted, got] = [Buffer.from(csrfToken(sessionToken)), Buffer.from(typeof given === 'string' ? given : '')];
  return wanted.length === got.length && timingSafeEqual(wanted, got);
}
