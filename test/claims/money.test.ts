/**
 * Money of a claim on the real server: exposures with reserves, the part that nobody disputes paid early, interest on what comes
 * late, and two people where papers name different accounts. The rules are scripted; process and server are real.
 */
import fc from 'fast-check';
import type { PaymentRequest } from '../../activities/payments/contract';
import { allow, type Script, type ScriptedClaim, type ScriptedWorld, scriptedWorld, until } from './scripted-claim';

let world: ScriptedWorld;
beforeAll(async () => {
  world = await scriptedWorld();
});
afterAll(() => world.close());

type Answer = { accepted: boolean; code?: string; effect?: string };
const decide = async (claim: ScriptedClaim, given: Parameters<ScriptedClaim['decision']>[0]): Promise<Answer> =>
  claim.handle.executeUpdate<Answer, [unknown]>('decide', { args: [await claim.decision(given)] });

/** A bank that keeps what it was told, and says no as often as it should. */
function bank(refusals: (request: PaymentRequest) => boolean = () => false) {
  const paid: { amountMinor: number; purpose: string }[] = [];
  const pay: Script['pay'] = (request) => {
    const { key, amountMinor, purpose = 'indemnity' } = request;
    if (refusals(request)) return { key, status: 'rejected', bankReference: null, rejection: 'closed' };
    paid.push({ amountMinor, purpose });
    return { key, status: 'accepted', bankReference: 'SIM-1', rejection: null };
  };
  return { paid, pay };
}

const sections = [
  { section: 'contents', claimedMinor: 100_000, payableMinor: 75_000 },
  { section: 'valuables', claimedMinor: 50_000, payableMinor: 25_000 },
];
const at = (claim: ScriptedClaim) => claim.outside.progress.at(-1)?.projection;
const entries = (claim: ScriptedClaim, action: string) =>
  claim.outside.progress.flatMap((progress) => progress.entries).filter((entry) => entry.action === action);
/** At a new question after `task`. */
const asksAgain = async (claim: ScriptedClaim, task: string | null) =>
  until('the next question', async () => {
    const now = await claim.task();
    return now !== null && now !== task;
  });

test('each section of the policy has its reserve; closed, none has any and the payments add up', async () => {
  const claim = await world.start({ sections });
  await claim.reaches('in-review');
  expect(at(claim)?.exposures).toEqual([
    { section: 'contents', reserveMinor: 75_000, paidMinor: 0, setBy: null },
    { section: 'valuables', reserveMinor: 25_000, paidMinor: 0, setBy: null },
  ]);
  await decide(claim, { action: 'approve-with-changes', amountMinor: 80_001 });
  await claim.handle.result();
  expect(at(claim)).toMatchObject({ status: 'closed', reserveMinor: 0, paidMinor: 80_001 });
  expect(at(claim)?.exposures).toEqual([
    { section: 'contents', reserveMinor: 0, paidMinor: 60_001, setBy: null },
    { section: 'valuables', reserveMinor: 0, paidMinor: 20_000, setBy: null },
  ]);
});

test('a person sets the reserve of an exposure: on record with who and why, the question stays open, and new documents leave it', async () => {
  const claim = await world.start({ sections });
  await claim.reaches('in-review');
  const task = await claim.task();
  expect(await decide(claim, { action: 'set-reserve', amountMinor: 40_000 })).toMatchObject({
    accepted: false,
    code: 'action-not-allowed',
  });
  expect(await decide(claim, { action: 'set-reserve', amountMinor: 40_000, exposure: 'cars' })).toMatchObject({
    accepted: false,
  });
  const change = {
    action: 'set-reserve',
    amountMinor: 40_000,
    exposure: 'valuables',
    reasonCode: 'expected-cost',
  } as const;
  expect(await decide(claim, change)).toMatchObject({ accepted: true, effect: 'recorded' });
  expect(await claim.task()).toBe(task);
  const [changed] = entries(claim, 'reserve-set').filter((entry) => entry.actor.type === 'human');
  expect(changed).toMatchObject({
    actor: { id: 'adjuster-1' },
    reasons: [{ code: 'expected-cost' }],
    facts: { fromMinor: 100_000, toMinor: 115_000, exposure: 'valuables' },
  });

  claim.script.sections = [{ section: 'contents', claimedMinor: 90_000, payableMinor: 60_000 }, sections[1] as never];
  claim.script.amountMinor = 85_000;
  const files = [{ fileId: 'f'.repeat(64), name: 'document-2.pdf', bytes: 10 }];
  await claim.handle.executeUpdate('moreDocuments', { args: [{ messageId: 'more-documents-1', files }] });
  await asksAgain(claim, task);
  await until('the assessment on record', () => at(claim)?.reserveMinor === 100_000);
  expect(at(claim)?.exposures).toEqual([
    { section: 'contents', reserveMinor: 60_000, paidMinor: 0, setBy: null },
    { section: 'valuables', reserveMinor: 40_000, paidMinor: 0, setBy: 'adjuster-1' },
  ]);
  await decide(claim, { action: 'approve' });
  await claim.handle.result();
  expect(at(claim)).toMatchObject({ reserveMinor: 0, paidMinor: 85_000 });
});

