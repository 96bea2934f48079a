/** The Chat Completions protocol (`POST /chat/completions`): OpenAI, Azure, and whatever is compatible with it. */
import type OpenAI from 'openai';
import type {
  ChatCompletionContentPart,
  ChatCompletionCreateParamsBase,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import { z } from 'zod';
import { ModelFault } from './faults';
import { embedTexts } from './openai-embeddings';
import { dataUrl, once, readJson } from './openai-request';
import type { Provider, ProviderAnswer, ProviderRequest, Turn } from './provider';
import { readRateLimits } from './rate-limit-headers';
import { usageOfChat } from './usage';

const Answer = z.object({
  model: z.string().catch('unknown'),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  service_tier: z.string().nullish(),
  usage: z.unknown().optional(),
});

export class OpenAiChat implements Provider {
  /** @param limitName how the server calls the output limit; older compatible servers know only `max_tokens` */
  constructor(
    private readonly client: OpenAI,
    private readonly limitName: 'max_completion_tokens' | 'max_tokens',
  ) {}

  generate(request: ProviderRequest): Promise<ProviderAnswer> {
    if (request.embed !== null) return embedTexts(this.client, request, request.embed);
    return once(request, async (patience) => {
      const options = { signal: patience.signal, headers: { 'x-client-request-id': request.attemptId } };
      const body = bodyOf(request, this.limitName);
      if (request.onText === undefined) {
        const response = await this.client.chat.completions.create({ ...body, stream: false }, options).asResponse();
        return answerOf(await readJson(response), response);
      }
      const { data, response } = await this.client.chat.completions
        .create({ ...body, stream: true, stream_options: { include_usage: true } }, options)
        .withResponse();
      let text = '';
      let refusal = '';
      let finish: string | null = null;
      let usage: unknown;
      let model = request.model;
      let service_tier: string | null = null;
      for await (const chunk of data) {
        patience.renew();
        model = chunk.model ?? model;
        usage = chunk.usage ?? usage;
        service_tier = chunk.service_tier ?? service_tier;
        const choice = chunk.choices?.[0];
        finish = choice?.finish_reason ?? finish;
        refusal += choice?.delta?.refusal ?? '';
        const piece = choice?.delta?.content ?? '';
        text += piece;
        if (piece !== '') request.onText(piece);
      }
      if (finish === null) throw new ModelFault('cut-off', 'unknown', 'the stream ended before the answer did');
      const message = { content: text, refusal: refusal === '' ? null : refusal };
      return answerOf({ model, choices: [{ finish_reason: finish, message }], usage, service_tier }, response);
    });
  }
}

function bodyOf(
  request: ProviderRequest,
  limitName: 'max_completion_tokens' | 'max_tokens',
): ChatCompletionCreateParamsBase {
  const { schema } = request;
  return {
    model: request.model,
    messages: [{ role: 'system', content: request.instructions }, ...request.turns.map(messageOf)],
    [limitName]: request.maxOutputTokens,
    ...(request.relaxed ? { service_tier: 'flex' as const } : {}),
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(request.effort === undefined ? {} : { reasoning_effort: request.effort }),
    ...(schema === null
      ? {}
      : {
          response_format: schema.strict
            ? { type: 'json_schema', json_schema: { name: schema.name, schema: schema.json, strict: true } }
            : { type: 'json_object' },
        }),
  };
}

function messageOf({ role, parts }: Turn): ChatCompletionMessageParam {
  const [first] = parts;
  if (role === 'assistant' || (parts.length === 1 && first?.type === 'text'))
    return { role, content: parts.map((part) => (part.type === 'text' ? part.text : '')).join('') };
  return {
    role,
    content: parts.map((part): ChatCompletionContentPart => {
      if (part.type === 'text') return { type: 'text', text: part.text };
      const data = dataUrl(part.mediaType, part.content);
      return part.mediaType === 'application/pdf'
        ? { type: 'file', file: { filename: part.name, file_data: data } }
        : { type: 'image_url', image_url: { url: data } };
    }),
  };
}

const FINISH: Record<string, ProviderAnswer['finish']> = {
  length: 'truncated',
  content_filter: 'content-filtered',
};

function answerOf(body: unknown, response: Response): ProviderAnswer {
  const parsed = Answer.safeParse(body);
  const choice = parsed.success ? parsed.data.choices[0] : undefined;
  if (!parsed.success || choice === undefined)
    throw new ModelFault('unreadable', 'unknown', 'not an answer of this protocol');
  const { content, refusal } = choice.message;
  const text = content ?? '';
  return {
    text: refusal ?? text,
    finish: refusal ? 'refused' : (FINISH[choice.finish_reason ?? ''] ?? 'complete'),
    usage: usageOfChat(parsed.data.usage, text),
    batchPriced: parsed.data.service_tier === 'flex',
    model: parsed.data.model,
    requestId: response.headers.get('x-request-id'),
    limits: readRateLimits(response.headers),
  };
}
