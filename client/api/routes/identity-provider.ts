/** Signing in and out through an identity provider: two redirects, and the way out. */
import { parseCookie, stringifySetCookie } from 'cookie';
import { z } from 'zod';
import { recordAccess } from '../../sdk/access-records';
import { AdjutantError } from '../../sdk/errors';
import { Identities } from '../../sdk/identities';
import type { ApiContext, ApiServer } from '../context';
import { CALLBACK, safeReturn } from '../identity-provider';
import { ApiError } from '../problems';
import { access, PROBLEM } from '../schemas';
import { sessionCookie } from '../sessions';

const PENDING_COOKIE = 'adjutant_sign_in';
const A_MINUTE = { rateLimit: { max: 20, timeWindow: '1 minute' } };
const Redirect = z.void().describe('`location` says where to go');

export function addIdentityProviderRoutes(server: ApiServer, context: ApiContext) {
  const { callers, database, tenant, sessions, secureCookies, identityProvider, publicUrl = '' } = context;
  const identities = new Identities(database, tenant);
  const pendingCookie = (value: string, expires: Date) =>
    stringifySetCookie({
      name: PENDING_COOKIE,
      value,
      expires,
      path: '/v1/session/oidc',
      httpOnly: true,
      // It must come along when the provider sends the browser back.
      sameSite: 'lax',
      secure: secureCookies,
    });
  const configured = () => {
    if (identityProvider === undefined) throw new ApiError(404, 'not-found', 'There is no identity provider here.');
    return identityProvider;
  };

  server.get(
    '/v1/session/methods',
    {
      schema: {
        tags: ['session'],
        summary: 'How one can sign in here',
        ...access('everybody'),
        response: { 200: z.object({ password: z.boolean(), identityProvider: z.boolean() }) },
      },
    },
    async () => ({ password: true, identityProvider: identityProvider !== undefined }),
  );

  server.get(
    '/v1/session/oidc/start',
    {
      config: A_MINUTE,
      schema: {
        tags: ['session'],
        summary: 'Sign in through the identity provider: a browser is sent there',
        description: '`returnTo` is a path of this origin; anything else is the start page.',
        ...access('everybody'),
        querystring: z.strictObject({ returnTo: z.string().max(500).optional() }),
        response: { 302: Redirect, '4xx': PROBLEM, '5xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const { location, cookie, expires } = await configured().begin(safeReturn(request.query.returnTo, publicUrl));
      return reply.header('set-cookie', pendingCookie(cookie, expires)).redirect(location, 302);
    },
  );

  server.get(
    CALLBACK,
    {
      config: A_MINUTE,
      schema: {
        tags: ['session'],
        summary: 'Where the identity provider sends the browser back to',
        description: 'Opens a session and goes on to `returnTo`; to `/?signInProblem=CODE` when nobody is signed in.',
        ...access('everybody'),
        response: { 302: Redirect, '4xx': PROBLEM, '5xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const provider = configured();
      const ended = pendingCookie('', new Date(0));
      try {
        const { identity, returnTo } = await provider.finish(
          request.raw.url ?? CALLBACK,
          parseCookie(request.headers.cookie ?? '')[PENDING_COOKIE],
        );
        const userId = await identities.signIn(identity);
        const session = await sessions.openFor(userId);
        const facts = { by: 'identity-provider' };
        await recordAccess(database, { tenant, event: 'signed-in', userId, actor: userId, facts });
        const cookie = sessionCookie(session.token, new Date(session.expiresAt), secureCookies);
        return reply.header('set-cookie', [cookie, ended]).redirect(returnTo, 302);
      } catch (error) {
        if (!(error instanceof AdjutantError)) throw error;
        request.log.warn({ code: error.code }, 'sign-in refused');
        await recordAccess(database, {
          tenant,
          event: 'sign-in-refused',
          userId: null,
          actor: null,
          facts: { code: error.code, by: 'identity-provider' },
        });
        return reply.header('set-cookie', ended).redirect(`/?signInProblem=${error.code}`, 302);
      }
    },
  );

  server.post(
    '/v1/session/oidc/logout',
    {
      schema: {
        tags: ['session'],
        summary: 'Sign out here; `location` is where to go to sign out at the identity provider too',
        ...access('signed-in'),
        response: { 200: z.object({ location: z.string().nullable() }), '4xx': PROBLEM, '5xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const { session, userId } = await callers.identify(request);
      const provider = configured();
      if (session !== null) {
        await sessions.close(session);
        await recordAccess(database, { tenant, event: 'signed-out', userId, actor: userId });
      }
      reply.header('set-cookie', sessionCookie('', new Date(0), secureCookies));
      // Signed out here is signed out, whether the provider answers or not.
      return { location: await provider.endAddress().catch(() => null) };
    },
  );
}
