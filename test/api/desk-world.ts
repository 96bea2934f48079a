/** The HTTP API over a database of its own, with local accounts; with a worker on a Temporal namespace of its own where a test decides. */
import { Client, Connection } from '@temporalio/client';
import type { LightMyRequestResponse } from 'fastify';
import { createLocalUsers } from '../../activities/authority/directory';
import { ProcessPageImages } from '../../activities/documents/page-images';
import type { ApiServer } from '../../client/api/context';
import { DecisionOffer } from '../../client/api/decision-options';
import { type ApiParts, buildApi } from '../../client/api/server';
import { AdjutantClient, registerSearchAttributes } from '../../client/sdk';
import { FolderBlobStore } from '../../platform/blobs/store';
import { startHalfScriptedWorker } from '../cli/half-scripted-worker';
import { emptyHome, removeHomes } from '../cli/run-cli';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { testDataConverter } from '../support/payloads';
import { testTemporal } from '../support/temporal';
import { until } from '../support/until';

export interface DeskWorld {
  world: TestDatabase;
  client: AdjutantClient;
  api: ApiServer;
  home: string;
  /** Access tokens by user. */
  tokens: Record<string, string>;
  foreignTokens: Record<string, string>;
  call(method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, user: string, body?: object): Answer;
  /** A claim that waits for an adjuster. Needs the worker. */
  taskInReview(lossDate: string): Promise<{ taskId: string; claimNumber: string; evidenceHash: string }>;
  close(): Promise<void>;
}
type Answer = Promise<LightMyRequestResponse>;

export async function createDeskWorld({
  worker: withWorker = false,
  parts = () => ({}),
  authorityFile,
}: {
  worker?: boolean;
  /** Instead of config/authority.yaml. */
  authorityFile?: string;
  /** More parts of the API. */
  parts?: (world: { world: TestDatabase; client: AdjutantClient }) => Partial<ApiParts>;
} = {}): Promise<DeskWorld> {
  const { address } = testTemporal();
  const namespace = withWorker ? `desk-${process.pid}-${Date.now()}` : 'default';
  const connection = await Connection.connect({ address });
  const world = await createTestDatabase();
  const home = emptyHome();
  const client = new AdjutantClient({
    temporal: new Client({ connection, namespace, dataConverter: await testDataConverter(home) }),
    database: world.database,
    blobs: new FolderBlobStore(`${home}/blobs`),
    tenant: 'default',
  });
  const tokens = await createLocalUsers(world.database, 'default');
  const foreignTokens = await createLocalUsers(world.database, 'other');
  const worker = withWorker ? await startWorker(connection, address, namespace, world, home, authorityFile) : null;
  const api = await buildApi({
    client,
    database: world.database,
    place: { tenant: 'default', namespace, uiAddress: undefined },
    pageImages: new ProcessPageImages({ blobs: new FolderBlobStore(`${home}/blobs`) }),
    ...(authorityFile === undefined ? {} : { offer: new DecisionOffer(authorityFile) }),
    ...parts({ world, client }),
  });
  return {
    world,
    client,
    api,
    home,
    tokens,
    foreignTokens,
    call: (method, url, user, body) =>
      api.inject({
        method,
        url,
        headers: { authorization: `Bearer ${tokens[user]}` },
        ...(body === undefined ? {} : { payload: body }),
      }),
    taskInReview: async (lossDate) => {
      const { claimNumber } = await client.claims.submit({
        notice: {
          policyNumber: 'HC-1001',
          lossDate,
          causeOfLoss: 'burglary',
          description: 'The back door was forced.',
          lossLocation: 'IE',
          claimant: { name: 'Niamh Byrne', role: 'policyholder' },
        },
        files: [{ name: 'receipt.txt', content: Buffer.from(`Laptop ${lossDate} ${claimsMade++}`) }],
      });
      await until('a task', async () => (await client.reviews.list({ claimNumber })).length > 0);
      const [task] = await client.reviews.list({ claimNumber });
      if (task === undefined) throw new Error('no task');
      return { taskId: task.taskId, claimNumber, evidenceHash: task.evidenceHash };
    },
    close: async () => {
      await api.close();
      await worker?.stop();
      await connection.close();
      await world.close();
      removeHomes();
    },
  };
}

let claimsMade = 0;

async function startWorker(
  connection: Connection,
  address: string,
  namespace: string,
  { database }: TestDatabase,
  home: string,
  authorityFile?: string,
) {
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  // The server's parts learn of a new namespace one after the other.
  await until('the namespace', () =>
    connection.workflowService.listOpenWorkflowExecutions({ namespace, startTimeFilter: {} }).then(
      () => true,
      () => false,
    ),
  );
  await registerSearchAttributes(connection, namespace);
  return startHalfScriptedWorker(address, namespace, database, home, authorityFile);
}
