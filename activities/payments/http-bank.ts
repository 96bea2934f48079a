/**
 * A bank or payment provider behind HTTP, as JSON:
 *
 * - `POST {base}/payments` with header `Idempotency-Key`: body `{key, currency, amountMinor, payee: {name, account}, reference}`
 * - `GET {base}/payments/{key}`: what became of it; 404 when the key was never seen
 * - `POST {base}/payments/{key}/void`: take it back; a key that was never seen is closed for good
 *
 * Each answers `{status: accepted|released|rejected|voided, reference?, reason?, currency?, amountMinor?}`. The key is
 * URL-encoded in paths. How answers are taken:
 *
 * - 402 and 422, and other 4xx that say the request itself is wrong: the bank's no (`rejected`)
 * - 401, 403, 404 on a POST: our access or address is wrong. Temporary, since it says nothing about the payment: the
 *   claim waits visibly and goes on when it is put right. Failing instead would invite a second payment under a new key
 * - 409, 425, 429, 5xx, no answer, an answer that does not parse: temporary, outcome unknown until asked for
 */
import { z } from 'zod';
import { type Bank, type BankAnswer, BankUnavailable, type PaymentOrder } from './bank';
import { PaymentStatus } from './contract';

export interface HttpBankSettings {
  /** PAYMENTS_URL; user and password in it are sent as HTTP basic authentication. */
  url: string;
  /** Sent as bearer token when given. */
  token?: string;
  /** For one call. Three calls must fit into the activity's 45 s. Default 8,000 ms. */
  timeoutMs?: number;
}

const Answer = z.object({
  status: PaymentStatus,
  reference: z.string().max(100).nullish(),
  reason: z.string().max(500).nullish(),
  currency: z.string().nullish(),
  amountMinor: z.number().int().nullish(),
});

/** An answer is a few hundred bytes; more than this is not an answer. */
const MOST_BYTES = 64 * 1024;
const WAIT_AND_SEE = new Set([401, 403, 404, 408, 409, 423, 425, 429]);

export class HttpBank implements Bank {
  readonly name: string;
  private readonly base: string;
  private readonly headers: Record<string, string>;
  private readonly timeoutMs: number;

  constructor(settings: HttpBankSettings) {
    const url = new URL(settings.url);
    this.headers = { accept: 'application/json' };
    if (url.username !== '') {
      const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
      this.headers.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
    }
    if (settings.token !== undefined) this.headers.authorization = `Bearer ${settings.token}`;
    url.username = '';
    url.password = '';
    url.search = '';
    url.hash = '';
    this.base = url.href.replace(/\/+$/, '');
    this.name = `Bank at ${url.host}`;
    this.timeoutMs = settings.timeoutMs ?? 8_000;
  }

  async instruct(key: string, order: PaymentOrder, signal?: AbortSignal): Promise<BankAnswer> {
    const { status, text } = await this.call(
      'POST',
      '/payments',
      signal,
      { 'idempotency-key': key },
      { key, ...order },
    );
    if (status < 300) return this.answer(text);
    if (status >= 500 || status < 400 || WAIT_AND_SEE.has(status)) throw this.unexpected(status);
    return { status: 'rejected', reference: null, reason: reasonOf(text, status), booked: null };
  }

  async query(key: string, signal?: AbortSignal): Promise<BankAnswer | null> {
    const { status, text } = await this.call('GET', `/payments/${encodeURIComponent(key)}`, signal);
    if (status === 404) return null;
    if (status >= 300) throw this.unexpected(status);
    return this.answer(text);
  }

  async void(key: string, signal?: AbortSignal): Promise<BankAnswer | null> {
    const path = `/payments/${encodeURIComponent(key)}/void`;
    const { status, text } = await this.call('POST', path, signal, { 'idempotency-key': `${key}/void` }, {});
    if (status === 404) return null;
    // 409: too late to void. The bank is asked what the payment is now.
    if (status === 409) return this.query(key, signal);
    if (status >= 300) throw this.unexpected(status);
    return this.answer(text);
  }

  private async call(
    method: string,
    path: string,
    signal?: AbortSignal,
    headers: Record<string, string> = {},
    body?: unknown,
  ): Promise<{ status: number; text: string }> {
    const timeout = AbortSignal.timeout(this.timeoutMs);
    try {
      const response = await fetch(`${this.base}${path}`, {
        method,
        headers: { ...this.headers, ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        body: body === undefined ? undefined : JSON.stringify(body),
        // A redirect would carry account data to an address that nobody configured.
        redirect: 'manual',
        signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
      });
      return { status: response.status, text: await readLimited(response) };
    } catch (error) {
      signal?.throwIfAborted();
      if (timeout.aborted) throw new BankUnavailable(this.name, `no answer within ${this.timeoutMs} ms`);
      // The cause (ECONNRESET, ECONNREFUSED, …) is safe to tell; the message might quote what was sent.
      const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
      throw new BankUnavailable(this.name, `the connection failed (${cause?.code ?? 'no code'})`);
    }
  }

  private answer(text: string): BankAnswer {
    const parsed = Answer.safeParse(jsonOf(text));
    if (!parsed.success) throw new BankUnavailable(this.name, 'the answer is not one that the interface allows');
    const { status, reference, reason, currency, amountMinor } = parsed.data;
    return {
      status,
      reference: reference ?? null,
      reason: reason ?? null,
      booked: currency != null && amountMinor != null ? { currency, amountMinor } : null,
    };
  }

  private unexpected(status: number): BankUnavailable {
    const access = status === 401 || status === 403 ? '; check the access data of PAYMENTS_URL' : '';
    const address = status === 404 || (status >= 300 && status < 400) ? '; check the address in PAYMENTS_URL' : '';
    return new BankUnavailable(this.name, `HTTP ${status}${access}${address}`);
  }
}

async function readLimited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(text: string, status: number): string {
  const told = z.object({ reason: z.string().min(1).max(500) }).safeParse(jsonOf(text));
  return told.success ? told.data.reason : `The bank refused the payment (HTTP ${status}).`;
}
