/** What a running stack leaves in its home folder for others to find: addresses, pids, ports. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { startMark } from './processes';

const EmbeddedServer = z.object({ pid: z.number().int(), port: z.number().int(), logFile: z.string() });

/** A stack that runs. `databaseUrl` holds the password: the file is readable by its owner only. */
export const RunningStack = z.object({
  pid: z.number().int(),
  /** With the pid, names one process. */
  startMark: z.string(),
  startedAt: z.iso.datetime(),
  temporalAddress: z.string(),
  namespace: z.string(),
  uiAddress: z.string().optional(),
  databaseUrl: z.string(),
  embedded: z.object({ temporal: EmbeddedServer.optional(), postgres: EmbeddedServer.optional() }),
});
export type RunningStack = z.infer<typeof RunningStack>;

const RememberedPort = z.object({ wished: z.number().int(), given: z.number().int() });
const RememberedPorts = z.object({
  temporal: RememberedPort.optional(),
  temporalUi: RememberedPort.optional(),
  postgres: RememberedPort.optional(),
});
export type RememberedPorts = z.infer<typeof RememberedPorts>;

/** Folder of locks, pids and addresses inside a home. */
export function runFolder(home: string): string {
  return join(home, 'run');
}

/**
 * The stack that runs on this home, for clients (command line, SDK, tests).
 *
 * @returns undefined when none runs, or when its process was killed and has left its servers behind (the next start takes them over)
 */
export async function readRunningStack(home: string): Promise<RunningStack | undefined> {
  const stack = await readRecord(join(runFolder(home), 'stack.json'), RunningStack);
  return stack && startMark(stack.pid) === stack.startMark ? stack : undefined;
}

export async function writeRunningStack(home: string, stack: RunningStack): Promise<void> {
  await writePrivate(join(runFolder(home), 'stack.json'), JSON.stringify(stack, null, 2));
}

export async function removeRunningStack(home: string): Promise<void> {
  await rm(join(runFolder(home), 'stack.json'), { force: true });
}

/** Ports of last time, so that addresses stay the same. */
export async function readPorts(home: string): Promise<RememberedPorts> {
  return (await readRecord(join(home, 'ports.json'), RememberedPorts)) ?? {};
}

export async function writePorts(home: string, ports: RememberedPorts): Promise<void> {
  await writePrivate(join(home, 'ports.json'), JSON.stringify(ports, null, 2));
}

/** Whole or not at all, mode 0600. */
export async function writePrivate(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, text, { mode: 0o600, flag: 'wx' });
  await rename(temporary, path);
}

/**
 * The folders of a home. Other users may pass through (an embedded PostgreSQL may run as one) but not look in.
 * @returns the home by its real path, which is how its servers are found again
 */
export async function prepareHome(path: string): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o711 });
  const home = await realpath(path);
  await mkdir(runFolder(home), { recursive: true, mode: 0o700 });
  await mkdir(join(home, 'logs'), { recursive: true, mode: 0o700 });
  return home;
}

async function readRecord<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // Absent, or written by another version: as if there were none.
    return undefined;
  }
}
