/** Who works on which task: take it, give it, give it back. */
import { z } from 'zod';
import { Assignment, type AssignOptions, BulkResult } from '../../sdk/assignments';
import type { Caller } from '../caller';
import type { ApiContext, ApiServer } from '../context';
import { access, PROBLEM, TaskId, withoutZero } from '../schemas';

const UserId = z.string().min(1).max(120).refine(withoutZero, 'must not have a zero byte');
const MOST_AT_ONCE = 200;

export function addAssignmentRoutes(server: ApiServer, { callers, decides }: ApiContext) {
  const options = (caller: Caller): AssignOptions => ({ overOthers: callers.may(caller, 'assign-tasks'), decides });
  const params = z.object({ taskId: TaskId });

  server.put(
    '/v1/tasks/:taskId/assignment',
    {
      schema: {
        tags: ['tasks'],
        summary: 'Take an open task, or give it to somebody',
        description:
          'Without `assignee` it is yours. Whoever may assign (`assign-tasks`) may also take a task away from somebody; ' +
          'for all others a task that somebody else has is 409 `task-taken`, with who has it.',
        ...access('take-tasks'),
        params,
        body: z.strictObject({ assignee: UserId.optional() }).nullish(),
        response: { 200: Assignment, '4xx': PROBLEM },
      },
    },
    async (request) => {
      const caller = await callers.allowed(request, 'take-tasks');
      return caller.client.assignments.assign(request.params.taskId, request.body?.assignee, options(caller));
    },
  );

  server.delete(
    '/v1/tasks/:taskId/assignment',
    {
      schema: {
        tags: ['tasks'],
        summary: 'Give a task back: nobody works on it then',
        ...access('take-tasks'),
        params,
        response: { 200: Assignment, '4xx': PROBLEM },
      },
    },
    async (request) => {
      const caller = await callers.allowed(request, 'take-tasks');
      return caller.client.assignments.assign(request.params.taskId, null, options(caller));
    },
  );

  server.post(
    '/v1/assignments',
    {
      schema: {
        tags: ['tasks'],
        summary: 'Give many tasks to one person, or to nobody',
        description: 'Each task by itself: the answer says for each whether it was given, or why not.',
        ...access('assign-tasks'),
        body: z.strictObject({ taskIds: z.array(TaskId).min(1).max(MOST_AT_ONCE), assignee: UserId.nullable() }),
        response: { 200: z.object({ results: z.array(BulkResult) }), '4xx': PROBLEM },
      },
    },
    async (request) => {
      const caller = await callers.allowed(request, 'assign-tasks');
      const { taskIds, assignee } = request.body;
      return { results: await caller.client.assignments.assignAll(taskIds, assignee, options(caller)) };
    },
  );
}
