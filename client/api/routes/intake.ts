/** What comes in with files: notices of loss, and more documents for a claim. */
import { createHash } from 'node:crypto';
import multipart from '@fastify/multipart';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { NoticeOfLoss } from '../../../activities/claimfile/contract';
import { ClaimNumber, FileRef } from '../../../activities/vocabulary';
import { NoticeAnswer } from '../../../workflows/claims/contract';
import { type AdjutantError, IdempotencyConflictError, InvalidInputError, TooLateError } from '../../sdk/errors';
import type { Caller } from '../caller';
import type { ApiContext, ApiServer } from '../context';
import { formOfFiles } from '../openapi';
import { inTime } from '../patience';
import { ApiError } from '../problems';
import { access, PROBLEM } from '../schemas';
import { refuseUnstorable } from '../storable';
import { receiveFiles } from '../uploads';

const IdempotencyKey = z
  .string({ error: 'is missing: a key of your own, so that the same request sent again is taken once' })
  .regex(/^[\x21-\x7e]{8,200}$/, 'must be 8 to 200 printable characters without spaces');

/** Reports and documents that one claimant may send. */
const OF_A_CLAIMANT = { max: 20, timeWindow: '1 minute' };

const Registered = z.object({
  claimNumber: ClaimNumber,
  /** False when the key was known: nothing new was made. */
  created: z.boolean(),
  /** Null while no worker has answered: the claim is kept and goes on by itself. */
  first: NoticeAnswer.nullable(),
});

export async function addIntakeRoutes(server: ApiServer, { callers }: ApiContext) {
  // Here alone: other addresses take no forms. A file that is too large fails where it is kept.
  await server.register(multipart, { throwFileSizeLimit: false });

  const FormDescription =
    'As a form: the part `notice` (JSON) first, then files as parts `files`. Without files as JSON: `{"notice": {…}}`. ' +
    'The same `idempotency-key` of the same person with the same notice and files is one claim, however often it is sent.';
  const report = {
    headers: z.object({ 'idempotency-key': IdempotencyKey }),
    // Null stands for a form, whose parts are judged as they come.
    body: z.strictObject({ notice: NoticeOfLoss }).nullable(),
    response: {
      200: Registered.describe('The key was known'),
      201: Registered.describe('Registered; `location` has its address'),
      202: Registered.describe('Registered; no worker has answered yet'),
      '4xx': PROBLEM,
      '5xx': PROBLEM,
    },
  };
  const more = {
    params: z.object({ claimNumber: ClaimNumber }),
    headers: z.object({ 'idempotency-key': IdempotencyKey }),
    response: { 200: z.object({ files: z.array(FileRef) }), '4xx': PROBLEM, '5xx': PROBLEM },
  };

  server.post(
    '/v1/claims',
    {
      config: { multipart: formOfFiles({ name: 'notice', schema: NoticeOfLoss }) },
      schema: {
        tags: ['claims'],
        summary: 'Report a loss, with documents',
        description: FormDescription,
        ...access('report-claims'),
        ...report,
      },
    },
    async (request, reply) => {
      const caller = await callers.allowed(request, 'report-claims');
      return answerRegistered(reply, '/v1/claims', await register(caller, request, (notice) => notice));
    },
  );

  server.post(
    '/v1/my/claims',
    {
      config: { multipart: formOfFiles({ name: 'notice', schema: NoticeOfLoss }), rateLimit: OF_A_CLAIMANT },
      schema: {
        tags: ['my claims'],
        summary: 'Report a loss of yours, with documents',
        description: `${FormDescription} You are the claimant, whatever the notice says.`,
        ...access('own-claims'),
        ...report,
      },
    },
    async (request, reply) => {
      const caller = await callers.allowed(request, 'own-claims');
      const mine = (notice: NoticeOfLoss) => ({ ...notice, claimant: { ...notice.claimant, userId: caller.userId } });
      return answerRegistered(reply, '/v1/my/claims', await register(caller, request, mine));
    },
  );

  server.post(
    '/v1/claims/:claimNumber/documents',
    {
      config: { multipart: formOfFiles() },
      schema: {
        tags: ['documents'],
        summary: 'Send more documents to an open claim',
        description:
          'A form with files as parts `files`. Open tasks are withdrawn when they were read. The same files under the same ' +
          '`idempotency-key` of the same person are taken once.',
        ...access('add-documents'),
        ...more,
      },
    },
    async (request) => addDocuments(await callers.allowed(request, 'add-documents'), request),
  );

  server.post(
    '/v1/my/claims/:claimNumber/documents',
    {
      config: { multipart: formOfFiles(), rateLimit: OF_A_CLAIMANT },
      schema: {
        tags: ['my claims'],
        summary: 'Send more documents to a claim of yours',
        description:
          'A form with files as parts `files`; the same files under the same `idempotency-key` are taken once.',
        ...access('own-claims'),
        ...more,
      },
    },
    async (request) => {
      const caller = await callers.allowed(request, 'own-claims');
      // A claim of somebody else is not found, before anything is read.
      await caller.client.ownClaims.mustBeTheirs(request.params.claimNumber);
      return addDocuments(caller, request);
    },
  );
}

