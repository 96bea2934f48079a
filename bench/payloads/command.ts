/** `npm run bench -- payloads`: what encryption costs a payload, in time and in bytes, in one process. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { EncryptionCodec } from '../../platform/codec/payload-codec';
import { preparePayloadKeys } from '../../platform/codec/payload-keys';
import { percentile } from '../statistics';

export const PAYLOADS_USAGE = `payloads   what encryption costs a payload
  --rounds N     payloads of each size (default 5000)`;

/** Of a small result, of an assessment, and of a large list. Bytes. */
const SIZES = [300, 2_000, 50_000];
const WARM_UP = 500;

export async function payloadsBench(words: string[]): Promise<void> {
  const { values } = parseArgs({ args: words, options: { rounds: { type: 'string', default: '5000' } } });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds must be a whole number from 1 on');
  const home = await mkdtemp(join(tmpdir(), 'adjutant-bench-'));
  try {
    const codec = new EncryptionCodec(await preparePayloadKeys({ home }));
    for (const size of SIZES) console.log(await measured(codec, size, rounds));
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function measured(codec: EncryptionCodec, size: number, rounds: number): Promise<string> {
  const payload = defaultPayloadConverter.toPayload({ text: randomBytes(size / 2).toString('hex') });
  const encoding: number[] = [];
  const decoding: number[] = [];
  let grown = 0;
  for (let round = -WARM_UP; round < rounds; round += 1) {
    const began = performance.now();
    const encrypted = await codec.encode([payload]);
    const between = performance.now();
    await codec.decode(encrypted);
    const ended = performance.now();
    if (round < 0) continue;
    encoding.push(between - began);
    decoding.push(ended - between);
    grown = bytesOf(encrypted[0] ?? {}) - bytesOf(payload);
  }
  const times = [encoding, decoding].map((samples) => [0.5, 0.99].map((share) => microseconds(samples, share)));
  const [[encodeP50, encodeP99] = [], [decodeP50, decodeP99] = []] = times;
  return (
    `${String(size).padStart(6)} bytes: encrypt p50 ${encodeP50} µs, p99 ${encodeP99} µs; ` +
    `decrypt p50 ${decodeP50} µs, p99 ${decodeP99} µs; ${grown} bytes more`
  );
}

function microseconds(samples: number[], share: number): string {
  return (percentile(samples, share) * 1000).toFixed(1);
}

function bytesOf(payload: Payload): number {
  return temporal.api.common.v1.Payload.encode(payload).finish().length;
}
