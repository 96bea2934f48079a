/** Documents of a claim: what was read from them and where it stands, their pages as pictures, their text, the files themselves. */
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { DocumentReading, PagesBusy } from '../../../activities/documents/contract';
import { ClaimNumber, FileRef, Sha256 } from '../../../activities/vocabulary';
import type { ClaimDocument, ShownReading } from '../../sdk/documents';
import type { ApiContext, ApiServer } from '../context';
import { ATTACHED_TYPES, attach, binary, sendBytes } from '../downloads';
import { ApiError } from '../problems';
import { access, PROBLEM } from '../schemas';

const { shape } = DocumentReading;

const Document = z.object({
  fileId: Sha256,
  /** As its sender called it. */
  name: z.string(),
  /** The e-mail or bundle that it was found in; null for what was sent by itself. */
  parentFileId: Sha256.nullable(),
  /** Why the reading cannot be shown, such as that its record was altered; null for one that can. */
  problem: z.string().nullable(),
  bytes: shape.bytes.nullable(),
  mediaType: z.string().nullable(),
  pages: shape.pages,
  status: z.enum(['read', 'set-aside', 'problem']),
  setAside: shape.setAside,
  type: shape.type,
  typeConfidence: shape.typeConfidence,
  fields: shape.fields,
  lines: shape.lines,
  flags: shape.flags,
  forms: shape.forms,
  photo: shape.photo,
  parts: shape.parts,
  /** `…/text` has something. */
  hasText: z.boolean(),
  /** Its pages can be shown as pictures. */
  viewable: z.boolean(),
});

const OneDocument = z.object({ claimNumber: ClaimNumber, fileId: Sha256 });

export function addDocumentRoutes(server: ApiServer, { callers, pageImages }: ApiContext) {
  server.get(
    '/v1/claims/:claimNumber/documents',
    {
      schema: {
        tags: ['documents'],
        summary: 'Documents of a claim in the order they came, with each value and the place that it was read from',
        description:
          'Boxes are fractions of the width and height of the page as `…/pages/{page}` shows it, from its top left.',
        ...access('read-claims'),
        params: z.object({ claimNumber: ClaimNumber }),
        response: { 200: z.object({ documents: z.array(Document), beingRead: z.array(FileRef) }), '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-claims');
      const { documents, beingRead } = await client.documents.list(request.params.claimNumber);
      return { documents: documents.map(described), beingRead };
    },
  );

  server.get(
    '/v1/claims/:claimNumber/documents/:fileId/pages/:page',
    {
      schema: {
        tags: ['documents'],
        summary: 'A page as a picture, turned as it was read',
        ...access('read-claims'),
        params: OneDocument.extend({ page: z.coerce.number().int().min(1).max(10_000) }),
        querystring: z.strictObject({
          /** Pixels. A picture with fewer is not enlarged. */
          width: z.coerce.number().int().min(200).max(2_000).default(1_000),
        }),
        response: {
          200: binary('The page', 'image/webp'),
          304: z.void().describe('Not changed'),
          '4xx': PROBLEM,
          '5xx': PROBLEM,
        },
      },
    },
    async (request, reply) => {
      const { client } = await callers.allowed(request, 'read-claims');
      const { claimNumber, fileId, page } = request.params;
      const { width } = request.query;
      const reading = readable(await client.documents.reading(claimNumber, fileId));
      if (!viewable(reading)) throw noPageImages('The pages of this file cannot be shown as pictures.');
      if (page > reading.pages) throw noPageImages(`The file has ${reading.pages} pages.`);
      const turned = reading.turns.find((turn) => turn.page === page)?.degrees ?? 0;
      const { mediaType } = reading;
      const etag = `"${fileId}-${page}-${width}-${turned}"`;
      const keep = () => reply.headers({ etag, 'cache-control': 'private, max-age=86400, immutable' });
      if (request.headers['if-none-match'] === etag) return keep().code(304).send();
      const left = leaving(reply);
      const drawing = await pageImages
        .draw({ fileId, mediaType, page, width, turned }, left)
        .catch((error: unknown) => (left.aborted ? null : busyOr(reply, error)));
      if (drawing === null) return reply.hijack();
      if ('problem' in drawing) throw noPageImages(drawing.problem);
      return sendBytes(keep(), drawing.mediaType, drawing.image);
    },
  );

  server.get(
    '/v1/claims/:claimNumber/documents/:fileId/text',
    {
      schema: {
        tags: ['documents'],
        summary: 'What can be read on a document, cut at 200,000 characters',
        ...access('read-claims'),
        params: OneDocument,
        response: { 200: z.object({ text: z.string() }), '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-claims');
      const { claimNumber, fileId } = request.params;
      return { text: readable(await client.documents.reading(claimNumber, fileId)).text };
    },
  );

  server.get(
    '/v1/claims/:claimNumber/documents/:fileId/original',
    {
      schema: {
        tags: ['documents'],
        summary: 'The file as it was sent, to be saved',
        description: 'It comes from strangers and was not made harmless: browsers save it and do not open it.',
        ...access('read-claims'),
        params: OneDocument,
        response: { 200: binary('The file', ...ATTACHED_TYPES), '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const { client } = await callers.allowed(request, 'read-claims');
      const { claimNumber, fileId } = request.params;
      return attach(reply, await client.documents.original(claimNumber, fileId));
    },
  );
}

function described({ fileId, name, parentFileId, reading }: ClaimDocument): z.infer<typeof Document> {
  const base = { fileId, name, parentFileId };
  if ('problem' in reading) return { ...UNREADABLE, ...base, problem: reading.problem };
  const { value } = reading;
  return { ...value, ...base, problem: null, hasText: value.text.trim() !== '', viewable: viewable(value) };
}

/** Of a file whose reading cannot be shown. */
const UNREADABLE = {
  bytes: null,
  mediaType: null,
  pages: 0,
  status: 'problem' as const,
  setAside: null,
  type: 'unknown' as const,
  typeConfidence: 0,
  fields: [],
  lines: [],
  flags: [],
  forms: [],
  photo: null,
  parts: [],
  hasText: false,
  viewable: false,
};

/** What was set aside is not drawn: it was set aside because it could not be read safely. */
function viewable({ status, pages, mediaType }: DocumentReading): boolean {
  return status === 'read' && pages > 0 && (mediaType === 'application/pdf' || mediaType.startsWith('image/'));
}

/** @throws ApiError when the record is gone or was altered */
function readable(reading: ShownReading): DocumentReading {
  if ('value' in reading) return reading.value;
  throw new ApiError(409, 'evidence-not-usable', reading.problem);
}

function noPageImages(why: string): ApiError {
  return new ApiError(404, 'no-page-images', why);
}

/** Aborts when the caller goes before the answer is sent. */
function leaving({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** @throws ApiError when too many pages wait; else the error */
function busyOr(reply: FastifyReply, error: unknown): never {
  if (!(error instanceof PagesBusy)) throw error;
  reply.header('retry-after', '2');
  throw new ApiError(503, 'pages-busy', error.message);
}
