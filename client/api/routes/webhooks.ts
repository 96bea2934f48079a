/** Webhooks: which addresses are told of events, and what became of each. */
import { z } from 'zod';
import { NewWebhook, WebhookDelivery, WebhookEndpoint, type WebhookRules } from '../../sdk/webhooks';
import type { ApiContext, ApiServer } from '../context';
import { access, PROBLEM } from '../schemas';

export function addWebhookRoutes(server: ApiServer, { callers }: ApiContext, rules: WebhookRules) {
  const params = z.object({ id: z.uuid() });

  server.get(
    '/v1/webhooks',
    {
      schema: {
        tags: ['webhooks'],
        summary: 'Addresses that are told of events, with how much waits for each',
        ...access('manage-webhooks'),
        response: { 200: z.object({ webhooks: z.array(WebhookEndpoint) }), '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'manage-webhooks');
      return { webhooks: await client.webhooks.list() };
    },
  );

  server.post(
    '/v1/webhooks',
    {
      schema: {
        tags: ['webhooks'],
        summary: 'Tell an address of events from now on',
        description: 'The answer has the secret by which the address knows that it is us: it is shown this once.',
        ...access('manage-webhooks'),
        body: NewWebhook,
        response: { 201: z.object({ id: z.uuid(), secret: z.string() }), '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const { client, userId } = await callers.allowed(request, 'manage-webhooks');
      reply.code(201);
      return client.webhooks.add(request.body, rules, userId);
    },
  );

  server.delete(
    '/v1/webhooks/:id',
    {
      schema: {
        tags: ['webhooks'],
        summary: 'Tell it no more; what waits for it is set aside',
        ...access('manage-webhooks'),
        params,
        response: { 204: z.void().describe('Removed'), '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const { client, userId } = await callers.allowed(request, 'manage-webhooks');
      await client.webhooks.remove(request.params.id, userId);
      return reply.code(204).send();
    },
  );

  server.get(
    '/v1/webhooks/:id/deliveries',
    {
      schema: {
        tags: ['webhooks'],
        summary: 'The last fifty events of an address, and what became of them',
        ...access('manage-webhooks'),
        params,
        response: { 200: z.object({ deliveries: z.array(WebhookDelivery) }), '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'manage-webhooks');
      return { deliveries: await client.webhooks.deliveries(request.params.id) };
    },
  );

  server.post(
    '/v1/webhooks/:id/test',
    {
      schema: {
        tags: ['webhooks'],
        summary: 'Send it an event of the type `adjutant.webhook.test`',
        ...access('manage-webhooks'),
        params,
        response: { 202: z.void().describe('It is sent as soon as a worker looks'), '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const { client } = await callers.allowed(request, 'manage-webhooks');
      await client.webhooks.test(request.params.id);
      return reply.code(202).send();
    },
  );

  server.post(
    '/v1/webhooks/:id/retry',
    {
      schema: {
        tags: ['webhooks'],
        summary: 'Send again what was set aside',
        ...access('manage-webhooks'),
        params,
        response: { 200: z.object({ again: z.number().int() }), '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'manage-webhooks');
      return { again: await client.webhooks.retry(request.params.id) };
    },
  );
}
