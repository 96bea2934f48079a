/** Claims as they stand: one page of them, and one with everything that its state rests on. */
import { z } from 'zod';
import {
  ClaimOutcome,
  ClaimProjection,
  ClaimStatus,
  NoticeOfLoss,
  ReviewTask,
} from '../../../activities/claimfile/contract';
import { CoverageAssessment } from '../../../activities/coverage/contract';
import { ClaimFacts } from '../../../activities/documents/contract';
import { FraudScreening } from '../../../activities/fraud/contract';
import { Clause } from '../../../activities/knowledge/contract';
import { Proposal } from '../../../activities/triage/contract';
import { ClaimNumber, FileRef } from '../../../activities/vocabulary';
import { readClaimDetails } from '../../sdk/claim-details';
import type { ApiContext, ApiServer } from '../context';
import { access, HistoryLink, PROBLEM, shown, withoutZero } from '../schemas';

const ClaimPage = z.object({
  claims: z.array(ClaimProjection),
  /** To be sent as `after` for the next page; null on the last one. */
  next: z.string().nullable(),
});

const ClaimDetails = z.object({
  claim: ClaimProjection,
  notice: NoticeOfLoss.nullable(),
  coverage: shown(CoverageAssessment),
  clauses: z.array(Clause),
  proposal: shown(Proposal),
  facts: shown(ClaimFacts),
  screening: shown(FraudScreening),
  beingRead: z.array(FileRef),
  tasks: z.array(ReviewTask),
  history: HistoryLink,
});

export function addClaimRoutes(server: ApiServer, { callers, database, place }: ApiContext) {
  server.get(
    '/v1/claims',
    {
      schema: {
        tags: ['claims'],
        summary: 'Claims, newest first',
        ...access('read-claims'),
        querystring: z.strictObject({
          status: ClaimStatus.optional(),
          outcome: ClaimOutcome.optional(),
          policyNumber: z.string().min(1).max(40).refine(withoutZero, 'must not have a zero byte').optional(),
          limit: z.coerce.number().int().min(1).max(500).default(50),
          after: ClaimNumber.optional(),
        }),
        response: { 200: ClaimPage, '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-claims');
      return client.claims.list(request.query);
    },
  );

  server.get(
    '/v1/claims/:claimNumber',
    {
      schema: {
        tags: ['claims'],
        summary: 'A claim with its notice, assessment, proposal and open tasks',
        ...access('read-claims'),
        params: z.object({ claimNumber: ClaimNumber }),
        response: { 200: ClaimDetails, '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-claims');
      return readClaimDetails({ client, database, place }, request.params.claimNumber);
    },
  );
}
