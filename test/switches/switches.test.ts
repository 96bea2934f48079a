/** Kill switches over the whole process: who may set them, what they hold back, and what is recorded of it. */
import { ADMINISTRATION_SUBJECT } from '../../activities/authority/contract';
import { scenarioNamed } from '../../examples/generator';
import { type Insurer, ProcessWorld } from '../examples/process';
import { until } from '../support/until';

jest.setTimeout(120_000);

let world: ProcessWorld;
let insurer: Insurer;
beforeAll(async () => {
  world = await ProcessWorld.start();
});
afterAll(() => world?.close());
beforeEach(async () => {
  insurer = await world.insurer();
});

const as = (user: string) => insurer.client.as(insurer.tokens[user]!);
const routine = () => world.changed(scenarioNamed('01'));

test('off: what would be settled by the machine waits for a person, who sees why; on: it is settled again', async () => {
  expect(await as('supervisor-1').switches.set('straight-through', 'off', 'The price list is wrong.')).toEqual({
    accepted: true,
    changed: true,
  });
  const held = await world.takeToReview(insurer, await routine());
  const [task] = await insurer.client.reviews.list({ claimNumber: held.claim.claimNumber });
  expect(task?.why).toEqual([
    expect.objectContaining({
      code: 'straight-through-off',
      text: expect.stringMatching(/^Settlement without a person was switched off \(straight-through\) by supervisor-1/),
    }),
  ]);

  await as('administrator-1').switches.set('straight-through', 'on', 'The price list is right again.');
  expect(await insurer.client.switches.list()).toContainEqual({
    name: 'straight-through',
    state: 'on',
    set: expect.objectContaining({ by: 'administrator-1', reason: 'The price list is right again.' }),
  });
  const other = await world.insurer();
  const settled = await world.take(other, await routine());
  expect(settled).toMatchObject({ outcome: 'paid', decidedBy: ['straight-through'] });
});

test('of one line only that line is held, and another insurer is not touched', async () => {
  await as('supervisor-1').switches.set('straight-through.contents', 'off', 'Too many claims for tablets.');
  const motor = await world.take(insurer, await routine());
  expect(motor).toMatchObject({ line: 'motor', decidedBy: ['straight-through'] });
});

test('a claim under way is held: it was being read when somebody switched off', async () => {
  const { notice, documents } = await routine();
  const { claimNumber } = await insurer.client.claims.submit({ notice, files: documents });
  await as('supervisor-1').switches.set('straight-through.motor', 'off', 'Stop.');
  await until(
    'it waits for a person, or is closed',
    async () => ['in-review', 'closed'].includes((await insurer.client.claims.show(claimNumber)).status),
    30_000,
  );
  expect((await insurer.client.claims.show(claimNumber)).status).toBe('in-review');
});

test('who may not is refused by the process itself; both are recorded, with the reason', async () => {
  expect(await as('adjuster-1').switches.set('models', 'off', 'I do not like them.')).toMatchObject({
    accepted: false,
    code: 'no-authority',
  });
  expect(await as('auditor-1').switches.set('models', 'off', 'Found something.')).toMatchObject({ accepted: false });
  expect(await insurer.client.switches.list()).toContainEqual({ name: 'models', state: 'on', set: null });
  await as('supervisor-1').switches.set('models', 'off', 'An answer was wrong.');
  expect(await as('supervisor-1').switches.set('models', 'off', 'Again.')).toEqual({ accepted: true, changed: false });

  const records = await insurer.client.ledger.ofClaim(ADMINISTRATION_SUBJECT);
  expect(records.map(({ entry }) => [entry.action, entry.actor.id, entry.facts.changed ?? null])).toEqual([
    ['switch-refused', 'adjuster-1', null],
    ['switch-refused', 'auditor-1', null],
    ['switched-off', 'supervisor-1', true],
    ['switched-off', 'supervisor-1', false],
  ]);
  expect(records[2]?.entry.inputs).toEqual([expect.objectContaining({ kind: 'switch-reason' })]);
});

test('a reason is needed', async () => {
  await expect(as('supervisor-1').switches.set('models', 'off', ' ')).rejects.toThrow(/reason/);
});
