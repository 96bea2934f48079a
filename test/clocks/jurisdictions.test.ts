/** The shipped jurisdictions, source by source, against dates worked out by hand with a calendar of 2026 and 2027. */
import { clocksOf } from '../../activities/clocks/engine';
import { interestOf } from '../../activities/clocks/interest';
import { clock, events, pick, shipped } from './support';

describe('California, 10 CCR 2695.5 and 2695.7', () => {
  const notice = 'notice-received 2026-03-02T20:00Z';

  test('notice on 2 March: acknowledged by the end of 17 March, when summer time has begun', () => {
    const before = clock('US-CA', 'acknowledge', '2026-03-10T12:00Z', notice);
    expect(before).toMatchObject({
      status: 'running',
      startedAt: '2026-03-02T20:00:00.000Z',
      dueAt: '2026-03-18T06:59:59.999Z',
      escalateAt: '2026-03-13T06:59:59.999Z',
      daysLeft: 7,
    });
    const told = clock('US-CA', 'acknowledge', '2026-03-20T12:00Z', notice, 'acknowledged 2026-03-18T06:59:00Z');
    expect(told).toMatchObject({ status: 'met', metAt: '2026-03-18T06:59:00.000Z', timesMissed: 0 });
    const late = clock('US-CA', 'acknowledge', '2026-03-20T12:00Z', notice, 'acknowledged 2026-03-18T07:00:00Z');
    expect(late).toMatchObject({ status: 'missed', metAt: '2026-03-18T07:00:00.000Z', timesMissed: 1, daysLeft: null });
    expect(clock('US-CA', 'acknowledge', '2026-03-19T20:00Z', notice)).toMatchObject({
      status: 'missed',
      daysLeft: -2,
    });
  });

  test('paid within the time: no acknowledgment is owed', () => {
    expect(clock('US-CA', 'acknowledge', '2026-04-01T12:00Z', notice, 'paid 2026-03-05T12:00Z').status).toBe('met');
  });

  test('the last paper at half past nine in the evening of 26 February: 40 days end with 7 April', () => {
    const proof = 'proof-complete 2026-02-27T05:30Z';
    expect(clock('US-CA', 'decide', '2026-03-01T12:00Z', proof).dueAt).toBe('2026-04-08T06:59:59.999Z');
    expect(clock('US-CA', 'status', '2026-03-01T12:00Z', proof).dueAt).toBe('2026-04-08T06:59:59.999Z');
  });

  test('a letter on 7 April gives 30 days more, one that is late does not; each later letter again', () => {
    const proof = 'proof-complete 2026-02-27T05:30Z';
    const inTime = [proof, 'status-told 2026-04-07T18:00Z'];
    expect(clock('US-CA', 'decide', '2026-04-09T12:00Z', ...inTime)).toMatchObject({
      status: 'running',
      dueAt: '2026-05-08T06:59:59.999Z',
    });
    expect(clock('US-CA', 'status', '2026-05-09T12:00Z', ...inTime, 'status-told 2026-05-01T18:00Z').dueAt).toBe(
      '2026-06-01T06:59:59.999Z',
    );
    const late = [proof, 'status-told 2026-04-09T18:00Z'];
    expect(clock('US-CA', 'decide', '2026-04-10T12:00Z', ...late).status).toBe('missed');
    expect(clock('US-CA', 'status', '2026-04-10T12:00Z', ...late)).toMatchObject({ status: 'running', timesMissed: 1 });
  });

  test('accepted on 10 April: paid by the end of 10 May', () => {
    const accepted = 'accepted 2026-04-10T17:00Z';
    expect(clock('US-CA', 'pay', '2026-04-11T12:00Z', accepted).dueAt).toBe('2026-05-11T06:59:59.999Z');
    expect(clock('US-CA', 'pay', '2026-06-01T12:00Z', accepted, 'paid 2026-05-11T07:00Z').status).toBe('missed');
  });

  test('a message is answered within 15 days, and the next one again', () => {
    const told = [
      'claimant-wrote 2026-06-01T18:00Z',
      'claimant-wrote 2026-06-05T18:00Z',
      'team-answered 2026-06-08T18:00Z',
    ];
    expect(clock('US-CA', 'reply', '2026-06-07T18:00Z', ...told).dueAt).toBe('2026-06-17T06:59:59.999Z');
    expect(clock('US-CA', 'reply', '2026-06-09T18:00Z', ...told).status).toBe('met');
    expect(clock('US-CA', 'reply', '2026-06-21T18:00Z', ...told, 'claimant-wrote 2026-06-20T18:00Z')).toMatchObject({
      status: 'running',
      startedAt: '2026-06-20T18:00:00.000Z',
      dueAt: '2026-07-06T06:59:59.999Z',
    });
  });

  test('a right that ends on 1 March 2027: told by 31 December; heard of within the 60 days, at once', () => {
    expect(
      clock('US-CA', 'limitation', '2026-11-01T12:00Z', 'limitation-known 2026-01-05T12:00Z 2027-03-01').dueAt,
    ).toBe('2027-01-01T07:59:59.999Z');
    expect(
      clock('US-CA', 'limitation', '2027-02-02T12:00Z', 'limitation-known 2027-02-01T12:00Z 2027-03-01'),
    ).toMatchObject({ status: 'missed', dueAt: '2027-02-02T07:59:59.999Z' });
  });
});

