/** A connection that breaks around a transaction ends neither the process nor its place in the pool. */
import type { Socket } from 'node:net';
import { sql } from 'drizzle-orm';
import { pause } from '../../platform/local/processes';
import { createTestDatabase, type TestDatabase } from '../support/database';

let shared: TestDatabase;

beforeAll(async () => {
  shared = await createTestDatabase();
});
afterAll(() => shared?.close());

test('broken while no query runs: the transaction fails, the process and the pool go on', async () => {
  const { database } = shared;
  const broken = database.transaction(async (transaction) => {
    const { rows } = await transaction.execute<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`);
    await database.execute(sql`SELECT pg_terminate_backend(${rows[0]?.pid})`);
    // Long enough for the news to come while nobody asks.
    await pause(300);
    await transaction.execute(sql`SELECT 1`);
  });
  await expect(broken).rejects.toThrow();
  const { rows } = await database.execute<{ answer: number }>(sql`SELECT 42 AS answer`);
  expect(rows[0]?.answer).toBe(42);
});

test('broken before BEGIN: the connection is given back', async () => {
  const { database } = shared;
  const pool = database.$client;
  let ran = false;
  pool.once('acquire', (client) => {
    (client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
  });
  await expect(
    database.transaction(async () => {
      ran = true;
    }),
  ).rejects.toThrow();
  expect(ran).toBe(false);
  expect(pool.totalCount - pool.idleCount).toBe(0);
  await database.transaction((transaction) => transaction.execute(sql`SELECT 1`));
  expect(pool.totalCount - pool.idleCount).toBe(0);
});
