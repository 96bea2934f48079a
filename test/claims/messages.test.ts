/** What comes from outside in a wrong form ends with an answer that says what is wrong, never with a stuck workflow. */
import { type ApplicationFailure, WorkflowFailedError } from '@temporalio/client';
import { CLAIMS_PROCESS } from '../../workflows/claims/contract';
import { InTurn } from '../../workflows/kit/in-turn';
import { type ScriptedWorld, scriptedWorld } from './scripted-claim';

let world: ScriptedWorld;
beforeAll(async () => {
  world = await scriptedWorld();
});
afterAll(() => world.close());

const claim = { tenant: 'default', claimNumber: 'T-INPUT', episode: 1 };
const pace = { reminderAfterMs: 1, informationDeadlineMs: 1, reviewDueMs: 1 };

test.each<[string, unknown, RegExp]>([
  ['nothing', undefined, /expected object/],
  ['a text', 'claim', /expected object/],
  ['no claim', { files: [], pace }, /claim: /],
  ['a claim without a number', { claim: { tenant: 'default', episode: 1 }, files: [], pace }, /claim\.claimNumber: /],
  ['files that are none', { claim, files: [null], pace }, /files\.0: /],
  ['a pace without a deadline', { claim, files: [], pace: { ...pace, reviewDueMs: undefined } }, /pace\.reviewDueMs: /],
])('started with %s, the workflow fails and says where', async (name, input, where) => {
  const { taskQueue } = await (await world.start()).handle.describe();
  const handle = await world.client.workflow.start(CLAIMS_PROCESS, {
    workflowId: `malformed/${taskQueue}/${name}`,
    taskQueue,
    args: [input],
  });
  const failure = await handle.result().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(WorkflowFailedError);
  const cause = (failure as WorkflowFailedError).cause as ApplicationFailure;
  expect(cause.type).toBe('malformed-message');
  expect(cause.message).toMatch(where);
});

test('work in turn: one at a time, in order, and a failure holds nobody up', async () => {
  const turns = new InTurn();
  const seen: string[] = [];
  let atOnce = 0;
  const work =
    (name: string, fails = false) =>
    async () => {
      atOnce += 1;
      expect(atOnce).toBe(1);
      await new Promise((wake) => setTimeout(wake, name === 'first' ? 20 : 1));
      seen.push(name);
      atOnce -= 1;
      if (fails) throw new Error(name);
      return name;
    };
  const all = [turns.run(work('first')), turns.run(work('second', true)), turns.run(work('third'))];
  expect(await Promise.allSettled(all)).toMatchObject([{ value: 'first' }, { status: 'rejected' }, { value: 'third' }]);
  expect(seen).toEqual(['first', 'second', 'third']);
});
