/** Deadlines for the process, from a real ledger. */
import { createClockActivities } from '../../activities/clocks/activities';
import type { LedgerEntry } from '../../activities/ledger/contract';
import { batch, createTestLedger, entry, type TestLedger } from '../ledger/support';
import { shipped } from './support';

let ledger: TestLedger;
beforeAll(async () => {
  ledger = await createTestLedger();
});
afterAll(() => ledger.close());

const step = (action: string, occurredAt: string, facts: LedgerEntry['facts'] = {}) =>
  entry(`${action}/${occurredAt}`, { action, occurredAt: new Date(occurredAt).toISOString(), facts });
const notice = step('notice-received', '2026-05-18T14:00Z');
const assessed = step('proposal-made', '2026-05-18T14:01Z', { route: 'review' });
const acknowledged = step('letter-sent', '2026-05-18T14:02Z', { letter: 'acknowledgment', key: '1/acknowledgment' });
const status = (at: string) => step('letter-sent', at, { letter: 'status', key: `1/status ${at}` });
const asStep = ({ action, occurredAt, facts }: LedgerEntry) => ({ action, at: occurredAt, facts });

function ask(claimNumber: string, now: string, unwritten: LedgerEntry[] = [], episode = 1) {
  const { nextDeadlines } = createClockActivities({ database: ledger.database, book: shipped });
  const claim = { tenant: 'acme', claimNumber, episode };
  return nextDeadlines({ claim, jurisdiction: 'US-PA', line: 'contents', now, steps: unwritten.map(asStep) });
}

test('from what is on the ledger and what is not there yet; a step that is in both counts once', async () => {
  await ledger.append(batch('CLM-1', [notice, assessed]));
  expect(await ask('CLM-1', '2026-05-18T14:05Z')).toEqual({
    acknowledgeBy: '2026-06-03T03:59:59.999Z',
    decideBy: '2026-06-10T03:59:59.999Z',
    statusLetterAt: '2026-06-10T03:59:59.999Z',
    payBy: null,
    limitationNoticeAt: null,
    escalateAt: '2026-05-29T03:59:59.999Z',
    jurisdiction: 'US-PA',
    rulesHash: shipped.sha256,
  });
  const first = status('2026-06-09T14:00Z');
  const told = [acknowledged, first];
  const next = {
    acknowledgeBy: null,
    decideBy: '2026-07-10T03:59:59.999Z',
    statusLetterAt: '2026-07-10T03:59:59.999Z',
  };
  expect(await ask('CLM-1', '2026-06-10T14:00Z', told)).toMatchObject(next);
  await ledger.append(batch('CLM-1', told));
  expect(await ask('CLM-1', '2026-06-10T14:00Z', told)).toMatchObject(next);
});

test('what is overdue is still owed; a decided claim owes no decision', async () => {
  await ledger.append(batch('CLM-2', [notice, assessed]));
  expect(await ask('CLM-2', '2026-06-20T14:00Z')).toMatchObject({ decideBy: '2026-06-10T03:59:59.999Z' });
  const settled = step('settled-straight-through', '2026-06-21T14:00Z');
  expect(await ask('CLM-2', '2026-06-22T14:00Z', [settled])).toMatchObject({ decideBy: null, statusLetterAt: null });
});

test('interest on what is paid late, by the law of Texas', async () => {
  const accepted = step('decision-accepted', '2026-07-01T17:00Z', {
    action: 'approve',
    amountMinor: 1_000_000,
    needsSecondPerson: false,
  });
  await ledger.append(batch('CLM-5', [notice, assessed, accepted]));
  const { interestOwed } = createClockActivities({ database: ledger.database, book: shipped });
  const owed = (paidAt: string, amountMinor = 1_000_000) =>
    interestOwed({
      claim: { tenant: 'acme', claimNumber: 'CLM-5', episode: 1 },
      jurisdiction: 'US-TX',
      line: 'contents',
      amountMinor,
      currency: 'USD',
      paidAt,
      steps: [],
    });
  expect(await owed('2026-07-08T17:00Z')).toBeNull();
  expect(await owed('2026-07-20T17:00Z')).toMatchObject({ interestMinor: 5_918, days: 12, clock: 'pay' });
  await expect(owed('2026-07-20T17:00Z', 0)).rejects.toMatchObject({
    type: 'clocks-amount-invalid',
    nonRetryable: true,
  });
});

test('another episode of the claim and another claim have clocks of their own', async () => {
  await ledger.append(batch('CLM-3', [notice, assessed]));
  const nothing = { acknowledgeBy: null, decideBy: null, statusLetterAt: null, payBy: null, escalateAt: null };
  expect(await ask('CLM-3', '2026-05-19T14:00Z', [], 2)).toMatchObject(nothing);
  expect(await ask('CLM-4', '2026-05-19T14:00Z')).toMatchObject(nothing);
});
