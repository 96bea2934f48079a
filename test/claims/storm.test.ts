/** Many messages at once, of people who decide and of systems that signal: each is answered or on record, however they meet in a worker. */
import { randomUUID } from 'node:crypto';
import { WorkflowNotFoundError } from '@temporalio/client';
import { scenarioNamed } from '../../examples/generator';
import { ProcessWorld } from '../examples/process';
import { until } from '../support/until';

jest.setTimeout(150_000);

const AT_ONCE = 24;
const ROUNDS = 2;
const HOUR_MS = 3_600_000;
const PACE = { reminderAfterMs: HOUR_MS, informationDeadlineMs: HOUR_MS, reviewDueMs: HOUR_MS };

let world: ProcessWorld;
beforeAll(async () => {
  world = await ProcessWorld.start();
});
afterAll(() => world?.close());

test('of a storm of decisions each is answered, and the claim is paid once', async () => {
  const insurer = await world.insurer(undefined, PACE);
  const { claim } = await world.takeToReview(insurer, await world.changed(scenarioNamed('02')));
  const { claimNumber } = claim;
  const [task] = await insurer.client.reviews.list({ claimNumber });
  const decide = (user: string) =>
    insurer.client
      .as(insurer.tokens[user]!)
      .reviews.decide(task!.taskId, { action: 'approve', reasonCode: 'as-proposed' });

  // Without what the client does about them some of these come back unlooked at.
  for (let round = 0; round < ROUNDS; round += 1) {
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) => decide(['handler-1', 'auditor-1'][index % 2]!)),
    );
    expect(answers.filter(({ accepted }) => accepted)).toEqual([]);
  }
  const answers = await Promise.allSettled(
    Array.from({ length: AT_ONCE }, (_, index) => decide(['adjuster-1', 'adjuster-2', 'supervisor-1'][index % 3]!)),
  );
  const accepted = answers.filter((one) => one.status === 'fulfilled' && one.value.accepted);
  expect(accepted).toHaveLength(1);
  // Who comes too late is told so.
  for (const one of answers) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'claim-closed' });
  const deadline = Date.now() + 75_000;
  while ((await insurer.client.claims.show(claimNumber)).status !== 'closed' && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await insurer.client.claims.show(claimNumber)).toMatchObject({ outcome: 'paid', paidMinor: 4_247_13 });
});

test('of a storm of signals each refusal is on the ledger, a repeated decision counts once, and the claim is paid once', async () => {
  const insurer = await world.insurer(undefined, PACE);
  const { claim, workflowId } = await world.takeToReview(insurer, await world.changed(scenarioNamed('02')));
  const { claimNumber } = claim;
  const [task] = await insurer.client.reviews.list({ claimNumber });
  const signal = (user: string, decisionId: string) =>
    insurer.client.as(insurer.tokens[user]!).reviews.signalDecision(task!.taskId, {
      action: 'approve',
      reasonCode: 'as-proposed',
      decisionId,
    });
  const malformed = () =>
    Array.from({ length: AT_ONCE }, (_, index) => world.signal(workflowId, 'decide', { nonsense: index }));
  const recorded = async (action: string) =>
    (await insurer.client.ledger.list({ claimNumber, action, limit: 200 })).records.length;

  // Eight decisions of somebody who may not decide, each sent three times over.
  const ids = Array.from({ length: 8 }, () => randomUUID());
  await Promise.all([...malformed(), ...[...ids, ...ids, ...ids].map((id) => signal('handler-1', id))]);
  await until('each refusal is on record', async () => (await recorded('signal-refused')) >= AT_ONCE, 60_000);
  await until('each decision is on record', async () => (await recorded('decision-refused')) >= ids.length, 60_000);
  expect(await recorded('signal-refused')).toBe(AT_ONCE);
  expect((await insurer.client.claims.show(claimNumber)).status).toBe('in-review');

  const good = randomUUID();
  const sent = await Promise.allSettled([
    ...malformed(),
    ...Array.from({ length: 6 }, () => signal('adjuster-1', good)),
  ]);
  // The server refuses a signal only where the claim has closed before it came.
  for (const one of sent) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(WorkflowNotFoundError);
  await until('it is closed', async () => (await insurer.client.claims.show(claimNumber)).status === 'closed', 75_000);
  expect(await insurer.client.claims.show(claimNumber)).toMatchObject({ outcome: 'paid', paidMinor: 4_247_13 });
  expect(await recorded('decision-accepted')).toBe(1);
  expect(await recorded('decision-refused')).toBe(ids.length);
  expect(await recorded('payment-instructed')).toBe(1);
  expect(await insurer.client.reviews.answerTo(task!, good)).toMatchObject({ accepted: true });
});
