/**
 * The ways through the process: straight through, information asked for, investigation, duplicates, payment trouble,
 * cancellation with compensation, escalation. The server and the process are real; the rules are scripted.
 */
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { allow, type ScriptedClaim, type ScriptedWorld, scriptedWorld, until } from './scripted-claim';

let world: ScriptedWorld;
beforeAll(async () => {
  world = await scriptedWorld();
});
afterAll(() => world.close());

const decide = (claim: ScriptedClaim, message: unknown) =>
  claim.handle.executeUpdate<{ accepted: boolean; code?: string }, [unknown]>('decide', { args: [message] });
const actions = (claim: ScriptedClaim) =>
  claim.outside.progress.flatMap((progress) => progress.entries.map((entry) => entry.action));
const document = (digit: string) => ({ fileId: digit.repeat(64), name: 'document-2.pdf', bytes: 3 });

test('a routine claim is settled with no hands, and the ledger has every step before the money moves', async () => {
  let recordedBeforePayment: string[] = [];
  const claim = await world.start({
    route: 'straight-through',
    pay: ({ key }) => {
      recordedBeforePayment = actions(claim);
      return { key, status: 'accepted', bankReference: 'SIM-1', rejection: null };
    },
  });
  expect(await claim.handle.result()).toMatchObject({
    outcome: 'paid',
    decidedBy: ['straight-through'],
    paidMinor: 100_000,
  });
  expect(recordedBeforePayment).toEqual(
    expect.arrayContaining([
      'notice-received',
      'document-read',
      'facts-assembled',
      'coverage-assessed',
      'fraud-screened',
      'proposal-made',
      'settled-straight-through',
      'reserve-set',
    ]),
  );
  expect(actions(claim)).toEqual(expect.arrayContaining(['payment-instructed', 'letter-sent', 'claim-closed']));
  expect(claim.outside.progress.at(-1)?.projection).toMatchObject({ status: 'closed', reserveMinor: 0 });
});

test('what is missing is asked for, and the claim goes on when it comes', async () => {
  const claim = await world.start({
    route: 'information',
    missing: [{ code: 'police-report', text: 'the police report' }],
  });
  await claim.reaches('awaiting-information');
  await until('the letter', () => claim.outside.letters.some((letter) => letter.kind === 'information-request'));
  await claim.handle.executeUpdate('moreDocuments', { args: [{ messageId: 'message-0003', files: [document('c')] }] });
  await claim.reaches('in-review');
  await decide(claim, await claim.decision({ action: 'approve' }));
  expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
});

test('no answer: a reminder, then a person closes it; machines close nothing', async () => {
  const claim = await world.start(
    { route: 'information', missing: [{ code: 'police-report', text: 'the police report' }] },
    { reminderAfterMs: 300, informationDeadlineMs: 900 },
  );
  await claim.reaches('in-review');
  expect(claim.outside.letters.map((letter) => letter.kind)).toEqual([
    'acknowledgment',
    'information-request',
    'information-reminder',
  ]);
  expect(claim.outside.progress.at(-1)?.tasks.at(-1)).toMatchObject({ kind: 'no-answer', status: 'open' });
  await decide(claim, await claim.decision({ action: 'close-no-answer' }));
  expect(await claim.handle.result()).toMatchObject({ outcome: 'closed-no-answer', paidMinor: 0 });
  expect(claim.outside.letters.at(-1)?.kind).toBe('closure-no-answer');
});

test('a referred claim that investigators clear goes to review and is paid', async () => {
  const claim = await world.start({
    route: 'investigation',
    judge: ({ taskKind }) =>
      taskKind === 'investigation' ? allow('investigator-1', 'investigator') : allow('adjuster-1', 'adjuster'),
  });
  await claim.reaches('under-investigation');
  await decide(claim, await claim.decision({ action: 'clear-investigation' }));
  await claim.reaches('in-review');
  await decide(claim, await claim.decision({ action: 'approve' }));
  expect(await claim.handle.result()).toMatchObject({ outcome: 'paid', decidedBy: ['adjuster-1'] });
});

test('a suspected duplicate is linked by a person and not paid; kept apart, it goes on', async () => {
  const merged = await world.start({
    suspectedDuplicates: ['CLM-2026-000001'],
    judge: () => allow('handler-1', 'handler'),
  });
  await merged.reaches('in-review');
  await decide(merged, await merged.decision({ action: 'merge-duplicate', duplicateOf: 'CLM-2026-000001' }));
  expect(await merged.handle.result()).toMatchObject({ outcome: 'closed-duplicate', paidMinor: 0 });
  expect(merged.outside.progress.at(-1)?.projection.linkedClaim).toBe('CLM-2026-000001');

  const kept = await world.start({
    route: 'straight-through',
    suspectedDuplicates: ['CLM-2026-000001'],
    judge: () => allow('handler-1', 'handler'),
  });
  await kept.reaches('in-review');
  await decide(kept, await kept.decision({ action: 'keep-both' }));
  expect(await kept.handle.result()).toMatchObject({ outcome: 'paid', decidedBy: ['straight-through'] });
});

