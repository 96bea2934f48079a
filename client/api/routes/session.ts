/** Signing in and out of a browser session, and who is signed in. */
import { z } from 'zod';
import { Permission, Role } from '../../../activities/authority/contract';
import { LONGEST_PASSWORD } from '../../../platform/passwords';
import { recordAccess } from '../../sdk/access-records';
import { Accounts } from '../../sdk/accounts';
import { WrongPasswordError } from '../../sdk/errors';
import type { ApiContext, ApiServer } from '../context';
import { ApiError } from '../problems';
import { access, PROBLEM } from '../schemas';
import { csrfToken, sessionCookie } from '../sessions';

const SignedIn = z.object({
  userId: z.string(),
  name: z.string(),
  role: Role,
  tenant: z.string(),
  /** What the role may do here (config/authority.yaml, `access`). */
  permissions: z.array(Permission),
  /** To be sent as the header `x-csrf-token` with every call that changes something; null with a Bearer token. */
  csrfToken: z.string().nullable(),
});

const SIGN_INS_A_MINUTE = 10;

/** A token of an account, or the name and password of one. */
const Proof = z.union([
  z.strictObject({ token: z.string().min(1).max(200) }),
  z.strictObject({ userId: z.string().min(1).max(60), password: z.string().min(1).max(LONGEST_PASSWORD) }),
]);

const NewPassword = z.strictObject({
  /** As it is until now. */
  password: z.string().min(1).max(LONGEST_PASSWORD),
  newPassword: z.string().min(1).max(LONGEST_PASSWORD),
});

export function addSessionRoutes(server: ApiServer, context: ApiContext) {
  const { sessions, callers, client, database, tenant, secureCookies } = context;
  const accounts = new Accounts(database, tenant);
  const cookie = (value: string, expires: Date) => sessionCookie(value, expires, secureCookies);

  server.post(
    '/v1/session',
    {
      config: { rateLimit: { max: SIGN_INS_A_MINUTE, timeWindow: '1 minute' } },
      schema: {
        tags: ['session'],
        summary: 'Sign in: exchange name and password, or an access token, for a session cookie',
        ...access('everybody'),
        body: Proof,
        response: { 201: SignedIn, '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      // Nobody is to be signed in as somebody else by a page of another site.
      if (request.headers['sec-fetch-site'] === 'cross-site')
        throw new ApiError(403, 'csrf-refused', 'Sign in from the pages of this address.');
      const { body: proof, ip } = request;
      const session =
        'token' in proof
          ? await sessions.open(proof.token)
          : await sessions.openFor(await accounts.checkPassword(proof.userId, proof.password, ip));
      const user = await client.as(session.token).signIn.user();
      const facts = { by: 'token' in proof ? 'token' : 'password' };
      await recordAccess(database, { tenant, event: 'signed-in', userId: user.userId, actor: user.userId, facts });
      reply.header('set-cookie', cookie(session.token, new Date(session.expiresAt)));
      reply.code(201);
      const { userId, name, scopes } = user;
      const role = Role.parse(user.role);
      const permissions = callers.permissionsOf({ role, scopes });
      return { userId, name, role, tenant, permissions, csrfToken: csrfToken(session.token) };
    },
  );

  server.get(
    '/v1/session',
    {
      schema: {
        tags: ['session'],
        summary: 'Who is signed in',
        ...access('signed-in'),
        response: { 200: SignedIn, '4xx': PROBLEM },
      },
    },
    async (request) => {
      const caller = await callers.identify(request);
      const { userId, name, role, session } = caller;
      const permissions = callers.permissionsOf(caller);
      return { userId, name, role, tenant, permissions, csrfToken: session === null ? null : csrfToken(session) };
    },
  );

  server.put(
    '/v1/session/password',
    {
      config: { rateLimit: { max: SIGN_INS_A_MINUTE, timeWindow: '1 minute' } },
      schema: {
        tags: ['session'],
        summary: 'Change your own password: all other sessions of the account end',
        ...access('signed-in'),
        body: NewPassword,
        response: { 204: z.void().describe('Changed'), '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const { userId, session } = await callers.identify(request);
      await accounts
        .changePassword(userId, { ...request.body, keepSession: session, address: request.ip })
        .catch((error: unknown) => {
          // Signed in is who asks: 401 would say otherwise.
          if (error instanceof WrongPasswordError)
            throw new ApiError(403, error.code, 'The old password is not right. Nothing was changed.');
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
        ...access('signed-in'),
        response: { 204: z.void().describe('Signed out'), '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const { session, userId } = await callers.identify(request);
      if (session !== null) {
        await sessions.close(session);
        await recordAccess(database, { tenant, event: 'signed-out', userId, actor: userId });
      }
      reply.header('set-cookie', cookie('', new Date(0)));
      return reply.code(204).send();
    },
  );
}
