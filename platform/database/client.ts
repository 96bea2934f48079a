/** The connection pool and the typed client over it. */
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import * as schema from './schema';

export type Database = NodePgDatabase<typeof schema> & { $client: Pool };
/** What runs inside a transaction: the same queries, no pool. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

/**
 * Connect. Connections are made on first use; an idle connection that the server ends is replaced, not fatal.
 *
 * @param url `postgres://user:password@host:port/database`
 * @param max most connections of this process
 */
export function connectDatabase(url: string, max = 10): Database {
  const pool = new Pool({ connectionString: url, max, connectionTimeoutMillis: 5_000, application_name: 'adjutant' });
  pool.on('error', () => {
    // The server ended an idle connection (restart, kill): the pool drops it and makes a new one when asked.
  });
  return drizzle(pool, { schema }) as Database;
}
