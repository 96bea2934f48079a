/** The codec server: who may see what Temporal has encrypted, from which page, and what is told to everybody else. */
import { execFile } from 'node:child_process';
import { Client, Connection } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { ApiServer } from '../../client/api/context';
import { AdjutantClient } from '../../client/sdk';
import { silentLog } from '../../platform/config/log';
import { findTemporalBinary } from '../../platform/temporal/binary';
import { emptyHome } from '../cli/run-cli';
import { testDataConverter } from '../support/payloads';
import { testTemporal } from '../support/temporal';
import { type AccountsWorld, accountsWorld } from './accounts-world';

jest.setTimeout(60_000);

const UI = 'http://127.0.0.1:8233';
const CONTENT = { note: 'Niamh Byrne was in hospital' };

let world: AccountsWorld;
let connection: Connection;
let client: Client;
let api: ApiServer;
beforeAll(async () => {
  world = await accountsWorld();
  const home = emptyHome();
  connection = await Connection.connect({ address: testTemporal().address });
  client = new Client({ connection, dataConverter: await testDataConverter(home) });
  const adjutant = new AdjutantClient({
    temporal: client,
    database: world.database,
    blobs: undefined as never,
    tenant: 'default',
  });
  api = await world.apiWith({ client: adjutant, temporalUiOrigins: [UI] });
});
afterAll(async () => {
  await connection?.close();
  await world?.close();
});

interface JsonPayload {
  metadata: Record<string, string>;
  data: string;
}
const ask = (operation: string, payloads: unknown, headers: Record<string, string> = {}) =>
  api.inject({ method: 'POST', url: `/v1/codec/${operation}`, headers, payload: { payloads } as object });
const plain = (): JsonPayload => {
  const { metadata, data } = defaultPayloadConverter.toPayload(CONTENT);
  return { metadata: { encoding: base64(metadata!.encoding!) }, data: base64(data!) };
};
const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64');
const open = ({ data }: JsonPayload): unknown => JSON.parse(Buffer.from(data, 'base64').toString('utf8'));
const encrypted = async (): Promise<JsonPayload> =>
  (await ask('encode', [plain()], world.bearer('administrator-1'))).json().payloads[0];

test('an auditor sees the content, what is in clear passes, and the payload is nowhere else', async () => {
  const payload = await encrypted();
  expect(Buffer.from(payload.metadata.encoding!, 'base64').toString()).toBe('binary/encrypted');
  expect(Buffer.from(payload.data, 'base64').includes('Niamh')).toBe(false);
  const answer = await ask('decode', [payload, plain()], { ...world.bearer('auditor-1'), 'x-namespace': 'default' });
  expect(answer.statusCode).toBe(200);
  expect(answer.json().payloads.map(open)).toEqual([CONTENT, CONTENT]);
  expect(answer.headers['cache-control']).toBe('no-store');
  expect((await ask('decode', undefined, world.bearer('auditor-1'))).json()).toEqual({ payloads: [] });
});

test('everybody else is refused, and who is known is on record', async () => {
  const payload = await encrypted();
  expect((await ask('decode', [payload])).statusCode).toBe(401);
  for (const user of ['adjuster-1', 'service-1', 'handler-1', 'claimant-1']) {
    const answer = await ask('decode', [payload], world.bearer(user));
    expect([user, answer.statusCode, answer.json().code]).toEqual([user, 403, 'access-refused']);
    expect((await world.recorded(user)).at(-1)).toMatchObject({
      event: 'access-refused',
      facts: { permission: 'read-histories', route: '/v1/codec/decode' },
    });
  }
  expect(
    (await ask('decode', [payload], { authorization: `Bearer ${world.foreignTokens['auditor-1']}` })).statusCode,
  ).toBe(401);
  const writing = await ask('encode', [plain()], world.bearer('auditor-1'));
  expect(writing.json()).toMatchObject({ status: 403, code: 'access-refused' });
});

