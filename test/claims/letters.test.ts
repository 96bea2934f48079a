/**
 * Letters of the process: receipt is confirmed once, when the claim first waits for somebody; a decision's letter carries
 * the person's own reasons; a letter that cannot be sent holds nothing up. The rules and the delivery are scripted.
 */
import { ApplicationFailure } from '@temporalio/common';
import { allow, type ScriptedClaim, type ScriptedWorld, scriptedWorld, until } from './scripted-claim';

let world: ScriptedWorld;
beforeAll(async () => {
  world = await scriptedWorld();
});
afterAll(() => world.close());

const decide = (claim: ScriptedClaim, message: unknown) =>
  claim.handle.executeUpdate<{ accepted: boolean; code?: string; effect?: string }, [unknown]>('decide', {
    args: [message],
  });
const kinds = (claim: ScriptedClaim) => claim.outside.letters.map((letter) => letter.kind);
const document = (digit: string) => ({ fileId: digit.repeat(32), name: 'document-2.pdf', bytes: 3 });
const addDocument = (claim: ScriptedClaim, digit: string) =>
  claim.handle.executeUpdate('moreDocuments', { args: [{ messageId: `message-${digit}`, files: [document(digit)] }] });
const WORDS = 'a'.repeat(64);
const OTHER_WORDS = 'b'.repeat(64);

describe('confirmation of receipt', () => {
  test('none for a claim that is settled straight through', async () => {
    const claim = await world.start({ route: 'straight-through' });
    await claim.handle.result();
    expect(kinds(claim)).toEqual(['approval']);
  });

  test('once in an episode, however often the claim waits, and shown while it waits', async () => {
    const claim = await world.start({
      route: 'information',
      missing: [{ code: 'police-report', text: 'the police report' }],
    });
    await until('both letters on the page', () => claim.outside.progress.at(-1)?.projection.letters.length === 2);
    await addDocument(claim, 'c1');
    await claim.reaches('in-review');
    await addDocument(claim, 'd2');
    await until('the second task', async () => (await claim.task())?.endsWith('/2') === true);
    await decide(claim, await claim.decision({ action: 'approve' }));
    await claim.handle.result();
    expect(kinds(claim)).toEqual(['acknowledgment', 'information-request', 'approval']);
    expect(claim.outside.letters[0]?.key).toBe('1/acknowledgment');
  });

  test('delivery that is away holds up no decision, and the decision is told after receipt', async () => {
    let away = true;
    const claim = await world.start({
      letter: ({ kind }) => {
        if (away && kind === 'acknowledgment') throw new Error('delivery is away');
      },
    });
    await claim.reaches('in-review');
    expect(await decide(claim, await claim.decision({ action: 'approve' }))).toMatchObject({ effect: 'final' });
    await until('the payment', () => claim.outside.payments.length === 1);
    expect(kinds(claim)).toEqual([]);
    away = false;
    expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
    expect(kinds(claim)).toEqual(['acknowledgment', 'approval']);
  });

  test('one that can never be sent is put on record, and the claim goes on', async () => {
    const claim = await world.start({
      letter: ({ kind }) => {
        if (kind === 'acknowledgment') throw ApplicationFailure.nonRetryable('lacks contact', 'letter-incomplete');
      },
    });
    const actions = () => claim.outside.progress.flatMap(({ entries }) => entries.map((entry) => entry.action));
    await until('the record', () => actions().includes('letter-failed'));
    await decide(claim, await claim.decision({ action: 'approve' }));
    expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
    expect(kinds(claim)).toEqual(['approval']);
  });

  test('cancelled while it is under way: nothing is left open', async () => {
    const claim = await world.start({
      letter: () => {
        throw new Error('delivery is away');
      },
    });
    await claim.reaches('in-review');
    await claim.handle.cancel();
    await expect(claim.handle.result()).rejects.toThrow();
    expect(claim.outside.progress.at(-1)?.projection).toMatchObject({ status: 'closed', outcome: 'cancelled' });
  });
});

