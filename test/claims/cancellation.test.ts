/**
 * A claim that is cancelled, wherever it stands: the question is withdrawn, nothing stays reserved, what was paid is taken back where the
 * bank still can, and the end is on record. Each is brought to where it stands on a real server.
 */
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { allow, type Script, type ScriptedClaim, type ScriptedWorld, scriptedWorld, until } from './scripted-claim';

let world: ScriptedWorld;
beforeAll(async () => {
  world = await scriptedWorld();
});
afterAll(() => {
  // A worker ends when its activities have.
  release();
  return world.close();
});

const at = (claim: ScriptedClaim) => claim.outside.progress.at(-1)?.projection;
const waitsFor = (claim: ScriptedClaim, what: string) =>
  until(`a claim that waits for ${what}`, () => at(claim)?.waitingFor?.includes(what) === true);
const decide = async (claim: ScriptedClaim, action: 'approve' | 'deny') =>
  claim.handle.executeUpdate('decide', { args: [await claim.decision({ action })] });
let release = () => {};
const held = new Promise<void>((resolve) => {
  release = resolve;
});
/** A bank that has booked the payment, and can void it. */
const rejecting: Script['pay'] = ({ key }) => ({ key, status: 'rejected', bankReference: null, rejection: 'closed' });

interface Place {
  name: string;
  script: Partial<Script>;
  pace?: Parameters<ScriptedWorld['start']>[1];
  reach: (claim: ScriptedClaim) => Promise<void>;
}
let reading = 0;
let paying = 0;
const PLACES: Place[] = [
  {
    name: 'while its documents are read',
    script: {
      read: () => {
        reading += 1;
        return held;
      },
    },
    reach: () => until('the reading', () => reading > 0),
  },
  {
    name: 'at a suspected duplicate',
    script: { suspectedDuplicates: ['T-OTHER'] },
    reach: (claim) => waitsFor(claim, 'same loss'),
  },
  {
    name: 'when the claimant has not answered',
    script: { route: 'information', missing: [{ code: 'police-report', text: 'the police report' }] },
    pace: { reminderAfterMs: 50, informationDeadlineMs: 100 },
    reach: (claim) =>
      until('the question', async () => at(claim)?.status === 'in-review' && (await claim.task()) !== null),
  },
  {
    name: 'at a second person',
    script: { action: 'deny', amountMinor: 0, judge: () => allow('adjuster-1', 'adjuster', true) },
    reach: async (claim) => {
      await claim.reaches('in-review');
      await decide(claim, 'deny');
      await claim.reaches('awaiting-second-approval');
    },
  },
  {
    name: 'after a payment that the bank rejected',
    script: { pay: rejecting },
    reach: async (claim) => {
      await claim.reaches('in-review');
      await decide(claim, 'approve');
      await waitsFor(claim, 'payment failed');
    },
  },
  {
    name: 'while it is not known what became of a payment',
    script: {
      pay: () => {
        paying += 1;
        throw new Error('the bank does not answer');
      },
    },
    reach: async (claim) => {
      await claim.reaches('in-review');
      await decide(claim, 'approve');
      await until('the payment tried', () => paying > 0);
    },
  },
  {
    name: 'after a letter that lacks a part',
    script: {
      letter: ({ kind }) => {
        if (kind === 'approval') throw ApplicationFailure.nonRetryable('lacks', 'letter-incomplete', ['appeal']);
      },
    },
    reach: async (claim) => {
      await claim.reaches('in-review');
      await decide(claim, 'approve');
      await waitsFor(claim, 'letter failed');
    },
  },
];

test.each(PLACES)('cancelled $name', async ({ script, pace, reach }) => {
  const voided: string[] = [];
  const claim = await world.start(
    {
      ...script,
      void: (key) => {
        voided.push(key);
        return { key, status: 'voided', bankReference: null, rejection: null };
      },
    },
    pace,
  );
  await reach(claim);
  await claim.handle.cancel();
  await expect(claim.handle.result()).rejects.toThrow(WorkflowFailedError);
  expect(at(claim)).toMatchObject({ status: 'closed', outcome: 'cancelled', paidMinor: 0, reserveMinor: 0 });
  const tasks = new Map(claim.outside.progress.flatMap(({ tasks }) => tasks).map((task) => [task.taskId, task.status]));
  expect([...tasks.values()]).not.toContain('open');
  // Whatever may have reached the bank is voided by its key.
  const reached = claim.outside.payments.filter(() => script.pay !== rejecting);
  expect(voided).toEqual(expect.arrayContaining(reached));
  // A save that was cut off is written again: the same step, which the ledger has once.
  const ends = claim.outside.progress
    .flatMap(({ entries }) => entries)
    .filter(({ action }) => action === 'claim-closed');
  expect(new Set(ends.map(({ step }) => step)).size).toBe(1);
});

test('an unknown payment is asked for and voided by the key that it was tried under', async () => {
  const voided: string[] = [];
  const tried: string[] = [];
  const claim = await world.start({
    pay: ({ key }) => {
      tried.push(key);
      throw new Error('the bank does not answer');
    },
    void: (key) => {
      voided.push(key);
      return { key, status: 'voided', bankReference: null, rejection: null };
    },
  });
  await claim.reaches('in-review');
  await decide(claim, 'approve');
  await until('the payment tried', () => tried.length > 0);
  await claim.handle.cancel();
  await expect(claim.handle.result()).rejects.toThrow(WorkflowFailedError);
  expect(voided).toEqual([tried[0]]);
});
