/**
 * The Temporal development server of the test run. global-setup starts it once; test files use `testTemporal()`.
 * Task queues and workflow ids must be unique to a test: the server is shared.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { consoleLog } from '../../platform/config/log';
import { freePort } from '../../platform/local/free-port';
import { findTemporalBinary } from '../../platform/temporal/binary';
import {
  type DevelopmentServerSettings,
  developmentServerArguments,
  waitForTemporal,
} from '../../platform/temporal/development-server';
import { SEARCH_ATTRIBUTES } from '../../workflows/claims/contract';

/** Connection settings of the shared server, with all search attributes of the claims process registered. */
export function testTemporal(): { address: string; namespace: string } {
  const address = process.env.TEST_TEMPORAL;
  if (!address)
    throw new Error('TEST_TEMPORAL is not set: run the tests through jest, which starts the Temporal server');
  return { address, namespace: 'default' };
}

export interface TestServer {
  address: string;
  stop(): Promise<void>;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  TEXT: 'Text',
  KEYWORD: 'Keyword',
  INT: 'Int',
  DOUBLE: 'Double',
  BOOL: 'Bool',
  DATETIME: 'Datetime',
  KEYWORD_LIST: 'KeywordList',
};

/** Starts a development server on a free port, in memory unless a file is given. For global-setup, and for a test that needs its own. */
export async function startTestServer(
  more: Pick<DevelopmentServerSettings, 'databaseFile' | 'uiPort' | 'codecEndpoint'> = {},
): Promise<TestServer> {
  const binary = await findTemporalBinary(process.env, consoleLog);
  const port = await freePort();
  const searchAttributes = Object.fromEntries(
    Object.values(SEARCH_ATTRIBUTES).map((key) => [key.name, TYPE_NAMES[key.type] ?? key.type]),
  );
  const child = spawn(binary.path, developmentServerArguments({ port, searchAttributes, ...more }), {
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  let ended: string | undefined;
  child.once('error', (problem) => {
    ended = problem.message;
  });
  child.once('exit', (code, signal) => {
    ended = `exit ${code ?? signal}`;
  });
  const address = `127.0.0.1:${port}`;
  await waitForTemporal(address, 20_000, () => ended);
  return { address, stop: () => end(child) };
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
