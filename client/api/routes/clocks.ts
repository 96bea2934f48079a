/** What is owed by when: on one claim, and what is at risk on all open ones. */
import { z } from 'zod';
import { type ClockRules, ClocksReading } from '../../../activities/clocks/contract';
import { ClaimNumber } from '../../../activities/vocabulary';
import { ClocksAtRisk, readClocks, readClocksAtRisk } from '../../sdk/clocks';
import type { ApiContext, ApiServer } from '../context';
import { access, PROBLEM } from '../schemas';

const MOST = 500;
/** All open claims are read for it: asked again within this, the answer is the one before. */
const KEPT_MS = 60_000;

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
      await callers.allowed(request, 'read-claims');
      return readClocks({ database, place }, rules, request.params.claimNumber);
    },
  );

  let kept: { until: number; answer: Promise<ClocksAtRisk> } | null = null;
  const newest = (): Promise<ClocksAtRisk> => {
    const now = Date.now();
    if (kept !== null && kept.until > now) return kept.answer;
    const answer = readClocksAtRisk({ database, place }, rules, { limit: MOST });
    const made = { until: now + KEPT_MS, answer };
    kept = made;
    // A failure is not kept.
    answer.catch(() => {
      if (kept === made) kept = null;
    });
    return answer;
  };
  server.get(
    '/v1/clocks/at-risk',
    {
      schema: {
        tags: ['claims'],
        summary: 'What is overdue or should be escalated on open claims, due first on top',
        description:
          'Counts are of all open claims; at most 500 clocks are listed. Made at most once a minute (`madeAt`).',
        ...access('read-claims'),
        querystring: z.strictObject({ limit: z.coerce.number().int().min(1).max(MOST).default(100) }),
        response: { 200: ClocksAtRisk, '4xx': PROBLEM },
      },
    },
    async (request) => {
      await callers.allowed(request, 'read-claims');
      const answer = await newest();
      return { ...answer, clocks: answer.clocks.slice(0, request.query.limit) };
    },
  );
}
