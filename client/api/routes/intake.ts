/** What comes in with files: notices of loss, and more documents for a claim. */
import { createHash } from 'node:crypto';
import multipart from '@fastify/multipart';
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
import { PROBLEM, SIGNED_IN } from '../schemas';
import { refuseUnstorable } from '../storable';
import { receiveFiles } from '../uploads';

const IdempotencyKey = z
  .string({ error: 'is missing: a key of your own, so that the same request sent again is taken once' })
  .regex(/^[\x21-\x7e]{8,200}$/, 'must be 8 to 200 printable characters without spaces');

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

  server.post(
    '/v1/claims',
    {
      config: { multipart: formOfFiles({ name: 'notice', schema: NoticeOfLoss }) },
      schema: {
        tags: ['claims'],
        summary: 'Report a loss, with documents',
        description:
          'As a form: the part `notice` (JSON) first, then files as parts `files`. Without files as JSON: `{"notice": {…}}`. ' +
          'The same `idempotency-key` of the same person with the same notice and files is one claim, however often it is sent.',
        security: SIGNED_IN,
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
      },
    },
    async (request, reply) => {
      const caller = await callers.allowed(request, 'report-claims');
      const { client } = caller;
      let notice: unknown = request.body?.notice;
      let files: FileRef[] = [];
      if (request.isMultipart()) {
        const take = (value: unknown) => {
          notice = acceptable(value);
        };
        const keep = client.documents.store.bind(client.documents);
        files = await receiveFiles(request, { field: { name: 'notice', take }, keep });
      }
      if (notice === undefined) throw new ApiError(400, 'invalid-input', 'The notice of loss is missing.');
      const key = request.headers['idempotency-key'];
      const { claimNumber, created, first } = await client.claims
        .submit({ notice, files, idempotencyKey: `${caller.userId}:${key}` })
        .catch((error: unknown) => {
          throw error instanceof IdempotencyConflictError ? keyInUse(key, error) : error;
        });
      reply.header('location', `/v1/claims/${claimNumber}`);
      reply.code(created ? (first === null ? 202 : 201) : 200);
      return { claimNumber, created, first };
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
        security: SIGNED_IN,
        params: z.object({ claimNumber: ClaimNumber }),
        headers: z.object({ 'idempotency-key': IdempotencyKey }),
        response: { 200: z.object({ files: z.array(FileRef) }), '4xx': PROBLEM, '5xx': PROBLEM },
      },
    },
    async (request) => {
      const caller = await callers.allowed(request, 'add-documents');
      const { client } = caller;
      const { claimNumber } = request.params;
      if (!request.isMultipart()) throw new ApiError(415, 'invalid-input', 'Send the files as multipart/form-data.');
      const { status } = await client.claims.show(claimNumber);
      if (status === 'closed') throw new TooLateError(`Claim ${claimNumber} takes no more documents: it is closed.`);
      const files = await receiveFiles(request, { keep: client.documents.store.bind(client.documents) });
      if (files.length === 0) throw new ApiError(400, 'invalid-input', 'The form has no files.');
      await inTime(
        client.claims.addDocuments(claimNumber, files, messageIdOf(caller, request.headers['idempotency-key'], files)),
        'The documents are kept, and the process has not answered. Send them again with the same idempotency-key: they are taken once.',
      );
      return { files };
    },
  );
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
