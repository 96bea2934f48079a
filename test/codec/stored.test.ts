/**
 * What the files of a real Temporal server hold after a claim: nothing that anybody said or wrote. The same claim with the codec left
 * out shows that the search would find it.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkflowFailedError } from '@temporalio/client';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import {
  encryptedDataConverter,
  FAILURE_CONVERTER_PATH as failureConverterPath,
} from '../../platform/codec/data-converter';
import { EncryptionCodec } from '../../platform/codec/payload-codec';
import { type PayloadKeys, preparePayloadKeys } from '../../platform/codec/payload-keys';
import { allow, type ScriptedClaim, type ScriptedWorld, scriptedWorld, until } from '../claims/scripted-claim';
import { decoded } from '../support/payloads';
import { startTestServer, type TestServer } from '../support/temporal';

jest.setTimeout(90_000);

const NAME = 'Niamh Byrne-Okafor';
const NOTE = 'The back door was forced while she was in hospital';
const SECRETS = [
  NAME,
  NOTE,
  '"policyNumber":"POL-1"',
  'adjuster-1',
  'deductible-applied',
  '"amountMinor":',
  'burglary on',
];

let folder: string;
let server: TestServer;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'adjutant-stored-'));
  server = await startTestServer({ databaseFile: join(folder, 'temporal.db') });
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Database, write-ahead log, and whatever else is beside them. */
function found(): string[] {
  const files = readdirSync(folder).filter((name) => name.startsWith('temporal.db'));
  expect(files.length).toBeGreaterThan(1);
  const bytes = Buffer.concat(files.map((name) => readFileSync(join(folder, name))));
  expect(bytes.includes('moreDocuments')).toBe(true);
  return SECRETS.filter((secret) => bytes.includes(secret));
}

/** A claim with a failing step that quotes the claimant, a signal with a note in it that nobody expects, and two decisions. */
async function settle(world: ScriptedWorld): Promise<ScriptedClaim> {
  const claim = await world.start();
  await claim.reaches('in-review');
  let failures = 0;
  claim.script.judge = () => {
    failures += 1;
    if (failures <= 4) throw new Error(`no answer about ${NAME}`);
    return allow('adjuster-1', 'adjuster');
  };
  await claim.handle.signal('decide', { note: NOTE, about: NAME });
  await claim.handle.executeUpdate('moreDocuments', {
    args: [{ messageId: 'message-0009', files: [{ fileId: 'd'.repeat(64), name: 'document-2.pdf', bytes: 3 }] }],
  });
  await until('the new task', async () => (await claim.task())?.endsWith('/2') === true);
  await claim.handle.executeUpdate('decide', { args: [await claim.decision({ action: 'approve' })] });
  expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
  return claim;
}

/** A workflow of administration that fails for good, with a summary and an argument of its own. */
async function fail(world: ScriptedWorld, queue: string): Promise<void> {
  const failing = world.client.workflow.execute('noSuchWorkflow', {
    workflowId: 'fails',
    taskQueue: queue,
    staticSummary: 'burglary on 2026-05-03',
    args: [{ about: NAME }],
    workflowTaskTimeout: '1s',
    workflowExecutionTimeout: '3s',
  });
  await expect(failing).rejects.toThrow(WorkflowFailedError);
}

async function queueOf(claim: ScriptedClaim): Promise<string> {
  return (await claim.handle.describe()).taskQueue;
}

test('with the codec there is nothing to find; failures come back to their reader whole', async () => {
  const world = await scriptedWorld(server.address);
  try {
    const claim = await settle(world);
    await fail(world, await queueOf(claim));
    const history = await claim.handle.fetchHistory();
    // Inside the encryption is what the control below finds in clear; the summary is the other workflow's.
    const inside = textsIn(await decoded(history, world.dataConverter)).join('\n');
    expect(SECRETS.filter((secret) => !inside.includes(secret))).toEqual(['burglary on']);
    expect(JSON.stringify(history)).toContain('Encoded failure');
    expect(found()).toEqual([]);
  } finally {
    await world.close();
  }
});

