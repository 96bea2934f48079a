/** A history that has grown too long is continued as new: the open question, its answers and what was sent go along. */
import { allow, type ScriptedWorld, scriptedWorld, until } from './scripted-claim';

let world: ScriptedWorld;
beforeAll(async () => {
  world = await scriptedWorld();
});
afterAll(() => world.close());

/** The server suggests to continue as new from 4 MiB of history; a payload may have 2 MB. */
const LARGE = 'x'.repeat(1_400_000);

test('decisions are answered as before after the history was continued as new, and take effect once', async () => {
  let allowed = false;
  const claim = await world.start({
    judge: () =>
      allowed
        ? allow('adjuster-1', 'adjuster')
        : { ...allow('auditor-1', 'adjuster'), allowed: false, code: 'no-authority', reason: 'may not' },
  });
  await claim.reaches('in-review');
  const task = await claim.task();
  const refused = await claim.decision({ action: 'approve' });
  const send = (message: unknown, updateId: string) =>
    claim.handle.executeUpdate('decide', { args: [message], updateId });
  const first = await send(refused, 'update-1');
  expect(first).toMatchObject({ accepted: false, code: 'no-authority' });
  const { runId } = await claim.handle.describe();

  for (let sent = 0; sent < 4; sent += 1) await claim.handle.signal('decide', { nonsense: LARGE });
  const latest = world.client.workflow.getHandle(claim.handle.workflowId);
  await until('the next run', async () => (await latest.describe()).runId !== runId, 20_000);

  // The same question, neither asked nor told again.
  expect(await claim.task()).toBe(task);
  const opened = () =>
    claim.outside.progress.flatMap(({ entries }) => entries).filter(({ action }) => action === 'task-opened');
  expect(opened()).toHaveLength(1);
  // What was refused stays refused, also by the same update, which the new run has never seen.
  allowed = true;
  expect(await send(refused, 'update-1')).toEqual(first);
  expect(claim.outside.payments).toHaveLength(0);
  const good = await claim.decision({ action: 'approve' });
  const answer = await send(good, 'update-2');
  expect(answer).toMatchObject({ accepted: true, effect: 'final' });
  expect(await latest.result()).toMatchObject({ outcome: 'paid', paidMinor: 100_000 });
  expect(claim.outside.payments).toHaveLength(1);
  const refusals = claim.outside.progress
    .flatMap(({ entries }) => entries)
    .filter(({ action }) => action === 'signal-refused');
  expect(new Set(refusals.map(({ step }) => step)).size).toBe(4);
  expect(claim.outside.letters.map(({ kind }) => kind)).toEqual(['acknowledgment', 'approval']);
});
