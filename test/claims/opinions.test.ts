/** Opinions of models beside the process: they are shown, and nothing waits for them. The rules are scripted, the process is real. */
import { ApplicationFailure } from '@temporalio/common';
import { evidence, type ScriptedClaim, type ScriptedWorld, scriptedWorld, until } from './scripted-claim';

let world: ScriptedWorld;
beforeAll(async () => {
  world = await scriptedWorld();
});
afterAll(() => world.close());

const entries = (claim: ScriptedClaim) => claim.outside.progress.flatMap((progress) => progress.entries);
const actions = (claim: ScriptedClaim) => entries(claim).map(({ action }) => action);
const approve = async (claim: ScriptedClaim) =>
  claim.handle.executeUpdate('decide', { args: [await claim.decision({ action: 'approve' })] });
const given = { opinion: evidence('coverage-opinion', 'one'), agreed: 1, split: 0, unverified: 0 };
const scheduled = async (claim: ScriptedClaim) => {
  const { events = [] } = await claim.handle.fetchHistory();
  return (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: event }) => event?.activityType?.name ?? []);
};

/** A provider that answers when it is told to. */
function waiting() {
  let answer = () => {};
  const answered = new Promise<typeof given>((resolve) => {
    answer = () => resolve(given);
  });
  return { answer, opinion: () => answered };
}

test('an opinion comes to the open task; the evidence that a decision is bound to stays as it was', async () => {
  const { answer, opinion } = waiting();
  const claim = await world.start({ opinion });
  await claim.reaches('in-review');
  const bound = claim.outside.progress.at(-1)?.tasks.at(-1)?.evidenceHash;
  expect(claim.outside.progress.at(-1)?.projection.evidence).not.toHaveProperty('opinion');
  answer();
  await until('the opinion', () => claim.outside.progress.at(-1)?.projection.evidence.opinion !== undefined);
  expect(claim.outside.progress.at(-1)?.projection.evidence.opinion).toEqual(given.opinion);
  expect(entries(claim).find(({ action }) => action === 'coverage-opinion-given')).toMatchObject({
    kind: 'recommend',
    output: given.opinion,
    facts: { agreed: 1, split: 0, unverified: 0 },
  });
  expect((await claim.decision({ action: 'approve' })).evidenceHash).toBe(bound);
  expect(await approve(claim)).toMatchObject({ accepted: true });
  expect(await claim.handle.result()).toMatchObject({ outcome: 'paid', decidedBy: ['adjuster-1'] });
});

test('a provider that does not answer holds nothing up: the claim is decided and paid without', async () => {
  const { answer, opinion } = waiting();
  const claim = await world.start({ opinion });
  await claim.reaches('in-review');
  await approve(claim);
  expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
  expect(actions(claim)).not.toContain('coverage-opinion-given');
  answer();
});

test('a provider that is away is tried again while the claim goes on', async () => {
  const claim = await world.start({ opinion: () => Promise.reject(new Error('connection refused')) });
  await claim.reaches('in-review');
  await approve(claim);
  expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
});

test('an opinion that can never be had is put on record', async () => {
  const claim = await world.start({
    opinion: () => Promise.reject(ApplicationFailure.nonRetryable('no such task', 'model-task-unknown')),
  });
  await until('the record', () => actions(claim).includes('coverage-opinion-missing'));
  await claim.reaches('in-review');
  await approve(claim);
  expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
});

test('without a model nothing is asked, and the history is as it was', async () => {
  const claim = await world.start();
  await claim.reaches('in-review');
  await approve(claim);
  await claim.handle.result();
  expect(await scheduled(claim)).not.toContain('giveCoverageOpinion');
});

test('while papers are being waited for, no opinion is asked for', async () => {
  const claim = await world.start({
    route: 'information',
    missing: [{ code: 'police-report', text: 'the police report' }],
    opinion: () => Promise.resolve(given),
  });
  await claim.reaches('awaiting-information');
  expect(await scheduled(claim)).not.toContain('giveCoverageOpinion');
  const document = { fileId: 'd'.repeat(64), name: 'document-2.pdf', bytes: 3 };
  await claim.handle.executeUpdate('moreDocuments', { args: [{ messageId: 'message-0009', files: [document] }] });
  await until('the opinion', () => actions(claim).includes('coverage-opinion-given'));
  await claim.reaches('in-review');
});
