/**
 * Decisions by update and signal on the real server: accepted once, refused with a reason, bound to the evidence shown,
 * two people where two are needed, and the same answer for the same message.
 */
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { allow, evidence, type ScriptedWorld, scriptedWorld, sha, until } from './scripted-claim';

let world: ScriptedWorld;
beforeAll(async () => {
  world = await scriptedWorld();
});
afterAll(() => world.close());

const decide = (claim: Awaited<ReturnType<ScriptedWorld['start']>>, message: unknown) =>
  claim.handle.executeUpdate<{ accepted: boolean; code?: string; effect?: string }, [unknown]>('decide', {
    args: [message],
  });

test('an approval by update is paid once and confirmed by letter', async () => {
  const claim = await world.start();
  await claim.reaches('in-review');
  expect(await decide(claim, await claim.decision({ action: 'approve' }))).toMatchObject({
    accepted: true,
    effect: 'final',
  });
  expect(await claim.handle.result()).toMatchObject({ outcome: 'paid', paidMinor: 100_000, decidedBy: ['adjuster-1'] });
  expect(claim.outside.payments).toHaveLength(1);
  expect(claim.outside.letters.map((letter) => letter.kind)).toEqual(['acknowledgment', 'approval']);
  const last = claim.outside.progress.at(-1);
  expect(last?.projection).toMatchObject({ status: 'closed', reserveMinor: 0, paidMinor: 100_000 });
});

test('a decision by signal does the same', async () => {
  const claim = await world.start({ action: 'deny', amountMinor: 0 });
  await claim.reaches('in-review');
  await claim.handle.signal('decide', await claim.decision({ action: 'deny' }));
  expect(await claim.handle.result()).toMatchObject({ outcome: 'denied', paidMinor: 0 });
});

test('a signal that does not parse is recorded as refused and changes nothing', async () => {
  const claim = await world.start();
  await claim.reaches('in-review');
  await claim.handle.signal('decide', { nonsense: true });
  await until('the refusal on record', () =>
    claim.outside.progress.flatMap((progress) => progress.entries).some((entry) => entry.action === 'signal-refused'),
  );
  await decide(claim, await claim.decision({ action: 'approve' }));
  expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
});

test('a malformed update is refused before it enters the history', async () => {
  const claim = await world.start();
  await claim.reaches('in-review');
  await expect(decide(claim, { action: 'approve' })).rejects.toThrow(WorkflowUpdateFailedError);
  const { events } = await claim.handle.fetchHistory();
  expect(events?.some((event) => event.workflowExecutionUpdateAcceptedEventAttributes != null)).toBe(false);
  await claim.handle.cancel();
});

