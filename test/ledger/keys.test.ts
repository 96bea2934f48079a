import { execFileSync } from 'node:child_process';
import { verify } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadOrCreateSecret } from '../../platform/keys/secret';
import { SigningKeys } from '../../platform/keys/signing';
import { startProcess } from '../support/processes';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'adjutant-keys-')), 'keys');
});

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test('a key is made once, for its owner only, and signs what its public key verifies', async () => {
  const keys = await SigningKeys.open(folder);
  const key = await keys.current();
  const again = await (await SigningKeys.open(folder)).current();
  expect(again.keyId).toBe(key.keyId);
  expect(await modeOf(join(folder, 'signing-key.pem'))).toBe(0o600);
  const hash = Buffer.alloc(32, 7);
  const publicKey = (await keys.publicKeys()).get(key.keyId)!;
  expect(verify(null, hash, publicKey, Buffer.from(key.sign(hash), 'base64'))).toBe(true);
  expect(await readdir(folder)).toEqual(['public', 'signing-key.pem']);
});

test('the id of a key is what openssl says of it', async () => {
  const { keyId } = await (await SigningKeys.open(folder)).current();
  const der = execFileSync('openssl', [
    'pkey',
    '-pubin',
    '-in',
    join(folder, 'public', `${keyId}.pem`),
    '-outform',
    'DER',
  ]);
  const sum = execFileSync('sha256sum', { input: der }).toString();
  expect(sum.slice(0, 16)).toBe(keyId);
});

test('processes that start at once agree on one key and one secret', async () => {
  const script = `
    const { SigningKeys } = require('./platform/keys/signing.ts');
    const { loadOrCreateSecret } = require('./platform/keys/secret.ts');
    const folder = ${JSON.stringify(folder)};
    const wait = ${Date.now() + 1_500} - Date.now();
    await new Promise((resolve) => setTimeout(resolve, wait));
    const keys = await Promise.all([1, 2, 3, 4].map(async () => (await (await SigningKeys.open(folder)).current()).keyId));
    const secrets = await Promise.all([1, 2, 3, 4].map(async () => (await loadOrCreateSecret(folder, 'marks')).toString('hex')));
    console.log([...new Set([...keys, ...secrets])].join(' '));`;
  const answers = await Promise.all(Array.from({ length: 4 }, () => startProcess(script).output));
  expect(new Set(answers).size).toBe(1);
  const [keyId, secret, ...others] = answers[0]!.trim().split(' ');
  expect(keyId).toHaveLength(16);
  expect(secret).toHaveLength(64);
  expect(others).toEqual([]);
  expect(await readdir(join(folder, 'public'))).toEqual([`${keyId}.pem`]);
});

test('after a rotation the retired public key stays, and another process sees the new key within its time', async () => {
  const keys = await SigningKeys.open(folder);
  const other = await SigningKeys.open(folder);
  const old = (await keys.current()).keyId;
  const fresh = await keys.rotate();
  expect((await keys.current()).keyId).toBe(fresh);
  expect([...(await keys.publicKeys()).keys()].sort()).toEqual([old, fresh].sort());
  await new Promise((resolve) => setTimeout(resolve, 1_050));
  expect((await other.current()).keyId).toBe(fresh);
  expect(await modeOf(join(folder, 'signing-key.pem'))).toBe(0o600);
});

test('a key file that others may read is closed to them', async () => {
  await SigningKeys.open(folder);
  await chmod(join(folder, 'signing-key.pem'), 0o644);
  await SigningKeys.open(folder);
  expect(await modeOf(join(folder, 'signing-key.pem'))).toBe(0o600);
});

test('a damaged key is named with what to do, and never replaced by a new one', async () => {
  await SigningKeys.open(folder);
  const path = join(folder, 'signing-key.pem');
  await writeFile(path, 'damaged');
  await expect(SigningKeys.open(folder)).rejects.toThrow(/signing-key.pem.*restore/);
  expect(await readFile(path, 'utf8')).toBe('damaged');
});

test('a damaged public key is named', async () => {
  const keys = await SigningKeys.open(folder);
  await writeFile(join(folder, 'public', 'old.pem'), 'damaged');
  await expect(keys.publicKeys()).rejects.toThrow(/old.pem/);
});

test('a secret is made once, kept for its owner only, and a damaged one is refused', async () => {
  const secret = await loadOrCreateSecret(folder, 'marks');
  expect(secret).toHaveLength(32);
  expect(await loadOrCreateSecret(folder, 'marks')).toEqual(secret);
  expect(await loadOrCreateSecret(folder, 'other')).not.toEqual(secret);
  const path = join(folder, 'marks.secret');
  expect(await modeOf(path)).toBe(0o600);
  await writeFile(path, 'short');
  await expect(loadOrCreateSecret(folder, 'marks')).rejects.toThrow(/restore/);
  await expect(loadOrCreateSecret(folder, '../marks')).rejects.toThrow(TypeError);
});
