/** The codec by itself: what comes back, what does not, and keys that change while others use them. */
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import fc from 'fast-check';
import { PayloadAlteredError, PayloadKeysUnusableError, PayloadKeyUnknownError } from '../../platform/codec/errors';
import { EncryptionCodec, isEncrypted } from '../../platform/codec/payload-codec';
import { PayloadKeys, preparePayloadKeys } from '../../platform/codec/payload-keys';
import { loadConfiguration } from '../../platform/config/configuration';
import { startProcess } from '../support/processes';

let home: string;
let keys: PayloadKeys;
let codec: EncryptionCodec;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'adjutant-codec-'));
  keys = await preparePayloadKeys({ home });
  codec = new EncryptionCodec(keys);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const payloadOf = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const encrypted = async (value: unknown): Promise<Payload> => (await codec.encode([payloadOf(value)]))[0]!;
const back = async (payload: Payload, by = codec): Promise<unknown> =>
  defaultPayloadConverter.fromPayload((await by.decode([payload]))[0]!);
const keyIdIn = ({ metadata }: Payload) => Buffer.from(metadata!['encryption-key-id']!).toString();

test('every value comes back as it was, and no two ciphertexts are the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      const one = await encrypted(value);
      expect(isEncrypted(one)).toBe(true);
      expect(one.data).not.toEqual((await encrypted(value)).data);
      expect(await back(one)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 200 },
  );
  expect(await back(await encrypted(undefined))).toBeUndefined();
  expect(await back(await encrypted(new Uint8Array([0, 255])))).toEqual(new Uint8Array([0, 255]));
  expect(await codec.encode([])).toEqual([]);
});

test('nothing of the content is in what is stored; a payload that was never encrypted is read as it is', async () => {
  const { data, metadata } = await encrypted({ name: 'Niamh Byrne' });
  expect(Buffer.from(data!).includes('Niamh')).toBe(false);
  expect(Object.keys(metadata!).sort()).toEqual(['encoding', 'encryption-key-id']);
  expect(await back(payloadOf({ name: 'Niamh Byrne' }))).toEqual({ name: 'Niamh Byrne' });
});

test('a payload that was altered anywhere, cut, or named as another key’s is not read', async () => {
  const first = await encrypted({ amountMinor: 100 });
  const data = Buffer.from(first.data!);
  for (let place = 0; place < data.length; place += 1) {
    const altered = Buffer.from(data);
    altered[place] = altered[place]! ^ 1;
    await expect(back({ ...first, data: altered })).rejects.toThrow(PayloadAlteredError);
  }
  for (const length of [0, 11, 27, data.length - 1])
    await expect(back({ ...first, data: data.subarray(0, length) })).rejects.toThrow(PayloadAlteredError);
  await keys.use(await keys.add());
  const second = await encrypted({ amountMinor: 100 });
  await expect(back({ metadata: second.metadata!, data: first.data! })).rejects.toThrow(PayloadAlteredError);
});

test('a key that is not here is named in the error, with the folder to put it in', async () => {
  const payload = await encrypted('x');
  const elsewhere = mkdtempSync(join(tmpdir(), 'adjutant-codec-'));
  try {
    const others = new EncryptionCodec(await preparePayloadKeys({ home: elsewhere }));
    const reading = back(payload, others);
    await expect(reading).rejects.toThrow(PayloadKeyUnknownError);
    await expect(reading).rejects.toThrow(new RegExp(`${keyIdIn(payload)}.*${elsewhere}`));
    const nameless = { metadata: { encoding: payload.metadata!.encoding! }, data: payload.data! };
    await expect(back(nameless)).rejects.toThrow(PayloadKeyUnknownError);
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
});

test('after a rotation new payloads are under the new key and old ones are read; another process sees it', async () => {
  const other = new EncryptionCodec(new PayloadKeys(keys.folder));
  const old = await encrypted('old');
  expect(await back(old, other)).toBe('old');
  const prepared = await keys.add();
  expect(keyIdIn(await encrypted('still'))).toBe(keyIdIn(old));
  await keys.use(prepared);
  const recent = await encrypted('new');
  expect(keyIdIn(recent)).toBe(prepared);
  // At once, although it has just looked.
  expect(await back(recent, other)).toBe('new');
  expect(await back(old, other)).toBe('old');
  expect(keyIdIn((await other.encode([payloadOf('x')]))[0]!)).toBe(prepared);
  expect((await keys.list()).map(({ id, current }) => [id, current])).toEqual(
    expect.arrayContaining([
      [keyIdIn(old), false],
      [prepared, true],
    ]),
  );
  await expect(keys.use('0123456789abcdef')).rejects.toThrow(/no key 0123456789abcdef/);
});

test('processes that start at once agree on one key, readable by its owner only', async () => {
  const shared = join(home, 'several');
  const script = `
    const { preparePayloadKeys } = require('./platform/codec/payload-keys.ts');
    const all = await Promise.all([1, 2, 3].map(() => preparePayloadKeys({ home: ${JSON.stringify(shared)} })));
    console.log((await Promise.all(all.map(async (keys) => (await keys.current()).id))).join(' '));
  `;
  const said = await Promise.all([1, 2, 3].map(() => startProcess(script).output));
  expect(new Set(said.join(' ').trim().split(/\s+/)).size).toBe(1);
  const folder = join(shared, 'keys', 'payloads');
  const names = readdirSync(folder);
  expect(names).toHaveLength(2);
  for (const name of names) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
});

test('keys that are missing or damaged are said to be, and no key is made where a folder was named', async () => {
  const folder = join(home, 'mounted');
  await expect(preparePayloadKeys({ home, payloadKeys: folder })).rejects.toThrow(PayloadKeysUnusableError);
  const [name = ''] = readdirSync(keys.folder).filter((one) => one.endsWith('.key'));
  const fresh = () => new PayloadKeys(keys.folder).current();
  writeFileSync(join(keys.folder, '0123456789abcdef.key'), `${'ab'.repeat(32)}\n`, { mode: 0o600 });
  await expect(fresh()).rejects.toThrow(/holds another key/);
  rmSync(join(keys.folder, '0123456789abcdef.key'));
  writeFileSync(join(keys.folder, name), 'too short');
  await expect(fresh()).rejects.toThrow(/does not hold 32 bytes/);
  rmSync(join(keys.folder, name));
  await expect(fresh()).rejects.toThrow(/names a key that is not there/);
  // A worker that has read its keys goes on with them.
  expect(await back(await encrypted('goes on'))).toBe('goes on');
});

test('the folder can be named by the environment', () => {
  expect(loadConfiguration({ ADJUTANT_HOME: home, ADJUTANT_PAYLOAD_KEYS: '/run/keys' }).payloadKeys).toBe('/run/keys');
  expect(() => loadConfiguration({ ADJUTANT_PAYLOAD_KEYS: 'keys' })).toThrow(/ADJUTANT_PAYLOAD_KEYS.*absolute/);
});

test('a key file that others may read is closed to them', async () => {
  const [name = ''] = readdirSync(keys.folder).filter((one) => one.endsWith('.key'));
  chmodSync(join(keys.folder, name), 0o644);
  await new PayloadKeys(keys.folder).current();
  expect(statSync(join(keys.folder, name)).mode & 0o777).toBe(0o600);
});
