/** Bring a database to the current schema. Safe to run by several processes at once and again. */
import { readFile } from 'node:fs/promises';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client } from 'pg';
import { projectFile } from '../paths';

const MIGRATION_LOCK = 7_236_501;

/** @param url database to migrate; the role needs the right to create tables */
export async function migrateDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrate(drizzle(client), { migrationsFolder: projectFile('platform', 'database', 'migrations') });
    await client.query(await readFile(projectFile('platform', 'database', 'guards.sql'), 'utf8'));
  } finally {
    await client.end();
  }
}
