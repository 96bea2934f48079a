/** Embeddings (`POST /embeddings`), the same in both of OpenAI's protocols and in compatible servers. */
import type OpenAI from 'openai';
import { z } from 'zod';
import { ModelFault } from './faults';
import { once, readJson } from './openai-request';
import type { ProviderAnswer, ProviderRequest } from './provider';
import { readRateLimits } from './rate-limit-headers';
import { usageOfEmbeddings } from './usage';

const Answer = z.object({
  model: z.string().catch('unknown'),
  data: z.array(z.object({ index: z.number().int().min(0), embedding: z.array(z.number()).min(1) })),
  usage: z.unknown().optional(),
});

/** @throws ModelFault; `unreadable` too when a text has no vector */
export function embedTexts(client: OpenAI, request: ProviderRequest, texts: string[]): Promise<ProviderAnswer> {
  return once(request, async (patience) => {
    const options = { signal: patience.signal, headers: { 'x-client-request-id': request.attemptId } };
    const body = { model: request.model, input: texts, encoding_format: 'float' as const };
    const response = await client.embeddings.create(body, options).asResponse();
    const parsed = Answer.safeParse(await readJson(response));
    if (!parsed.success) throw new ModelFault('unreadable', 'unknown', 'not an answer of this protocol');
    const { data, usage, model } = parsed.data;
    const vectors = texts.map((_, index) => data.find((one) => one.index === index)?.embedding ?? []);
    return {
      text: JSON.stringify(vectors),
      finish: 'complete',
      usage: usageOfEmbeddings(usage),
      batchPriced: false,
      model,
      requestId: response.headers.get('x-request-id'),
      limits: readRateLimits(response.headers),
    };
  });
}
