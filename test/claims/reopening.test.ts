/**
 * Life after the decision: supplement, appeal, late documents and correction, on the real process. Each runs as the next episode, from
 * what PostgreSQL has of the earlier ones.
 */
import type { ClaimProjection } from '../../activities/claimfile/contract';
import type { AdjutantClient, DecideInput } from '../../client/sdk';
import { type Scenario, scenarioNamed } from '../../examples/generator';
import { CLAIMS_PROCESS, claimWorkflowId } from '../../workflows/claims/contract';
import { type Insurer, letterText, ProcessWorld } from '../examples/process';
import { until } from '../support/until';

jest.setTimeout(200_000);

let world: ProcessWorld;
beforeAll(async () => {
  world = await ProcessWorld.start();
});
afterAll(() => world?.close());

const as = ({ client, tokens }: Insurer, user: string): AdjutantClient => client.as(tokens[user]!);

/** Until the claim's newest episode waits for a person or is closed. */
async function settled(insurer: Insurer, claimNumber: string, status: ClaimProjection['status'], episode: number) {
  let claim = await insurer.client.claims.show(claimNumber);
  await until(
    `episode ${episode} is ${status}, not ${claim.claim.episode} ${claim.status}`,
    async () => {
      claim = await insurer.client.claims.show(claimNumber);
      return claim.claim.episode === episode && claim.status === status;
    },
    80_000,
  );
  return claim;
}

async function decide(
  insurer: Insurer,
  claimNumber: string,
  user: string,
  input: Omit<DecideInput, 'reasonCode'> & { reasonCode?: string },
) {
  const [task] = await insurer.client.reviews.list({ claimNumber });
  return as(insurer, user).reviews.decide(task!.taskId, { reasonCode: 'agreed-after-own-review', ...input });
}

async function actions(insurer: Insurer, claimNumber: string, action: string) {
  const timeline = await insurer.client.timelines.of(claimNumber);
  return timeline.filter((entry) => entry.action === action);
}

/** What the same claim looks like with an invoice that names more damage than the estimate did. */
function withInvoice(draft: Scenario): void {
  const estimate = draft.documents.find((document) => document.kind === 'repair-estimate');
  if (estimate?.kind !== 'repair-estimate') throw new Error('the scenario has no estimate');
  const more = {
    description: 'Headlamp bracket, found broken on dismantling',
    quantity: 1,
    unitMinor: 60_000,
    taxed: false,
  };
  draft.documents.push({
    ...estimate,
    kind: 'repair-invoice',
    file: 'final-invoice.pdf',
    title: 'INVOICE',
    number: 'F-99017',
    lines: [...estimate.lines, more],
  });
}

