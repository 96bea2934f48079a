/** Oversight: what happened to a claim, the records of the ledger, whether they are whole, and a claim's archive. */
import { z } from 'zod';
import { LedgerEntry, LedgerVerification } from '../../../activities/ledger/contract';
import { ClaimNumber, IsoInstant } from '../../../activities/vocabulary';
import { ShownRecord } from '../../sdk/ledger';
import { TimelineEntry } from '../../sdk/timeline';
import type { ApiContext, ApiServer } from '../context';
import { attach, binary } from '../downloads';
import { inTime } from '../patience';
import { ApiError } from '../problems';
import { access, PROBLEM } from '../schemas';

/** How long a caller waits for a worker. */
const ANSWER_MS = 60_000;
const VERIFICATIONS_A_MINUTE = 30;
const EXPORTS_A_MINUTE = 30;

const AGAIN = 'It has not ended within a minute. Ask again.';

export function addLedgerRoutes(server: ApiServer, { callers }: ApiContext) {
  const oneClaim = z.object({ claimNumber: ClaimNumber });

  server.get(
    '/v1/claims/:claimNumber/timeline',
    {
      schema: {
        tags: ['claims'],
        summary: 'Everything that happened to a claim, in order',
        ...access('read-claims'),
        params: oneClaim,
        response: { 200: z.object({ entries: z.array(TimelineEntry) }), '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-claims');
      return { entries: await client.timelines.of(request.params.claimNumber) };
    },
  );

  server.get(
    '/v1/claims/:claimNumber/export',
    {
      config: { rateLimit: { max: EXPORTS_A_MINUTE, timeWindow: '1 minute' } },
      schema: {
        tags: ['ledger'],
        summary: 'Everything that is recorded of a claim, with its verification, as a zip',
        description: 'It holds personal data. Who had it is recorded in the ledger, on the claim.',
        ...access('export-claims'),
        params: oneClaim,
        response: { 200: binary('The archive', 'application/octet-stream'), '4xx': PROBLEM, '5xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const { client } = await callers.allowed(request, 'export-claims');
      const { claimNumber } = request.params;
      const exporting = client.administration.exportClaimFor(claimNumber);
      const archive = await inTime(exporting, AGAIN, {}, ANSWER_MS);
      if ('accepted' in archive) throw new ApiError(403, archive.code, archive.reason);
      const { bytes, content } = archive;
      return attach(reply, { name: `${claimNumber}.zip`, bytes, mediaType: 'application/octet-stream', content });
    },
  );

  server.get(
    '/v1/ledger',
    {
      schema: {
        tags: ['ledger'],
        summary: 'Records of the ledger, newest first',
        ...access('read-ledger'),
        querystring: z.strictObject({
          claimNumber: ClaimNumber.optional(),
          action: z
            .string()
            .regex(/^[a-z0-9-]{1,80}$/)
            .optional(),
          kind: LedgerEntry.shape.kind.optional(),
          actorId: z.string().min(1).max(120).optional(),
          actorType: LedgerEntry.shape.actor.shape.type.optional(),
          from: IsoInstant.optional(),
          until: IsoInstant.optional(),
          limit: z.coerce.number().int().min(1).max(500).default(100),
          after: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
        }),
        response: {
          200: z.object({
            records: z.array(ShownRecord),
            /** To be sent as `after` for the next page; null on the last one. */
            next: z.number().int().nullable(),
          }),
          '4xx': PROBLEM,
        },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-ledger');
      return client.ledger.list(request.query);
    },
  );

  server.post(
    '/v1/ledger/verification',
    {
      config: { rateLimit: { max: VERIFICATIONS_A_MINUTE, timeWindow: '1 minute' } },
      schema: {
        tags: ['ledger'],
        summary: 'Check every record: hashes, signatures, order, and the anchor outside the database',
        description: 'Names the first record that was touched. Asked for again while it runs, it is the same run.',
        ...access('read-ledger'),
        response: { 200: LedgerVerification, '4xx': PROBLEM, '5xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-ledger');
      return inTime(client.administration.verifyLedger({ join: true }), AGAIN, {}, ANSWER_MS);
    },
  );
}