type ReportRequest = FastifyRequest<{ Headers: { 'idempotency-key': string }; Body: { notice: NoticeOfLoss } | null }>;
type DocumentsRequest = FastifyRequest<{ Headers: { 'idempotency-key': string }; Params: { claimNumber: string } }>;

/** @param complete what the API knows better than the notice */
async function register(
  { client, userId }: Caller,
  request: FastifyRequest,
  complete: (notice: NoticeOfLoss) => NoticeOfLoss,
) {
  const { headers, body } = request as ReportRequest;
  let notice: NoticeOfLoss | undefined = body?.notice;
  let files: FileRef[] = [];
  if (request.isMultipart()) {
    const take = (value: unknown) => {
      notice = acceptable(value);
    };
    const keep = client.documents.store.bind(client.documents);
    files = await receiveFiles(request, { field: { name: 'notice', take }, keep });
  }
  if (notice === undefined) throw new ApiError(400, 'invalid-input', 'The notice of loss is missing.');
  const key = headers['idempotency-key'];
  return client.claims
    .submit({ notice: complete(notice), files, idempotencyKey: `${userId}:${key}` })
    .catch((error: unknown) => {
      throw error instanceof IdempotencyConflictError ? keyInUse(key, error) : error;
    });
}

function answerRegistered(
  reply: FastifyReply,
  address: string,
  { claimNumber, created, first }: Awaited<ReturnType<typeof register>>,
) {
  reply.header('location', `${address}/${claimNumber}`);
  reply.code(created ? (first === null ? 202 : 201) : 200);
  return { claimNumber, created, first };
}

async function addDocuments(caller: Caller, request: FastifyRequest) {
  const { client } = caller;
  const { headers, params } = request as DocumentsRequest;
  const { claimNumber } = params;
  if (!request.isMultipart()) throw new ApiError(415, 'invalid-input', 'Send the files as multipart/form-data.');
  const { status } = await client.claims.show(claimNumber);
  if (status === 'closed')
    throw new TooLateError(
      `Claim ${claimNumber} takes no more documents: it is closed. Send them with a request to open it again (POST …/reopenings).`,
    );
  const files = await receiveFiles(request, { keep: client.documents.store.bind(client.documents) });
  if (files.length === 0) throw new ApiError(400, 'invalid-input', 'The form has no files.');
  await inTime(
    client.claims.addDocuments(claimNumber, files, messageIdOf(caller, headers['idempotency-key'], files)),
    'The documents are kept, and the process has not answered. Send them again with the same idempotency-key: they are taken once.',
  );
  return { files };
}

/** @throws AdjutantError, ApiError before any file is kept */
function acceptable(value: unknown): NoticeOfLoss {
  refuseUnstorable(value, 'notice');
  const parsed = NoticeOfLoss.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError('The notice of loss', parsed.error.issues);
}

/** The key as its sender knows it. */
function keyInUse(key: string, { code, details }: IdempotencyConflictError): AdjutantError {
  return new ApiError(
    409,
    code,
    `You used the key ${key} for another notice or other files, now claim ${details.claimNumber}. Use a new key for a new claim.`,
  );
}

/** Other files under the same key are another message: they are never dropped. */
function messageIdOf({ userId }: Caller, key: string, files: FileRef[]): string {
  const named = [userId, key, ...files.map(({ fileId }) => fileId)];
  return createHash('sha256').update(JSON.stringify(named)).digest('base64url');
}
