/** Payloads of Temporal as text, for those who look at histories with Temporal's own tools: its remote codec protocol. */
import type { Client } from '@temporalio/client';
import { z } from 'zod';

/** Standard or URL-safe alphabet, as JSON of protocol buffers allows. */
const Base64 = z.string().regex(/^[A-Za-z0-9+/_-]*={0,2}$/, 'must be base64');

/** A payload in the JSON of protocol buffers: bytes as base64. */
export const JsonPayload = z.object({
  metadata: z.record(z.string().max(200), Base64).default({}),
  data: Base64.default(''),
});
export type JsonPayload = z.infer<typeof JsonPayload>;

const MOST_PAYLOADS = 2_000;
export const JsonPayloads = z.object({ payloads: z.array(JsonPayload).max(MOST_PAYLOADS).default([]) });
export type JsonPayloads = z.infer<typeof JsonPayloads>;

/** With the codec of the installation's own client. Who may ask is judged by the caller. */
export class Payloads {
  constructor(private readonly temporal: Client) {}

  /** @throws PayloadKeyUnknownError, PayloadAlteredError, PayloadKeysUnusableError */
  decode(payloads: JsonPayload[]): Promise<JsonPayload[]> {
    return this.through(payloads, 'decode');
  }

  /** @throws PayloadKeysUnusableError */
  encode(payloads: JsonPayload[]): Promise<JsonPayload[]> {
    return this.through(payloads, 'encode');
  }

  private async through(payloads: JsonPayload[], direction: 'encode' | 'decode'): Promise<JsonPayload[]> {
    let binary = payloads.map(({ metadata, data }) => ({ metadata: mapped(metadata, bytes), data: bytes(data) }));
    const { payloadCodecs } = this.temporal.options.loadedDataConverter;
    for (const codec of direction === 'encode' ? payloadCodecs : payloadCodecs.toReversed()) {
      const result = await codec[direction](binary);
      binary = result.map(({ metadata, data }) => ({ metadata: metadata ?? {}, data: data ?? new Uint8Array() }));
    }
    return binary.map(({ metadata, data }) => ({ metadata: mapped(metadata, text), data: text(data) }));
  }
}

function mapped<From, To>(record: Record<string, From>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function bytes(base64: string): Uint8Array {
  return Buffer.from(base64, 'base64');
}

function text(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
}
