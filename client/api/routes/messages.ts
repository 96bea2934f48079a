/** What claimants wrote to the claims team, and its answers. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ClaimNumber } from '../../../activities/vocabulary';
import { Message, MessageText, Unanswered } from '../../sdk/messages';
import type { ApiContext, ApiServer } from '../context';
import { access, IdempotencyKey, PROBLEM } from '../schemas';

export function addMessageRoutes(server: ApiServer, { callers }: ApiContext) {
  server.get(
    '/v1/messages/unanswered',
    {
      schema: {
        tags: ['messages'],
        summary: 'Claims in which a claimant waits for an answer, the longest wait first',
        ...access('read-messages'),
        response: { 200: z.object({ claims: z.array(Unanswered) }), '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-messages');
      return { claims: await client.messages.unanswered() };
    },
  );

  server.get(
    '/v1/claims/:claimNumber/messages',
    {
      schema: {
        tags: ['messages'],
        summary: 'What the claimant and the claims team wrote to each other, oldest first',
        ...access('read-messages'),
        params: z.object({ claimNumber: ClaimNumber }),
        response: { 200: z.object({ messages: z.array(Message) }), '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-messages');
      await client.claims.show(request.params.claimNumber);
      return { messages: await client.messages.list(request.params.claimNumber) };
    },
  );

  server.post(
    '/v1/claims/:claimNumber/messages',
    {
      schema: {
        tags: ['messages'],
        summary: 'Write to the claimant',
        description: 'The claimant reads it as coming from a person of the claims team, without a name.',
        ...access('write-messages'),
        params: z.object({ claimNumber: ClaimNumber }),
        headers: z.object({ 'idempotency-key': IdempotencyKey.optional() }),
        body: z.strictObject({ text: MessageText }),
        response: { 201: Message, '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const { client, userId } = await callers.allowed(request, 'write-messages');
      const messageId = request.headers['idempotency-key'] ?? randomUUID();
      const { text } = request.body;
      reply.code(201);
      const { claimNumber } = request.params;
      return client.messages.send(claimNumber, { messageId, sender: 'team', userId, text });
    },
  );
}
