/**
 * Starts what the tests share, side by side: one PostgreSQL cluster (each test file makes a database of its own in it) and one
 * Temporal development server. Their addresses are in TEST_POSTGRES and TEST_TEMPORAL.
 */
import { startTestPostgres } from './postgres';
import { startTestServer, type TestServer } from './temporal';

/** Handed from global-setup to global-teardown, which run in one process. */
export interface SharedServers {
  testServers?: TestServer[];
}

export default async function globalSetup(): Promise<void> {
  const started: TestServer[] = [];
  (globalThis as SharedServers).testServers = started;
  const start = async (variable: string, server: Promise<TestServer>) => {
    const running = await server;
    started.push(running);
    process.env[variable] = running.address;
  };
  const outcomes = await Promise.allSettled([
    start('TEST_POSTGRES', startTestPostgres()),
    start('TEST_TEMPORAL', startTestServer()),
  ]);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (!failed) return;
  // There is no teardown after a failed setup.
  await Promise.all(started.map((server) => server.stop()));
  throw failed.reason;
}
