/** Reading processes: warm, reused after a clean reading only, killed on trouble and on cancellation, alone with their file. */
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createDocumentActivities } from '../../activities/documents/activities';
import { DEFAULT_LIMITS } from '../../activities/documents/limits';
import { ReaderPool } from '../../activities/documents/reader-pool';
import { invoice, manyPages, pageWith } from './fixtures';
import { type DocumentRoom, documentRoom } from './support';

const never = new AbortController().signal;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pool-'));
});

async function job(name: string, content: Buffer | string, milliseconds = DEFAULT_LIMITS.milliseconds) {
  const path = join(folder, name);
  await writeFile(path, content);
  const kind = name.endsWith('.pdf') ? ('pdf' as const) : ('text' as const);
  return { path, fileId: '0'.repeat(64), name, kind, limits: { ...DEFAULT_LIMITS, milliseconds } };
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<void> {
  for (let tries = 0; alive(pid); tries += 1) {
    if (tries > 100) throw new Error(`Process ${pid} still runs`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const endless = () => pageWith('q Q '.repeat(10_000_000));

async function withPool(size: number, filesEach: number, use: (pool: ReaderPool) => Promise<void>): Promise<void> {
  const pool = new ReaderPool({ size, filesEach });
  try {
    await use(pool);
  } finally {
    const pids = pool.pids();
    pool.close();
    await Promise.all(pids.map(gone));
  }
}

test('a process is reused after a clean reading, killed after any other, and retired', () =>
  withPool(1, 3, async (pool) => {
    const letter = await job('a.txt', 'Dear claims team');
    expect((await pool.read(letter, never)).status).toBe('read');
    const [first] = pool.pids() as [number];
    await pool.read(letter, never);
    expect(pool.pids()).toEqual([first]);
    await pool.read(letter, never);
    const [second] = pool.pids() as [number];
    expect(second).not.toBe(first);
    await gone(first);
    expect(await pool.read(await job('many.pdf', manyPages(300)), never)).toMatchObject({
      status: 'set-aside',
      code: 'too-many-pages',
    });
    expect(pool.pids()).not.toContain(second);
    await gone(second);
  }));

test('a process killed by somebody else gets a successor that reads the file', () =>
  withPool(1, 100, async (pool) => {
    const slow = await job(
      'slow.pdf',
      pageWith(`${'q Q '.repeat(1_500_000)} BT /F1 11 Tf 60 700 Td (Dear claims team) Tj ET`),
    );
    await pool.read(await job('first.txt', 'Dear claims team'), never);
    const [pid] = pool.pids() as [number];
    const reading = pool.read(slow, never);
    await new Promise((resolve) => setTimeout(resolve, 700));
    process.kill(pid, 'SIGKILL');
    expect((await reading).status).toBe('read');
    expect(pool.pids()).not.toContain(pid);
  }));

test('more files than processes wait their turn; one that leaves the queue takes nothing', () =>
  withPool(1, 100, async (pool) => {
    const leave = new AbortController();
    const letter = await job('b.txt', 'Dear claims team');
    const first = pool.read(letter, never);
    const second = pool.read(letter, leave.signal);
    const third = pool.read(letter, never);
    leave.abort(new Error('gone'));
    await expect(second).rejects.toThrow('gone');
    expect([(await first).status, (await third).status]).toEqual(['read', 'read']);
    expect(pool.pids()).toHaveLength(1);
  }));

test('a closed pool refuses files that wait', async () => {
  const pool = new ReaderPool({ size: 1 });
  const slow = pool.read(await job('c.pdf', endless()), never);
  const waiting = pool.read(await job('d.txt', 'x'), never);
  pool.close();
  await expect(waiting).rejects.toThrow('shut down');
  await expect(slow).rejects.toThrow();
});

describe('as an activity', () => {
  let room: DocumentRoom;
  beforeAll(async () => {
    room = await documentRoom();
  });
  afterAll(() => room.close());

  test('it heartbeats while it waits, and cancellation kills the process', async () => {
    const pool = new ReaderPool({ size: 1 });
    const activities = createDocumentActivities({ database: room.database, blobs: room.blobs, readers: pool });
    const file = await room.file('endless.pdf', endless());
    const environment = new MockActivityEnvironment();
    let beats = 0;
    environment.on('heartbeat', () => {
      beats += 1;
    });
    pool.warm();
    const [pid] = pool.pids() as [number];
    const running = environment.run(activities.readDocument, { claim: room.claim, file });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(beats).toBeGreaterThanOrEqual(2);
    expect(alive(pid)).toBe(true);
    const begun = Date.now();
    environment.cancel();
    await expect(running).rejects.toBeInstanceOf(CancelledFailure);
    await gone(pid);
    expect(Date.now() - begun).toBeLessThan(2_000);
    pool.close();
  });

  test('a store or database that is away is an ordinary error, to be tried again', async () => {
    const away = {
      ...room.blobs,
      size: () => Promise.reject(new Error('the bucket does not answer')),
    } as unknown as typeof room.blobs;
    const activities = createDocumentActivities({ database: room.database, blobs: away, readers: room.pool });
    const file = await room.file('a.pdf', await invoice());
    const failure = await activities.readDocument({ claim: room.claim, file }).catch((error: Error) => error);
    expect(failure).toMatchObject({ message: 'the bucket does not answer', name: 'Error' });
  });

  test('the reading process sees no environment and may write no file', async () => {
    process.env.SECRET_OF_THE_WORKER = 'x';
    const pool = new ReaderPool({ size: 1 });
    pool.warm();
    const [pid] = pool.pids() as [number];
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    pool.close();
    delete process.env.SECRET_OF_THE_WORKER;
    expect(environment).not.toContain('SECRET_OF_THE_WORKER');
    expect(command).toContain('--permission');
    expect(command).not.toContain('--allow-fs-write');
  });
});
