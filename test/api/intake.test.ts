/** Reporting a loss over the network, with files: once for each key, under limits, whatever a sender writes; nothing is half registered. */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { eq } from 'drizzle-orm';
import { MOST_FILE_BYTES } from '../../activities/documents/contract';
import type { ApiServer } from '../../client/api/context';
import { claims } from '../../platform/database/schema';
import { deflateBomb, letterWith } from '../documents/fixtures';
import { type Insurer, ProcessWorld } from '../examples/process';
import { until } from '../support/until';

let world: ProcessWorld;
let insurer: Insurer;
let api: ApiServer;
let address: string;

beforeAll(async () => {
  world = await ProcessWorld.start();
  insurer = await world.insurer();
  api = await world.api(insurer);
  address = await api.listen({ host: '127.0.0.1', port: 0 });
}, 90_000);
afterAll(async () => {
  await api?.close();
  await world?.close();
});

const NOTICE = {
  policyNumber: 'HC-1001',
  lossDate: '2026-05-03',
  causeOfLoss: 'burglary',
  description: 'The back door was forced. <script>alert(1)</script>',
  lossLocation: 'IE',
  claimant: { name: 'Niamh Byrne', role: 'policyholder' },
};
/** A notice that no other one of these tests is a duplicate of. */
let day = 0;
const notice = (changes: object = {}) => {
  day += 1;
  return { ...NOTICE, lossDate: new Date(Date.UTC(2026, 0, day)).toISOString().slice(0, 10), ...changes };
};

type Part = [name: string, value: string] | [name: string, content: Buffer, fileName: string, type?: string];
function form(...parts: Part[]): FormData {
  const made = new FormData();
  for (const [name, value, fileName, type = 'application/octet-stream'] of parts) {
    if (typeof value === 'string') made.append(name, value);
    else made.append(name, new Blob([new Uint8Array(value)], { type }), fileName);
  }
  return made;
}

