/** Reservations of lost workers are ended by the clock: one schedule however many workers start, run by Temporal. */
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createModelActivities } from '../../activities/models/activities';
import { ensureSchedules, sweepScheduleId } from '../../workers/schedules';
import { taskQueues } from '../../workflows/claims/contract';
import { createTestDatabase } from '../support/database';
import { testTemporal } from '../support/temporal';
import { until } from '../support/until';
import { attemptRows, buildGateway, examplePolicy, expectBooksToAgree, question } from './support/gateway-parts';
import { ScriptedProvider } from './support/scripted-provider';

Runtime.install({ logger: new DefaultLogger('ERROR') });
jest.setTimeout(60_000);

test('two workers start: one schedule; it settles a lost reservation at its maximum', async () => {
  const { address, namespace } = testTemporal();
  const queues = taskQueues(`test-${randomUUID().slice(0, 8)}`);
  const db = await createTestDatabase();
  const provider = new ScriptedProvider();
  const bench = await buildGateway(db.database, examplePolicy(await provider.start()), { leaseMs: 600 });
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  const client = new Client({ connection, namespace });
  const worker = await Worker.create({
    connection: native,
    namespace,
    taskQueue: queues.claims,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: require.resolve('../../workflows'),
      logger: new DefaultLogger('ERROR'),
    }),
    activities: createModelActivities({ database: db.database, blobs: bench.blobs, gateway: bench.gateway }),
  });
  const running = worker.run();
  const schedule = client.schedule.getHandle(sweepScheduleId(queues));
  try {
    await Promise.all([ensureSchedules(client, queues), ensureSchedules(client, queues)]);
    await schedule.pause('a person looks at something');
    await ensureSchedules(client, queues);
    const described = await schedule.describe();
    expect(described.state.paused).toBe(true);
    expect(described.spec.intervals?.[0]?.every).toBe(60_000);
    expect(described.action).toMatchObject({ workflowType: 'sweepModels', taskQueue: queues.claims });

    // A worker that was lost after it had reserved: its row is open, and nobody prolongs it.
    await bench.gateway.run(question());
    await db.database.$client.query(
      `UPDATE model_attempts SET status = 'open', settled_nano = NULL, lease_until = now() - interval '1 second'`,
    );
    await db.database.$client.query(
      `UPDATE model_budgets b SET settled_nano = 0, reserved_nano = (SELECT reserved_nano FROM model_attempts)`,
    );
    await schedule.trigger();
    await until('the sweep', async () => (await attemptRows(db.database)).every(({ status }) => status === 'unknown'));
    const [row] = await attemptRows(db.database);
    expect(row!.settled).toBe(row!.reserved);
    await expectBooksToAgree(db.database);
  } finally {
    await schedule.delete();
    worker.shutdown();
    await running;
    await native.close();
    await connection.close();
    await bench.close();
    await provider.stop();
    await db.close();
  }
});

test('a schedule of an earlier release is brought up to date and stays paused; one as wanted is not written', async () => {
  const { address, namespace } = testTemporal();
  const queues = taskQueues(`test-${randomUUID().slice(0, 8)}`);
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  const schedule = client.schedule.getHandle(sweepScheduleId(queues));
  await client.schedule.create({
    scheduleId: schedule.scheduleId,
    spec: { intervals: [{ every: '1 hour' }] },
    action: { type: 'startWorkflow', workflowType: 'sweepModels', taskQueue: 'elsewhere', args: [] },
    state: { paused: true, note: 'a person looks at something' },
  });
  try {
    await ensureSchedules(client, queues);
    const { raw, ...updated } = await schedule.describe();
    expect(updated.state).toMatchObject({ paused: true, note: 'a person looks at something' });
    expect(updated.spec.intervals?.[0]?.every).toBe(60_000);
    expect(updated.action.taskQueue).toBe(queues.claims);

    await ensureSchedules(client, queues);
    const again = await schedule.describe();
    expect(again.raw.conflictToken).toEqual(raw.conflictToken);
  } finally {
    await schedule.delete();
    await connection.close();
  }
});