test('a decision on a task that a dead worker had shown waits until it is worked out again', async () => {
  let goOn = () => {};
  const reading = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const claim = await world.start({ read: () => reading });
  // What the task will be is known: it was on a screen before its worker died.
  const facts = evidence('claim-facts', evidence('document-reading', sha(claim.claimNumber)).ref);
  const evidenceHash = sha(`evidence:${evidence('coverage-assessment', facts.ref).ref}`);
  await until('the claim being read', () => claim.outside.progress.length > 0);
  const answer = decide(claim, {
    ...(await claim.decision({ action: 'approve' })),
    taskId: `${claim.claimNumber}/1/1`,
    evidenceHash,
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  goOn();
  expect(await answer).toMatchObject({ accepted: true, effect: 'final' });
  expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
});

test('a decision on evidence that has changed is refused, and said to be so', async () => {
  const claim = await world.start();
  await claim.reaches('in-review');
  const stale = await claim.decision({ action: 'approve' });
  await claim.handle.executeUpdate('moreDocuments', {
    args: [{ messageId: 'message-0001', files: [{ fileId: 'a'.repeat(64), name: 'document-2.pdf', bytes: 3 }] }],
  });
  expect(await decide(claim, stale)).toMatchObject({ accepted: false, code: 'stale-evidence' });
  expect(claim.outside.payments).toHaveLength(0);
  await until('the new task', async () => (await claim.task())?.endsWith('/2') === true);
  expect(await decide(claim, await claim.decision({ action: 'approve' }))).toMatchObject({ accepted: true });
  await claim.handle.result();
});

test('documents that arrive while the directory is away make the decision stale', async () => {
  // The directory fails three times as a local activity, and is then waited for as an ordinary one.
  let tries = 0;
  let back = () => {};
  const away = new Promise<void>((resolve) => {
    back = resolve;
  });
  const claim = await world.start({
    judge: async () => {
      tries += 1;
      if (tries <= 3) throw new Error('the directory is away');
      await away;
      return allow('adjuster-1', 'adjuster');
    },
  });
  await claim.reaches('in-review');
  const answer = decide(claim, await claim.decision({ action: 'approve' }));
  await until('the ordinary activity', () => tries > 3);
  await claim.handle.executeUpdate('moreDocuments', {
    args: [{ messageId: 'message-0002', files: [{ fileId: 'b'.repeat(64), name: 'document-2.pdf', bytes: 3 }] }],
  });
  back();
  expect(await answer).toMatchObject({ accepted: false, code: 'stale-evidence' });
  await until('the new task', async () => (await claim.task())?.endsWith('/2') === true);
  expect(await decide(claim, await claim.decision({ action: 'approve' }))).toMatchObject({ accepted: true });
  await claim.handle.result();
});

test('the same decision sent again gets its first answer, also after the claim has closed', async () => {
  const claim = await world.start();
  await claim.reaches('in-review');
  const decision = await claim.decision({ action: 'approve' });
  const answers = await Promise.all([decide(claim, decision), decide(claim, decision)]);
  expect(answers[0]).toEqual(answers[1]);
  await claim.handle.result();
  expect(claim.outside.payments).toHaveLength(1);
});

test('four eyes: the first decision waits, the second person agrees, and nobody else counts', async () => {
  const claim = await world.start({
    judge: ({ firstDecider }) =>
      allow(firstDecider === null ? 'adjuster-1' : 'supervisor-1', 'adjuster', firstDecider === null),
  });
  await claim.reaches('in-review');
  expect(await decide(claim, await claim.decision({ action: 'deny' }))).toMatchObject({
    accepted: true,
    effect: 'awaiting-second-approval',
  });
  await claim.reaches('awaiting-second-approval');
  expect(claim.outside.letters.map((letter) => letter.kind)).toEqual(['acknowledgment']);
  expect(await decide(claim, await claim.decision({ action: 'approve' }))).toMatchObject({
    accepted: false,
    code: 'disagrees-with-first-decision',
  });
  expect(await decide(claim, await claim.decision({ action: 'deny' }))).toMatchObject({
    accepted: true,
    effect: 'final',
  });
  expect(await claim.handle.result()).toMatchObject({ outcome: 'denied', decidedBy: ['adjuster-1', 'supervisor-1'] });
});

test('a second person may reject the first decision: the question is open again', async () => {
  const claim = await world.start({
    judge: ({ firstDecider, decision }) =>
      allow(
        firstDecider === null ? 'adjuster-1' : 'supervisor-1',
        'adjuster',
        decision.action === 'deny' && firstDecider === null,
      ),
  });
  await claim.reaches('in-review');
  await decide(claim, await claim.decision({ action: 'deny' }));
  await claim.reaches('awaiting-second-approval');
  await decide(claim, await claim.decision({ action: 'reject-first-decision' }));
  await claim.reaches('in-review');
  await decide(claim, await claim.decision({ action: 'approve' }));
  expect(await claim.handle.result()).toMatchObject({ outcome: 'paid', decidedBy: ['adjuster-1'] });
});

test('two decisions at once on one task: one is accepted, the other finds the task decided', async () => {
  const claim = await world.start();
  await claim.reaches('in-review');
  const [one, two] = [await claim.decision({ action: 'approve' }), await claim.decision({ action: 'deny' })];
  const answers = await Promise.all([
    decide(claim, one),
    decide(claim, two).catch((error: unknown) => ({ accepted: false, code: String(error) })),
  ]);
  expect(answers.filter((answer) => answer.accepted)).toHaveLength(1);
  await claim.handle.result();
  expect(claim.outside.payments.length).toBeLessThanOrEqual(1);
});
