/** The connection pool and the typed client over it. */
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import * as schema from './schema';

export type Database = NodePgDatabase<typeof schema> & { $client: Pool };
/** What runs inside a transaction: the same queries, no pool. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

/**
 * Connect. Connections are made on first use; one that the server ends, idle or in use, is replaced and not fatal.
 *
 * @param url `postgres://user:password@host:port/database`
 * @param max most connections of this process
 */
export function connectDatabase(url: string, max = 10): Database {
  const pool = new Pool({ connectionString: url, max, connectionTimeoutMillis: 5_000, application_name: 'adjutant' });
  pool.on('error', () => {
    // The server ended an idle connection (restart, kill): the pool drops it and makes a new one when asked.
  });
  pool.on('connect', (client) => {
    client.on('error', () => {
      // Between the queries of a transaction nobody else listens, and an error that nobody hears ends the process. The
      // transaction's next query fails, and the pool does not take the connection back.
    });
  });
  const database = drizzle(pool, { schema }) as Database;
  // drizzle 0.45 takes a connection, says BEGIN and only then sees to giving it back: each BEGIN that fails (the server just
  // died) would hold its place in the pool for good. Here the connection is given back whatever happens; the pool ends broken ones.
  // https://github.com/drizzle-team/drizzle-orm/issues/6114
  database.transaction = async (work, config) => {
    const client = await pool.connect();
    try {
      return await drizzle(client, { schema }).transaction(work, config);
    } finally {
      client.release();
    }
  };
  return database;
}
