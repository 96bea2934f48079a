/** 200 calls at once against a budget of 1.00, over two worker processes that are killed at every point of a call. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { attemptRows, buildGateway, expectBooksToAgree } from './support/gateway-parts';
import { ScriptedProvider } from './support/scripted-provider';
import { type SpendingOrder, spendingPolicy, spendingQuestion } from './support/spending';

const BUDGET = 1_000_000_000n;
const LEASE_MS = 1_500;

let db: TestDatabase;
let provider: ScriptedProvider;
let url: string;
const workers: ChildProcess[] = [];

beforeEach(async () => {
  db = await createTestDatabase();
  provider = new ScriptedProvider();
  url = await provider.start();
  provider.script.usage = { input: 300, cached: 0, output: 1_000, reasoning: 0 };
  provider.script.prices = { input: 2_000n, cached: 200n, output: 8_000n };
  provider.script.latencyMs = 15;
});
afterEach(async () => {
  for (const worker of workers.splice(0)) worker.kill('SIGKILL');
  await provider.stop();
  await db.close();
});

/** @returns when the process has ended, and by what */
async function runWorker(order: Omit<SpendingOrder, 'databaseUrl' | 'providerUrl' | 'leaseMs'>): Promise<string> {
  const worker = fork(join(__dirname, 'support', 'spending-worker.ts'), [], {
    execArgv: ['-r', join(__dirname, '..', 'support', 'run-typescript.js')],
    cwd: join(__dirname, '..', '..'),
    stdio: 'inherit',
  });
  workers.push(worker);
  const ended = new Promise<string>((resolve) =>
    worker.once('exit', (code, signal) => resolve(String(signal ?? code))),
  );
  const done = new Promise<string>((resolve) => {
    worker.on('message', (message: { ready?: true; done?: string[] }) => {
      if (message.ready) worker.send({ ...order, databaseUrl: db.url, providerUrl: url, leaseMs: LEASE_MS });
      if (message.done) resolve(`done: ${[...new Set(message.done)].join(', ')}`);
    });
  });
  if (order.die.stage === 'mid-response') {
    let halves = 0;
    const before = provider.onHalf;
    provider.onHalf = (request) => {
      before?.(request);
      if (request.headers.authorization !== `Bearer ${order.name}`) return;
      halves += 1;
      if (halves === order.die.at) worker.kill('SIGKILL');
    };
  }
  return Promise.race([ended, done]);
}

test.each([
  ['before they send', 'before-send'],
  ['in the middle of a response', 'mid-response'],
  ['after the answer, before it is stored', 'after-answer'],
] as const)('workers killed %s', async (_when, stage) => {
  const ends = await Promise.all([
    runWorker({ name: 'worker-a', from: 0, count: 100, die: { stage, at: 25 } }),
    runWorker({ name: 'worker-b', from: 100, count: 100, die: { stage, at: 40 } }),
  ]);
  expect(ends).toEqual(['SIGKILL', 'SIGKILL']);
  provider.onHalf = undefined;
  const left = (await attemptRows(db.database)).filter(({ status }) => status === 'open');
  expect(left.length).toBeGreaterThan(0);
  await expectBooksToAgree(db.database);

  // As Temporal does: everything again, on two other workers, while the dead ones' leases run out.
  const survivors = await Promise.all(
    [0, 1].map(() => buildGateway(db.database, spendingPolicy(url), { leaseMs: LEASE_MS })),
  );
  const results = await Promise.all(
    Array.from({ length: 200 }, (_, n) => survivors[n % 2]!.gateway.run(spendingQuestion(n))),
  );
  await new Promise((resolve) => setTimeout(resolve, LEASE_MS + 100));
  await survivors[0]!.gateway.sweep();

  const rows = await attemptRows(db.database);
  const settled = rows.reduce((sum, row) => sum + (row.settled ?? 0n), 0n);
  // Nothing is left reserved, and the provider's own count is neither over the budget nor over what we settled.
  expect(rows.filter(({ status }) => status === 'open')).toEqual([]);
  const { rows: budgets } = await db.database.$client.query(
    'SELECT sum(reserved_nano)::text AS reserved FROM model_budgets',
  );
  expect(budgets).toEqual([{ reserved: '0' }]);
  expect(provider.total <= BUDGET).toBe(true);
  expect(provider.total <= settled).toBe(true);
  expect(settled <= BUDGET).toBe(true);
  await expectBooksToAgree(db.database);

  // Row by row: known outcomes to the billionth, unknown ones apart, and no bill without a row.
  for (const row of rows) {
    const billed = provider.billOf(row.id);
    if (row.status === 'unknown') expect(billed <= row.settled!).toBe(true);
    else expect(billed).toBe(row.settled);
  }
  const known = new Set(rows.map(({ id }) => id));
  expect(provider.bill.filter(({ attemptId }) => !known.has(attemptId))).toEqual([]);
  // Paid twice only where a worker died with the first request: at most once a call, and counted.
  const requests = new Map<string, string[]>();
  for (const { key, status } of rows) requests.set(key, [...(requests.get(key) ?? []), status]);
  for (const statuses of requests.values()) {
    expect(statuses.filter((status) => status === 'settled').length).toBeLessThanOrEqual(1);
    expect(statuses.length).toBeLessThanOrEqual(2);
    if (statuses.length === 2) expect(statuses[0]).toBe('unknown');
  }
  // The budget was used, and who got nothing was told why.
  const reasons = results.map((result) => (result.outcome === 'answered' ? 'answered' : result.reason));
  expect(new Set(reasons)).toEqual(new Set(['answered', 'over-budget']));
  expect(settled > (BUDGET * 9n) / 10n).toBe(true);
  for (const { close } of survivors) await close();
});