interface Answer {
  claimNumber: string;
  code: string;
}
interface Document {
  name: string;
  status: string;
  bytes: number;
}
interface SendInput {
  body: FormData | string;
  user?: string;
  key?: string | null;
  path?: string;
  headers?: Record<string, string>;
}
async function send({ body, user = 'handler-1', key = randomUUID(), path = '/v1/claims', headers = {} }: SendInput) {
  const answer = await fetch(`${address}${path}`, {
    method: 'POST',
    body,
    headers: {
      authorization: `Bearer ${insurer.tokens[user]}`,
      ...(key === null ? {} : { 'idempotency-key': key }),
      ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
  });
  return { status: answer.status, headers: answer.headers, json: (await answer.json()) as Answer };
}
const registered = async () =>
  (await world.database.select({ number: claims.claimNumber }).from(claims).where(eq(claims.tenant, insurer.tenant)))
    .length;
const get = async (path: string, user = 'handler-1') =>
  (
    await fetch(`${address}${path}`, { headers: { authorization: `Bearer ${insurer.tokens[user]}` } })
  ).json() as Promise<{ documents: Document[] }>;

async function documentsOf(claimNumber: string, count: number): Promise<Document[]> {
  let documents: Document[] = [];
  await until(`${count} documents`, async () => {
    ({ documents } = await get(`/v1/claims/${claimNumber}/documents`));
    return documents.length === count;
  });
  return documents;
}

describe('reporting a loss', () => {
  test('notice and files become a claim, under its address and the names that were sent; the same key is the same claim', async () => {
    const key = randomUUID();
    const said = JSON.stringify(notice());
    const parts: Part[] = [
      ['notice', said],
      ['files', letterWith(''), 'Brief für Müller 中文.pdf'],
      ['files', Buffer.from('Dear team'), 'a.txt', 'text/plain'],
    ];
    const first = await send({ body: form(...parts), key });
    expect([first.status, first.json]).toEqual([
      201,
      {
        claimNumber: expect.stringMatching(/^CLM-/),
        created: true,
        first: expect.objectContaining({ suspectedDuplicates: [] }),
      },
    ]);
    const { claimNumber } = first.json;
    expect(first.headers.get('location')).toBe(`/v1/claims/${claimNumber}`);
    expect((await documentsOf(claimNumber, 2)).map(({ name, status }) => [name, status])).toEqual([
      ['Brief für Müller 中文.pdf', 'read'],
      ['a.txt', 'read'],
    ]);
    const again = await send({ body: form(...parts), key });
    expect([again.status, again.json]).toMatchObject([200, { claimNumber, created: false }]);
    const other = await send({ body: form(['notice', JSON.stringify(notice())]), key });
    expect([other.status, other.json]).toMatchObject([
      409,
      { code: 'idempotency-conflict', detail: expect.stringContaining(claimNumber) },
    ]);
    // A key is its sender's own.
    const another = await send({ body: form(['notice', JSON.stringify(notice())]), key, user: 'adjuster-1' });
    expect([another.status, another.json]).toMatchObject([201, { created: true }]);
  });

  test('without files it is JSON; a notice may come as a blob, as browsers send JSON', async () => {
    expect((await send({ body: JSON.stringify({ notice: notice() }) })).status).toBe(201);
    const blob = form(['notice', Buffer.from(JSON.stringify(notice())), 'blob', 'application/json']);
    expect((await send({ body: blob, user: 'service-1' })).status).toBe(201);
  });

  test.each([
    ['no key', { key: null }],
    ['a short key', { key: 'a' }],
    [
      'a notice without a date',
      { body: form(['notice', JSON.stringify(notice({ lossDate: undefined }))], ['files', Buffer.from('a'), 'a.txt']) },
    ],
    ['a cause that does not exist', { body: JSON.stringify({ notice: notice({ causeOfLoss: 'boredom' }) }) }],
    ['a field that is not known', { body: JSON.stringify({ notice: notice({ payNow: true }) }) }],
    ['a zero byte', { body: JSON.stringify({ notice: notice({ description: 'a\0b' }) }) }],
    ['half of a character', { body: form(['notice', JSON.stringify(notice({ description: 'a\ud800b' }))]) }],
    ['no notice', { body: form(['files', Buffer.from('a'), 'a.txt']) }],
    ['an empty form', { body: form() }],
    ['no body at all', { body: '' }],
    [
      'the notice after the files',
      { body: form(['files', Buffer.from('a'), 'a.txt'], ['notice', JSON.stringify(notice())]) },
    ],
    ['two notices', { body: form(['notice', JSON.stringify(notice())], ['notice', JSON.stringify(notice())]) }],
    ['a notice that is not JSON', { body: form(['notice', '<notice/>']) }],
    ['a part that is not known', { body: form(['notice', JSON.stringify(notice())], ['__proto__', 'x']) }],
    [
      'a file under another name',
      { body: form(['notice', JSON.stringify(notice())], ['attachment', Buffer.from('a'), 'a.txt']) },
    ],
    ['a form without its boundary', { body: 'nothing', headers: { 'content-type': 'multipart/form-data' } }],
    ['a form that is none', { body: 'nothing', headers: { 'content-type': 'multipart/form-data; boundary=x' } }],
  ] as [string, Partial<SendInput>][])('%s is 400, and nothing is registered', async (_what, changes) => {
    const before = await registered();
    const { status, json } = await send({ body: form(['notice', JSON.stringify(notice())]), ...changes });
    expect([status, json]).toMatchObject([400, { code: 'invalid-input', detail: expect.any(String) }]);
    expect(await registered()).toBe(before);
  });

  test.each([
    [
      'a file over the limit',
      () => form(['notice', JSON.stringify(notice())], ['files', Buffer.alloc(MOST_FILE_BYTES + 1), 'big.pdf']),
    ],
    [
      'more files than may come',
      () =>
        form(
          ['notice', JSON.stringify(notice())],
          ...Array.from({ length: 51 }, (_, at): Part => ['files', Buffer.from([at]), 'a.txt']),
        ),
    ],
    [
      'ten thousand parts',
      () =>
        form(
          ['notice', JSON.stringify(notice())],
          ...Array.from({ length: 10_000 }, (_, at): Part => ['files', Buffer.from([at % 256]), 'a.txt']),
        ),
    ],
    ['a notice of a megabyte', () => form(['notice', JSON.stringify(notice({ description: 'x'.repeat(1_000_000) }))])],
    ['JSON of a megabyte', () => JSON.stringify({ notice: notice({ description: 'x'.repeat(1_000_000) }) })],
  ])('%s is 413, and nothing is registered', async (_what, body) => {
    const before = await registered();
    const { status, json } = await send({ body: body() });
    expect([status, json]).toMatchObject([413, { code: 'request-too-large' }]);
    expect(await registered()).toBe(before);
  });

  test('hostile names and files are kept as data: the claim goes on, and what cannot be read is set aside', async () => {
    const names = [
      '../../../etc/passwd',
      '..\\..\\windows\\system32.pdf',
      '<img src=x onerror=alert(1)>.txt',
      `${'long'.repeat(200)}.txt`,
      '\u202Efdp.exe',
      'a\u0000b\u0007.txt',
    ];
    const body = form(
      ['notice', JSON.stringify(notice())],
      ...names.map((name, at): Part => ['files', Buffer.from(`Dear team ${at}`), name]),
      ['files', Buffer.alloc(0), 'nothing.pdf'],
      ['files', Buffer.concat([Buffer.from('PK\x03\x04'), deflateBomb(1)]), 'bomb.zip'],
    );
    const { status, json } = await send({ body });
    expect(status).toBe(201);
    const documents = await documentsOf(json.claimNumber, names.length + 2);
    for (const { name } of documents) {
      expect(name.length).toBeLessThanOrEqual(255);
      expect(name).not.toMatch(/\p{Cc}/u);
    }
    expect(documents.slice(-2).map(({ status: standing }) => standing)).toEqual(['set-aside', 'set-aside']);
  });
});

describe('a body that breaks off or lies', () => {
  /** What a server answers to bytes, until it ends the connection or says nothing for a second. */
  function raw(head: string[], body: string, { hangUp = false } = {}): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(address).port), '127.0.0.1');
      let answer = '';
      socket.on('data', (chunk) => {
        answer += chunk;
      });
      socket.on('error', reject);
      socket.setTimeout(1_000, () => socket.destroy());
      socket.on('close', () => resolve(answer));
      const lines = [
        'POST /v1/claims HTTP/1.1',
        'Host: x',
        `Authorization: Bearer ${insurer.tokens['handler-1']}`,
        `Idempotency-Key: ${randomUUID()}`,
        'Content-Type: multipart/form-data; boundary=edge',
        ...head,
      ];
      socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`, () => hangUp && setTimeout(() => socket.destroy(), 100));
    });
  }
  const part = (name: string, value: string, more = '') =>
    `--edge\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
  const whole = () =>
    `${part('notice', JSON.stringify(notice()))}${part('files', 'Dear team', '; filename="a.txt"')}--edge--\r\n`;

  test('a form that ends too early is 400, also where its length lies; nothing is registered', async () => {
    const before = await registered();
    const early = whole().slice(0, -40);
    expect(await raw([`Content-Length: ${early.length}`], early)).toMatch(/^HTTP\/1\.1 400 [\s\S]*invalid-input/);
    const body = whole();
    expect(await raw([`Content-Length: ${body.length - 40}`], body)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await registered()).toBe(before);
  });

  test('a caller that hangs up in the middle of a file leaves no claim, and the API goes on', async () => {
    const before = await registered();
    await raw(
      ['Content-Length: 5000000'],
      `${part('notice', JSON.stringify(notice()))}--edge\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n${'x'.repeat(300_000)}`,
      { hangUp: true },
    );
    expect((await send({ body: JSON.stringify({ notice: notice() }) })).status).toBe(201);
    expect(await registered()).toBe(before + 1);
  });

  test('headers inside a form stay in it', async () => {
    const injected =
      part('notice', JSON.stringify(notice())) +
      part('files', 'Dear team', '; filename="a.txt%0d%0aSet-Cookie: a=b"\r\nSet-Cookie: stolen=1') +
      '--edge--\r\n';
    const answer = await raw([`Content-Length: ${Buffer.byteLength(injected)}`, 'Connection: close'], injected);
    expect(answer).toMatch(/^HTTP\/1\.1 201 /);
    expect(answer.toLowerCase()).not.toContain('set-cookie');
  });
});

