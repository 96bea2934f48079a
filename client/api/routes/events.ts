/** What changes, live: server-sent events with names and numbers, so that a page knows what to read again. */
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { ClaimNumber } from '../../../activities/vocabulary';
import type { LiveEvent } from '../../sdk/live';
import type { ApiContext, ApiServer } from '../context';
import { ApiError } from '../problems';
import { access, PROBLEM } from '../schemas';

/** How often a stream says that it lives, and asks whether its reader is still signed in. */
const HEARTBEAT_MS = 10_000;
const MOST_STREAMS = 1_000;
const MOST_STREAMS_OF_ONE = 20;
/** A reader who leaves this much unread is let go; it comes again and reads anew. Bytes. */
const MOST_UNREAD = 64 * 1024;

export function addEventRoutes(server: ApiServer, { callers, live }: ApiContext) {
  const streams = new Map<ServerResponse, string>();
  server.addHook('preClose', async () => {
    for (const stream of streams.keys()) stream.end();
    await live.close();
  });

  server.get(
    '/v1/events',
    {
      schema: {
        tags: ['events'],
        summary: 'Changes of claims, tasks and assignments as they happen (server-sent events)',
        description:
          'Event `change` has `{type, claimNumber, taskId?, version}`. Event `ready` comes first, and again when changes may ' +
          'have been missed: read again what you show. The stream ends with the session.',
        ...access('read-claims'),
        produces: ['text/event-stream'],
        querystring: z.strictObject({ claimNumber: ClaimNumber.optional() }),
        response: { '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const caller = await callers.allowed(request, 'read-claims');
      const tasksToo = callers.may(caller, 'read-tasks');
      const { claimNumber } = request.query;
      const own = [...streams.values()].filter((userId) => userId === caller.userId).length;
      if (streams.size >= MOST_STREAMS || own >= MOST_STREAMS_OF_ONE)
        throw new ApiError(429, 'rate-limited', 'Too many streams are open. Close some, then try again.');

      reply.hijack();
      const stream = reply.raw;
      stream.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream; charset=utf-8',
        // Proxies that collect answers would hold the events back.
        'x-accel-buffering': 'no',
      });
      streams.set(stream, caller.userId);
      const send = (text: string) => {
        if (stream.writableLength > MOST_UNREAD) stream.end();
        else if (!stream.writableEnded && !stream.destroyed) stream.write(text);
      };
      const wanted = (event: LiveEvent) =>
        (tasksToo || event.type === 'claim') && (claimNumber === undefined || event.claimNumber === claimNumber);
      const leave = live.listen({
        ready: () => send('event: ready\ndata: {}\n\n'),
        changed: (event) => {
          if (wanted(event)) send(`event: change\ndata: ${JSON.stringify(event)}\n\n`);
        },
      });
      const heartbeat = setInterval(() => {
        send(': \n\n');
        callers.identify(request).then(
          ({ role }) => role === caller.role || stream.end(),
          () => stream.end(),
        );
      }, HEARTBEAT_MS);
      const gone = () => {
        clearInterval(heartbeat);
        leave();
        streams.delete(stream);
      };
      stream.on('close', gone);
      stream.on('error', gone);
      if (stream.destroyed) gone();
    },
  );
}
