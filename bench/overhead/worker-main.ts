/**
 * The worker process: Adjutant's workers exactly as an installation starts them, and beside them one plain worker for the
 * bare workflows. All use the very same activity functions, pools and reading processes.
 */
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { FolderBlobStore } from '../../platform/blobs/store';
import { dataConverterOf } from '../../platform/codec/data-converter';
import { loadConfiguration } from '../../platform/config/configuration';
import { connectDatabase } from '../../platform/database/client';
import { buildCapabilities } from '../../workers/capabilities';
import { startWorkers } from '../../workers/claims-worker';
import { dataFolders } from '../../workers/data-folders';
import { processorTimeOfDescendants } from '../processor-time';
import { Stopwatch } from './stopwatch';
import { benchActivities } from './trivial-bodies';
import { BARE_QUEUE } from './variants';
import type { WorkerAnswers, WorkerQuestion, WorkerSettings } from './worker-messages';

const stopwatch = new Stopwatch();
let stopWorkers: () => Promise<void> = async () => {};

async function start(settings: WorkerSettings): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
  const { temporalAddress, namespace, readers } = settings;
  const configuration = loadConfiguration({ ADJUTANT_HOME: settings.home });
  const database = connectDatabase(settings.databaseUrl, 20);
  const capabilities = await buildCapabilities({
    configuration,
    database,
    blobs: new FolderBlobStore(dataFolders(settings.home).blobs),
    readers,
    onProblem: (error) => console.warn(`The ledger: ${String(error)}`),
  });
  const claims = benchActivities(capabilities.claims, stopwatch);
  const documents = benchActivities(capabilities.documents, stopwatch);

  const adjutant = await startWorkers({
    temporalAddress,
    namespace,
    dataConverter: dataConverterOf(configuration),
    capabilities: { ...capabilities, claims, documents },
    documentConcurrency: readers,
  });
  const connection = await NativeConnection.connect({ address: temporalAddress });
  const bare = await Worker.create({
    connection,
    namespace,
    taskQueue: BARE_QUEUE,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: require.resolve('./bare-workflow'),
      logger: new DefaultLogger('WARN'),
    }),
    activities: { ...claims, ...documents },
  });
  const bareDone = bare.run();
  const failed = (error: unknown) => {
    console.error(error);
    process.exit(1);
  };
  bareDone.catch(failed);
  adjutant.done.catch(failed);

  stopWorkers = async () => {
    bare.shutdown();
    await Promise.all([adjutant.stop(), bareDone]);
    await connection.close();
    await capabilities.close();
    await database.$client.end();
  };
}

async function answer(question: WorkerQuestion): Promise<WorkerAnswers[WorkerQuestion['ask']]> {
  switch (question.ask) {
    case 'start':
      await start(question.settings);
      return null;
    case 'processor-time': {
      const { user, system } = process.cpuUsage();
      return { workerMs: (user + system) / 1000, readersMs: processorTimeOfDescendants(process.pid) };
    }
    case 'runs':
      return stopwatch.take(question.claim);
    case 'stop':
      await stopWorkers();
      return null;
  }
}

process.on('message', ({ id, question }: { id: number; question: WorkerQuestion }) => {
  answer(question).then(
    (result) => process.send?.({ id, result }),
    (error: unknown) =>
      process.send?.({ id, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
// The measuring process is gone: nobody needs this one.
process.on('disconnect', () => process.exit(1));
