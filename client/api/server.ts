/**
 * The HTTP API: a thin layer on the typed client (client/sdk). Schemas are those of the contracts; /openapi.json is made from
 * them. One server serves one tenant.
 */
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { sql } from 'drizzle-orm';
import type { FastifyBaseLogger } from 'fastify';
import { z } from 'zod';
import { AccessRules } from '../../activities/authority/contract';
import type { ClockRules } from '../../activities/clocks/contract';
import type { PageImages } from '../../activities/documents/contract';
import { loadRules } from '../../platform/config/yaml-rules';
import type { Database } from '../../platform/database/client';
import { projectFile } from '../../platform/paths';
import type { DetailsSource } from '../sdk/claim-details';
import type { AdjutantClient } from '../sdk/client';
import type { LetterPreviews } from '../sdk/letter-previews';
import { Live } from '../sdk/live';
import type { WebhookRules } from '../sdk/webhooks';
import { Callers } from './caller';
import { addConsole } from './console';
import { type ApiContext, type ApiServer, emptyServer } from './context';
import { DecisionOffer } from './decision-options';
import { IdentityProvider, type ProviderSettings, SignInRules } from './identity-provider';
import { transformSchema } from './openapi';
import { answerOtherMethods } from './other-methods';
import { sendError } from './problems';
import { addAbsenceRoutes } from './routes/absences';
import { addAssignmentRoutes } from './routes/assignments';
import { addClaimRoutes } from './routes/claims';
import { addClockRoutes } from './routes/clocks';
import { addCodecRoutes, allowOrigins } from './routes/codec';
import { addDocumentRoutes } from './routes/documents';
import { addEventRoutes } from './routes/events';
import { addFigureRoutes } from './routes/figures';
import { addIdentityProviderRoutes } from './routes/identity-provider';
import { addIntakeRoutes } from './routes/intake';
import { addLedgerRoutes } from './routes/ledger';
import { addLetterPreviewRoutes, addLetterRoutes } from './routes/letters';
import { addMessageRoutes } from './routes/messages';
import { addModelRoutes } from './routes/models';
import { addOwnClaimRoutes } from './routes/own-claims';
import { addPolicyRoutes } from './routes/policies';
import { addQueueRoutes } from './routes/queue';
import { addReopeningRoutes } from './routes/reopenings';
import { addSessionRoutes } from './routes/session';
import { addSwitchRoutes } from './routes/switches';
import { addTaskRoutes } from './routes/tasks';
import { addWebhookRoutes } from './routes/webhooks';
import { addWordingRoutes } from './routes/wordings';
import { access } from './schemas';
import { SESSION_COOKIE, Sessions } from './sessions';

export interface ApiParts {
  /** Its connections are used; who acts is the caller of each request. */
  client: AdjutantClient;
  database: Database;
  place: DetailsSource['place'];
  /** Draws pages of documents; whoever gives it closes it. */
  pageImages: PageImages;
  /** Letters before their decision; without it they cannot be asked for. */
  letterPreviews?: LetterPreviews;
  /** Deadlines by jurisdiction; without them clocks cannot be asked for. */
  clockRules?: ClockRules;
  /**
   * Address under which browsers come, through a proxy on this machine whose word for the caller's address then counts. With https
   * session cookies are sent over TLS only.
   */
  publicUrl?: string | undefined;
  /** Identity provider to sign in through; needs `publicUrl`. */
  identityProvider?: ProviderSettings | undefined;
  /** Roles by what the provider says; config/sign-in.yaml by default. */
  signInRules?: SignInRules;
  /** Without them webhooks cannot be managed here. */
  webhookRules?: WebhookRules;
  /** Origins of Temporal's UI, which may ask for payloads to be decrypted: `https://temporal.example`. None by default. */
  temporalUiOrigins?: readonly string[];
  /** What people may choose from; by config/authority.yaml by default. */
  offer?: DecisionOffer;
  /** Calls that one address may make in a minute. */
  callsAMinute?: number;
  /** Where the log goes; none by default. */
  logger?: FastifyBaseLogger;
}

const CALLS_A_MINUTE = 20_000;

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
};

const AccessPart = z.object({ access: AccessRules.default({}) });