test('the page of Temporal’s UI may ask with the session of who is signed in; no other page may', async () => {
  const payload = await encrypted();
  const { cookie } = await world.signIn({ userId: 'auditor-1', password: world.passwords['auditor-1']! });
  const session = { cookie: `adjutant_session=${cookie}` };
  const allowed = await ask('decode', [payload], { ...session, origin: UI });
  expect(allowed.json().payloads.map(open)).toEqual([CONTENT]);
  expect(allowed.headers).toMatchObject({
    'access-control-allow-origin': UI,
    'access-control-allow-credentials': 'true',
    vary: 'origin',
  });
  for (const origin of ['https://evil.example', 'http://127.0.0.1:8234', 'null', undefined]) {
    const refused = await ask('decode', [payload], { ...session, ...(origin === undefined ? {} : { origin }) });
    expect(refused.json()).toMatchObject({ status: 403, code: 'csrf-refused' });
    expect(refused.headers['access-control-allow-origin']).toBeUndefined();
  }
  // The trust is for these addresses alone.
  const elsewhere = await api.inject({ method: 'DELETE', url: '/v1/session', headers: { ...session, origin: UI } });
  expect(elsewhere.json()).toMatchObject({ code: 'csrf-refused' });
});

test('a browser that asks first is answered, and may read why it was refused', async () => {
  const preflight = (origin: string) =>
    api.inject({
      method: 'OPTIONS',
      url: '/v1/codec/decode',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-namespace' },
    });
  const answer = await preflight(UI);
  expect(answer.statusCode).toBe(204);
  expect(answer.headers).toMatchObject({
    'access-control-allow-origin': UI,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'authorization, content-type, x-namespace',
  });
  expect((await preflight('https://evil.example')).headers['access-control-allow-origin']).toBeUndefined();
  const refused = await ask('decode', [], { origin: UI });
  expect([refused.statusCode, refused.headers['access-control-allow-origin']]).toEqual([401, UI]);
});

test('what was altered or has an unknown key is said to be, without a word of the content', async () => {
  const payload = await encrypted();
  const data = Buffer.from(payload.data, 'base64');
  data[20] = data[20]! ^ 1;
  const altered = await ask('decode', [{ ...payload, data: base64(data) }], world.bearer('auditor-1'));
  expect(altered.json()).toMatchObject({ status: 422, code: 'payload-altered' });
  const metadata = { ...payload.metadata, 'encryption-key-id': base64('0123456789abcdef') };
  const unknown = await ask('decode', [{ ...payload, metadata }], world.bearer('auditor-1'));
  expect(unknown.json()).toMatchObject({ status: 422, code: 'payload-key-unknown' });
  expect(unknown.json().detail).toContain('0123456789abcdef');
  expect((await ask('decode', [{ data: 'not base64!' }], world.bearer('auditor-1'))).statusCode).toBe(400);
});

test('Temporal’s own command line shows a history with it, and ciphertext without', async () => {
  const { address, namespace } = testTemporal();
  const { path } = await findTemporalBinary(process.env, silentLog);
  const workflowId = `codec-${process.pid}-${Date.now()}`;
  const handle = await client.workflow.start('nobody', { workflowId, taskQueue: workflowId, args: [CONTENT] });
  const endpoint = `${await api.listen({ host: '127.0.0.1', port: 0 })}/v1/codec`;
  const show = (...more: string[]): Promise<string> => {
    const words = ['workflow', 'show', '--workflow-id', workflowId, '--address', address, '--namespace', namespace];
    return new Promise((resolve) => {
      execFile(path, [...words, '--output', 'json', '--disable-config-file', ...more], (_error, stdout, stderr) =>
        resolve(`${stdout}${stderr}`),
      );
    });
  };
  try {
    expect(await show()).not.toContain(base64(JSON.stringify(CONTENT)));
    const seen = await show('--codec-endpoint', endpoint, '--codec-auth', `Bearer ${world.tokens['auditor-1']}`);
    expect(seen).toContain(base64(JSON.stringify(CONTENT)));
  } finally {
    await handle.terminate();
  }
});
