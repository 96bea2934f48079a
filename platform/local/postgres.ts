/** The embedded PostgreSQL cluster: made once, started, waited for, recovered, stopped. */
import { randomBytes, randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Client } from 'pg';
import { runProgram } from '../artifacts/files';
import type { Log } from '../config/log';
import { findPostgresPlace, handTo, type PostgresPlace } from './postgres-place';
import {
  adopt,
  commandLine,
  launch,
  mentions,
  pause,
  runsCommand,
  type ServerProcess,
  type StopStep,
  stopProcess,
} from './processes';
import { writePrivate } from './running';

const NAME = 'adjutant';
const START_LIMIT = 60_000;
const INITDB_LIMIT = 120_000;

/** Fast shutdown first (open transactions are rolled back), then immediate, which needs recovery at the next start. */
export const POSTGRES_STOP: readonly StopStep[] = [
  { signal: 'SIGINT', wait: 10_000 },
  { signal: 'SIGQUIT', wait: 3_000 },
  { signal: 'SIGKILL', wait: 3_000 },
];

export interface PostgresCluster {
  place: PostgresPlace;
  password: string;
  logFile: string;
}

/** Find or make the cluster of a home. @throws Error when it cannot be made */
export async function prepareCluster(home: string, log: Log): Promise<PostgresCluster> {
  const place = await findPostgresPlace(home, log);
  const password = await loadPassword(join(home, 'postgres', 'password'), existsSync(place.dataFolder));
  if (!existsSync(place.dataFolder)) await makeCluster(place, password);
  checkVersion(place);
  return { place, password, logFile: join(home, 'logs', 'postgres.log') };
}

/** Address of Adjutant's database in the cluster. */
export function clusterUrl(cluster: PostgresCluster, port: number, database = NAME): string {
  return `postgres://${NAME}:${cluster.password}@127.0.0.1:${port}/${database}`;
}

/** Start the cluster's server on a port, and make the database if this is its first start. */
export async function startCluster(cluster: PostgresCluster, port: number): Promise<ServerProcess> {
  const { place } = cluster;
  await removeStalePidFile(place);
  const server = launch({
    program: place.postgres,
    arguments: serverArguments(place, port),
    environment: programEnvironment(),
    account: place.account,
    logFile: cluster.logFile,
  });
  try {
    await waitForCluster(cluster, port, server);
    return server;
  } catch (problem) {
    await stopProcess(server, POSTGRES_STOP);
    throw problem;
  }
}

/**
 * A server that an earlier process of ours left behind: taken over when it is the one that we would start, else ended.
 *
 * @returns the server, serving, or undefined when there is none (any more)
 */
export async function takeOverCluster(
  cluster: PostgresCluster,
  port: number,
  log: Log,
): Promise<ServerProcess | undefined> {
  const pid = await postmasterPid(cluster.place);
  if (pid === undefined || !mentions(pid, cluster.place.dataFolder)) return undefined;
  const server = adopt(pid);
  if (runsCommand(pid, cluster.place.postgres, serverArguments(cluster.place, port))) {
    try {
      await waitForCluster(cluster, port, server, 10_000);
      log.info(`PostgreSQL of an earlier run (pid ${pid}) is taken over.`);
      return server;
    } catch {
      // Not in a state to be used: ended below.
    }
  }
  log.info(`PostgreSQL of an earlier run (pid ${pid}) is stopped.`);
  await stopProcess(server, POSTGRES_STOP);
  return undefined;
}

function serverArguments(place: PostgresPlace, port: number): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] ',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', place.dataFolder, '-p', String(port), ...flags];
}

/** Nothing of our environment (keys of providers, tokens) is of use to it. */
function programEnvironment(): Record<string, string> {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' };
}

async function loadPassword(path: string, clusterExists: boolean): Promise<string> {
  if (existsSync(path)) return (await readFile(path, 'utf8')).trim();
  if (clusterExists) throw new Error(`The password of the embedded database is missing: restore ${path}.`);
  const password = randomBytes(24).toString('hex');
  await writePrivate(path, `${password}\n`);
  return password;
}

