/** What both of OpenAI's protocols share: the client, giving up in time, reading a body that may be broken. */
import OpenAI, { AzureOpenAI } from 'openai';
import type { ProviderPolicy } from '../policy';
import { faultOf, ModelFault } from './faults';
import type { ProviderRequest } from './provider';

/** An answer is text of a few hundred kilobytes at most. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * A client of one provider. Retries are off: Temporal owns them, and each request is a row of its own.
 * @param key null for servers that need none
 */
export function createClient(policy: ProviderPolicy, baseUrl: string, key: string | null): OpenAI {
  const shared = { apiKey: key ?? 'none', maxRetries: 0, logLevel: 'off' as const };
  return policy.kind === 'azure'
    ? new AzureOpenAI({ ...shared, endpoint: baseUrl, apiVersion: policy.apiVersion })
    : // Organisation and project come with the key; the library would else take them from the environment.
      new OpenAI({ ...shared, baseURL: baseUrl, organization: null, project: null });
}

/** Ends a request that takes too long or is cancelled, and remembers which. */
export class Patience {
  readonly signal: AbortSignal;
  gaveUp: 'timed-out' | 'cancelled' | null = null;
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout;
  private readonly cancel = () => this.giveUp('cancelled');

  constructor(
    private readonly timeoutMs: number,
    private readonly outer?: AbortSignal,
  ) {
    this.signal = this.controller.signal;
    this.timer = setTimeout(() => this.giveUp('timed-out'), timeoutMs);
    outer?.addEventListener('abort', this.cancel, { once: true });
  }

  /** Something came: the wait begins anew. */
  renew(): void {
    clearTimeout(this.timer);
    if (this.gaveUp === null) this.timer = setTimeout(() => this.giveUp('timed-out'), this.timeoutMs);
  }

  end(): void {
    clearTimeout(this.timer);
    this.outer?.removeEventListener('abort', this.cancel);
  }

  private giveUp(why: 'timed-out' | 'cancelled'): void {
    this.gaveUp ??= why;
    this.controller.abort();
  }
}

/** Run one request. @throws ModelFault, whatever was thrown inside */
export async function once<T>(request: ProviderRequest, work: (patience: Patience) => Promise<T>): Promise<T> {
  if (request.signal?.aborted) throw new ModelFault('not-sent', 'none', 'cancelled before it was sent');
  const patience = new Patience(request.timeoutMs, request.signal);
  try {
    return await work(patience);
  } catch (error) {
    throw faultOf(error, patience.gaveUp);
  } finally {
    patience.end();
  }
}

/** Body of a response as JSON. @throws SyntaxError, ModelFault `unreadable` */
export async function readJson(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) throw new ModelFault('unreadable', 'unknown', `more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

export function dataUrl(mediaType: string, content: Buffer): string {
  return `data:${mediaType};base64,${content.toString('base64')}`;
}
