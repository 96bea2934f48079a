/** Which step of the ledger is which event. */
import type { ClaimStep } from '../../activities/clocks/contract';
import { clockEvents } from '../../activities/clocks/events';

const step = (minute: number, action: string, facts: ClaimStep['facts'] = {}): ClaimStep => ({
  action,
  at: `2026-06-01T10:${String(minute).padStart(2, '0')}:00.000Z`,
  facts,
});
const told = (...steps: ClaimStep[]) => clockEvents(steps).map(({ kind, at }) => `${kind} ${at.slice(14, 16)}`);

test('a claim that is settled straight through', () => {
  expect(
    told(
      step(0, 'notice-received'),
      step(1, 'facts-assembled'),
      step(1, 'coverage-assessed'),
      step(1, 'proposal-made', { route: 'straight-through' }),
      step(1, 'settled-straight-through', { amountMinor: 100 }),
      step(2, 'payment-instructed', { status: 'accepted' }),
      step(3, 'letter-sent', { letter: 'approval' }),
      step(4, 'claim-closed', { outcome: 'paid' }),
    ),
  ).toEqual([
    'notice-received 00',
    'proof-complete 00',
    'investigation-begun 01',
    'decided 01',
    'accepted 01',
    'paid 02',
    'decision-told 03',
    'claim-closed 04',
  ]);
});

test('the proof is complete with the paper that was missing, not with the assessment of it', () => {
  const steps = [
    step(0, 'notice-received'),
    step(1, 'proposal-made', { route: 'information' }),
    step(2, 'information-requested'),
    step(3, 'letter-sent', { letter: 'information-request' }),
    step(20, 'documents-received'),
  ];
  expect(told(...steps)).toEqual(['notice-received 00', 'information-requested 03', 'documents-received 20']);
  const assessed = told(
    ...steps,
    step(30, 'proposal-made', { route: 'review' }),
    step(40, 'documents-received'),
    step(41, 'proposal-made', { route: 'review' }),
  );
  expect(assessed.filter((event) => event.startsWith('proof'))).toEqual(['proof-complete 20']);
});

test.each([
  [
    'a first decision that waits for a second person',
    { action: 'approve', amountMinor: 5, needsSecondPerson: true },
    [],
  ],
  ['an approval', { action: 'approve-in-part', amountMinor: 5, needsSecondPerson: false }, ['decided', 'accepted']],
  ['an approval of nothing', { action: 'approve', amountMinor: 0, needsSecondPerson: false }, ['decided']],
  ['a denial', { action: 'deny', amountMinor: 0, needsSecondPerson: false }, ['decided', 'denied']],
  ['a question', { action: 'ask-for-information', amountMinor: 0, needsSecondPerson: false }, []],
  ['a withdrawal, which the closing says', { action: 'withdraw', amountMinor: 0, needsSecondPerson: false }, []],
])('%s', (_, facts, kinds) => {
  expect(clockEvents([step(1, 'decision-accepted', facts)]).map(({ kind }) => kind)).toEqual(kinds);
});

test('a claim that is opened again owes the same once more', () => {
  expect(
    told(
      step(0, 'claim-reopened'),
      step(1, 'episode-begun'),
      step(2, 'letter-sent', { letter: 'acknowledgment-reopened' }),
      step(3, 'proposal-made', { route: 'review' }),
      step(4, 'decision-accepted', { action: 'uphold', amountMinor: 0, needsSecondPerson: false }),
      step(5, 'letter-sent', { letter: 'decision-stands' }),
    ),
  ).toEqual([
    'notice-received 00',
    'notice-received 01',
    'proof-complete 01',
    'acknowledged 02',
    'decided 04',
    'denied 04',
    'decision-told 05',
  ]);
});

test('a payment that is not on its way is none; letters count by their kind; in any order', () => {
  expect(
    told(
      step(9, 'letter-sent', { letter: 'status' }),
      step(8, 'letter-sent', { letter: 'acknowledgment' }),
      step(7, 'letter-sent', { letter: 'something-new' }),
      step(6, 'payment-instructed', { status: 'unknown' }),
      step(5, 'payment-rejected', { status: 'rejected' }),
      step(4, 'decision-refused', { action: 'approve' }),
    ),
  ).toEqual(['acknowledged 08', 'status-told 09']);
});
