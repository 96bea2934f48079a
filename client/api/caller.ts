/** Who calls, and whether they may: by Bearer token, or by the cookie of a session. Every refusal is logged and recorded. */
import { parseCookie } from 'cookie';
import type { FastifyRequest } from 'fastify';
import { type AccessRules, Permission, Role } from '../../activities/authority/contract';
import type { Database } from '../../platform/database/client';
import { recordAccess } from '../sdk/access-records';
import type { AdjutantClient } from '../sdk/client';
import { SignInError } from '../sdk/errors';
import { ApiError } from './problems';
import type { Access } from './schemas';
import { csrfMatches, isSessionToken, SESSION_COOKIE } from './sessions';

/** A signed-in caller; `client` acts as them. */
export interface Caller {
  userId: string;
  name: string;
  role: Role;
  client: AdjutantClient;
  /** Token of the session; null for calls with a Bearer token. */
  session: string | null;
  /** Permissions of an API key; null where there is no such limit. */
  scopes: string[] | null;
}

/** They change nothing (RFC 9110, section 9.2.1), so that another site gains nothing by having a browser send them. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export class Callers {
  /** Looked up once for a request. */
  private readonly known = new WeakMap<FastifyRequest, Caller>();

  constructor(
    private readonly client: AdjutantClient,
    private readonly access: AccessRules,
    private readonly database: Database,
    private readonly tenant: string,
  ) {}

  /**
   * @throws SignInError without a valid token or session
   * @throws ApiError `csrf-refused` when a cookie comes without the session's CSRF token to a call that changes something
   */
  async identify(request: FastifyRequest): Promise<Caller> {
    const { token, session } = credentials(request);
    const client = this.client.as(token);
    const user = await client.signIn.user();
    const proven = SAFE.has(request.method) || fromTrustedOrigin(request);
    if (session !== null && !proven && !csrfMatches(session, request.headers['x-csrf-token'])) {
      await this.refused(request, 'csrf-refused', user, { method: request.method });
      throw new ApiError(
        403,
        'csrf-refused',
        'The header x-csrf-token does not belong to this session. It is in the answer of GET /v1/session.',
      );
    }
    const role = Role.safeParse(user.role);
    if (!role.success) throw new SignInError(`User ${user.userId} has a role that is not known.`);
    return { userId: user.userId, name: user.name, role: role.data, client, session, scopes: user.scopes };
  }

  /** For what a call may do beyond its own permission. */
  may({ role, scopes }: Pick<Caller, 'role' | 'scopes'>, permission: Permission): boolean {
    if (scopes !== null && !scopes.includes(permission)) return false;
    return this.access[permission]?.includes(role) ?? false;
  }

  /** All that a caller may do through this API, so that a page offers nothing else. */
  permissionsOf(caller: Pick<Caller, 'role' | 'scopes'>): Permission[] {
    return Permission.options.filter((permission) => this.may(caller, permission));
  }

  /** @throws SignInError, ApiError as `identify`; ApiError `access-refused` when the role may not */
  async allowed(request: FastifyRequest, permission: Permission): Promise<Caller> {
    const caller = this.known.get(request) ?? (await this.identify(request));
    this.known.set(request, caller);
    if (this.may(caller, permission)) return caller;
    await this.refused(request, 'access-refused', caller, { permission });
    const who = caller.scopes === null ? `The role ${caller.role}` : 'This API key';
    throw new ApiError(403, 'access-refused', `${who} may not do this here (${permission}).`);
  }

  /**
   * For `onRequest`: judge by what the address says that it needs, before anything that was sent is read.
   * @throws SignInError, ApiError as `allowed`
   */
  async guard(request: FastifyRequest): Promise<void> {
    const { schema } = request.routeOptions;
    const needed = (schema as { 'x-permission'?: Access } | undefined)?.['x-permission'];
    if (needed === undefined || needed === 'everybody') return;
    if (needed !== 'signed-in') await this.allowed(request, needed);
    else await this.identify(request);
  }

  private async refused(
    request: FastifyRequest,
    event: 'csrf-refused' | 'access-refused',
    { userId, role }: { userId: string; role: string },
    more: Record<string, string>,
  ): Promise<void> {
    const facts = { role, ...more, route: route(request) ?? null };
    request.log.warn({ code: event, userId, ...facts }, 'refused');
    await recordAccess(this.database, { tenant: this.tenant, event, userId, actor: userId, facts });
  }
}

/** Some addresses are for pages of other origins, which they name: browsers let no page choose what `origin` says. */
function fromTrustedOrigin({ routeOptions, headers }: FastifyRequest): boolean {
  const { origins } = routeOptions.config as { origins?: readonly string[] };
  return headers.origin !== undefined && origins?.includes(headers.origin) === true;
}

/** @throws SignInError when there are none, or when a session's token comes as a Bearer token */
function credentials(request: FastifyRequest): { token: string; session: string | null } {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const token = /^Bearer ([A-Za-z0-9_-]{1,200})$/i.exec(authorization)?.[1];
    if (token === undefined || isSessionToken(token)) throw new SignInError('The Authorization header is not valid.');
    return { token, session: null };
  }
  const cookie = parseCookie(request.headers.cookie ?? '')[SESSION_COOKIE];
  if (cookie === undefined || !isSessionToken(cookie)) throw new SignInError('Nobody is signed in.');
  return { token: cookie, session: cookie };
}

/** The route as declared, without what the caller wrote into it. */
function route(request: FastifyRequest): string | undefined {
  return request.routeOptions.url;
}
