/** What operators may do to a process in an emergency: reset it, or end it and take it up again. Nothing is paid, sent or asked twice. */
import { scenarioNamed } from '../../examples/generator';
import { type Insurer, ProcessWorld } from '../examples/process';
import { until } from '../support/until';

jest.setTimeout(150_000);

let world: ProcessWorld;
beforeAll(async () => {
  world = await ProcessWorld.start();
});
afterAll(() => world?.close());

async function outside({ tenant }: Insurer) {
  const { $client } = world.database;
  const payments = await $client.query('SELECT key, status FROM payments WHERE tenant = $1', [tenant]);
  const booked = await $client.query('SELECT key FROM simulated_bank WHERE key LIKE $1', [`payment/${tenant}/%`]);
  const letters = await $client.query('SELECT key, status FROM letters WHERE tenant = $1 ORDER BY key', [tenant]);
  return { payments: payments.rows, booked: booked.rows, letters: letters.rows };
}

test('a closed claim whose process is reset to its beginning comes to the same end: one payment, the same letters', async () => {
  const insurer = await world.insurer();
  const closed = await world.take(insurer, await world.changed(scenarioNamed('02')));
  const { claimNumber } = closed.claim;
  const before = await outside(insurer);
  expect(before).toMatchObject({ payments: [{ status: 'accepted' }], booked: [{}] });

  await world.reset(closed.workflowId, 'first');
  await until(
    'the reset run to end',
    async () => {
      // The decision comes again with the reset; where reading takes longer than it waits, the person is asked once more.
      const [task] = await insurer.client.reviews.list({ claimNumber });
      if (task !== undefined)
        await insurer.client
          .as(insurer.tokens['adjuster-1']!)
          .reviews.decide(task.taskId, { action: 'approve', reasonCode: 'as-proposed' })
          .catch(() => {});
      return (await world.statusOf(closed.workflowId)) === 'COMPLETED';
    },
    60_000,
  );
  expect(await outside(insurer)).toEqual(before);
  const again = await insurer.client.claims.show(claimNumber);
  expect(again).toMatchObject({ outcome: 'paid', paidMinor: closed.paidMinor, decidedBy: ['adjuster-1'] });
  expect(await insurer.client.reviews.list({ claimNumber })).toEqual([]);
  expect((await insurer.client.administration.verifyLedger()).ok).toBe(true);
});

test('a process that was terminated while a person was asked is taken up again by a reset, and its task can be decided', async () => {
  const insurer = await world.insurer();
  const open = await world.takeToReview(insurer, await world.changed(scenarioNamed('02')));
  const { claimNumber } = open.claim;
  const [task] = await insurer.client.reviews.list({ claimNumber });
  const decide = () =>
    insurer.client
      .as(insurer.tokens['adjuster-1']!)
      .reviews.decide(task!.taskId, { action: 'approve', reasonCode: 'as-proposed' });
  await world.terminate(open.workflowId);
  await expect(decide()).rejects.toMatchObject({ code: 'claim-closed' });

  await world.reset(open.workflowId, 'last');
  expect(await decide()).toMatchObject({ accepted: true });
  await until(
    'the claim to close',
    async () => (await insurer.client.claims.show(claimNumber)).status === 'closed',
    60_000,
  );
  expect(await insurer.client.claims.show(claimNumber)).toMatchObject({ outcome: 'paid', paidMinor: 4_247_13 });
  expect((await outside(insurer)).booked).toHaveLength(1);
});