describe('Texas, Insurance Code 542.055 to 542.060', () => {
  test('proof complete on 9 November: Veterans Day, Thanksgiving and the day after are no business days', () => {
    const proof = 'proof-complete 2026-11-09T16:00Z';
    expect(clock('US-TX', 'decide', '2026-11-10T12:00Z', proof).dueAt).toBe('2026-12-04T05:59:59.999Z');
    expect(clock('US-TX', 'pay-at-last', '2026-11-10T12:00Z', proof).dueAt).toBe('2027-01-09T05:59:59.999Z');
  });

  test('more time is asked for once: 45 days from that letter, and no more', () => {
    const told = ['proof-complete 2026-11-09T16:00Z', 'status-told 2026-12-01T16:00Z', 'status-told 2027-01-10T16:00Z'];
    expect(clock('US-TX', 'decide', '2027-01-11T12:00Z', ...told).dueAt).toBe('2027-01-16T05:59:59.999Z');
    expect(clock('US-TX', 'status', '2027-01-11T12:00Z', ...told)).toMatchObject({
      status: 'met',
      dueAt: '2026-12-04T05:59:59.999Z',
    });
  });

  test('accepted on 1 July 2026: the 4th is a Saturday, and the 3rd counts as a business day', () => {
    expect(clock('US-TX', 'pay', '2026-07-02T12:00Z', 'accepted 2026-07-01T17:00Z').dueAt).toBe(
      '2026-07-09T04:59:59.999Z',
    );
  });

  test('acknowledge, begin and ask within 15 days', () => {
    const ids = ['acknowledge', 'investigate', 'assist'];
    const due = ids.map((id) => clock('US-TX', id, '2026-05-02T12:00Z', 'notice-received 2026-05-01T12:00Z').dueAt);
    expect(new Set(due)).toEqual(new Set(['2026-05-17T04:59:59.999Z']));
  });

  test('10,000.00 paid twelve days late: 18 percent a year, 59.18', () => {
    const told = events('accepted 2026-07-01T17:00Z', 'paid 2026-07-20T17:00Z');
    const input = {
      jurisdiction: 'US-TX',
      line: 'contents' as const,
      events: told,
      amountMinor: 1_000_000,
      currency: 'USD',
    };
    const owed = interestOf({ ...input, now: '2026-08-01T00:00Z', paidAt: '2026-07-20T17:00Z' }, shipped);
    expect(owed).toMatchObject({ interestMinor: 5_918, days: 12, clock: 'pay', dueAt: '2026-07-09T04:59:59.999Z' });
    expect(owed?.working).toBe('1000000 × 18% × 12/365 = 5918 (minor units of USD)');
    const inTime = { ...input, now: '2026-08-01T00:00Z', paidAt: '2026-07-09T04:59:00Z' };
    expect(interestOf(inTime, shipped)).toBeNull();
    expect(interestOf({ ...input, now: '2026-08-01T00:00Z', paidAt: null, jurisdiction: 'US-CA' }, shipped)).toBeNull();
    expect(() => interestOf({ ...inTime, amountMinor: 10.5 }, shipped)).toThrow('minor units');
  });
});

