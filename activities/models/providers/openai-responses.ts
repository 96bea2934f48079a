/** OpenAI's Responses protocol (`POST /responses`). Nothing is kept by the provider: `store` is false. */
import type OpenAI from 'openai';
import type {
  ResponseCreateParamsBase,
  ResponseInputContent,
  ResponseInputItem,
} from 'openai/resources/responses/responses';
import { z } from 'zod';
import { ModelFault } from './faults';
import { embedTexts } from './openai-embeddings';
import { dataUrl, once, readJson } from './openai-request';
import type { Provider, ProviderAnswer, ProviderRequest, Turn } from './provider';
import { readRateLimits } from './rate-limit-headers';
import { usageOfResponses } from './usage';

const Content = z.union([
  z.object({ type: z.literal('output_text'), text: z.string() }),
  z.object({ type: z.literal('refusal'), refusal: z.string() }),
]);
const Answer = z.object({
  model: z.string().catch('unknown'),
  status: z.enum(['completed', 'incomplete', 'failed', 'cancelled', 'in_progress', 'queued']),
  incomplete_details: z.object({ reason: z.string().nullish() }).nullish(),
  output: z.array(z.object({ type: z.string(), content: z.unknown().optional() })).default([]),
  service_tier: z.string().nullish(),
  usage: z.unknown().optional(),
});

export class OpenAiResponses implements Provider {
  constructor(private readonly client: OpenAI) {}

  generate(request: ProviderRequest): Promise<ProviderAnswer> {
    if (request.embed !== null) return embedTexts(this.client, request, request.embed);
    return once(request, async (patience) => {
      const options = { signal: patience.signal, headers: { 'x-client-request-id': request.attemptId } };
      if (request.onText === undefined) {
        const response = await this.client.responses
          .create({ ...bodyOf(request), stream: false }, options)
          .asResponse();
        return answerOf(await readJson(response), response);
      }
      const { data, response } = await this.client.responses
        .create({ ...bodyOf(request), stream: true }, options)
        .withResponse();
      for await (const event of data) {
        patience.renew();
        if (event.type === 'response.output_text.delta') request.onText(event.delta);
        if (event.type === 'error') throw new ModelFault('server-error', 'unknown', 'an error in the stream');
        if (
          event.type === 'response.completed' ||
          event.type === 'response.incomplete' ||
          event.type === 'response.failed'
        )
          return answerOf(event.response, response);
      }
      throw new ModelFault('cut-off', 'unknown', 'the stream ended before the answer did');
    });
  }
}

function bodyOf(request: ProviderRequest): ResponseCreateParamsBase {
  const { schema } = request;
  return {
    model: request.model,
    instructions: request.instructions,
    input: request.turns.map(inputItem),
    max_output_tokens: request.maxOutputTokens,
    store: false,
    ...(request.relaxed ? { service_tier: 'flex' as const } : {}),
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(request.effort === undefined ? {} : { reasoning: { effort: request.effort } }),
    ...(schema === null
      ? {}
      : {
          text: {
            format: schema.strict
              ? { type: 'json_schema', name: schema.name, schema: schema.json, strict: true }
              : { type: 'json_object' },
          },
        }),
  };
}

function inputItem({ role, parts }: Turn): ResponseInputItem {
  if (role === 'assistant')
    return { role, content: parts.map((part) => (part.type === 'text' ? part.text : '')).join('') };
  return {
    role,
    content: parts.map((part): ResponseInputContent => {
      if (part.type === 'text') return { type: 'input_text', text: part.text };
      const data = dataUrl(part.mediaType, part.content);
      return part.mediaType === 'application/pdf'
        ? { type: 'input_file', filename: part.name, file_data: data }
        : { type: 'input_image', image_url: data, detail: 'auto' };
    }),
  };
}

function answerOf(body: unknown, response: Response): ProviderAnswer {
  const parsed = Answer.safeParse(body);
  if (!parsed.success) throw new ModelFault('unreadable', 'unknown', 'not an answer of this protocol');
  const { status, incomplete_details: incomplete, output, usage, model, service_tier } = parsed.data;
  if (status !== 'completed' && status !== 'incomplete')
    throw new ModelFault('server-error', 'unknown', `the response is ${status}`);
  const contents = output.flatMap(({ type, content }) =>
    type === 'message' ? (z.array(z.unknown()).safeParse(content).data ?? []) : [],
  );
  const known = contents.flatMap((content) => Content.safeParse(content).data ?? []);
  const refusal = known.flatMap((content) => (content.type === 'refusal' ? [content.refusal] : []))[0];
  const text = known.map((content) => (content.type === 'output_text' ? content.text : '')).join('');
  const cut = incomplete?.reason === 'content_filter' ? 'content-filtered' : 'truncated';
  return {
    text: refusal ?? text,
    finish: refusal !== undefined ? 'refused' : status === 'completed' ? 'complete' : cut,
    usage: usageOfResponses(usage, text),
    batchPriced: service_tier === 'flex',
    model,
    requestId: response.headers.get('x-request-id'),
    limits: readRateLimits(response.headers),
  };
}
