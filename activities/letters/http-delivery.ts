/**
 * Letters to a service that prints, posts or mails them: `POST {LETTERS_URL}` with header `Idempotency-Key:
 * <tenant>/<claim>/<key>` and JSON `{tenant, claim, key, kind, date, recipient: {name, email}, sha256, text, subject, pdf}`, the
 * PDF in base64; `byPost: true` in it where a person wants the letter on paper. A 2xx answer is a delivery; `{id}` or `{location}` in it says where the letter can be found.
 *
 * 409, 425, 429, 5xx, 401, 403, 404, no answer: temporary (the service is away, busy with this key, or not set up yet).
 * Other 4xx: the service will not take this letter, now or later.
 */
import { z } from 'zod';
import { type Delivery, DeliveryRefused, DeliveryUnavailable, type OutgoingLetter } from './delivery';

export interface HttpDeliverySettings {
  /** LETTERS_URL; user and password in it are sent as HTTP basic authentication. */
  url: string;
  /** Sent as bearer token when given. */
  token?: string;
  /** Below the activity's 45 s. Default 20,000 ms. */
  timeoutMs?: number;
}

const Answer = z.object({ location: z.string().min(1).max(500).optional(), id: z.string().min(1).max(200).optional() });
const MOST_BYTES = 64 * 1024;
const WAIT_AND_SEE = new Set([401, 403, 404, 408, 409, 423, 425, 429]);

export class HttpDelivery implements Delivery {
  private readonly url: string;
  private readonly host: string;
  private readonly authorization: string | null;
  private readonly timeoutMs: number;

  constructor(settings: HttpDeliverySettings) {
    const url = new URL(settings.url);
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    const basic = url.username === '' ? null : `Basic ${Buffer.from(credentials).toString('base64')}`;
    this.authorization = settings.token === undefined ? basic : `Bearer ${settings.token}`;
    url.username = '';
    url.password = '';
    this.url = url.href;
    this.host = url.host;
    this.timeoutMs = settings.timeoutMs ?? 20_000;
  }

  async deliver(letter: OutgoingLetter, signal?: AbortSignal): Promise<string> {
    const key = `${letter.tenant}/${letter.claimNumber}/${letter.key}`;
    const { status, text } = await this.post(key, bodyOf(letter), signal);
    if (status >= 200 && status < 300) {
      const answer = Answer.safeParse(jsonOf(text)).data;
      return answer?.location ?? answer?.id ?? `${this.host}:${key}`;
    }
    const what = `The letter service at ${this.host} answered HTTP ${status} for ${key}`;
    if (status >= 400 && status < 500 && !WAIT_AND_SEE.has(status)) throw new DeliveryRefused(what);
    throw new DeliveryUnavailable(what);
  }

  private async post(key: string, body: string, signal?: AbortSignal): Promise<{ status: number; text: string }> {
    const timeout = AbortSignal.timeout(this.timeoutMs);
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          'idempotency-key': key,
          ...(this.authorization === null ? {} : { authorization: this.authorization }),
        },
        body,
        // A redirect would carry a claimant's letter to an address that nobody configured.
        redirect: 'manual',
        signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
      });
      return { status: response.status, text: await readLimited(response) };
    } catch (error) {
      signal?.throwIfAborted();
      const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
      const what = timeout.aborted
        ? `no answer within ${this.timeoutMs} ms`
        : `the connection failed (${cause?.code ?? 'no code'})`;
      throw new DeliveryUnavailable(`The letter service at ${this.host}: ${what}`);
    }
  }
}

function bodyOf(letter: OutgoingLetter): string {
  return JSON.stringify({
    tenant: letter.tenant,
    claim: letter.claimNumber,
    key: letter.key,
    kind: letter.kind,
    date: letter.date,
    recipient: letter.recipient,
    sha256: letter.sha256,
    text: letter.text,
    subject: letter.subject,
    ...(letter.byPost === undefined ? {} : { byPost: letter.byPost }),
    pdf: letter.pdf.toString('base64'),
  });
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
