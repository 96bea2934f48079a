/** Policies, and parts of claims by themselves: parties, requests for information. */
import { z } from 'zod';
import { ClaimNumber } from '../../../activities/vocabulary';
import { InformationRequest, Party } from '../../sdk/claim-parts';
import { PolicyDetails, PolicyRow } from '../../sdk/policies';
import type { ApiContext, ApiServer } from '../context';
import { access, PROBLEM, withoutZero } from '../schemas';

const PolicyNumber = z.string().min(1).max(60).refine(withoutZero, 'must not have a zero byte');

export function addPolicyRoutes(server: ApiServer, { callers }: ApiContext) {
  const oneClaim = z.object({ claimNumber: ClaimNumber });

  server.get(
    '/v1/policies',
    {
      schema: {
        tags: ['policies'],
        summary: 'Policies by number, page by page',
        ...access('read-policies'),
        querystring: z.object({
          search: z
            .string()
            .trim()
            .min(2)
            .max(80)
            .refine(withoutZero, 'must not have a zero byte')
            .optional()
            .describe('begins the number, or stands in the name of the holder'),
          after: PolicyNumber.optional().describe('`next` of the page before'),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: { 200: z.object({ policies: z.array(PolicyRow), next: z.string().nullable() }), '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-policies');
      return client.policies.list(request.query);
    },
  );

  server.get(
    '/v1/policies/:policyNumber',
    {
      schema: {
        tags: ['policies'],
        summary: 'A policy with its versions, terms and limits, and what claims have used of them',
        ...access('read-policies'),
        params: z.object({ policyNumber: PolicyNumber }),
        response: { 200: PolicyDetails, '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-policies');
      return client.policies.show(request.params.policyNumber);
    },
  );

  server.get(
    '/v1/claims/:claimNumber/parties',
    {
      schema: {
        tags: ['claims'],
        summary: 'Who takes part: claimant, policyholder, insured persons, payees; each with where it is known from',
        ...access('read-claims'),
        params: oneClaim,
        response: { 200: z.object({ parties: z.array(Party) }), '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-claims');
      return { parties: await client.claimParts.parties(request.params.claimNumber) };
    },
  );

  server.get(
    '/v1/claims/:claimNumber/information-requests',
    {
      schema: {
        tags: ['claims'],
        summary: 'What the claimant was asked for, by whom, until when, and when documents came',
        ...access('read-claims'),
        params: oneClaim,
        response: { 200: z.object({ requests: z.array(InformationRequest) }), '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-claims');
      return { requests: await client.claimParts.informationRequests(request.params.claimNumber) };
    },
  );
}
