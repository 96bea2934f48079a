/** How the Temporal development server is started, and when it is ready. */
import { Connection } from '@temporalio/client';

export interface DevelopmentServerSettings {
  port: number;
  /** Without it there is no web UI. */
  uiPort?: number;
  /** Where its web UI has payloads decrypted. */
  codecEndpoint?: string | undefined;
  /** SQLite file; without it everything is kept in memory. */
  databaseFile?: string;
  /** Made beside `default` when it is another one. */
  namespace?: string;
  /** Name → type (`Keyword`, `Int`, `Datetime` …), registered at the start. */
  searchAttributes?: Readonly<Record<string, string>>;
}

/**
 * Limits of the server that are meant for shared clusters, raised for one machine with one user.
 * `namespaceCount` is the number of long polls and waiting updates at once.
 */
const DYNAMIC_CONFIGURATION: Readonly<Record<string, string>> = {
  'frontend.namespaceRPS': '20000',
  'frontend.namespaceRPS.visibility': '1000',
  'frontend.namespaceCount': '10000',
  'frontend.rps': '20000',
  'system.enableActivityEagerExecution': 'true',
  'history.transferProcessorMaxPollRPS': '1000',
  'history.timerProcessorMaxPollRPS': '1000',
  'history.visibilityProcessorMaxPollRPS': '1000',
};

/** Arguments of the Temporal CLI. Everything listens on 127.0.0.1 only. */
export function developmentServerArguments(settings: DevelopmentServerSettings): string[] {
  const flags = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(settings.port), '--log-level', 'warn'];
  if (settings.uiPort === undefined) flags.push('--headless');
  else flags.push('--ui-ip', '127.0.0.1', '--ui-port', String(settings.uiPort), '--ui-disable-news-fetch');
  if (settings.uiPort !== undefined && settings.codecEndpoint !== undefined)
    flags.push('--ui-codec-endpoint', settings.codecEndpoint);
  if (settings.databaseFile) {
    flags.push('--db-filename', settings.databaseFile);
    flags.push('--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL');
  }
  if (settings.namespace && settings.namespace !== 'default') flags.push('--namespace', settings.namespace);
  for (const [key, value] of Object.entries(DYNAMIC_CONFIGURATION))
    flags.push('--dynamic-config-value', `${key}=${value}`);
  for (const [name, type] of Object.entries(settings.searchAttributes ?? {})) {
    flags.push('--search-attribute', `${name}=${type}`);
  }
  return flags;
}

/**
 * Wait until the server answers for its namespace.
 *
 * @param timeLimit milliseconds
 * @param gaveUp polled between attempts: a text ends the waiting with that reason (the process has exited)
 * @throws Error when it does not answer in time
 */
export async function waitForTemporal(
  address: string,
  timeLimit: number,
  gaveUp: () => string | undefined = () => undefined,
  namespace = 'default',
): Promise<void> {
  const deadline = Date.now() + timeLimit;
  let last = 'no answer';
  while (Date.now() < deadline) {
    const reason = gaveUp();
    if (reason) throw new Error(`The Temporal server at ${address} did not start: ${reason}`);
    try {
      const connection = await Connection.connect({ address, connectTimeout: 1_000 });
      try {
        await connection.withDeadline(Date.now() + 2_000, () =>
          connection.workflowService.describeNamespace({ namespace }),
        );
        return;
      } finally {
        await connection.close();
      }
    } catch (problem) {
      last = problem instanceof Error ? problem.message : String(problem);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The Temporal server at ${address} did not answer within ${timeLimit} ms: ${last}`);
}
