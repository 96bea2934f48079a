/** Kill switches: what is off, and setting them. */
import { z } from 'zod';
import { SwitchName, SwitchState } from '../../../activities/switches/contract';
import { Switch, SwitchReason } from '../../sdk/switches';
import type { ApiContext, ApiServer } from '../context';
import { inTime } from '../patience';
import { ApiError } from '../problems';
import { access, PROBLEM, withoutZero } from '../schemas';

export function addSwitchRoutes(server: ApiServer, { callers }: ApiContext) {
  server.get(
    '/v1/switches',
    {
      schema: {
        tags: ['oversight'],
        summary: 'Kill switches: whether settlement without a person, and models, are on; who set them last, and why',
        ...access('read-switches'),
        response: { 200: z.object({ switches: z.array(Switch) }), '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-switches');
      return { switches: await client.switches.list() };
    },
  );

  server.put(
    '/v1/switches/:name',
    {
      schema: {
        tags: ['oversight'],
        summary: 'Switch something off, or on again',
        description:
          'It holds from the next step of every claim, also of those under way. Who did it and why is recorded in the ledger; a refusal too.',
        ...access('set-switches'),
        params: z.object({ name: SwitchName }),
        body: z.strictObject({
          state: SwitchState,
          reason: SwitchReason.refine(withoutZero, 'must not have a zero byte'),
        }),
        response: { 200: z.object({ changed: z.boolean() }), '4xx': PROBLEM, '5xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'set-switches');
      const { state, reason } = request.body;
      const result = await inTime(
        client.switches.set(request.params.name, state, reason),
        'It is not known whether the switch was set: look at the switches again.',
      );
      if (!result.accepted) throw new ApiError(403, result.code, result.reason);
      return { changed: result.changed };
    },
  );
}
