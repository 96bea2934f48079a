/**
 * The stack of one installation: Temporal and PostgreSQL, embedded unless the configuration says where they are.
 *
 * The servers are processes of their own. They survive our sudden death, and the next start on the same home takes them over;
 * `stop()` ends them in order. While we live, a server that dies is started again on the same port.
 */
import type { Configuration } from '../config/configuration';
import { type Log, silentLog } from '../config/log';
import { type HomeLock, lockHome } from './home-lock';
import { type EmbeddedServer, type Part, type PartContext, startPostgresPart, startTemporalPart } from './parts';
import { pause, startMark } from './processes';
import {
  prepareHome,
  type RunningStack,
  readPorts,
  readRunningStack,
  removeRunningStack,
  runFolder,
  writePorts,
  writeRunningStack,
} from './running';

export interface StackOptions {
  /** Default: the configuration's home. */
  home?: string;
  configuration: Configuration;
  log?: Log;
  /** When a stack already runs on this home, use it instead of throwing. */
  attach?: boolean;
  /** Where the web UI of the embedded Temporal has payloads decrypted; it shows them encrypted without. */
  codecEndpoint?: string;
  /** For the Temporal binary (`TEMPORAL_CLI`, `PATH`, `ADJUTANT_CACHE`). */
  environment?: NodeJS.ProcessEnv;
}

export type { EmbeddedServer } from './parts';

export interface LocalStack {
  /** host:port */
  temporalAddress: string;
  namespace: string;
  /** Web UI of the embedded Temporal server. */
  uiAddress?: string;
  /** With password: not for logs. */
  databaseUrl: string;
  embedded: { temporal?: EmbeddedServer; postgres?: EmbeddedServer };
  /** It was running before and belongs to another process: `stop()` leaves it alone. */
  attached: boolean;
  /** End the embedded servers that this call started or took over. May be called again. */
  stop(): Promise<void>;
}

/** Another process runs this home. */
export class AlreadyRunning extends Error {
  readonly code = 'already-running';
  constructor(
    readonly home: string,
    readonly running: RunningStack | undefined,
  ) {
    const ui = running?.uiAddress ? `, UI ${running.uiAddress}` : '';
    const who = running ? `pid ${running.pid}, Temporal ${running.temporalAddress}${ui}` : 'it is starting or stopping';
    super(`Adjutant is already running on ${home} (${who}). Stop it first, or set ADJUTANT_HOME to another folder.`);
    this.name = 'AlreadyRunning';
  }
}

/** How long `attach` waits for a stack that is just starting or stopping (ms). */
const ATTACH_LIMIT = 60_000;

/**
 * Bring up what the configuration does not bring.
 *
 * @throws AlreadyRunning when another process runs this home and `attach` is not set
 * @throws Error when a server cannot be started; what was started before is then stopped
 */
export async function startLocalStack(options: StackOptions): Promise<LocalStack> {
  const { configuration } = options;
  const log = options.log ?? silentLog;
  if (!configuration.temporal.embedded && !configuration.database.embedded) {
    return {
      temporalAddress: configuration.temporal.address,
      namespace: configuration.temporal.namespace,
      databaseUrl: configuration.database.url,
      embedded: {},
      attached: false,
      stop: async () => {},
    };
  }
  const home = await prepareHome(options.home ?? configuration.home);
  const deadline = Date.now() + ATTACH_LIMIT;
  for (;;) {
    const lock = lockHome(runFolder(home));
    if (lock) return await startLocked(options, home, log, lock);
    const running = await readRunningStack(home);
    if (running && options.attach) return attachedTo(running);
    if (!options.attach || Date.now() > deadline) throw new AlreadyRunning(home, running);
    await pause(100);
  }
}

/** A running stack of another process, as a LocalStack. */
function attachedTo(running: RunningStack): LocalStack {
  const { temporalAddress, namespace, uiAddress, databaseUrl, embedded } = running;
  return { temporalAddress, namespace, uiAddress, databaseUrl, embedded, attached: true, stop: async () => {} };
}

interface Parts {
  temporal?: Part & { uiPort: number };
  postgres?: Part & { url: string };
}

async function startLocked(options: StackOptions, home: string, log: Log, lock: HomeLock): Promise<LocalStack> {
  let publish = async (): Promise<void> => {};
  const onChange = () => {
    publish().catch((problem: unknown) => log.warn(`The state file could not be written: ${String(problem)}`));
  };
  const parts: Parts = {};
  try {
    await startParts(parts, options, home, log, onChange);
    const stack = assemble(options.configuration, parts);
    const startedAt = new Date().toISOString();
    publish = () => writeRunningStack(home, describeStack(stack, startedAt));
    await publish();
    let stopped: Promise<void> | undefined;
    stack.stop = () => {
      publish = async () => {};
      stopped ??= stopLocked(parts, home, lock);
      return stopped;
    };
    return stack;
  } catch (problem) {
    await stopLocked(parts, home, lock).catch((second: unknown) => log.warn(String(second)));
    throw problem;
  }
}

/** Both side by side; what could be started is in `parts` even when the other one failed. */
async function startParts(
  parts: Parts,
  options: StackOptions,
  home: string,
  log: Log,
  onChange: () => void,
): Promise<void> {
  const { temporal, database, ports } = options.configuration;
  const remembered = await readPorts(home);
  const environment = options.environment ?? process.env;
  const { codecEndpoint } = options;
  const context: PartContext = { home, wished: ports, remembered, codecEndpoint, environment, log, onChange };
  const outcomes = await Promise.allSettled([
    temporal.embedded ? startTemporalPart(context, temporal.namespace) : undefined,
    database.embedded ? startPostgresPart(context) : undefined,
  ]);
  const [first, second] = outcomes;
  if (first.status === 'fulfilled') parts.temporal = first.value;
  if (second.status === 'fulfilled') parts.postgres = second.value;
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  await writePorts(home, { ...remembered, ...parts.temporal?.ports, ...parts.postgres?.ports });
}

async function stopLocked(parts: Parts, home: string, lock: HomeLock): Promise<void> {
  try {
    const outcomes = await Promise.allSettled([parts.temporal?.supervisor.stop(), parts.postgres?.supervisor.stop()]);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  } finally {
    await removeRunningStack(home);
    lock.release();
  }
}

function assemble({ temporal, database }: Configuration, parts: Parts): LocalStack {
  return {
    temporalAddress: temporal.embedded ? `127.0.0.1:${parts.temporal?.server.port}` : temporal.address,
    namespace: temporal.namespace,
    uiAddress: parts.temporal ? `http://127.0.0.1:${parts.temporal.uiPort}` : undefined,
    databaseUrl: database.embedded ? (parts.postgres?.url ?? '') : database.url,
    embedded: { temporal: parts.temporal?.server, postgres: parts.postgres?.server },
    attached: false,
    stop: async () => {},
  };
}

function describeStack(stack: LocalStack, startedAt: string): RunningStack {
  const plain = (server: EmbeddedServer | undefined) =>
    server && { pid: server.pid, port: server.port, logFile: server.logFile };
  return {
    pid: process.pid,
    startMark: startMark(process.pid) ?? '',
    startedAt,
    temporalAddress: stack.temporalAddress,
    namespace: stack.namespace,
    uiAddress: stack.uiAddress,
    databaseUrl: stack.databaseUrl,
    embedded: { temporal: plain(stack.embedded.temporal), postgres: plain(stack.embedded.postgres) },
  };
}
