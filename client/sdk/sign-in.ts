/** Who is calling: a token is looked up by its hash; what it says about itself counts nothing. */
import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../../platform/database/client';
import { accessTokens, users } from '../../platform/database/schema';
import { hashToken } from '../../platform/identity';
import { SignInError } from './errors';

export interface SignedInUser {
  userId: string;
  name: string;
  role: string;
  /** Permissions that an API key has at most; null for a token or a session, which have all of their account. */
  scopes: string[] | null;
}

export class SignIn {
  constructor(
    private readonly database: Database,
    private readonly tenant: string,
    private readonly token: string | undefined,
  ) {}

  /** The user whose token this is. @throws SignInError */
  async user(): Promise<SignedInUser> {
    if (this.token === undefined) {
      throw new SignInError('No access token. Set ADJUTANT_TOKEN, or use --as USER with the local accounts.');
    }
    const [row] = await lookup(this.database).execute({ tokenHash: hashToken(this.token), tenant: this.tenant });
    if (row === undefined) throw new SignInError('The access token is not known here.');
    if (!row.active) throw new SignInError(`User ${row.userId} is not active.`);
    if (row.expiresAt !== null && Date.parse(row.expiresAt) < Date.now())
      throw new SignInError('The access token has expired.');
    const scopes = row.scopes === null ? null : z.array(z.string()).parse(row.scopes);
    return { userId: row.userId, name: row.name, role: row.role, scopes };
  }
}

const lookups = new WeakMap<Database, ReturnType<typeof prepareLookup>>();

/** Asked with every call: written and planned once for a connection. */
function lookup(database: Database): ReturnType<typeof prepareLookup> {
  const prepared = lookups.get(database) ?? prepareLookup(database);
  lookups.set(database, prepared);
  return prepared;
}

function prepareLookup(database: Database) {
  return database
    .select({
      userId: users.userId,
      name: users.name,
      role: users.role,
      active: users.active,
      expiresAt: accessTokens.expiresAt,
      scopes: accessTokens.scopes,
    })
    .from(accessTokens)
    .innerJoin(users, and(eq(users.tenant, accessTokens.tenant), eq(users.userId, accessTokens.userId)))
    .where(
      and(eq(accessTokens.tokenHash, sql.placeholder('tokenHash')), eq(accessTokens.tenant, sql.placeholder('tenant'))),
    )
    .prepare('sign_in');
}
