/**
 * One attempt at a time for a payment key, across processes: a PostgreSQL advisory lock on a connection of its own. The
 * server frees it when the holder's connection ends, so a killed worker blocks nobody.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Semaphore } from 'async-mutex';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { PoolClient } from 'pg';
import type { Database } from '../../platform/database/client';
import * as schema from '../../platform/database/schema';

/** Number space of this lock among the advisory locks of the database. */
const LOCK_CLASS = 7_236_502;
const POLL_MS = 150;

export type LockedDatabase = ReturnType<typeof onConnection>;

export class KeyLock {
  private readonly slots: Semaphore;

  /**
   * @param atOnce connections of the pool that may be held during calls to the bank: a slow bank must not take the
   *   database from the rest of the process
   * @param patienceMs how long to wait for another attempt to end
   */
  constructor(
    private readonly database: Database,
    atOnce = 4,
    private readonly patienceMs = 10_000,
  ) {
    this.slots = new Semaphore(atOnce);
  }

  /**
   * Run work while holding the key. The work gets the database over the connection that holds the lock.
   * @throws Error (temporary) when another attempt still holds the key after the patience
   */
  hold<T>(key: string, work: (database: LockedDatabase) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.slots.runExclusive(async () => {
      signal?.throwIfAborted();
      const client = await this.database.$client.connect();
      // A connection that breaks while no query runs must not end the process; the next query on it fails instead.
      const ignore = () => {};
      client.on('error', ignore);
      let healthy = false;
      try {
        await this.acquire(
          key,
          async (text) => (await client.query(text, [LOCK_CLASS, key])).rows[0]?.held === true,
          signal,
        );
        try {
          return await work(onConnection(client));
        } finally {
          const freed = await client.query('SELECT pg_advisory_unlock($1, hashtext($2)) AS held', [LOCK_CLASS, key]);
          healthy = freed.rows[0]?.held === true;
        }
      } finally {
        client.off('error', ignore);
        // A connection in doubt is ended, which frees whatever it still holds.
        client.release(!healthy);
      }
    });
  }

  private async acquire(key: string, attempt: (text: string) => Promise<boolean>, signal?: AbortSignal): Promise<void> {
    const giveUp = Date.now() + this.patienceMs;
    while (!(await attempt('SELECT pg_try_advisory_lock($1, hashtext($2)) AS held'))) {
      if (Date.now() > giveUp)
        throw new Error(`Another attempt for ${key} is still under way; it is tried again later.`);
      await wait(POLL_MS, undefined, { signal });
    }
  }
}

function onConnection(client: PoolClient) {
  return drizzle(client, { schema });
}
