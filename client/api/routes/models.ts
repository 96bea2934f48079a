/** What models cost, how long they took, and how good they were. */
import { z } from 'zod';
import { ModelReportInput, ModelReportRow } from '../../../activities/models/contract';
import type { ApiContext, ApiServer } from '../context';
import { inTime } from '../patience';
import { access, PROBLEM } from '../schemas';

const DAY_MS = 86_400_000;

export function addModelRoutes(server: ApiServer, { callers }: ApiContext) {
  server.get(
    '/v1/models/report',
    {
      schema: {
        tags: ['oversight'],
        summary:
          'Requests to language models: how many, what they cost, how long they took, what people thought of the answers',
        description:
          'Money in billionths of the currency (`costNano`). Of the last 30 days, unless `from` and `until` say otherwise.',
        ...access('read-figures'),
        querystring: z.object({
          by: z.enum(['task', 'model', 'claim']).default('task'),
          from: z.iso.datetime().optional(),
          until: z.iso.datetime().optional().describe('not included'),
          task: ModelReportInput.shape.task.unwrap().optional(),
        }),
        response: {
          200: z.object({ from: z.iso.datetime(), until: z.iso.datetime(), rows: z.array(ModelReportRow) }),
          '4xx': PROBLEM,
          '5xx': PROBLEM,
        },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-figures');
      const { by, task = null } = request.query;
      const until = request.query.until ?? new Date().toISOString();
      const from = request.query.from ?? new Date(Date.parse(until) - 30 * DAY_MS).toISOString();
      const asking = client.administration.reportModels({ by, from, until, task });
      return { from, until, rows: await inTime(asking, 'No worker has answered. Ask again.') };
    },
  );
}
