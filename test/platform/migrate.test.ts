/** A database of another version is told apart from one that this version can bring up to date, before anything is changed. */
import { Client } from 'pg';
import { migrateDatabase, SchemaOfOtherVersion } from '../../platform/database/migrate';
import { createTestDatabase, type TestDatabase } from '../support/database';

let world: TestDatabase;
beforeAll(async () => {
  world = await createTestDatabase();
});
afterAll(() => world.close());

test('again, and by several at once, nothing changes', async () => {
  const count = async () =>
    (await world.database.$client.query('SELECT count(*)::int AS n FROM drizzle.__drizzle_migrations')).rows[0].n;
  const before = await count();
  await Promise.all([1, 2, 3].map(() => migrateDatabase(world.url)));
  expect(await count()).toBe(before);
});

test('made by another version: said so, with what to do, without the password, and left as it is', async () => {
  const client = new Client({ connectionString: world.url });
  await client.connect();
  // As in an old home: another first migration, older than ours.
  await client.query(`UPDATE drizzle.__drizzle_migrations SET hash = 'of an older schema', created_at = 1`);
  // Guards are put back with every migration: here they may not be.
  const triggers = async () =>
    (await client.query('SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname')).rows;
  for (const { tgname } of (
    await client.query(`SELECT tgname FROM pg_trigger WHERE tgrelid = 'ledger_records'::regclass`)
  ).rows)
    await client.query(`DROP TRIGGER ${tgname} ON ledger_records`);
  const before = await triggers();
  const refusal = await migrateDatabase(world.url).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(SchemaOfOtherVersion);
  const { message } = refusal as SchemaOfOtherVersion;
  expect(message).toContain(new URL(world.url).pathname.slice(1));
  expect(message).toContain('mv .adjutant .adjutant.old');
  expect(message).not.toMatch(/already exists|postgres:\/\//);
  const { password } = new URL(world.url);
  if (password !== '') expect(message).not.toContain(password);
  expect(await triggers()).toEqual(before);
  await client.end();
});
