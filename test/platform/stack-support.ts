/** Homes, processes and proofs of kept data for the tests of the local stack. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection, Client as TemporalClient } from '@temporalio/client';
import { Client } from 'pg';
import { z } from 'zod';
import { type Configuration, loadConfiguration } from '../../platform/config/configuration';
import type { Log } from '../../platform/config/log';
import { freePort } from '../../platform/local/free-port';
import { commandLine, pause } from '../../platform/local/processes';
import { projectRoot } from '../../platform/paths';

export interface TestHome {
  home: string;
  environment: Record<string, string>;
  configuration: Configuration;
}

const homes: string[] = [];

/** A database is some 40 MB: call it in afterAll. */
export function removeTestHomes(): void {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
}

/** A new home with ports of its own. */
export async function testHome(): Promise<TestHome> {
  const home = mkdtempSync(join(tmpdir(), 'adjutant-home-'));
  homes.push(home);
  // As `prepareHome` makes it: others may pass.
  chmodSync(home, 0o711);
  const environment = {
    ADJUTANT_HOME: home,
    ADJUTANT_TEMPORAL_PORT: String(await freePort()),
    ADJUTANT_TEMPORAL_UI_PORT: String(await freePort()),
    ADJUTANT_POSTGRES_PORT: String(await freePort()),
  };
  return { home, environment, configuration: loadConfiguration(environment) };
}

export function collectingLog(): Log & { lines: string[] } {
  const lines: string[] = [];
  return { lines, info: (text) => void lines.push(text), warn: (text) => void lines.push(text) };
}

/** Addresses of a stack, as far as the proofs need them. */
interface Addresses {
  temporalAddress: string;
  databaseUrl: string;
}

/** A row in PostgreSQL and a workflow (that no worker runs) in Temporal. */
export async function leaveData(stack: Addresses, mark: string): Promise<void> {
  await withDatabase(stack, async (client) => {
    await client.query('CREATE TABLE IF NOT EXISTS marks (mark text PRIMARY KEY)');
    await client.query('INSERT INTO marks VALUES ($1)', [mark]);
  });
  await withTemporal(stack, async (client) => {
    await client.workflow.start('nobody-runs-this', { workflowId: mark, taskQueue: 'none' });
  });
}

/** The marks that are in both. */
export async function readData(stack: Addresses): Promise<string[]> {
  const marks = await withDatabase(stack, async (client) => {
    const { rows } = await client.query<{ mark: string }>('SELECT mark FROM marks ORDER BY mark');
    return rows.map((row) => row.mark);
  });
  return withTemporal(stack, async (client) => {
    const running: string[] = [];
    for (const mark of marks) {
      const { status } = await client.workflow.getHandle(mark).describe();
      if (status.name === 'RUNNING') running.push(mark);
    }
    return running;
  });
}

async function withDatabase<T>(stack: Addresses, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: stack.databaseUrl });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

async function withTemporal<T>(stack: Addresses, use: (client: TemporalClient) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: stack.temporalAddress });
  try {
    return await use(new TemporalClient({ connection }));
  } finally {
    await connection.close();
  }
}

const Up = z.object({
  pid: z.number(),
  milliseconds: z.number(),
  temporalAddress: z.string(),
  uiAddress: z.string(),
  databaseUrl: z.string(),
  embedded: z.object({ temporal: z.object({ pid: z.number() }), postgres: z.object({ pid: z.number() }) }),
});
export type Up = z.infer<typeof Up>;

export interface StackProcess {
  up: Up;
  child: ChildProcess;
  /** Everything it printed so far. */
  output(): string;
  /** Resolves with the exit code, or null after a signal. */
  exit: Promise<number | null>;
}

/** Runs stack-process.ts and waits until its stack is up. @throws Error with its output when it ends before */
export async function runStackProcess(
  environment: Record<string, string>,
  project = projectRoot,
): Promise<StackProcess> {
  const register = join(project, 'test', 'support', 'run-typescript.js');
  const child = spawn(process.execPath, ['-r', register, join(project, 'test', 'platform', 'stack-process.ts')], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that a test can send a signal to all of it, as a terminal does.
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  }
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  const up = new Promise<Up>((resolve) => {
    child.stdout.on('data', () => {
      const line = output.split('\n').find((text) => text.startsWith('{') && text.endsWith('}'));
      if (line) resolve(Up.parse(JSON.parse(line)));
    });
  });
  const failed = exit.then((code) => {
    throw new Error(`The stack process ended with ${code}: ${output}`);
  });
  failed.catch(() => {
    // Told through the race below, or the process was ended by the test.
  });
  return { up: await Promise.race([up, failed]), child, exit, output: () => output };
}

export const runs = (pid: number): boolean => commandLine(pid) !== undefined;

/** @throws Error when it has not come true in time */
export async function until(what: string, condition: () => boolean | Promise<boolean>, limit = 15_000): Promise<void> {
  const deadline = Date.now() + limit;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not within ${limit} ms: ${what}`);
    await pause(50);
  }
}