test('a payment that the bank rejects reopens the question; the next attempt has a key of its own', async () => {
  let attempts = 0;
  const claim = await world.start({
    route: 'straight-through',
    pay: ({ key }) => {
      attempts += 1;
      return attempts === 1
        ? { key, status: 'rejected', bankReference: null, rejection: 'account closed' }
        : { key, status: 'accepted', bankReference: 'SIM-2', rejection: null };
    },
  });
  await until('the task', async () => (await claim.task()) !== null);
  await decide(claim, await claim.decision({ action: 'retry-payment' }));
  expect(await claim.handle.result()).toMatchObject({ outcome: 'paid', paidMinor: 100_000 });
  expect(new Set(claim.outside.payments).size).toBe(2);
});

test('a claim that others were quicker to the limit is assessed again, with another key; never for ever', async () => {
  let refused = 0;
  const claim = await world.start({
    route: 'straight-through',
    pay: ({ key }) => {
      refused += 1;
      return refused === 1
        ? { key, status: 'rejected', bankReference: null, rejection: 'over the yearly limit', limitReached: true }
        : { key, status: 'accepted', bankReference: 'SIM-1', rejection: null };
    },
  });
  expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
  expect(claim.outside.payments.map((key) => key.split('/').at(-1))).toEqual(['1', '2']);
  expect(actions(claim).filter((action) => action === 'proposal-made')).toHaveLength(2);

  const never = await world.start({
    route: 'straight-through',
    pay: ({ key }) => ({ key, status: 'rejected', bankReference: null, rejection: 'over', limitReached: true }),
  });
  // The receipt may be confirmed, and saved, right after the question.
  const asked = () => never.outside.progress.flatMap(({ tasks }) => tasks);
  await until('a person is asked', () => asked().length > 0, 30_000);
  expect(never.outside.payments).toHaveLength(4);
  expect(asked()).toMatchObject([{ kind: 'payment-failed' }]);
});

test('a letter that fails is tried again and never touches the money', async () => {
  let tries = 0;
  const claim = await world.start({
    route: 'straight-through',
    letter: () => {
      tries += 1;
      if (tries < 3) throw new Error('delivery is away');
    },
  });
  expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
  expect(claim.outside.payments).toHaveLength(1);
});

test.each(['in-review', 'awaiting-information', 'under-investigation'] as const)(
  'cancelled while %s: the task is withdrawn and nothing is paid',
  async (status) => {
    const route = (
      { 'in-review': 'review', 'awaiting-information': 'information', 'under-investigation': 'investigation' } as const
    )[status];
    const claim = await world.start({
      route,
      missing: route === 'information' ? [{ code: 'police-report', text: 'the police report' }] : [],
    });
    await claim.reaches(status);
    await claim.handle.cancel();
    await expect(claim.handle.result()).rejects.toThrow(WorkflowFailedError);
    expect(claim.outside.progress.at(-1)?.projection).toMatchObject({
      status: 'closed',
      outcome: 'cancelled',
      paidMinor: 0,
      reserveMinor: 0,
    });
    expect(claim.outside.payments).toHaveLength(0);
    const tasks = new Map(
      claim.outside.progress.flatMap((progress) => progress.tasks).map((task) => [task.taskId, task.status]),
    );
    expect([...tasks.values()]).not.toContain('open');
  },
);

test('cancelled between payment and letter: the payment is voided', async () => {
  let voided = '';
  let tries = 0;
  const claim = await world.start({
    route: 'straight-through',
    letter: () => {
      tries += 1;
      throw new Error('delivery is away');
    },
    void: (key) => {
      voided = key;
      return { key, status: 'voided', bankReference: 'SIM-1', rejection: null };
    },
  });
  await until('the letter to be tried', () => tries > 0);
  await claim.handle.cancel();
  await expect(claim.handle.result()).rejects.toThrow(WorkflowFailedError);
  expect(voided).toBe(claim.outside.payments[0]);
  expect(claim.outside.progress.at(-1)?.projection).toMatchObject({ outcome: 'cancelled', paidMinor: 0 });
});

test('a released payment is not voided: it stays on record for a person to recover', async () => {
  let tries = 0;
  const claim = await world.start({
    route: 'straight-through',
    letter: () => {
      tries += 1;
      throw new Error('delivery is away');
    },
    void: (key) => ({ key, status: 'released', bankReference: 'SIM-1', rejection: null }),
  });
  await until('the letter to be tried', () => tries > 0);
  await claim.handle.cancel();
  await expect(claim.handle.result()).rejects.toThrow(WorkflowFailedError);
  expect(actions(claim)).toContain('payment-to-recover');
  expect(claim.outside.progress.at(-1)?.projection.paidMinor).toBe(100_000);
});