describe('more documents', () => {
  let claimNumber: string;
  beforeAll(async () => {
    const { json } = await send({ body: JSON.stringify({ notice: notice() }) });
    ({ claimNumber } = json);
  });
  const path = () => `/v1/claims/${claimNumber}/documents`;

  test('they are read, once for each key', async () => {
    const key = randomUUID();
    const bill = () => form(['files', letterWith('0 0 m'), 'bill.pdf']);
    const first = await send({ path: path(), key, body: bill() });
    expect([first.status, first.json]).toMatchObject([200, { files: [{ name: 'bill.pdf' }] }]);
    expect((await send({ path: path(), key, body: bill() })).json).toEqual(first.json);
    await documentsOf(claimNumber, 1);
    const second = await send({
      path: path(),
      key,
      body: form(['files', Buffer.from('Dear team, one more'), 'more.txt']),
    });
    expect(second.status).toBe(200);
    expect((await documentsOf(claimNumber, 2)).map(({ name }) => name)).toEqual(['bill.pdf', 'more.txt']);
  });

  test.each([
    ['no files', { body: form(['note', 'x']) }, 400],
    ['an empty form', { body: form() }, 400],
    ['JSON', { body: '{}' }, 415],
    ['no key', { key: null }, 400],
    ['a claim that is not there', { path: '/v1/claims/CLM-1999-000001/documents' }, 404],
    ['somebody who only looks', { user: 'auditor-1' }, 403],
  ] as [string, Partial<SendInput>, number][])('%s is refused', async (_what, changes, wanted) => {
    const { status, json } = await send({ path: path(), body: form(['files', Buffer.from('x'), 'a.txt']), ...changes });
    expect([status, json.code]).toEqual([wanted, expect.any(String)]);
  });

  test('a closed claim takes no more', async () => {
    const { json } = await send({ body: JSON.stringify({ notice: notice() }) });
    const closed = json.claimNumber;
    await insurer.client.claims.cancel(closed);
    await until('the end', async () => (await insurer.client.claims.show(closed)).status === 'closed');
    const late = await send({
      path: `/v1/claims/${closed}/documents`,
      body: form(['files', Buffer.from('x'), 'a.txt']),
    });
    expect([late.status, late.json.code]).toEqual([409, 'claim-closed']);
  });
});