test('without it the search finds all of them', async () => {
  const world = await scriptedWorld(server.address, {});
  try {
    await fail(world, await queueOf(await settle(world)));
    expect(found()).toEqual(SECRETS);
  } finally {
    await world.close();
  }
});

test('a rotation while a claim is open: it is finished, its first payloads under the old key, its last under the new one', async () => {
  const keys = await preparePayloadKeys({ home: folder });
  const world = await scriptedWorld(server.address, encryptedDataConverter(keys));
  try {
    const claim = await world.start();
    await claim.reaches('in-review');
    const { id: old } = await keys.current();
    await rotate(keys);
    await claim.handle.executeUpdate('decide', { args: [await claim.decision({ action: 'approve' })] });
    expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
    const used = keyIdsIn(await claim.handle.fetchHistory());
    const { id: recent } = await keys.current();
    expect(used[0]).toBe(old);
    expect(used.at(-1)).toBe(recent);
    expect(new Set(used)).toEqual(new Set([old, recent]));
  } finally {
    await world.close();
  }
});

test('a claim that was begun without the codec is finished with it, and its history replays', async () => {
  const codec = new EncryptionCodec(await preparePayloadKeys({ home: folder }));
  const stand: PayloadCodec = { encode: async (payloads) => payloads, decode: (payloads) => codec.decode(payloads) };
  const dataConverter: DataConverter = { payloadCodecs: [stand] };
  const world = await scriptedWorld(server.address, dataConverter);
  try {
    const claim = await world.start();
    await claim.reaches('in-review');
    stand.encode = (payloads) => codec.encode(payloads);
    await claim.handle.executeUpdate('decide', { args: [await claim.decision({ action: 'approve' })] });
    expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
    const history = await claim.handle.fetchHistory();
    const first = history.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
    expect(Buffer.from(first?.data ?? []).toString()).toContain('document-1.pdf');
    expect(keyIdsIn(history).length).toBeGreaterThan(5);
    await Worker.runReplayHistory({ workflowBundle: world.bundle, dataConverter }, history);
  } finally {
    await world.close();
  }
});

test('a worker without the key does nothing; when the key is there the claim goes on by itself', async () => {
  const codec = new EncryptionCodec(await preparePayloadKeys({ home: folder }));
  const stranger = new EncryptionCodec(await preparePayloadKeys({ home: join(folder, 'elsewhere') }));
  let reader = codec;
  const stand: PayloadCodec = {
    encode: (payloads) => codec.encode(payloads),
    decode: (payloads) => reader.decode(payloads),
  };
  const world = await scriptedWorld(server.address, { payloadCodecs: [stand], failureConverterPath });
  try {
    const claim = await world.start();
    await claim.reaches('in-review');
    const decision = await claim.decision({ action: 'approve' });
    reader = stranger;
    await claim.handle.signal('decide', decision);
    await until('the failed workflow task', async () => {
      const { events } = await claim.handle.fetchHistory();
      return events?.some((event) => event.workflowTaskFailedEventAttributes != null) === true;
    });
    expect(claim.outside.payments).toEqual([]);
    reader = codec;
    expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
    expect(claim.outside.payments).toHaveLength(1);
  } finally {
    await world.close();
  }
});

async function rotate(keys: PayloadKeys): Promise<void> {
  await keys.use(await keys.add());
}

/** Every text and every run of bytes. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (ArrayBuffer.isView(value))
    return [Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8')];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Key of each payload, in the order of the history. */
function keyIdsIn(message: unknown): string[] {
  if (Array.isArray(message)) return message.flatMap(keyIdsIn);
  if (message === null || typeof message !== 'object' || ArrayBuffer.isView(message)) return [];
  const { metadata } = message as Payload;
  const id = metadata?.['encryption-key-id'];
  return id == null ? Object.values(message).flatMap(keyIdsIn) : [Buffer.from(id).toString('utf8')];
}
