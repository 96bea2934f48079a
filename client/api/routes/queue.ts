/** The queue: open review tasks as lists, how many there are, and the people who work on them. */
import { z } from 'zod';
import { Role } from '../../../activities/authority/contract';
import { ReviewTask } from '../../../activities/claimfile/contract';
import { ClaimNumber, LineOfBusiness } from '../../../activities/vocabulary';
import { Colleague } from '../../sdk/people';
import { QueueCounts, QueueDue, QueueRow, QueueSort, QueueView } from '../../sdk/queue';
import type { Caller } from '../caller';
import type { ApiContext, ApiServer } from '../context';
import { access, PROBLEM } from '../schemas';

const { kind } = ReviewTask.shape;

export function addQueueRoutes(server: ApiServer, { callers, decides }: ApiContext) {
  const viewer = ({ userId, role }: Caller) => ({ userId, decides: decides(role) });

  server.get(
    '/v1/tasks',
    {
      schema: {
        tags: ['tasks'],
        summary: 'Open review tasks, page by page',
        description:
          '`view`: `mine`; `team`, what your role may decide; `unassigned`, what of these nobody works on; `all`. ' +
          '`due`: `overdue`, or with these what is due within 24 hours (`today`) or seven days (`week`).',
        ...access('read-tasks'),
        querystring: z.strictObject({
          view: QueueView.default('all'),
          kind: kind.optional(),
          line: LineOfBusiness.optional(),
          role: Role.optional(),
          claimNumber: ClaimNumber.optional(),
          due: QueueDue.optional(),
          sort: QueueSort.default('due'),
          limit: z.coerce.number().int().min(1).max(500).default(50),
          after: z.string().max(400).optional(),
        }),
        response: {
          200: z.object({
            tasks: z.array(QueueRow),
            /** To be sent as `after` for the next page; null on the last one. */
            next: z.string().nullable(),
          }),
          '4xx': PROBLEM,
        },
      },
    },
    async (request) => {
      const caller = await callers.allowed(request, 'read-tasks');
      return caller.client.queue.list(viewer(caller), request.query);
    },
  );

  server.get(
    '/v1/tasks/counts',
    {
      schema: {
        tags: ['tasks'],
        summary: 'How many open tasks each view has',
        ...access('read-tasks'),
        response: { 200: QueueCounts, '4xx': PROBLEM },
      },
    },
    async (request) => {
      const caller = await callers.allowed(request, 'read-tasks');
      return caller.client.queue.counts(viewer(caller));
    },
  );

  server.get(
    '/v1/users',
    {
      schema: {
        tags: ['people'],
        summary: 'Active users with role, what they may decide, and how many open tasks they have',
        ...access('read-users'),
        response: {
          200: z.object({
            users: z.array(Colleague.extend({ decides: z.array(kind).describe('Kinds of task they may be given') })),
          }),
          '4xx': PROBLEM,
        },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-users');
      const users = await client.people.list();
      return { users: users.map((user) => ({ ...user, decides: decides(user.role) })) };
    },
  );
}
