/** Many people who decide at once: each gets an answer of the process, however their decisions meet in a worker. */
import { scenarioNamed } from '../../examples/generator';
import { ProcessWorld } from '../examples/process';

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
