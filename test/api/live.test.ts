/** Changes as they happen: who hears of what, how soon, and what ends a stream. */
import { eq } from 'drizzle-orm';
import { claimProjections, users } from '../../platform/database/schema';
import { storeClaim } from '../cli/stored-claim';
import { until } from '../support/until';
import { createDeskWorld, type DeskWorld } from './desk-world';

let desk: DeskWorld;
let address: string;
const opened: EventStream[] = [];

beforeAll(async () => {
  desk = await createDeskWorld({ worker: true });
  address = await desk.api.listen({ host: '127.0.0.1', port: 0 });
}, 60_000);
afterEach(() => {
  for (const stream of opened.splice(0)) stream.close();
});
afterAll(() => desk?.close());

interface Heard {
  event: string;
  data: Record<string, unknown>;
  at: number;
}

/** A reader of server-sent events, as the standard says that a browser reads them. */
class EventStream {
  readonly heard: Heard[] = [];
  ended = false;
  private readonly control = new AbortController();

  static async open(query: string, headers: Record<string, string>): Promise<EventStream> {
    const stream = new EventStream();
    const answer = await fetch(`${address}/v1/events${query}`, { headers, signal: stream.control.signal });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    void stream.read(answer).catch(() => {});
    opened.push(stream);
    await until('the stream to be ready', () => stream.heard.some(({ event }) => event === 'ready'));
    return stream;
  }

  private async read(answer: Response): Promise<void> {
    let text = '';
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const match = /^event: (\w+)\ndata: (.*)$/.exec(block);
        if (match) this.heard.push({ event: match[1] ?? '', data: JSON.parse(match[2] ?? ''), at: Date.now() });
      }
    }
    this.ended = true;
  }

  get changes() {
    return this.heard.filter(({ event }) => event === 'change').map(({ data }) => data);
  }

  close() {
    this.control.abort();
  }
}

const bearer = (user: string) => ({ authorization: `Bearer ${desk.tokens[user]}` });

test('a decision is seen by others, with names and numbers only', async () => {
  const stream = await EventStream.open('', bearer('supervisor-1'));
  const seenAfterMs: number[] = [];
  for (let day = 1; day <= 20; day++) {
    const task = await desk.taskInReview(`2026-04-${String(day).padStart(2, '0')}`);
    await until('the open task', () => stream.changes.some(({ taskId }) => taskId === task.taskId));
    const before = stream.heard.length;
    const sent = Date.now();
    const answer = await desk.api.inject({
      method: 'POST',
      url: `/v1/tasks/${encodeURIComponent(task.taskId)}/decisions`,
      headers: { ...bearer('adjuster-1'), 'if-match': `"${task.evidenceHash}"` },
      payload: { action: 'approve', reasonCode: 'as-proposed' },
    });
    expect(answer.statusCode).toBe(200);
    const told = () => stream.heard.slice(before).find(({ data }) => data.taskId === task.taskId);
    await until('the task to be told of', () => told() !== undefined);
    seenAfterMs.push((told()?.at ?? 0) - sent);
    const open = await desk.call('GET', `/v1/tasks?claimNumber=${task.claimNumber}`, 'supervisor-1');
    expect(open.json().tasks).toEqual([]);
  }
  seenAfterMs.sort((a, b) => a - b);
  const p95 = seenAfterMs[Math.ceil(seenAfterMs.length * 0.95) - 1] ?? Number.POSITIVE_INFINITY;
  if (process.env.SHOW_FIGURES) console.log(`decision to event: ${seenAfterMs.join(' ')} ms, p95 ${p95} ms`);
  expect(new Set(stream.changes.flatMap((data) => Object.keys(data)))).toEqual(
    new Set(['type', 'claimNumber', 'taskId', 'version']),
  );
}, 120_000);

test('an assignment is told of, also by claim', async () => {
  const { taskId, claimNumber } = await storeClaim(desk.world.database, 'CLM-2023-000001');
  await storeClaim(desk.world.database, 'CLM-2023-000002');
  const [all, one] = [
    await EventStream.open('', bearer('adjuster-2')),
    await EventStream.open('?claimNumber=CLM-2023-000002', bearer('adjuster-2')),
  ];
  await desk.call('PUT', `/v1/tasks/${taskId}/assignment`, 'adjuster-1');
  await until('the assignment', () => all.changes.some(({ type }) => type === 'assignment'));
  expect(all.changes).toContainEqual({ type: 'assignment', claimNumber, taskId, version: 1 });
  await desk.call('PUT', '/v1/tasks/CLM-2023-000002-1-task-1/assignment', 'adjuster-1');
  await until('the other', () => one.changes.length > 0);
  expect(one.changes.map((data) => data.claimNumber)).toEqual(['CLM-2023-000002']);
});

test('who reads no tasks hears of claims alone; other tenants and strangers hear nothing', async () => {
  const { taskId, claimNumber } = await storeClaim(desk.world.database, 'CLM-2023-000003');
  const service = await EventStream.open('', bearer('service-1'));
  await desk.call('PUT', `/v1/tasks/${taskId}/assignment`, 'adjuster-1');
  await desk.world.database
    .update(claimProjections)
    .set({ version: 9 })
    .where(eq(claimProjections.claimNumber, claimNumber));
  const told = { type: 'claim', claimNumber, version: 9 };
  await until('the claim', () => service.changes.some(({ version }) => version === told.version));
  expect(service.changes.at(-1)).toEqual(told);
  // That it was stored may be told of as well.
  expect(service.changes.every(({ type }) => type === 'claim')).toBe(true);
  for (const [headers, status] of [
    [{}, 401],
    [{ authorization: `Bearer ${desk.foreignTokens['supervisor-1']}` }, 401],
    [bearer('claimant-1'), 403],
    [bearer('administrator-1'), 403],
  ] as const)
    expect((await fetch(`${address}/v1/events`, { headers: headers as Record<string, string> })).status).toBe(status);
});

test('after the database was away a stream says ready again, and goes on', async () => {
  const stream = await EventStream.open('', bearer('adjuster-1'));
  await desk.world.database.$client.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'adjutant-live' AND datname = current_database()",
  );
  await until('ready again', () => stream.heard.filter(({ event }) => event === 'ready').length === 2);
  await storeClaim(desk.world.database, 'CLM-2023-000004');
  await until('a change', () => stream.changes.some(({ claimNumber }) => claimNumber === 'CLM-2023-000004'));
});

test('a stream ends when its reader is no longer let in', async () => {
  const signedIn = await desk.api.inject({
    method: 'POST',
    url: '/v1/session',
    payload: { token: desk.tokens['adjuster-2'] },
  });
  const [cookie] = signedIn.cookies;
  const session = { cookie: `${cookie?.name}=${cookie?.value}` };
  const [bySession, byToken] = [
    await EventStream.open('', session),
    await EventStream.open('', bearer('investigator-1')),
  ];
  const out = await desk.api.inject({
    method: 'DELETE',
    url: '/v1/session',
    headers: { ...session, 'x-csrf-token': signedIn.json().csrfToken },
  });
  expect(out.statusCode).toBe(204);
  await desk.world.database.update(users).set({ active: false }).where(eq(users.userId, 'investigator-1'));
  await until('both to end', () => bySession.ended && byToken.ended, 25_000);
  await desk.world.database.update(users).set({ active: true }).where(eq(users.userId, 'investigator-1'));
}, 40_000);
