/**
 * A whole installation in one process: servers (embedded where none are configured), database schema, search attributes,
 * local accounts, workers and a client. `npm start` and the demo are this, with something on top.
 */
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { ClockRules } from '../../activities/clocks/contract';
import { AdjutantClient, registerSearchAttributes } from '../../client/sdk';
import { FolderBlobStore } from '../../platform/blobs/store';
import { encryptedDataConverter } from '../../platform/codec/data-converter';
import { preparePayloadKeys } from '../../platform/codec/payload-keys';
import type { Configuration } from '../../platform/config/configuration';
import type { Log } from '../../platform/config/log';
import { connectDatabase, type Database } from '../../platform/database/client';
import { migrateDatabase } from '../../platform/database/migrate';
import { choosePort } from '../../platform/local/ports';
import { type LocalStack, startLocalStack } from '../../platform/local/stack';
import { projectFile } from '../../platform/paths';
import { type ClaimPace, taskQueues } from '../../workflows/claims/contract';
import { buildCapabilities } from '../capabilities';
import { showClaims } from '../claim-metrics';
import { startWorkers, workflowBundle } from '../claims-worker';
import { showClocksAtRisk } from '../clock-metrics';
import { dataFolders } from '../data-folders';
import { takeInProductWordings } from '../knowledge';
import { ensureSchedules } from '../schedules';
import { startTelemetry } from '../telemetry';
import { localTokens } from './accounts';

export interface Installation {
  stack: LocalStack;
  client: AdjutantClient;
  database: Database;
  blobs: FolderBlobStore;
  clockRules: ClockRules;
  /** Access tokens of the local accounts, by user. */
  tokens: Record<string, string>;
  /** Address of `/metrics`; null where its port could not be had. */
  metricsAddress: string | null;
  /** Rejects when a worker fails for good. */
  workersDone: Promise<void>;
  /** Drain the workers, then stop what was started here. */
  stop(): Promise<void>;
}

export interface InstallationInput {
  configuration: Configuration;
  log: Log;
  pace?: ClaimPace;
  documentReaders?: number;
  /** Use the servers of an installation that is already running in this home. */
  attach?: boolean;
  /** Where Temporal's web UI has payloads decrypted. */
  codecEndpoint?: string;
  /** Least severe message of the workers that is shown; WARN by default. */
  workerLog?: 'WARN' | 'ERROR';
}

/** Bring everything up. @throws with a message that says what to do when a part cannot be had */
export async function startInstallation({
  configuration,
  log,
  pace,
  documentReaders = 2,
  attach = false,
  codecEndpoint,
  workerLog = 'WARN',
}: InstallationInput): Promise<Installation> {
  Runtime.install({ logger: new DefaultLogger(workerLog), shutdownSignals: [] });
  const bundling = workflowBundle();
  bundling.catch(() => {});
  const stack = await startLocalStack({
    configuration,
    log,
    attach,
    ...(codecEndpoint === undefined ? {} : { codecEndpoint }),
  });
  const undo: (() => Promise<unknown>)[] = [() => stack.stop()];
  try {
    await migrateDatabase(stack.databaseUrl);
    const database = connectDatabase(stack.databaseUrl, 20);
    undo.unshift(() => database.$client.end());
    const connectionOptions = configuration.temporal.embedded ? undefined : configuration.temporal.connectionOptions;
    const connection = await Connection.connect({ ...connectionOptions, address: stack.temporalAddress });
    undo.unshift(() => connection.close());
    await registerSearchAttributes(connection, stack.namespace);

    const telemetry = await startTelemetry({
      port: await choosePort(configuration.ports.metrics, new Set()),
      onProblem: (problem) => log.warn(problem instanceof Error ? problem.message : String(problem)),
    });
    undo.unshift(() => telemetry.close());
    const dataConverter = encryptedDataConverter(await preparePayloadKeys(configuration));
    const blobs = new FolderBlobStore(dataFolders(configuration.home).blobs);
    const tokens = await localTokens(database, configuration);
    const onProblem = (error: unknown) =>
      log.warn(`In the background: ${error instanceof Error ? error.message : String(error)}`);
    const capabilities = await buildCapabilities({
      configuration,
      database,
      blobs,
      readers: documentReaders,
      log,
      metrics: telemetry.registry,
      onProblem,
    });
    undo.unshift(() => capabilities.close());
    const { registry } = telemetry;
    const { clockRules } = capabilities;
    showClaims({ registry, database, tenant: configuration.tenant, onProblem });
    showClocksAtRisk({ registry, database, tenant: configuration.tenant, rules: clockRules, onProblem });
    await takeInProductWordings(capabilities.wordings, configuration.tenant, projectFile('config', 'products'), log);
    const workers = await startWorkers({
      temporalAddress: stack.temporalAddress,
      namespace: stack.namespace,
      ...(connectionOptions === undefined ? {} : { connectionOptions }),
      dataConverter,
      capabilities,
      documentConcurrency: documentReaders,
      workflowBundle: await bundling,
    });
    undo.unshift(() => workers.stop());
    const temporal = new Client({ connection, namespace: stack.namespace, dataConverter });
    await ensureSchedules(temporal, taskQueues());
    const client = new AdjutantClient({
      temporal,
      database,
      blobs,
      tenant: configuration.tenant,
      ...(tokens['service-1'] === undefined ? {} : { token: tokens['service-1'] }),
      ...(pace === undefined ? {} : { pace }),
    });
    const { metricsAddress } = telemetry;
    return {
      stack,
      client,
      database,
      blobs,
      clockRules,
      tokens,
      metricsAddress,
      workersDone: workers.done,
      stop: () => runAll(undo),
    };
  } catch (error) {
    await runAll(undo).catch(() => {});
    throw error;
  }
}

/** One after the other; a failure of one does not keep the next from running. */
async function runAll(steps: (() => Promise<unknown>)[]): Promise<void> {
  let failure: unknown;
  for (const step of steps) await step().catch((error: unknown) => (failure ??= error));
  if (failure !== undefined) throw failure;
}