test('a supplement is assessed with all that was there; what was paid is taken off; nothing is read twice', async () => {
  const insurer = await world.insurer();
  const first = await world.take(insurer, await world.changed(scenarioNamed('02')));
  expect(first).toMatchObject({ outcome: 'paid', paidMinor: 4_247_13 });
  const { claimNumber } = first.claim;
  const readBefore = (await actions(insurer, claimNumber, 'document-read')).length;

  const later = await world.changed(scenarioNamed('02'), withInvoice);
  const invoice = later.documents.filter((file) => file.name === 'final-invoice.pdf');
  const request = {
    kind: 'supplement',
    reason: 'The workshop found more damage.',
    files: invoice,
    requestId: 'supplement-0001',
  } as const;
  const reopened = await as(insurer, 'handler-1').reopenings.reopen(claimNumber, request);
  expect(reopened.episode).toBe(2);
  // The same request is the same reopening, also while it runs.
  expect(await as(insurer, 'handler-1').reopenings.reopen(claimNumber, request)).toEqual(reopened);

  const open = await settled(insurer, claimNumber, 'in-review', 2);
  expect(open.documents.map(({ name }) => name)).toEqual([
    ...first.documents.map(({ name }) => name),
    'final-invoice.pdf',
  ]);
  expect(open).toMatchObject({
    payableMinor: 600_00,
    paidMinor: 4_247_13,
    reopened: { kind: 'supplement', earlierOutcome: 'paid' },
  });
  expect((await actions(insurer, claimNumber, 'document-read')).length).toBe(readBefore + 1);
  // What is paid is not claimed again, whoever has the authority for it.
  expect(
    await decide(insurer, claimNumber, 'adjuster-1', {
      action: 'approve-with-changes',
      amountMinor: 4_000_00,
      reasonCode: 'question-settled',
    }),
  ).toMatchObject({
    accepted: false,
    code: 'amount-not-allowed',
  });
  expect(await decide(insurer, claimNumber, 'adjuster-1', { action: 'deny' })).toMatchObject({
    code: 'action-not-allowed',
  });
  expect(
    await decide(insurer, claimNumber, 'adjuster-1', { action: 'approve', reasonCode: 'as-proposed' }),
  ).toMatchObject({ accepted: true });
  const closed = await settled(insurer, claimNumber, 'closed', 2);
  expect(closed).toMatchObject({ outcome: 'paid', paidMinor: 4_847_13 });
  expect(await letterText(closed, 'approval')).toMatch(/We pay \$600\.00.*Paid before on this claim/);
  expect(closed.letters.map(({ kind }) => kind)).toEqual(['acknowledgment-reopened', 'approval']);
  expect(await insurer.client.reopenings.episodes(claimNumber)).toMatchObject([
    { episode: 1, outcome: 'paid', paidMinor: 4_247_13, reopened: null },
    {
      episode: 2,
      outcome: 'paid',
      paidMinor: 600_00,
      reopened: { kind: 'supplement', by: 'handler-1', reason: 'The workshop found more damage.' },
    },
  ]);
  expect((await insurer.client.administration.verifyLedger()).ok).toBe(true);
  // In lists it is one claim, as it stands now.
  const { claims } = await insurer.client.claims.list();
  expect(claims.map(({ claim }) => [claim.claimNumber, claim.episode])).toEqual([[claimNumber, 2]]);
});

test('an appeal is decided by people who had no part in the decision, also when Temporal has forgotten the claim', async () => {
  const insurer = await world.insurer();
  const denied = await world.take(insurer, await world.changed(scenarioNamed('04')));
  expect(denied).toMatchObject({ outcome: 'denied', decidedBy: ['adjuster-1', 'supervisor-1'] });
  const { claimNumber } = denied.claim;
  await world.forget(denied.workflowId);

  await as(insurer, 'handler-1').reopenings.reopen(claimNumber, {
    kind: 'appeal',
    reason: 'The water came from a burst pipe.',
  });
  const open = await settled(insurer, claimNumber, 'in-review', 2);
  const [task] = await insurer.client.reviews.list({ claimNumber });
  expect(task).toMatchObject({
    kind: 'appeal',
    why: expect.arrayContaining([expect.objectContaining({ code: 'reopened-appeal' })]),
  });
  expect(open.documents).toHaveLength(denied.documents.length);

  const uphold = { action: 'uphold', reasonCode: 'nothing-new' } as const;
  for (const involved of ['adjuster-1', 'supervisor-1'])
    expect(await decide(insurer, claimNumber, involved, uphold)).toMatchObject({
      accepted: false,
      code: 'involved-before',
    });
  expect(await decide(insurer, claimNumber, 'adjuster-2', uphold)).toMatchObject({
    accepted: true,
    effect: 'awaiting-second-approval',
  });
  // Nor is one of them the second pair of eyes.
  expect(await decide(insurer, claimNumber, 'supervisor-1', uphold)).toMatchObject({ code: 'involved-before' });
  expect(await decide(insurer, claimNumber, 'supervisor-2', uphold)).toMatchObject({ accepted: true, effect: 'final' });
  const closed = await settled(insurer, claimNumber, 'closed', 2);
  expect(closed).toMatchObject({ outcome: 'decision-stands', paidMinor: 0, decidedBy: ['adjuster-2', 'supervisor-2'] });
  const letter = await letterText(closed, 'decision-stands');
  expect(letter).toContain('What we decided before stands');
  expect(letter).toContain('It does not change what we decided before.');

  // A second appeal is paid by somebody who had no part in either decision: nobody of the four.
  await as(insurer, 'handler-1').reopenings.reopen(claimNumber, { kind: 'appeal', reason: 'Here is the plumber.' });
  await settled(insurer, claimNumber, 'in-review', 3);
  for (const involved of ['adjuster-2', 'supervisor-2'])
    expect(await decide(insurer, claimNumber, involved, uphold)).toMatchObject({ code: 'involved-before' });
});

