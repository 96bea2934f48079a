/** Letters to somebody else's service over HTTP, with faults; what counts is what the service effectively sent out. */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { createLetterActivities } from '../../activities/letters/activities';
import type { LetterRequest } from '../../activities/letters/contract';
import { HttpDelivery } from '../../activities/letters/http-delivery';
import { type LetterTemplates, loadLetterTemplates } from '../../activities/letters/templates';
import { projectFile } from '../../platform/paths';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { claimToAnswer } from './claim-to-answer';

type Fault = { status: number } | 'accept-then-silence' | 'accept-then-reset' | 'reset' | 'slow';

let db: TestDatabase;
let templates: LetterTemplates;
let server: Server;
let faults: Fault[] = [];
let posts: string[] = [];
/** By idempotency key: the letters that the service sent out. */
const out = new Map<string, { sha256: string; pdf: string; text: string; recipient: unknown }[]>();

beforeAll(async () => {
  db = await createTestDatabase();
  templates = await loadLetterTemplates(projectFile('config', 'letters'));
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const key = String(request.headers['idempotency-key']);
    posts.push(key);
    const fault = faults.shift();
    if (fault === 'reset') return void response.destroy();
    if (typeof fault === 'object') return void response.writeHead(fault.status).end('{}');
    if (fault === 'slow') await wait(500);
    if (!out.has(key)) out.set(key, [JSON.parse(Buffer.concat(chunks).toString())]);
    if (fault === 'accept-then-silence') return;
    if (fault === 'accept-then-reset') return void response.destroy();
    response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ id: `MSG-${out.size}` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await db.close();
});
beforeEach(() => {
  faults = [];
  posts = [];
});

const letters = () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/letters`;
  const delivery = new HttpDelivery({ url, timeoutMs: 300 });
  return createLetterActivities({ database: db.database, delivery, templates, products: join(__dirname, 'products') });
};

async function tryUntilSent(request: LetterRequest) {
  for (let attempt = 1; attempt <= 4; attempt++) {
    try {
      return await letters().sendLetter(request);
    } catch (error) {
      if (error instanceof ApplicationFailure) throw error;
    }
  }
  throw new Error('not sent after four attempts');
}

const keyOf = (request: LetterRequest) => `default/${request.claim.claimNumber}/${request.key}`;

test('what arrives is the letter: PDF with its hash, text, recipient; a repeat posts nothing', async () => {
  const request = await claimToAnswer(db.database, 'approval');
  const result = await letters().sendLetter(request);
  expect(result.location).toMatch(/^MSG-/);
  const [letter] = out.get(keyOf(request))!;
  const pdf = Buffer.from(letter!.pdf, 'base64');
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(createHash('sha256').update(pdf).digest('hex')).toBe(result.sha256);
  expect(letter!.sha256).toBe(result.sha256);
  expect(letter!.recipient).toEqual({ name: 'Máire Ní Bhriain', email: 'maire@example.com' });
  expect(letter!.text).toContain('We pay €1,329.20.');
  expect(await letters().sendLetter(request)).toEqual(result);
  expect(posts).toHaveLength(1);
});

test.each<[string, Fault]>([
  ['time-out after accepting', 'accept-then-silence'],
  ['reset after accepting', 'accept-then-reset'],
  ['reset before accepting', 'reset'],
  ['slower than the time-out', 'slow'],
  ['500 then ok', { status: 500 }],
  ['429 then ok', { status: 429 }],
  ['409 then ok', { status: 409 }],
])('%s: one letter goes out, and every attempt carries the same bytes', async (_name, fault) => {
  const request = await claimToAnswer(db.database, 'withdrawal');
  faults = [fault];
  const result = await tryUntilSent(request);
  await wait(300);
  expect(posts).toEqual([keyOf(request), keyOf(request)]);
  expect(out.get(keyOf(request))).toHaveLength(1);
  expect(out.get(keyOf(request))![0]!.sha256).toBe(result.sha256);
});

test('two attempts at once: one letter', async () => {
  const request = await claimToAnswer(db.database, 'approval');
  const [first, second] = await Promise.all([tryUntilSent(request), tryUntilSent(request)]);
  expect(first).toEqual(second);
  expect(out.get(keyOf(request))).toHaveLength(1);
});

test('a letter that the service will not take fails for good, and its key is free for one that is put right', async () => {
  const request = await claimToAnswer(db.database, 'withdrawal');
  faults = [{ status: 422 }];
  await expect(letters().sendLetter(request)).rejects.toMatchObject({ type: 'letter-refused', nonRetryable: true });
  expect(out.has(keyOf(request))).toBe(false);
  expect((await letters().sendLetter({ ...request, date: '2026-02-20' })).kind).toBe('withdrawal');
  expect(out.get(keyOf(request))![0]!.text).toContain('20 February 2026');
});
