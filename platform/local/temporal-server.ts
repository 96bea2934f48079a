/** The embedded Temporal development server: its history in a SQLite file of the home, its web UI beside it. */
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../config/log';
import { findTemporalBinary } from '../temporal/binary';
import { developmentServerArguments, waitForTemporal } from '../temporal/development-server';
import { adopt, launch, mentions, runsCommand, type ServerProcess, type StopStep, stopProcess } from './processes';
import { runFolder } from './running';

const START_LIMIT = 60_000;

export const TEMPORAL_STOP: readonly StopStep[] = [
  { signal: 'SIGTERM', wait: 10_000 },
  { signal: 'SIGKILL', wait: 3_000 },
];

export interface TemporalServerPlan {
  binary: string;
  databaseFile: string;
  pidFile: string;
  logFile: string;
  folder: string;
  namespace: string;
  /** Where its web UI has payloads decrypted. */
  codecEndpoint: string | undefined;
}

export interface TemporalPorts {
  port: number;
  uiPort: number;
}

/** @throws the errors of `findTemporalBinary` */
export async function prepareTemporal(
  home: string,
  namespace: string,
  codecEndpoint: string | undefined,
  environment: NodeJS.ProcessEnv,
  log: Log,
): Promise<TemporalServerPlan> {
  const folder = join(home, 'temporal');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const binary = await findTemporalBinary(environment, log);
  return {
    binary: binary.path,
    databaseFile: join(folder, 'temporal.db'),
    pidFile: join(runFolder(home), 'temporal.pid'),
    logFile: join(home, 'logs', 'temporal.log'),
    folder,
    namespace,
    codecEndpoint,
  };
}

/** Start the server and wait until it serves. @throws Error when it does not come to that; it is then ended */
export async function startTemporal(plan: TemporalServerPlan, ports: TemporalPorts): Promise<ServerProcess> {
  const server = launch({
    program: plan.binary,
    arguments: serverArguments(plan, ports),
    // Without our environment: it must not read settings that are meant for clients, nor see anybody's keys.
    environment: { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: plan.folder },
    logFile: plan.logFile,
    pidFile: plan.pidFile,
  });
  try {
    await waitForTemporal(`127.0.0.1:${ports.port}`, START_LIMIT, () => server.ended(), plan.namespace);
    return server;
  } catch (problem) {
    await stopProcess(server, TEMPORAL_STOP);
    throw new Error(`${problem instanceof Error ? problem.message : String(problem)}; see ${plan.logFile}`);
  }
}

/**
 * A server that an earlier process of ours left behind: taken over when it is the one that we would start, else ended, since two
 * servers on one file would destroy it.
 */
export async function takeOverTemporal(
  plan: TemporalServerPlan,
  ports: TemporalPorts,
  log: Log,
): Promise<ServerProcess | undefined> {
  const pid = Number(await readFile(plan.pidFile, 'utf8').catch(() => ''));
  if (!mentions(pid, plan.databaseFile)) return undefined;
  const server = adopt(pid);
  if (runsCommand(pid, plan.binary, serverArguments(plan, ports))) {
    try {
      await waitForTemporal(`127.0.0.1:${ports.port}`, 10_000, () => server.ended(), plan.namespace);
      log.info(`The Temporal server of an earlier run (pid ${pid}) is taken over.`);
      return server;
    } catch {
      // Not in a state to be used: ended below.
    }
  }
  log.info(`The Temporal server of an earlier run (pid ${pid}) is stopped.`);
  await stopProcess(server, TEMPORAL_STOP);
  return undefined;
}

function serverArguments(plan: TemporalServerPlan, ports: TemporalPorts): string[] {
  const { databaseFile, namespace, codecEndpoint } = plan;
  return developmentServerArguments({ ...ports, databaseFile, namespace, codecEndpoint });
}
