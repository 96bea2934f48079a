/**
 * The seam to providers: one request in, one answer or one `ModelFault` out. No retries, no fallbacks, no money in here;
 * those have one owner each (Temporal, the cascade, the book). Another provider is another file that implements `Provider`
 * and a line in `registry.ts`.
 */
import type { TokenUsage } from '../contract';
import type { RateLimits } from './rate-limit-headers';

/** Content as it is sent: personal data masked, files loaded. */
export type SentPart =
  | { type: 'text'; text: string }
  | { type: 'file'; mediaType: string; name: string; content: Buffer };

export interface Turn {
  role: 'user' | 'assistant';
  parts: SentPart[];
}

export interface ProviderRequest {
  /** The provider's name of model or deployment. */
  model: string;
  instructions: string;
  turns: Turn[];
  /** Texts whose vectors are asked for, instead of an answer to `turns`; null for an answer. */
  embed: string[] | null;
  /** JSON schema of the answer; null for text. `strict` only where the model follows schemas. */
  schema: { name: string; json: Record<string, unknown>; strict: boolean } | null;
  /** May wait, at the price of a batch. */
  relaxed: boolean;
  maxOutputTokens: number;
  temperature?: number;
  effort?: 'minimal' | 'low' | 'medium' | 'high';
  /** Whole request, or the wait for the next piece of a stream. ms */
  timeoutMs: number;
  /** Ours, sent along so that the provider's log can be compared with our rows. */
  attemptId: string;
  signal?: AbortSignal;
  onText?: (piece: string) => void;
}

export interface ProviderAnswer {
  /** With `embed`: the vectors as JSON, in the order of the texts. */
  text: string;
  /** `truncated`: the output limit was reached. `refused`: the model would not; `text` is then what it said. */
  finish: 'complete' | 'truncated' | 'content-filtered' | 'refused';
  /** Null when the provider reported none, or one that cannot be true. */
  usage: TokenUsage | null;
  /** The provider says that it was done at the price of a batch. */
  batchPriced: boolean;
  /** As the provider names it. */
  model: string;
  /** The provider's id of the request. */
  requestId: string | null;
  limits: RateLimits;
}

export interface Provider {
  /** @throws ModelFault */
  generate(request: ProviderRequest): Promise<ProviderAnswer>;
}