describe('reasons of the person who decides', () => {
  const twoPeople = {
    judge: ({ firstDecider }: { firstDecider: string | null }) =>
      allow(firstDecider === null ? 'adjuster-1' : 'supervisor-1', 'adjuster', firstDecider === null),
  };

  test('the letter of a denial carries those of the first person, which the second one has seen', async () => {
    const claim = await world.start(twoPeople);
    await claim.reaches('in-review');
    await decide(claim, await claim.decision({ action: 'deny', reasonCode: 'not-insured', statedRef: WORDS }));
    await claim.reaches('awaiting-second-approval');
    expect(claim.outside.progress.at(-1)?.tasks.at(-1)?.firstDecision?.stated?.ref).toBe(WORDS);
    const other = { action: 'deny', reasonCode: 'agreed', statedRef: OTHER_WORDS } as const;
    expect(await decide(claim, await claim.decision(other))).toMatchObject({ code: 'disagrees-with-first-decision' });
    await decide(claim, await claim.decision({ action: 'deny', reasonCode: 'agreed' }));
    await claim.handle.result();
    expect(claim.outside.letters.at(-1)).toEqual({
      kind: 'denial',
      key: '1/decision',
      decision: { reasonCode: 'not-insured', stated: { ref: WORDS, kind: 'stated-reasons' } },
    });
  });

  test('a letter that lacks reasons asks a person, and goes out with those that come with the new attempt', async () => {
    const claim = await world.start({
      ...twoPeople,
      letter: ({ kind, decision }) => {
        if (kind === 'denial' && (decision?.stated ?? null) === null)
          throw ApplicationFailure.nonRetryable('It lacks reasons', 'letter-incomplete', ['reasons', 'provisions']);
      },
    });
    await claim.reaches('in-review');
    await decide(claim, await claim.decision({ action: 'deny' }));
    await claim.reaches('awaiting-second-approval');
    await decide(claim, await claim.decision({ action: 'deny' }));
    await until('the task', () => claim.outside.progress.at(-1)?.tasks.at(-1)?.kind === 'letter-failed');
    expect(claim.outside.progress.at(-1)?.tasks.at(-1)?.why[0]?.text).toContain('lacks reasons, provisions');
    claim.script.judge = () => allow('adjuster-1', 'adjuster');
    await decide(claim, await claim.decision({ action: 'retry-letter', reasonCode: 'not-insured', statedRef: WORDS }));
    expect(await claim.handle.result()).toMatchObject({
      outcome: 'denied',
      decidedBy: ['adjuster-1', 'supervisor-1'],
    });
    expect(claim.outside.letters.at(-1)).toMatchObject({ kind: 'denial', decision: { reasonCode: 'not-insured' } });
  });
});

test('a letter that the mail server refuses for good asks a person, who has it sent by post', async () => {
  const ways: (boolean | undefined)[] = [];
  const claim = await world.start({
    letter: ({ kind, byPost }) => {
      if (kind !== 'approval') return;
      ways.push(byPost);
      if (byPost !== true) throw ApplicationFailure.nonRetryable('550 5.1.1 to RCPT TO', 'letter-refused');
    },
  });
  await claim.reaches('in-review');
  await decide(claim, await claim.decision({ action: 'approve' }));
  await until('the task', () => claim.outside.progress.at(-1)?.tasks.at(-1)?.kind === 'letter-failed');
  expect(claim.outside.progress.at(-1)?.tasks.at(-1)?.why[0]?.text).toContain('send it by post');
  expect(claim.outside.payments).toHaveLength(1);
  await decide(claim, await claim.decision({ action: 'retry-letter', reasonCode: 'by-post' }));
  expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
  expect(ways).toEqual([undefined, true]);
  expect(claim.outside.payments).toHaveLength(1);
});

