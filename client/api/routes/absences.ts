/** Being away, and who stands in: for oneself, and by supervisors for others. */
import { z } from 'zod';
import { Absence, NewAbsence, StandIn } from '../../sdk/absences';
import type { ApiContext, ApiServer } from '../context';
import { access, PROBLEM, withoutZero } from '../schemas';

const Shown = z.object({ absence: Absence.nullable(), standIns: z.array(StandIn).describe('who could stand in') });
const WHAT =
  'It passes on work and no authority: who stands in sees the tasks among their own, may take them, and decides in their own name.';

export function addAbsenceRoutes(server: ApiServer, { callers, decides }: ApiContext) {
  const params = z.object({ userId: z.string().min(1).max(120).refine(withoutZero, 'must not have a zero byte') });

  server.get(
    '/v1/session/absence',
    {
      schema: {
        tags: ['people'],
        summary: 'Whether you are away, who stands in, and who could',
        ...access('take-tasks'),
        response: { 200: Shown, '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client, userId } = await callers.allowed(request, 'take-tasks');
      return { absence: await client.absences.show(userId), standIns: await client.absences.standIns(userId, decides) };
    },
  );

  server.put(
    '/v1/session/absence',
    {
      schema: {
        tags: ['people'],
        summary: 'You are away, and somebody stands in',
        description: WHAT,
        ...access('take-tasks'),
        body: NewAbsence,
        response: { 200: Absence, '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client, userId } = await callers.allowed(request, 'take-tasks');
      return client.absences.set(userId, request.body, userId, decides);
    },
  );

  server.delete(
    '/v1/session/absence',
    {
      schema: {
        tags: ['people'],
        summary: 'You are back',
        ...access('take-tasks'),
        response: { 204: z.void().describe('Back'), '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const { client, userId } = await callers.allowed(request, 'take-tasks');
      await client.absences.end(userId, userId);
      return reply.code(204).send();
    },
  );

  server.put(
    '/v1/users/:userId/absence',
    {
      schema: {
        tags: ['people'],
        summary: 'Somebody is away, and another one stands in',
        description: WHAT,
        ...access('assign-tasks'),
        params,
        body: NewAbsence,
        response: { 200: Absence, '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client, userId } = await callers.allowed(request, 'assign-tasks');
      return client.absences.set(request.params.userId, request.body, userId, decides);
    },
  );

  server.delete(
    '/v1/users/:userId/absence',
    {
      schema: {
        tags: ['people'],
        summary: 'Somebody is back',
        ...access('assign-tasks'),
        params,
        response: { 204: z.void().describe('Back'), '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const { client, userId } = await callers.allowed(request, 'assign-tasks');
      await client.absences.end(request.params.userId, userId);
      return reply.code(204).send();
    },
  );
}
