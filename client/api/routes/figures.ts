/** The dashboard's figures. */
import { z } from 'zod';
import { IsoDate, LineOfBusiness } from '../../../activities/vocabulary';
import { figuresAsCsv } from '../../sdk/figures';
import { Figures } from '../../sdk/figures/contract';
import type { ApiContext, ApiServer } from '../context';
import { binary } from '../downloads';
import { ApiError } from '../problems';
import { access, PROBLEM } from '../schemas';

const DAY_MS = 24 * 60 * 60 * 1000;
const DAYS = 30;
const MOST_DAYS = 1100;

const Day = IsoDate.refine((day) => day >= '1970-01-01', 'must be 1970 or later');
const Query = z.strictObject({
  from: Day.optional().describe('first day in UTC; 30 days before the last one by default'),
  to: Day.optional().describe('last day in UTC; today by default'),
  line: LineOfBusiness.optional(),
  quickSeconds: z.coerce.number().int().min(1).max(86_400).optional(),
});

export function addFigureRoutes(server: ApiServer, { callers }: ApiContext) {
  server.get(
    '/v1/figures',
    {
      schema: {
        tags: ['figures'],
        summary: 'What the dashboard shows, each figure as docs/dashboard.md defines it',
        ...access('read-figures'),
        querystring: Query,
        response: { 200: Figures, '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-figures');
      return client.figures.make(periodOf(request.query));
    },
  );

  server.get(
    '/v1/figures/export.csv',
    {
      schema: {
        tags: ['figures'],
        summary: 'The same as a table: figure, what it is of, value',
        ...access('read-figures'),
        querystring: Query,
        response: { 200: binary('The table', 'text/csv'), '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const { client } = await callers.allowed(request, 'read-figures');
      const period = periodOf(request.query);
      const csv = figuresAsCsv(await client.figures.make(period));
      reply.header('content-disposition', `attachment; filename=figures-${period.from}-${period.to}.csv`);
      return reply.type('text/csv; charset=utf-8').send(csv);
    },
  );
}

/** @throws ApiError when the period ends before it begins, or is longer than three years */
function periodOf({ from, to = dayOf(Date.now()), ...rest }: z.infer<typeof Query>) {
  const first = from ?? dayOf(Date.parse(to) - (DAYS - 1) * DAY_MS);
  const days = (Date.parse(to) - Date.parse(first)) / DAY_MS + 1;
  if (days < 1 || days > MOST_DAYS)
    throw new ApiError(
      400,
      'invalid-input',
      `The period must have from 1 to ${MOST_DAYS} days; from ${first} to ${to} has ${days}.`,
    );
  return { ...rest, from: first, to };
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