describe('reservation of rights', () => {
  const reserve = (claim: ScriptedClaim, changes = {}) =>
    claim.decision({ action: 'reserve-rights', reasonCode: 'cover-in-doubt', statedRef: WORDS, ...changes });
  const sent = (claim: ScriptedClaim) => claim.outside.letters.filter(({ kind }) => kind === 'reservation-of-rights');

  test('goes out with the words of the person who asks; the question stays open, and the claim is then decided', async () => {
    const claim = await world.start();
    await claim.reaches('in-review');
    const task = await claim.task();
    expect(await decide(claim, await reserve(claim))).toMatchObject({ accepted: true, effect: 'recorded' });
    await until('the letter on the page', () =>
      claim.outside.progress.at(-1)!.projection.letters.some(({ kind }) => kind === 'reservation-of-rights'),
    );
    expect(sent(claim)).toEqual([
      {
        kind: 'reservation-of-rights',
        key: '1/reservation-of-rights-1',
        decision: { reasonCode: 'cover-in-doubt', stated: { ref: WORDS, kind: 'stated-reasons' } },
      },
    ]);
    expect(await claim.task()).toBe(task);
    expect(claim.outside.progress.at(-1)!.projection.status).toBe('in-review');
    await decide(claim, await claim.decision({ action: 'approve' }));
    expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
  });

  test('is refused without words for the claimant', async () => {
    const claim = await world.start();
    await claim.reaches('in-review');
    const refused = await decide(claim, await reserve(claim, { statedRef: undefined }));
    expect(refused).toMatchObject({ accepted: false, code: 'action-not-allowed' });
    expect(sent(claim)).toEqual([]);
    await claim.handle.terminate();
  });

  test('while one is on its way another is refused; the decision is told after it', async () => {
    let away = true;
    const claim = await world.start({
      letter: ({ kind }) => {
        if (away && kind === 'reservation-of-rights') throw new Error('delivery is away');
      },
    });
    await claim.reaches('in-review');
    await decide(claim, await reserve(claim));
    expect(await decide(claim, await reserve(claim, { statedRef: OTHER_WORDS }))).toMatchObject({ accepted: false });
    expect(await decide(claim, await claim.decision({ action: 'approve' }))).toMatchObject({ effect: 'final' });
    await until('the payment', () => claim.outside.payments.length === 1);
    expect(kinds(claim)).not.toContain('approval');
    away = false;
    expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
    expect(kinds(claim).filter((kind) => kind !== 'acknowledgment')).toEqual(['reservation-of-rights', 'approval']);
  });

  test('one that cannot be sent is shown to the reviewer, who sends another under a key of its own', async () => {
    const claim = await world.start({
      letter: ({ kind, decision }) => {
        if (kind === 'reservation-of-rights' && decision?.stated?.ref === WORDS)
          throw ApplicationFailure.nonRetryable('It lacks provisions', 'letter-incomplete', ['provisions']);
      },
    });
    await claim.reaches('in-review');
    await decide(claim, await reserve(claim));
    await until('the reviewer to be told', () =>
      claim.outside.progress.some(({ tasks }) =>
        tasks.some(({ why }) => why.some(({ code }) => code === 'letter-failed')),
      ),
    );
    expect(sent(claim)).toEqual([]);
    expect(await decide(claim, await reserve(claim, { statedRef: OTHER_WORDS }))).toMatchObject({ accepted: true });
    await until('the letter', () => sent(claim).length === 1);
    expect(sent(claim)[0]?.key).toBe('1/reservation-of-rights-2');
    await decide(claim, await claim.decision({ action: 'approve' }));
    expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
  });
});

describe('notice of a time limit', () => {
  const LIMIT = {
    id: 'suit-on-policy',
    what: 'Legal action on this insurance',
    endsOn: '2027-02-03',
    counted: '12 months from the date of the loss',
    citation: 'Cal. Ins. Code § 2071',
    quote: null,
    verified: true,
  };
  const DAY_MS = 24 * 60 * 60 * 1000;
  const soon = () => new Date(Date.now() + 3 * DAY_MS + 500).toISOString();
  const told = (claim: ScriptedClaim) => claim.outside.letters.filter(({ kind }) => kind === 'limitation-notice');
  const actions = (claim: ScriptedClaim) =>
    claim.outside.progress.flatMap(({ entries }) => entries.map(({ action }) => action));

  test('is on record from the beginning, and goes out once, three days before it is owed, while the claim waits', async () => {
    const limits: unknown[] = [];
    const owed = soon();
    const claim = await world.start({
      timeLimit: LIMIT,
      dates: () => ({
        escalateAt: null,
        statusLetterAt: null,
        limitationNoticeAt: told(claim).length === 0 ? owed : null,
      }),
      letter: ({ kind, timeLimit }) => {
        if (kind === 'limitation-notice') limits.push(timeLimit);
      },
    });
    await claim.reaches('in-review');
    const known = claim.outside.progress
      .flatMap(({ entries }) => entries)
      .find(({ action }) => action === 'limitation-known');
    expect(known?.facts).toMatchObject({ date: '2027-02-03', limit: 'suit-on-policy', verified: true });
    await until('the notice', () => told(claim).length === 1);
    expect(limits).toEqual([LIMIT]);
    await decide(claim, await claim.decision({ action: 'approve' }));
    expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
    expect(told(claim)).toHaveLength(1);
  });

  test('one that cannot be sent is on record and stops nothing, letters on how the claim stands among it', async () => {
    const [notice, standing] = [soon(), new Date(Date.now() + 3 * DAY_MS + 1_200).toISOString()];
    const claim = await world.start({
      timeLimit: { ...LIMIT, verified: false },
      dates: () => ({
        escalateAt: null,
        limitationNoticeAt: notice,
        statusLetterAt: kinds(claim).includes('status') ? null : standing,
      }),
      letter: ({ kind }) => {
        if (kind === 'limitation-notice')
          throw ApplicationFailure.nonRetryable('It lacks time-limit', 'letter-incomplete', ['time-limit']);
      },
    });
    await until('the record', () => actions(claim).includes('letter-failed'));
    await until('the other letter', () => kinds(claim).includes('status'));
    await decide(claim, await claim.decision({ action: 'approve' }));
    expect(await claim.handle.result()).toMatchObject({ outcome: 'paid' });
    expect(actions(claim).filter((action) => action === 'letter-failed')).toHaveLength(1);
  });
});