test('the part that nobody disputes is paid early, told, and taken off what is decided in the end', async () => {
  const { paid, pay } = bank();
  const claim = await world.start({ sections, pay });
  await claim.reaches('in-review');
  const task = await claim.task();
  expect(await decide(claim, { action: 'pay-undisputed', amountMinor: 30_000 })).toMatchObject({ accepted: true });
  await asksAgain(claim, task);
  await until('the payment on record', () => at(claim)?.paidMinor === 30_000);
  expect(at(claim)).toMatchObject({ status: 'in-review', reserveMinor: 70_000, outcome: null });
  expect(claim.outside.letters.map(({ kind }) => kind)).toContain('undisputed-part');

  // What is paid stays paid.
  for (const action of ['deny', 'withdraw'] as const)
    expect(await decide(claim, { action })).toMatchObject({ accepted: false, code: 'action-not-allowed' });
  expect(await decide(claim, { action: 'approve-in-part', amountMinor: 29_999 })).toMatchObject({
    accepted: false,
    code: 'amount-not-allowed',
  });
  expect(await decide(claim, { action: 'approve' })).toMatchObject({ accepted: true, effect: 'final' });
  expect(await claim.handle.result()).toMatchObject({ outcome: 'paid', paidMinor: 100_000 });
  expect(paid.map(({ amountMinor }) => amountMinor)).toEqual([30_000, 70_000]);
  expect(at(claim)).toMatchObject({ reserveMinor: 0, paidMinor: 100_000 });
});

test('an early part that the bank rejects is asked about, paid on the next try, and once', async () => {
  let rejects = true;
  const { paid, pay } = bank(() => rejects);
  const claim = await world.start({ sections, pay });
  await claim.reaches('in-review');
  await decide(claim, { action: 'pay-undisputed', amountMinor: 30_000 });
  await until('the question', () => at(claim)?.waitingFor === 'a person: payment failed');
  rejects = false;
  const failed = await claim.task();
  expect(await decide(claim, { action: 'retry-payment' })).toMatchObject({ accepted: true });
  await asksAgain(claim, failed);
  expect(await decide(claim, { action: 'approve-in-part', amountMinor: 30_000 })).toMatchObject({ accepted: true });
  expect(await claim.handle.result()).toMatchObject({ outcome: 'paid-in-part', paidMinor: 30_000 });
  expect(paid).toEqual([{ amountMinor: 30_000, purpose: 'indemnity' }]);
});

test('an early part waits for a second person like any payment over the limit', async () => {
  const { paid, pay } = bank();
  const judge: Script['judge'] = ({ taskKind }) =>
    taskKind === 'second-approval' ? allow('supervisor-1', 'supervisor') : allow('adjuster-1', 'adjuster', true);
  const claim = await world.start({ sections, pay, judge });
  await claim.reaches('in-review');
  expect(await decide(claim, { action: 'pay-undisputed', amountMinor: 30_000 })).toMatchObject({
    effect: 'awaiting-second-approval',
  });
  expect(paid).toEqual([]);
  const second = await claim.task();
  expect(await decide(claim, { action: 'pay-undisputed', amountMinor: 30_001 })).toMatchObject({
    code: 'disagrees-with-first-decision',
  });
  await decide(claim, { action: 'pay-undisputed', amountMinor: 30_000 });
  await asksAgain(claim, second);
  expect(paid).toHaveLength(1);
  await claim.handle.cancel();
});

const LONG_AGO = '2026-01-05T09:00:00.000Z';
const owed: Script['interest'] = async ({ amountMinor }) => ({
  interestMinor: Math.round(amountMinor / 100),
  days: 20,
  yearlyBasisPoints: 1800,
  clock: 'pay',
  dueAt: '2026-04-01T00:00:00.000Z',
  working: 'as scripted',
  verified: true,
  source: { citation: 'scripted', url: null, quote: null },
});