test('a question that is not decided in time goes to a supervisor', async () => {
  const claim = await world.start({}, { reviewDueMs: 400 });
  await until('the escalation', () => actions(claim).includes('task-escalated'));
  expect(claim.outside.progress.at(-1)?.tasks.at(-1)).toMatchObject({ role: 'supervisor', status: 'open' });
  await decide(claim, await claim.decision({ action: 'approve' }));
  expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
});

test('a step that keeps failing locally becomes an ordinary activity, and the claim goes on when it is back', async () => {
  let failures = 0;
  const claim = await world.start({ judge: () => allow('adjuster-1', 'adjuster') });
  await claim.reaches('in-review');
  claim.script.judge = () => {
    failures += 1;
    if (failures <= 4) throw new Error('the database is away');
    return allow('adjuster-1', 'adjuster');
  };
  expect(await decide(claim, await claim.decision({ action: 'approve' }))).toMatchObject({ accepted: true });
  const { events } = await claim.handle.fetchHistory();
  expect(
    events?.some((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'judgeDecision'),
  ).toBe(true);
});

test('a storm of signals is answered one by one, and exactly one decision counts', async () => {
  const claim = await world.start();
  await claim.reaches('in-review');
  const decisions = await Promise.all(Array.from({ length: 30 }, () => claim.decision({ action: 'approve' })));
  await Promise.all(decisions.map((decision) => claim.handle.signal('decide', decision)));
  expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
  expect(claim.outside.payments).toHaveLength(1);
  expect(actions(claim).filter((action) => action === 'decision-accepted')).toHaveLength(1);
});

const DAY_MS = 24 * 60 * 60 * 1000;
const fromNow = (ms: number) => new Date(Date.now() + ms).toISOString();

test('the calendar of a jurisdiction comes before our own standard: a task is due and escalated when it says', async () => {
  const claim = await world.start({ dates: () => ({ escalateAt: fromNow(600), statusLetterAt: null }) });
  await claim.reaches('in-review');
  const due = claim.outside.progress.at(-1)?.projection.dueAt;
  expect(Date.parse(due!) - Date.now()).toBeLessThan(1_000);
  await until('the escalation', () => actions(claim).includes('task-escalated'));
  expect(claim.outside.progress.at(-1)?.tasks.at(-1)).toMatchObject({ role: 'supervisor', dueAt: due });
  await decide(claim, await claim.decision({ action: 'approve' }));
  expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
});

test.each(['review', 'information', 'investigation'] as const)(
  'while a claim waits (%s) letters say how it stands, each time one is owed; a letter that cannot be sent stops nothing',
  async (route) => {
    const owed = [fromNow(3 * DAY_MS + 400), fromNow(3 * DAY_MS + 900), fromNow(3 * DAY_MS + 1_400)];
    const claim = await world.start({
      route,
      missing: route === 'information' ? [{ code: 'police-report', text: 'the police report' }] : [],
      judge: ({ taskKind }) =>
        taskKind === 'investigation' ? allow('investigator-1', 'investigator') : allow('adjuster-1', 'adjuster'),
      dates: () => ({ escalateAt: null, statusLetterAt: owed[statusLetters(claim).length] ?? null }),
      letter: ({ key }) => {
        if (key.endsWith('status-3')) throw ApplicationFailure.nonRetryable('lacks a part', 'letter-incomplete');
      },
    });
    await until('the third to fail', () => actions(claim).includes('letter-failed'));
    expect(statusLetters(claim)).toEqual(['1/status-1', '1/status-2']);
    if (route === 'information')
      await claim.handle.executeUpdate('moreDocuments', {
        args: [{ messageId: 'message-0009', files: [document('d')] }],
      });
    if (route === 'investigation') await decide(claim, await claim.decision({ action: 'clear-investigation' }));
    await claim.reaches('in-review');
    await decide(claim, await claim.decision({ action: 'approve' }));
    expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
  },
);

function statusLetters(claim: ScriptedClaim | undefined): string[] {
  return claim?.outside.letters.flatMap(({ kind, key }) => (kind === 'status' ? [key] : [])) ?? [];
}

test('a claim with 500 documents is read a few at a time, and completes', async () => {
  let reading = 0;
  let most = 0;
  const claim = await world.start({
    route: 'straight-through',
    read: async () => {
      reading += 1;
      most = Math.max(most, reading);
      await new Promise((resolve) => setTimeout(resolve, 5));
      reading -= 1;
    },
    // Beside the one that came with the notice.
    attachments: Array.from({ length: 499 }, (_, index) => ({
      fileId: index.toString(16).padStart(64, '0'),
      name: `document-${index + 2}.pdf`,
      bytes: 3,
    })),
  });
  expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(16);
  expect(claim.outside.progress.at(-1)?.projection.documents).toHaveLength(500);
  expect(actions(claim).filter((action) => action === 'document-read')).toHaveLength(500);
}, 120_000);
