/** The PostgreSQL of the test run: the embedded one's programs and user, without its durability. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { consoleLog } from '../../platform/config/log';
import { freePort } from '../../platform/local/free-port';
import { clusterUrl, prepareCluster } from '../../platform/local/postgres';
import { pause } from '../../platform/local/processes';
import type { TestServer } from './temporal';

/** A cluster of its own in a temporary folder, which `stop` removes. `address` has no database: append `/name`. */
export async function startTestPostgres(): Promise<TestServer> {
  const home = mkdtempSync(join(tmpdir(), 'adjutant-test-'));
  // Started by root, the cluster runs as another user, who must be able to pass through.
  chmodSync(home, 0o711);
  await mkdir(join(home, 'logs'));
  const cluster = await prepareCluster(home, consoleLog);
  const { place } = cluster;
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // In our process group on purpose: Ctrl-C ends it with the tests.
  const child = spawn(place.postgres, ['-D', place.dataFolder, '-p', String(port), ...flags], {
    stdio: 'ignore',
    cwd: '/',
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' },
    ...(place.account ?? {}),
  });
  let ended: string | undefined;
  const exit = new Promise<void>((resolve) => {
    child.once('error', (problem) => {
      ended = problem.message;
      resolve();
    });
    child.once('exit', (code, signal) => {
      ended = `exit ${code ?? signal}`;
      resolve();
    });
  });
  await waitUntilItAnswers(clusterUrl(cluster, port, 'postgres'), () => ended);
  return {
    address: clusterUrl(cluster, port, '').replace(/\/$/, ''),
    stop: async () => {
      // Nothing is to be kept: connections that tests forgot are not waited for.
      child.kill('SIGQUIT');
      await exit;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function waitUntilItAnswers(url: string, ended: () => string | undefined): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      return;
    } catch (problem) {
      if (ended() !== undefined || Date.now() > deadline) throw new Error(`PostgreSQL: ${ended() ?? String(problem)}`);
    } finally {
      await client.end().catch(() => {});
    }
    await pause(50);
  }
}
