/**
 * Composition of the claims workers: the only place that knows the concrete class behind each contract.
 *
 * Two task queues: `adjutant-claims` (workflows, rules, ledger, payments, letters) and `adjutant-documents` (reading
 * files: slow and heavy). In production they may run in processes of their own (`parts`).
 */
import { existsSync } from 'node:fs';
import type { DataConverter } from '@temporalio/common';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Worker,
  type WorkflowBundleOption,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { FAILURE_CONVERTER_PATH } from '../platform/codec/data-converter';
import { projectFile } from '../platform/paths';
import { type TaskQueues, taskQueues } from '../workflows/claims/contract';
import type { Capabilities } from './capabilities';

export interface WorkersInput {
  temporalAddress: string;
  namespace: string;
  connectionOptions?: Parameters<typeof NativeConnection.connect>[0];
  /** The same as that of every client (`platform/codec`). */
  dataConverter: DataConverter;
  capabilities: Capabilities;
  /** Which work this process does; all of it by default. */
  parts?: ('claims' | 'documents')[];
  /** Reads this many files at once. */
  documentConcurrency?: number;
  workflowBundle?: WorkflowBundleOption;
  queues?: TaskQueues;
}

export interface RunningWorkers {
  /** Resolves when all workers have stopped; rejects when one fails. */
  done: Promise<void>;
  /** Stop polling, let activities finish, close the connection. */
  stop(): Promise<void>;
}

/** The workflow code in one bundle: prebuilt by `npm run build` where present, else made now (about two seconds). */
export async function workflowBundle(): Promise<WorkflowBundleOption> {
  const prebuilt = projectFile('dist', 'workflow-bundle.js');
  if (existsSync(prebuilt)) return { codePath: prebuilt };
  return bundleWorkflows('WARN');
}

/** The workflow code of these sources, with the failure converter that belongs to the codec. */
export function bundleWorkflows(level: 'WARN' | 'ERROR'): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    workflowsPath: require.resolve('../workflows'),
    failureConverterPath: FAILURE_CONVERTER_PATH,
    logger: new DefaultLogger(level),
  });
}

/** Start workers and poll until stopped. @throws when Temporal cannot be reached or refuses the workers */
export async function startWorkers(input: WorkersInput): Promise<RunningWorkers> {
  const queues = input.queues ?? taskQueues();
  const parts = input.parts ?? ['claims', 'documents'];
  const connection = await NativeConnection.connect({ ...input.connectionOptions, address: input.temporalAddress });
  const workers: Worker[] = [];
  try {
    if (parts.includes('claims')) {
      workers.push(
        await Worker.create({
          connection,
          namespace: input.namespace,
          taskQueue: queues.claims,
          dataConverter: input.dataConverter,
          workflowBundle: input.workflowBundle ?? (await workflowBundle()),
          activities: input.capabilities.claims,
          // After a worker dies, its claims go to another one after this long instead of ten seconds.
          stickyQueueScheduleToStartTimeout: '1 second',
          maxCachedWorkflows: 500,
          shutdownGraceTime: '10 seconds',
          shutdownForceTime: '20 seconds',
        }),
      );
    }
    if (parts.includes('documents')) {
      workers.push(
        await Worker.create({
          connection,
          namespace: input.namespace,
          taskQueue: queues.documents,
          dataConverter: input.dataConverter,
          activities: input.capabilities.documents,
          maxConcurrentActivityTaskExecutions: input.documentConcurrency ?? 4,
          maxHeartbeatThrottleInterval: '2 seconds',
          defaultHeartbeatThrottleInterval: '2 seconds',
          shutdownGraceTime: '10 seconds',
          shutdownForceTime: '20 seconds',
        }),
      );
    }
  } catch (error) {
    await connection.close();
    throw error;
  }
  const done = Promise.all(workers.map((worker) => worker.run()))
    .then(() => {})
    .finally(() => connection.close());
  // Callers await `done` themselves; this keeps a failure before that from ending the process.
  done.catch(() => {});
  return {
    done,
    stop: async () => {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await done;
    },
  };
}
