/**
 * Temporal's remote codec protocol, so that its UI and command line can show what is encrypted to those who may see it: POST
 * …/decode and …/encode. The UI is a page of another origin: it is allowed to ask, with the session of who is signed in on the console.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Permission } from '../../../activities/authority/contract';
import { PayloadAlteredError, PayloadKeyUnknownError } from '../../../platform/codec/errors';
import { SignInError } from '../../sdk/errors';
import { JsonPayloads, type Payloads } from '../../sdk/payloads';
import type { ApiContext, ApiServer } from '../context';
import { ApiError } from '../problems';
import { access, PROBLEM } from '../schemas';

const PATH = '/v1/codec';
/** What Temporal takes in one message is 4 MiB; in base64, with room. Bytes. */
const MOST_BODY_BYTES = 8 * 1024 * 1024;
const A_LINE_EACH_MS = 60_000;
const PREFLIGHT_SECONDS = '600';

/** Before anybody is judged: a page can show why it was refused only if it may read the answer. */
export function allowOrigins(server: ApiServer, origins: readonly string[]): void {
  server.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith(`${PATH}/`)) return;
    reply.header('vary', 'origin');
    const { origin } = request.headers;
    if (origin === undefined || !origins.includes(origin)) return;
    reply.headers({ 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' });
  });
}

export function addCodecRoutes(server: ApiServer, { callers }: ApiContext, origins: readonly string[]): void {
  const operations: { name: 'decode' | 'encode'; permission: Permission; summary: string }[] = [
    { name: 'decode', permission: 'read-histories', summary: 'Decrypt payloads of histories' },
    { name: 'encode', permission: 'write-histories', summary: 'Encrypt payloads that are to be sent to a workflow' },
  ];
  let toldAt = Number.NEGATIVE_INFINITY;
  // Temporal's UI asks once for each payload: a page of somebody who is not signed in is one line, not hundreds.
  const strangers = (request: FastifyRequest, code: string) => {
    if (performance.now() - toldAt < A_LINE_EACH_MS) return;
    toldAt = performance.now();
    request.log.warn({ code, route: PATH }, 'refused');
  };
  for (const { name, permission, summary } of operations) {
    const url = `${PATH}/${name}`;
    server.post(
      url,
      {
        bodyLimit: MOST_BODY_BYTES,
        // A page of these origins has no CSRF token; a browser says truly which origin asks.
        config: { origins },
        onError: async (request, _reply, error) => {
          if (error instanceof SignInError) strangers(request, error.code);
        },
        schema: {
          tags: ['histories'],
          summary,
          description:
            "Temporal's remote codec protocol, for its UI and its command line. A refusal of somebody who is known is recorded.",
          ...access(permission),
          body: JsonPayloads,
          response: { 200: JsonPayloads, '4xx': PROBLEM, '5xx': PROBLEM },
        },
      },
      async (request) => {
        const { client } = await callers.allowed(request, permission);
        return { payloads: await readable(client.payloads, name, request.body) };
      },
    );
    server.options(url, { schema: { hide: true, ...access('everybody') } }, preflight);
  }
}

async function readable(payloads: Payloads, name: 'decode' | 'encode', { payloads: given }: JsonPayloads) {
  try {
    return await payloads[name](given);
  } catch (error) {
    if (error instanceof PayloadKeyUnknownError)
      throw new ApiError(422, error.code, `A payload is encrypted with key ${error.keyId}, which is not here.`);
    if (error instanceof PayloadAlteredError) throw new ApiError(422, error.code, error.message);
    throw error;
  }
}

async function preflight(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return reply
    .headers({
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization, content-type, x-namespace',
      'access-control-max-age': PREFLIGHT_SECONDS,
    })
    .code(204)
    .send();
}
