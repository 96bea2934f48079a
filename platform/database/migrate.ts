/** Bring a database to the current schema. Safe to run by several processes at once and again. */
import { readFile } from 'node:fs/promises';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client } from 'pg';
import { projectFile } from '../paths';

const MIGRATION_LOCK = 7_236_501;

/** The database has a schema that this version did not make and cannot bring up to date. Nothing was changed. */
export class SchemaOfOtherVersion extends Error {
  readonly code = 'schema-of-other-version';

  constructor(host: string, database: string) {
    super(
      `The database ${database} on ${host} was made by another version of Adjutant, and this version cannot bring it up to date. Nothing was changed.
Either go on with the version that made it, or begin with an empty database: for the local installation move its data folder away (mv .adjutant .adjutant.old, or the folder in ADJUTANT_HOME); where DATABASE_URL is set, name another database in it.`,
    );
  }
}

/**
 * @param url database to migrate; the role needs the right to create tables
 * @throws SchemaOfOtherVersion when a migration was applied that is none of ours
 */
export async function migrateDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const migrationsFolder = projectFile('platform', 'database', 'migrations');
    const ours = new Set(readMigrationFiles({ migrationsFolder }).map((migration) => migration.hash));
    if ((await appliedTo(client)).some((hash) => !ours.has(hash)))
      throw new SchemaOfOtherVersion(`${client.host}:${client.port}`, client.database ?? '');
    await migrate(drizzle(client), { migrationsFolder });
    await client.query(await readFile(projectFile('platform', 'database', 'guards.sql'), 'utf8'));
  } finally {
    await client.end();
  }
}

/** Hashes of the migrations that were applied; none in a new database. */
async function appliedTo(client: Client): Promise<string[]> {
  const table = 'drizzle.__drizzle_migrations';
  const { rows: found } = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [
    table,
  ]);
  if (found[0]?.there !== true) return [];
  const { rows } = await client.query<{ hash: string }>(`SELECT hash FROM ${table}`);
  return rows.map((row) => row.hash);
}