test('who may not, what cannot be, and of two at once one: refused, and on record', async () => {
  const insurer = await world.insurer();
  const claim = await world.take(insurer, await world.changed(scenarioNamed('01')));
  const { claimNumber } = claim.claim;
  const reopen = (user: string, kind: 'supplement' | 'appeal' | 'late-documents' | 'correction') =>
    as(insurer, user).reopenings.reopen(claimNumber, { kind, reason: 'There is more.' });

  await expect(reopen('auditor-1', 'supplement')).rejects.toMatchObject({ code: 'no-authority' });
  await expect(reopen('handler-1', 'correction')).rejects.toMatchObject({ code: 'no-authority' });
  // Not theirs.
  await expect(reopen('claimant-1', 'appeal')).rejects.toMatchObject({ code: 'no-authority' });
  await expect(reopen('handler-1', 'late-documents')).rejects.toMatchObject({ code: 'reopening-not-possible' });
  expect(await actions(insurer, claimNumber, 'reopening-refused')).toHaveLength(4);
  expect(await insurer.client.claims.show(claimNumber)).toMatchObject({ status: 'closed', claim: { episode: 1 } });

  const two = await Promise.allSettled([reopen('handler-1', 'supplement'), reopen('adjuster-1', 'correction')]);
  const accepted = two.filter((one) => one.status === 'fulfilled');
  expect(accepted).toHaveLength(1);
  const refused = two.find((one) => one.status === 'rejected');
  expect(refused).toMatchObject({ reason: { code: 'claim-open' } });
  await expect(reopen('handler-1', 'supplement')).rejects.toMatchObject({ code: 'claim-open' });
  // What was settled straight through is not settled anew without a person.
  await settled(insurer, claimNumber, 'in-review', 2);
});

test('an episode that nobody registered does not begin, whoever starts it', async () => {
  const insurer = await world.insurer();
  const closed = await world.take(insurer, await world.changed(scenarioNamed('01')));
  const claim = { ...closed.claim, episode: 2 };
  const failed = await world.startDirectly(CLAIMS_PROCESS, claimWorkflowId(claim), [
    { claim, files: [], pace: { reminderAfterMs: 1, informationDeadlineMs: 1, reviewDueMs: 1 } },
  ]);
  expect(failed).toContain('was not registered');
  expect(await insurer.client.claims.show(closed.claim.claimNumber)).toMatchObject({
    claim: { episode: 1 },
    status: 'closed',
  });
});

test('late documents open a claim that was closed for want of them, and it goes on as if they had come in time', async () => {
  const insurer = await world.insurer();
  const folder = await world.changed(scenarioNamed('05'));
  const closed = await world.take(insurer, { ...folder, answers: {} });
  expect(closed).toMatchObject({ outcome: 'closed-no-answer', paidMinor: 0 });
  const { claimNumber } = closed.claim;
  const report = folder.answers['police-report']!;
  await as(insurer, 'handler-1').reopenings.reopen(claimNumber, {
    kind: 'late-documents',
    reason: 'The report came by post.',
    files: report,
  });
  await settled(insurer, claimNumber, 'in-review', 2);
  // It was not decided before, so it can be denied or paid.
  expect(
    await decide(insurer, claimNumber, 'adjuster-1', { action: 'uphold', reasonCode: 'nothing-new' }),
  ).toMatchObject({ code: 'action-not-allowed' });
  expect(
    await decide(insurer, claimNumber, 'adjuster-1', { action: 'approve', reasonCode: 'as-proposed' }),
  ).toMatchObject({ accepted: true });
  expect(await settled(insurer, claimNumber, 'closed', 2)).toMatchObject({ outcome: 'paid', paidMinor: 2_401_59 });
});