/** Made beside its place and moved there when complete, so that a kill in between leaves nothing half made in use. */
async function makeCluster(place: PostgresPlace, password: string): Promise<void> {
  const parent = dirname(place.dataFolder);
  for (const name of readdirSync(parent)) {
    if (name.startsWith('making-')) rmSync(join(parent, name), { recursive: true, force: true });
  }
  // A name of its own: the initdb of a killed predecessor may still be writing.
  const making = join(parent, `making-${randomUUID()}`);
  mkdirSync(making, { mode: 0o700 });
  handTo(making, place.account);
  const secret = mkdtempSync(join(tmpdir(), 'adjutant-initdb-'));
  try {
    chmodSync(secret, 0o700);
    handTo(secret, place.account);
    const passwordFile = join(secret, 'password');
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    handTo(passwordFile, place.account);
    const outcome = await runProgram(
      place.initdb,
      [
        `--pgdata=${making}`,
        `--username=${NAME}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // The same order of texts on every machine.
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
      ],
      INITDB_LIMIT,
      programEnvironment(),
      place.account,
    );
    if (outcome.code !== 0) throw new Error(`The embedded database could not be made: ${outcome.stderr}`);
    renameSync(making, place.dataFolder);
  } catch (problem) {
    rmSync(making, { recursive: true, force: true });
    throw problem;
  } finally {
    rmSync(secret, { recursive: true, force: true });
  }
}

function checkVersion(place: PostgresPlace): void {
  const made = readFileSync(join(place.dataFolder, 'PG_VERSION'), 'utf8').trim();
  const manifest = readFileSync(join(dirname(place.postgres), '..', 'share', 'postgresql', 'postgres.bki'), 'utf8');
  const current = /^# PostgreSQL (\d+)/.exec(manifest)?.[1];
  if (current && made !== current) {
    throw new Error(
      `The database in ${place.dataFolder} was made by PostgreSQL ${made}; this version brings ${current}. Move it with pg_dump of ${made}, or set ADJUTANT_HOME to a new folder.`,
    );
  }
}

async function postmasterPid(place: PostgresPlace): Promise<number | undefined> {
  const text = await readFile(join(place.dataFolder, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

/**
 * PostgreSQL itself ignores the pid file of a dead server, but refuses to start when the pid now belongs to something else, as is usual
 * after the restart of a container. When in doubt the file stays: it guards against two servers on one folder.
 */
async function removeStalePidFile(place: PostgresPlace): Promise<void> {
  const pid = await postmasterPid(place);
  const words = pid === undefined ? undefined : commandLine(pid);
  if (!words) return;
  const isServer = basename(words[0] ?? '').startsWith('postgres');
  const folder = words[words.indexOf('-D') + 1];
  const servesAnother = words.includes('-D') && folder !== undefined && !sameFolder(folder, place.dataFolder);
  if (!isServer || servesAnother) rmSync(join(place.dataFolder, 'postmaster.pid'), { force: true });
}

function sameFolder(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return one === other;
  }
}

async function waitForCluster(
  cluster: PostgresCluster,
  port: number,
  server: ServerProcess,
  limit = START_LIMIT,
): Promise<void> {
  const deadline = Date.now() + limit;
  for (;;) {
    const how = server.ended();
    if (how !== undefined) throw new Error(`PostgreSQL ended at its start (${how}); see ${cluster.logFile}`);
    try {
      return await makeDatabase(clusterUrl(cluster, port, 'postgres'));
    } catch (problem) {
      if (Date.now() > deadline) {
        throw new Error(
          `PostgreSQL does not answer on port ${port}: ${problem instanceof Error ? problem.message : String(problem)}; see ${cluster.logFile}`,
        );
      }
    }
    await pause(30);
  }
}

async function makeDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000, query_timeout: 10_000 });
  client.on('error', () => {
    // The connection broke while idle: the query in hand, or the next try, tells.
  });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [NAME]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${NAME}`);
  } finally {
    await client.end();
  }
}