/**
 * Build the API; the caller listens.
 * @throws Error when config/authority.yaml is not valid
 */
export async function buildApi(parts: ApiParts): Promise<ApiServer> {
  const { access: rules } = loadRules(projectFile('config', 'authority.yaml'), AccessPart).rules;
  const { client, database, place, pageImages, publicUrl } = parts;
  const secureCookies = publicUrl?.startsWith('https:') ?? false;
  const { tenant } = place;
  const offer = parts.offer ?? new DecisionOffer();
  const sessions = new Sessions(database, tenant);
  const context: ApiContext = {
    client,
    database,
    place,
    tenant,
    secureCookies,
    sessions,
    callers: new Callers(client, rules, database, tenant),
    live: new Live(database, tenant),
    offer,
    decides: (role) => offer.kindsOf(role),
    pageImages,
    publicUrl,
    identityProvider: identityProviderOf(parts),
  };

  const server = emptyServer(parts.logger, publicUrl !== undefined);
  server.setErrorHandler(sendError);
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers(HEADERS);
    if (secureCookies) reply.header('strict-transport-security', 'max-age=31536000');
  });
  const uiOrigins = parts.temporalUiOrigins ?? [];
  allowOrigins(server, uiOrigins);
  answerOtherMethods(server);
  await server.register(rateLimit, { max: parts.callsAMinute ?? CALLS_A_MINUTE, timeWindow: '1 minute' });
  server.addHook('onRequest', (request) => context.callers.guard(request));
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Adjutant', version: '1', description: 'Claims, review tasks and decisions.' },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          cookie: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
        },
      },
    },
    transform: transformSchema,
  });
  await server.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });

  await addConsole(server, projectFile('dist', 'console'));
  addHealthRoutes(server, database);
  addSessionRoutes(server, context);
  addIdentityProviderRoutes(server, context);
  addClaimRoutes(server, context);
  if (parts.clockRules !== undefined) addClockRoutes(server, context, parts.clockRules);
  addDocumentRoutes(server, context);
  await server.register(async (scope) => {
    await addIntakeRoutes(scope, context);
    addReopeningRoutes(scope, context);
  });
  addLetterRoutes(server, context);
  addWordingRoutes(server, context);
  if (parts.letterPreviews !== undefined) addLetterPreviewRoutes(server, context, parts.letterPreviews);
  addTaskRoutes(server, context);
  addQueueRoutes(server, context);
  addAssignmentRoutes(server, context);
  addAbsenceRoutes(server, context);
  addEventRoutes(server, context);
  addLedgerRoutes(server, context);
  addFigureRoutes(server, context);
  addPolicyRoutes(server, context);
  addModelRoutes(server, context);
  addSwitchRoutes(server, context);
  addCodecRoutes(server, context, uiOrigins);
  if (parts.webhookRules !== undefined) addWebhookRoutes(server, context, parts.webhookRules);
  addMessageRoutes(server, context);
  addOwnClaimRoutes(server, context);
  server.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    return reply.type('application/json').send(server.swagger());
  });
  await server.ready();
  return server;
}

/** @throws Error when config/sign-in.yaml is not valid, or nobody could come back from the provider */
function identityProviderOf({ identityProvider, publicUrl, signInRules, database, place }: ApiParts) {
  if (identityProvider === undefined) return undefined;
  if (publicUrl === undefined) throw new Error('An identity provider needs the public address of this API.');
  const rules = signInRules ?? loadRules(projectFile('config', 'sign-in.yaml'), SignInRules).rules;
  return new IdentityProvider(identityProvider, rules, publicUrl, database, place.tenant);
}

function addHealthRoutes(server: ApiServer, database: Database): void {
  const Up = z.object({ status: z.literal('up') });
  server.get(
    '/health',
    { schema: { tags: ['health'], summary: 'The API runs', ...access('everybody'), response: { 200: Up } } },
    async () => ({ status: 'up' }) as const,
  );
  server.get(
    '/ready',
    { schema: { tags: ['health'], summary: 'The API can read claims', ...access('everybody'), response: { 200: Up } } },
    async () => {
      await database.execute(sql`SELECT 1 FROM claim_projections LIMIT 1`);
      return { status: 'up' } as const;
    },
  );
}
