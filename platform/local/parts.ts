/** The two embedded servers as parts of a stack: taken over or started, on a port that is free, and supervised. */
import type { Ports } from '../config/configuration';
import type { Log } from '../config/log';
import { choosePort, isFree } from './ports';
import { clusterUrl, POSTGRES_STOP, prepareCluster, startCluster, takeOverCluster } from './postgres';
import type { ServerProcess } from './processes';
import type { RememberedPorts } from './running';
import { type ServerPlan, Supervisor } from './supervisor';
import { prepareTemporal, startTemporal, TEMPORAL_STOP, takeOverTemporal } from './temporal-server';

export interface EmbeddedServer {
  /** Of the process that runs now; another one after it had to be started again. */
  readonly pid: number;
  readonly port: number;
  readonly logFile: string;
}

export interface Part {
  server: EmbeddedServer;
  supervisor: Supervisor;
  /** Ports as wished and as given. */
  ports: RememberedPorts;
}

export interface PartContext {
  home: string;
  wished: Ports;
  remembered: RememberedPorts;
  /** Where Temporal's web UI has payloads decrypted. */
  codecEndpoint: string | undefined;
  environment: NodeJS.ProcessEnv;
  log: Log;
  /** Told when a server was started again. */
  onChange(): void;
}

const START_TRIES = 3;

export async function startPostgresPart(context: PartContext): Promise<Part & { url: string }> {
  const { home, log } = context;
  const cluster = await prepareCluster(home, log);
  const last = lastPort(context, 'postgres');
  let server = await takeOverCluster(cluster, last, log);
  let port = last;
  if (!server) {
    [server, port] = await startOnFreePort('PostgreSQL', last, new Set(), log, async (free) => [
      await startCluster(cluster, free),
      free,
    ]);
  }
  const plan: ServerPlan = {
    name: 'PostgreSQL',
    port,
    stopSteps: POSTGRES_STOP,
    start: () => startCluster(cluster, port),
  };
  const supervisor = new Supervisor(plan, server, log, context.onChange);
  return {
    supervisor,
    server: embedded(supervisor, port, cluster.logFile),
    ports: { postgres: { wished: context.wished.postgres, given: port } },
    url: clusterUrl(cluster, port),
  };
}

export async function startTemporalPart(context: PartContext, namespace: string): Promise<Part & { uiPort: number }> {
  const { home, log, environment } = context;
  const temporal = await prepareTemporal(home, namespace, context.codecEndpoint, environment, log);
  let ports = { port: lastPort(context, 'temporal'), uiPort: lastPort(context, 'temporalUi') };
  let server = await takeOverTemporal(temporal, ports, log);
  if (!server) {
    const { port: wishedPort, uiPort: wishedUi } = ports;
    [server, ports] = await startOnFreePort('Temporal', wishedPort, new Set([wishedUi]), log, async (port) => {
      const uiPort = await choosePort(wishedUi, new Set([port]));
      if (uiPort !== wishedUi) log.info(moved("Temporal's web UI", wishedUi, uiPort));
      return [await startTemporal(temporal, { port, uiPort }), { port, uiPort }];
    });
  }
  const settled = ports;
  const plan: ServerPlan = {
    name: 'Temporal',
    port: settled.port,
    stopSteps: TEMPORAL_STOP,
    start: () => startTemporal(temporal, settled),
  };
  const supervisor = new Supervisor(plan, server, log, context.onChange);
  return {
    supervisor,
    server: embedded(supervisor, settled.port, temporal.logFile),
    ports: {
      temporal: { wished: context.wished.temporal, given: settled.port },
      temporalUi: { wished: context.wished.temporalUi, given: settled.uiPort },
    },
    uiPort: settled.uiPort,
  };
}

/** The port of last time, as long as the wish has not changed since. */
function lastPort(context: PartContext, name: 'temporal' | 'temporalUi' | 'postgres'): number {
  const wished = context.wished[name];
  const remembered = context.remembered[name];
  return remembered?.wished === wished ? remembered.given : wished;
}

/** A port can be lost between looking and listening, so a start that fails is tried on the next free one. */
async function startOnFreePort<Ports>(
  name: string,
  wished: number,
  reserved: ReadonlySet<number>,
  log: Log,
  start: (port: number) => Promise<[ServerProcess, Ports]>,
): Promise<[ServerProcess, Ports]> {
  for (let round = 1; ; round++) {
    const port = await choosePort(wished, reserved);
    if (port !== wished) log.info(moved(name, wished, port));
    try {
      return await start(port);
    } catch (problem) {
      if (round === START_TRIES || (await isFree(port))) throw problem;
    }
  }
}

function moved(name: string, wished: number, port: number): string {
  return `Port ${wished} is taken by another program: ${name} listens on ${port}.`;
}

function embedded(supervisor: Supervisor, port: number, logFile: string): EmbeddedServer {
  return {
    port,
    logFile,
    get pid() {
      return supervisor.pid;
    },
  };
}