describe('Pennsylvania, 31 Pa. Code 146.5 to 146.7', () => {
  test('notice on 18 May: ten working days leave out Memorial Day; 30 days are calendar days', () => {
    const notice = 'notice-received 2026-05-18T14:00Z';
    expect(clock('US-PA', 'acknowledge', '2026-05-19T12:00Z', notice)).toMatchObject({
      dueAt: '2026-06-03T03:59:59.999Z',
      escalateAt: '2026-05-29T03:59:59.999Z',
    });
    expect(clock('US-PA', 'investigate', '2026-05-19T12:00Z', notice).dueAt).toBe('2026-06-18T03:59:59.999Z');
  });

  test('proof on 12 June: 15 working days; then a letter after 30 days, and every 45', () => {
    const proof = 'proof-complete 2026-06-12T14:00Z';
    const letters = ['status-told 2026-07-06T14:00Z', 'status-told 2026-08-04T14:00Z', 'status-told 2026-09-10T14:00Z'];
    const due = (count: number) =>
      ['decide', 'status'].map(
        (id) => clock('US-PA', id, '2026-10-01T12:00Z', proof, ...letters.slice(0, count)).dueAt,
      );
    expect(due(0)).toEqual(['2026-07-07T03:59:59.999Z', '2026-07-07T03:59:59.999Z']);
    expect(due(1)).toEqual(['2026-08-06T03:59:59.999Z', '2026-08-06T03:59:59.999Z']);
    expect(due(2)).toEqual(['2026-09-19T03:59:59.999Z', '2026-09-19T03:59:59.999Z']);
    expect(due(3)).toEqual(['2026-10-26T03:59:59.999Z', '2026-10-26T03:59:59.999Z']);
  });
});

describe('Ireland', () => {
  test('agreed on 18 December: Christmas Day and New Year’s Day are left out, 28 December is not', () => {
    expect(clock('IE', 'pay', '2026-12-19T12:00Z', 'accepted 2026-12-18T15:00Z').dueAt).toBe(
      '2027-01-05T23:59:59.999Z',
    );
  });

  test('decided on 30 July, in summer time: the August holiday is left out', () => {
    expect(clock('IE', 'inform', '2026-07-31T12:00Z', 'decided 2026-07-30T15:00Z').dueAt).toBe(
      '2026-08-07T22:59:59.999Z',
    );
  });
});

test('generic, after the NAIC model: 21 days from proof of loss, then a letter every 45', () => {
  expect(clock('generic', 'decide', '2026-01-11T12:00Z', 'proof-complete 2026-01-10T12:00Z').dueAt).toBe(
    '2026-01-31T23:59:59.999Z',
  );
});

test('a jurisdiction that has no file: generic clocks, and it is said', () => {
  const input = { line: null, now: '2026-01-11T12:00Z', events: events('notice-received 2026-01-10T12:00Z') };
  const reading = clocksOf({ ...input, jurisdiction: 'US-NV' }, shipped);
  expect(reading.jurisdiction.id).toBe('generic');
  expect(reading.note).toContain('There are no clocks of US-NV');
  expect(pick(reading.clocks, 'acknowledge').dueAt).toBe('2026-01-25T23:59:59.999Z');
  expect(clocksOf({ ...input, jurisdiction: '' }, shipped).note).toContain('not known');
  expect(clocksOf({ ...input, jurisdiction: 'US-CA' }, shipped).note).toBeNull();
});

test('nothing pauses, since no source that was read says so; what was not read in its source is marked', () => {
  const rules = shipped.all();
  expect(rules.map(({ id }) => id).sort()).toEqual(['IE', 'US-CA', 'US-PA', 'US-TX', 'generic']);
  expect(rules.flatMap(({ clocks }) => clocks).filter(({ pauses }) => pauses !== undefined)).toEqual([]);
  const verified = rules.flatMap(({ id, clocks }) =>
    clocks.flatMap((entry) => (entry.verified ? [`${id} ${entry.id}`] : [])),
  );
  expect(verified.every((name) => !name.startsWith('generic') && !name.startsWith('IE'))).toBe(true);
});
