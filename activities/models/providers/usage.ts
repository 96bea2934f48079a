/** Token counts of a provider, believed only where they can be true. */
import { z } from 'zod';
import type { TokenUsage } from '../contract';

const Count = z.number().int().min(0).max(1_000_000_000);
const Part = Count.nullish().transform((count) => count ?? 0);

const ResponsesUsage = z.object({
  input_tokens: Count,
  input_tokens_details: z.object({ cached_tokens: Part, image_tokens: Part }).nullish(),
  output_tokens: Count,
  output_tokens_details: z.object({ reasoning_tokens: Part }).nullish(),
  total_tokens: Count.nullish(),
});
const ChatUsage = z.object({
  prompt_tokens: Count,
  prompt_tokens_details: z.object({ cached_tokens: Part, image_tokens: Part }).nullish(),
  completion_tokens: Count,
  completion_tokens_details: z.object({ reasoning_tokens: Part }).nullish(),
  total_tokens: Count.nullish(),
});

/** Of the Responses protocol. @returns null when it is missing or cannot be true */
export function usageOfResponses(reported: unknown, text: string): TokenUsage | null {
  const parsed = ResponsesUsage.safeParse(reported);
  if (!parsed.success) return null;
  const { input_tokens, input_tokens_details, output_tokens, output_tokens_details, total_tokens } = parsed.data;
  return credible(
    {
      input: input_tokens,
      cached: input_tokens_details?.cached_tokens ?? 0,
      image: input_tokens_details?.image_tokens ?? 0,
      output: output_tokens,
      reasoning: output_tokens_details?.reasoning_tokens ?? 0,
    },
    total_tokens ?? null,
    text,
  );
}

/** Of the Chat Completions protocol. @returns null when it is missing or cannot be true */
export function usageOfChat(reported: unknown, text: string): TokenUsage | null {
  const parsed = ChatUsage.safeParse(reported);
  if (!parsed.success) return null;
  const { prompt_tokens, prompt_tokens_details, completion_tokens, completion_tokens_details, total_tokens } =
    parsed.data;
  return credible(
    {
      input: prompt_tokens,
      cached: prompt_tokens_details?.cached_tokens ?? 0,
      image: prompt_tokens_details?.image_tokens ?? 0,
      output: completion_tokens,
      reasoning: completion_tokens_details?.reasoning_tokens ?? 0,
    },
    total_tokens ?? null,
    text,
  );
}

const EmbeddingsUsage = z.object({ prompt_tokens: Count.min(1), total_tokens: Count.nullish() });

/** Of embeddings, which have no output. @returns null when it is missing or cannot be true */
export function usageOfEmbeddings(reported: unknown): TokenUsage | null {
  const parsed = EmbeddingsUsage.safeParse(reported);
  if (!parsed.success) return null;
  const { prompt_tokens: input, total_tokens } = parsed.data;
  if ((total_tokens ?? input) !== input) return null;
  return { input, cached: 0, image: 0, output: 0, reasoning: 0 };
}

/** No token holds more characters than this in the usual vocabularies (runs of spaces apart, which answers do not have). */
const LONGEST_TOKEN = 128;

function credible(usage: TokenUsage, total: number | null, text: string): TokenUsage | null {
  const { input, cached, image, output, reasoning } = usage;
  const parts = cached + image <= input && reasoning <= output;
  // Every request has a prompt, and text comes from tokens.
  const counts =
    input > 0 && output - reasoning >= Math.floor(text.length / LONGEST_TOKEN) && (text === '' || output > 0);
  return parts && counts && (total === null || total === input + output) ? usage : null;
}
