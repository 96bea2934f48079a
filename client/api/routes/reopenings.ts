/** Closed claims that are opened again, and the episodes of a claim. Takes forms: registered beside the routes of intake. */
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ClaimNumber, type FileRef, ReopeningKind } from '../../../activities/vocabulary';
import { InvalidInputError } from '../../sdk/errors';
import { Episode, kindsAfter, Reopened, ReopeningReason } from '../../sdk/reopenings';
import type { Caller } from '../caller';
import type { ApiContext, ApiServer } from '../context';
import { formOfFiles } from '../openapi';
import { inTime } from '../patience';
import { ApiError } from '../problems';
import { access, IdempotencyKey, PROBLEM } from '../schemas';
import { refuseUnstorable } from '../storable';
import { receiveFiles } from '../uploads';

const Asked = z.strictObject({ kind: ReopeningKind, reason: ReopeningReason });
type Asked = z.infer<typeof Asked>;
const One = z.object({ claimNumber: ClaimNumber });
const OF_A_CLAIMANT = { max: 20, timeWindow: '1 minute' };

const post = {
  params: One,
  headers: z.object({ 'idempotency-key': IdempotencyKey }),
  // Null stands for a form, whose parts are judged as they come.
  body: z.strictObject({ reopening: Asked }).nullable(),
  response: { 201: Reopened.describe('Open again'), '4xx': PROBLEM, '5xx': PROBLEM },
};
const DESCRIPTION =
  'As a form: the part `reopening` (JSON with `kind` and `reason`) first, then files as parts `files`. Without files as JSON: ' +
  '`{"reopening": {…}}`. The claim goes on as its next episode, from all that was there before. The same `idempotency-key` of the ' +
  'same person with the same content is one reopening. Who asked and why is recorded; a refusal too.';

export function addReopeningRoutes(server: ApiServer, { callers, offer }: ApiContext) {
  const config = { multipart: formOfFiles({ name: 'reopening', schema: Asked }) };

  server.get(
    '/v1/claims/:claimNumber/episodes',
    {
      schema: {
        tags: ['claims'],
        summary: 'The episodes of a claim, and for what you may have it opened again',
        ...access('read-claims'),
        params: One,
        response: {
          200: z.object({
            episodes: z.array(Episode),
            /** Empty while the claim is open. */
            reopenFor: z.array(ReopeningKind),
          }),
          '4xx': PROBLEM,
        },
      },
    },
    async (request) => {
      const { client, role } = await callers.allowed(request, 'read-claims');
      const { outcome } = await client.claims.show(request.params.claimNumber);
      const episodes = await client.reopenings.episodes(request.params.claimNumber);
      return { episodes, reopenFor: offer.reopens(role).filter((kind) => kindsAfter(outcome).includes(kind)) };
    },
  );

  server.post(
    '/v1/claims/:claimNumber/reopenings',
    {
      config,
      schema: {
        tags: ['claims'],
        summary: 'Open a closed claim again: supplement, appeal, late documents, correction',
        description: DESCRIPTION,
        ...access('reopen-claims'),
        ...post,
      },
    },
    async (request, reply) => {
      const caller = await callers.allowed(request, 'reopen-claims');
      return reopen(caller, request, reply);
    },
  );

  server.post(
    '/v1/my/claims/:claimNumber/reopenings',
    {
      config: { ...config, rateLimit: OF_A_CLAIMANT },
      schema: {
        tags: ['my claims'],
        summary:
          'Say that you have more to claim, that you do not agree, or send what was missing, once your claim is closed',
        description: DESCRIPTION,
        ...access('own-claims'),
        ...post,
      },
    },
    async (request, reply) => {
      const caller = await callers.allowed(request, 'own-claims');
      // A claim of somebody else is not found, before anything is read.
      await caller.client.ownClaims.mustBeTheirs(request.params.claimNumber);
      return reopen(caller, request, reply);
    },
  );
}

async function reopen(caller: Caller, request: FastifyRequest, reply: FastifyReply): Promise<Reopened> {
  const { client } = caller;
  const { params, headers, body } = request as FastifyRequest<{
    Params: { claimNumber: string };
    Headers: { 'idempotency-key': string };
    Body: { reopening: Asked } | null;
  }>;
  await client.claims.show(params.claimNumber);
  let asked: Asked | undefined = body?.reopening;
  let files: FileRef[] = [];
  if (request.isMultipart()) {
    const take = (value: unknown) => {
      asked = acceptable(value);
    };
    const keep = client.documents.store.bind(client.documents);
    files = await receiveFiles(request, { field: { name: 'reopening', take }, keep });
  }
  if (asked === undefined)
    throw new ApiError(400, 'invalid-input', 'Say in `reopening` why the claim is to be opened again.');
  const requestId = requestIdOf(caller, headers['idempotency-key'], asked, files);
  const reopened = await inTime(
    client.reopenings.reopen(params.claimNumber, { ...asked, files, requestId }),
    'It is not known whether the claim was opened again. Send the same again with the same idempotency-key: it is taken once.',
  );
  reply.code(201);
  return reopened;
}

/** @throws AdjutantError, ApiError before any file is kept */
function acceptable(value: unknown): Asked {
  refuseUnstorable(value, 'reopening');
  const parsed = Asked.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError('The reopening', parsed.error.issues);
}

/** Other words or files under the same key are another request: they are never dropped. */
function requestIdOf({ userId }: Caller, key: string, { kind, reason }: Asked, files: FileRef[]): string {
  const named = [userId, key, kind, reason, ...files.map(({ fileId }) => fileId)];
  return createHash('sha256').update(JSON.stringify(named)).digest('base64url');
}
