/** A migrated database of its own for a test file, in the cluster that global-setup started. */
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { connectDatabase, type Database } from '../../platform/database/client';
import { migrateDatabase } from '../../platform/database/migrate';

export interface TestDatabase {
  url: string;
  database: Database;
  close(): Promise<void>;
}

export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env.TEST_POSTGRES;
  if (!server) throw new Error('TEST_POSTGRES is not set: run the tests through jest, which starts PostgreSQL');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const administrator = new Client({ connectionString: `${server}/postgres` });
  await administrator.connect();
  await administrator.query(`CREATE DATABASE ${name}`);
  await administrator.end();
  const url = `${server}/${name}`;
  await migrateDatabase(url);
  const database = connectDatabase(url);
  return { url, database, close: () => database.$client.end() };
}
