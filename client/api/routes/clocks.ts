/** What is owed on a claim by when. */
import { z } from 'zod';
import { type ClockRules, ClocksReading } from '../../../activities/clocks/contract';
import { ClaimNumber } from '../../../activities/vocabulary';
import { readClocks } from '../../sdk/clocks';
import type { ApiContext, ApiServer } from '../context';
import { access, PROBLEM } from '../schemas';

export function addClockRoutes(server: ApiServer, { callers, database, place }: ApiContext, rules: ClockRules) {
  server.get(
    '/v1/claims/:claimNumber/clocks',
    {
      schema: {
        tags: ['claims'],
        summary: 'What is owed on a claim by when, by the rules of its jurisdiction',
        description:
          'Of the newest episode. `dueAt` is the end of the due day there, as an instant; `verified: false` marks a value that ' +
          'was not read in the text of its source and needs a lawyer’s check before use.',
        ...access('read-claims'),
        params: z.object({ claimNumber: ClaimNumber }),
        response: { 200: ClocksReading, '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-claims');
      return readClocks({ client, database, place }, rules, request.params.claimNumber);
    },
  );
}