test('what comes late is paid with interest: reserved, a payment of its own, in the letter, and once', async () => {
  let rejects = true;
  const { paid, pay } = bank(({ purpose }) => purpose === 'interest' && rejects);
  const claim = await world.start({ sections, pay, interest: owed, noticeReceivedAt: LONG_AGO });
  await claim.reaches('in-review');
  await decide(claim, { action: 'approve' });
  // The claim itself was paid; only the interest came back.
  await until('the question', () => at(claim)?.waitingFor === 'a person: payment failed');
  expect(at(claim)).toMatchObject({ paidMinor: 100_000, reserveMinor: 1_000 });
  expect(entries(claim, 'interest-owed')).toMatchObject([{ facts: { interestMinor: 1_000, days: 20 } }]);
  rejects = false;
  await decide(claim, { action: 'retry-payment' });
  await claim.handle.result();
  expect(paid).toEqual([
    { amountMinor: 100_000, purpose: 'indemnity' },
    { amountMinor: 1_000, purpose: 'interest' },
  ]);
  expect(at(claim)).toMatchObject({ paidMinor: 100_000, interestPaidMinor: 1_000, reserveMinor: 0 });
});

test('a payment on the day of the notice asks nobody for interest', async () => {
  let asked = 0;
  const claim = await world.start({
    interest: async () => {
      asked += 1;
      return null;
    },
  });
  await claim.reaches('in-review');
  await decide(claim, { action: 'approve' });
  await claim.handle.result();
  expect(asked).toBe(0);
});

test('papers that name different accounts: whoever judges is told that two people are needed', async () => {
  const told: unknown[] = [];
  const claim = await world.start({
    findings: [{ code: 'payee-conflict', severity: 'blocking' }],
    judge: ({ twoPeopleFor }) => {
      told.push(twoPeopleFor);
      return allow('adjuster-1', 'adjuster');
    },
  });
  await claim.reaches('in-review');
  await decide(claim, { action: 'approve' });
  await claim.handle.result();
  expect(told).toEqual([['payee-conflict']]);
});

test('a claim that is cancelled takes back the early part, too, where the bank still can', async () => {
  const { pay } = bank();
  const voided: string[] = [];
  const claim = await world.start({
    sections,
    pay,
    void: (key) => {
      voided.push(key);
      return { key, status: 'voided', bankReference: 'SIM-1', rejection: null };
    },
  });
  await claim.reaches('in-review');
  const task = await claim.task();
  await decide(claim, { action: 'pay-undisputed', amountMinor: 30_000 });
  await asksAgain(claim, task);
  await claim.handle.cancel();
  await expect(claim.handle.result()).rejects.toThrow();
  await until('the end on record', () => at(claim)?.status === 'closed');
  expect(voided).toHaveLength(1);
  expect(at(claim)).toMatchObject({ outcome: 'cancelled', paidMinor: 0, reserveMinor: 0 });
});

/** Money in any order of early parts and rejections: what the bank paid is what the claim says, and never above what was decided. */
test('money is neither made nor lost in any order of early parts, refusals of the bank and the final decision', async () => {
  const act = fc.record({ amountMinor: fc.integer({ min: 1, max: 60_000 }), rejectedFirst: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { maxLength: 3 }),
      fc.integer({ min: 1, max: 149_999 }),
      async (acts, finalMinor) => {
        let rejections = 0;
        const { paid, pay } = bank(() => rejections-- > 0);
        const claim = await world.start({ sections, pay });
        await claim.reaches('in-review');
        for (const { amountMinor, rejectedFirst } of acts) {
          const task = await claim.task();
          rejections = rejectedFirst ? 1 : 0;
          if (!(await decide(claim, { action: 'pay-undisputed', amountMinor })).accepted) continue;
          await asksAgain(claim, task);
          if (!rejectedFirst) continue;
          const failed = await claim.task();
          await decide(claim, { action: 'retry-payment' });
          await asksAgain(claim, failed);
        }
        rejections = 0;
        const early = paid.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
        const wanted = Math.max(early, finalMinor);
        if (early > 0) {
          const refused = await decide(claim, { action: 'approve-with-changes', amountMinor: early - 1 });
          expect(refused.accepted).toBe(false);
        }
        await decide(claim, { action: 'approve-with-changes', amountMinor: wanted });
        await claim.handle.result();
        expect(paid.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(wanted);
        expect(at(claim)).toMatchObject({ paidMinor: wanted, reserveMinor: 0 });
        expect(at(claim)?.exposures?.reduce((sum, { paidMinor }) => sum + paidMinor, 0)).toBe(wanted);
        expect(at(claim)?.exposures?.every(({ reserveMinor }) => reserveMinor === 0)).toBe(true);
      },
    ),
    { numRuns: 12 },
  );
}, 120_000);
