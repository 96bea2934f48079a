/** For claimants: their own claims and nothing else. A claim of somebody else is 404, as one that does not exist. */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ClaimNumber, ReopeningKind } from '../../../activities/vocabulary';
import { Message, MessageText } from '../../sdk/messages';
import { OwnClaim, OwnClaimSummary } from '../../sdk/own-claims';
import { kindsAfter } from '../../sdk/reopenings';
import type { ApiContext, ApiServer } from '../context';
import { attach, binary } from '../downloads';
import { access, IdempotencyKey, PROBLEM } from '../schemas';

/** Who of the team wrote is not said. */
const OwnMessage = Message.omit({ userId: true });

const One = z.object({ claimNumber: ClaimNumber });
const Letter = One.extend({ key: z.string().regex(/^[a-z0-9/_-]{1,80}$/) });
const MESSAGES_A_MINUTE = { rateLimit: { max: 20, timeWindow: '1 minute' } };

export function addOwnClaimRoutes(server: ApiServer, { callers, offer }: ApiContext) {
  const theirs = async (request: FastifyRequest) => (await callers.allowed(request, 'own-claims')).client;

  server.get(
    '/v1/my/claims',
    {
      schema: {
        tags: ['my claims'],
        summary: 'Your claims, newest first',
        ...access('own-claims'),
        response: { 200: z.object({ claims: z.array(OwnClaimSummary) }), '4xx': PROBLEM },
      },
    },
    async (request) => ({ claims: await (await theirs(request)).ownClaims.list() }),
  );

  server.get(
    '/v1/my/claims/:claimNumber',
    {
      schema: {
        tags: ['my claims'],
        summary: 'Where your claim stands, what we need from you, letters, and how an amount was worked out',
        ...access('own-claims'),
        params: One,
        response: {
          200: OwnClaim.extend({
            messages: z.array(OwnMessage),
            /** For what you can have it opened again. */
            reopenFor: z.array(ReopeningKind),
          }),
          '4xx': PROBLEM,
        },
      },
    },
    async (request) => {
      const client = await theirs(request);
      const claim = await client.ownClaims.show(request.params.claimNumber);
      const reopenFor = offer.reopens('claimant').filter((kind) => kindsAfter(claim.outcome).includes(kind));
      return { ...claim, reopenFor, messages: await client.messages.list(claim.claimNumber) };
    },
  );

  server.get(
    '/v1/my/claims/:claimNumber/letters/:key',
    {
      schema: {
        tags: ['my claims'],
        summary: 'A letter to you, as text',
        ...access('own-claims'),
        params: Letter,
        response: { 200: z.object({ kind: z.string(), date: z.string(), text: z.string() }), '4xx': PROBLEM },
      },
    },
    async (request) => (await theirs(request)).ownClaims.letter(request.params.claimNumber, request.params.key),
  );

  server.get(
    '/v1/my/claims/:claimNumber/letters/:key/pdf',
    {
      schema: {
        tags: ['my claims'],
        summary: 'A letter to you, as it was sent',
        ...access('own-claims'),
        params: Letter,
        response: { 200: binary('The letter', 'application/pdf'), '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const { claimNumber, key } = request.params;
      const { kind, date, pdf } = await (await theirs(request)).ownClaims.letter(claimNumber, key);
      const name = `${claimNumber}-${kind}-${date}.pdf`;
      return attach(reply, { name, bytes: pdf.length, mediaType: 'application/pdf', content: Readable.from([pdf]) });
    },
  );

  server.post(
    '/v1/my/claims/:claimNumber/messages',
    {
      config: MESSAGES_A_MINUTE,
      schema: {
        tags: ['my claims'],
        summary: 'Write to the claims team, at any time',
        description:
          'A person of the claims team reads it and answers. It opens no closed claim again: see `…/reopenings`.',
        ...access('own-claims'),
        params: One,
        headers: z.object({ 'idempotency-key': IdempotencyKey.optional() }),
        body: z.strictObject({ text: MessageText }),
        response: { 201: OwnMessage, '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const client = await theirs(request);
      const { claimNumber } = request.params;
      const userId = await client.ownClaims.mustBeTheirs(claimNumber);
      const messageId = request.headers['idempotency-key'] ?? randomUUID();
      const { text } = request.body;
      reply.code(201);
      return client.messages.send(claimNumber, { messageId, sender: 'claimant', userId, text });
    },
  );
}