describe('who may', () => {
  test.each(['auditor-1', 'administrator-1', 'investigator-1'])('%s reports no losses', async (user) => {
    const before = await registered();
    const { status, json } = await send({
      user,
      body: form(['notice', JSON.stringify(notice())], ['files', Buffer.alloc(2_000_000), 'a.txt']),
    });
    expect([status, json.code]).toEqual([403, 'access-refused']);
    expect(await registered()).toBe(before);
  });

  test('a stranger reports none, and another site cannot have a browser report one', async () => {
    const stranger = await send({
      body: form(['notice', JSON.stringify(notice())]),
      headers: { authorization: 'Bearer adj_no' },
    });
    expect(stranger.status).toBe(401);
    const session = await fetch(`${address}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: insurer.tokens['handler-1'] }),
    });
    const cookie = String(session.headers.get('set-cookie')).split(';')[0] ?? '';
    const post = (headers: Record<string, string>) =>
      fetch(`${address}/v1/claims`, {
        method: 'POST',
        headers: { cookie, 'idempotency-key': randomUUID(), ...headers },
        body: form(['notice', JSON.stringify(notice())]),
      });
    const forged = await post({});
    expect([forged.status, ((await forged.json()) as { code: string }).code]).toEqual([403, 'csrf-refused']);
    const { csrfToken } = (await session.json()) as { csrfToken: string };
    expect((await post({ 'x-csrf-token': csrfToken })).status).toBe(201);
  });
});
