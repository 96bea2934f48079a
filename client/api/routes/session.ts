/** Signing in and out of a browser session, and who is signed in. */
import { stringifySetCookie } from 'cookie';
import { z } from 'zod';
import { Role } from '../../../activities/authority/contract';
import { Accounts } from '../../sdk/accounts';
import { SignInError } from '../../sdk/errors';
import type { ApiContext, ApiServer } from '../context';
import { ApiError } from '../problems';
import { PROBLEM, SIGNED_IN } from '../schemas';
import { csrfToken, SESSION_COOKIE } from '../sessions';

const SignedIn = z.object({
  userId: z.string(),
  name: z.string(),
  role: Role,
  tenant: z.string(),
  /** To be sent as the header `x-csrf-token` with every call that changes something; null with a Bearer token. */
  csrfToken: z.string().nullable(),
});

const SIGN_INS_A_MINUTE = 10;

export function addSessionRoutes(
  server: ApiServer,
  { sessions, callers, client, database, tenant, secureCookies }: ApiContext,
) {
  const cookie = (value: string, expires: Date) =>
    stringifySetCookie({
      name: SESSION_COOKIE,
      value,
      expires,
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
      secure: secureCookies,
    });

  server.post(
    '/v1/session',
    {
      config: { rateLimit: { max: SIGN_INS_A_MINUTE, timeWindow: '1 minute' } },
      schema: {
        tags: ['session'],
        summary: 'Sign in: exchange a password or an access token for a session cookie',
        body: z.union([
          z.strictObject({ userId: z.string().min(1).max(60), password: z.string().min(1).max(200) }),
          z.strictObject({ token: z.string().min(1).max(200) }),
        ]),
        response: { 201: SignedIn, '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const session = await ('token' in body
        ? sessions.open(body.token)
        : sessions.openWithPassword(body.userId, body.password)
      ).catch((error: unknown) => {
        request.log.warn({ code: (error as { code?: string }).code ?? 'unexpected' }, 'sign-in refused');
        throw error;
      });
      const user = await client.as(session.token).signIn.user();
      reply.header('set-cookie', cookie(session.token, new Date(session.expiresAt)));
      reply.code(201);
      return { ...user, role: Role.parse(user.role), tenant, csrfToken: csrfToken(session.token) };
    },
  );

  server.get(
    '/v1/session',
    {
      schema: {
        tags: ['session'],
        summary: 'Who is signed in',
        security: SIGNED_IN,
        response: { 200: SignedIn, '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { userId, name, role, session } = await callers.identify(request);
      return { userId, name, role, tenant, csrfToken: session === null ? null : csrfToken(session) };
    },
  );

  server.put(
    '/v1/session/password',
    {
      config: { rateLimit: { max: SIGN_INS_A_MINUTE, timeWindow: '1 minute' } },
      schema: {
        tags: ['session'],
        summary: 'Change your password: your other sessions end',
        security: SIGNED_IN,
        body: z.strictObject({ password: z.string().min(1).max(200), newPassword: z.string().min(1).max(1000) }),
        response: { 204: z.void().describe('Changed'), '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const { userId, session } = await callers.identify(request);
      const { password, newPassword } = request.body;
      await new Accounts(database, tenant).changePassword(userId, password, newPassword, session).catch((error) => {
        // The session is good: it is the password that is not.
        if (error instanceof SignInError) throw new ApiError(403, 'wrong-password', 'That is not your password.');
        throw error;
      });
      return reply.code(204).send();
    },
  );

  server.delete(
    '/v1/session',
    {
      schema: {
        tags: ['session'],
        summary: 'Sign out: the session ends at once',
        security: SIGNED_IN,
        response: { 204: z.void().describe('Signed out'), '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const { session } = await callers.identify(request);
      if (session !== null) await sessions.close(session);
      reply.header('set-cookie', cookie('', new Date(0)));
      return reply.code(204).send();
    },
  );
}