describe('where the proposal was left open', () => {
  const open = { action: 'undetermined', amountMinor: 100_000, wholeMinor: 130_000 } as const;

  test.each([
    ['all that is claimed, less the deductible, is paid in full', 130_000, 'paid', 'approval'],
    ['less than that is paid in part', 129_999, 'paid-in-part', 'part-approval'],
  ])('%s', async (_what, amountMinor, outcome, letter) => {
    const claim = await world.start(open);
    await claim.reaches('in-review');
    await decide(claim, await claim.decision({ action: 'approve-with-changes', amountMinor }));
    expect(await claim.handle.result()).toMatchObject({ outcome, paidMinor: amountMinor });
    expect(kinds(claim).at(-1)).toBe(letter);
  });

  test('a refused line keeps it from being paid in full, whatever the amount', async () => {
    const claim = await world.start({ ...open, wholeMinor: null });
    await claim.reaches('in-review');
    await decide(claim, await claim.decision({ action: 'approve-with-changes', amountMinor: 150_000 }));
    expect(await claim.handle.result()).toMatchObject({ outcome: 'paid-in-part' });
  });
});

test('while new documents are read, the claim is shown as reading them and not as waiting', async () => {
  const claim = await world.start();
  await claim.reaches('in-review');
  const before = claim.outside.progress.length;
  await addDocument(claim, 'e3');
  await until('the new task', async () => (await claim.task())?.endsWith('/2') === true);
  await claim.reaches('in-review', before + 1);
  const received = claim.outside.progress
    .slice(before)
    .find(({ entries }) => entries.some((entry) => entry.action === 'documents-received'));
  expect(received?.projection).toMatchObject({ status: 'reading-documents', waitingFor: null });
  // The same file once more brings nothing to read.
  const again = claim.outside.progress.length;
  await claim.handle.executeUpdate('moreDocuments', { args: [{ messageId: 'message-e4', files: [document('e3')] }] });
  expect(claim.outside.progress.slice(again).map(({ projection }) => projection.status)).toEqual(['in-review']);
  await claim.handle.cancel();
});

test('a decision that cannot count is shown to the directory all the same: its ticket is used up, the person named', async () => {
  const shown: unknown[] = [];
  const claim = await world.start({
    judge: ({ decision, obstacle }) => {
      shown.push([decision.decisionId, obstacle?.code ?? null]);
      return { ...allow('adjuster-1', 'adjuster'), allowed: obstacle === undefined };
    },
  });
  await claim.reaches('in-review');
  const stale = await claim.decision({ action: 'approve', evidenceHash: 'f'.repeat(64) });
  expect(await decide(claim, stale)).toMatchObject({ accepted: false, code: 'stale-evidence' });
  expect(shown).toEqual([[stale.decisionId, 'stale-evidence']]);
  const refusal = claim.outside.progress.flatMap(({ entries }) => entries).find(({ kind }) => kind === 'refuse');
  expect(refusal?.actor).toEqual({ type: 'human', id: 'adjuster-1', role: 'adjuster' });
  await decide(claim, await claim.decision({ action: 'approve' }));
  await claim.handle.result();
});
