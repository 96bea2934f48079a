/** How clocks run, on rules made up for it. */
import { clocksOf } from '../../activities/clocks/engine';
import { events, made, madeBook, readMade } from './support';

const NOTICE = 'notice-received 2026-06-01T10:00Z'; // a Monday

test.each<[string, object, string]>([
  ['five business days', {}, '2026-06-08'],
  ['five business days, day zero counted', { countDayZero: true }, '2026-06-05'],
  ['five calendar days', { length: { days: 5, of: 'calendar' } }, '2026-06-06'],
  ['five calendar days, day zero counted', { length: { days: 5, of: 'calendar' }, countDayZero: true }, '2026-06-05'],
])('%s from a Monday', (_, rule, date) => {
  expect(readMade(made(rule), '2026-06-02T10:00Z', events(NOTICE)).dueAt).toBe(`${date}T22:59:59.999Z`);
});

test('a holiday of the file and another working week count', () => {
  const calendar = {
    version: 'x',
    add: [{ date: '2026-06-03', name: 'Mourning' }],
    source: { citation: 'none' },
    verified: false,
  };
  expect(readMade(made({}, { calendar }), '2026-06-02T10:00Z', events(NOTICE)).dueAt).toBe('2026-06-09T22:59:59.999Z');
  const sundayToThursday = made({}, { workingDays: [7, 1, 2, 3, 4], timeZone: 'UTC' });
  expect(readMade(sundayToThursday, '2026-06-02T10:00Z', events(NOTICE)).dueAt).toBe('2026-06-08T23:59:59.999Z');
});

test.each([
  ['spring, the day has 23 hours', 'America/Los_Angeles', '2026-03-03T20:00Z', '2026-03-09T06:59:59.999Z'],
  ['autumn, the day has 25 hours', 'America/Los_Angeles', '2026-10-27T20:00Z', '2026-11-02T07:59:59.999Z'],
  ['midnight is left out', 'America/Asuncion', '2023-09-26T12:00Z', '2023-10-02T02:59:59.999Z'],
  ['the day has ended in UTC only', 'America/New_York', '2026-06-02T02:00Z', '2026-06-07T03:59:59.999Z'],
  ['half hours', 'Asia/Kolkata', '2026-06-01T19:00Z', '2026-06-07T18:29:59.999Z'],
])('a due day on which the clocks change: %s', (_, timeZone, at, due) => {
  const rules = made({ length: { days: 5, of: 'calendar' } }, { timeZone });
  expect(readMade(rules, at, events(`notice-received ${at}`)).dueAt).toBe(due);
});

describe('a clock that stands still', () => {
  const pauses = { from: 'information-requested', until: ['documents-received'] };
  const asked = 'information-requested 2026-06-04T10:00Z'; // Thursday
  const came = 'documents-received 2026-06-09T10:00Z'; // Tuesday

  test.each(['business', 'calendar'])('from Thursday over the weekend to Tuesday, %s days', (of) => {
    const rules = made({ pauses, length: { days: 5, of } });
    expect(readMade(rules, '2026-06-08T10:00Z', events(NOTICE, asked))).toMatchObject({
      status: 'paused',
      dueAt: null,
      escalateAt: null,
      daysLeft: null,
      pausedDays: 4,
    });
    expect(readMade(rules, '2026-06-10T10:00Z', events(NOTICE, asked, came))).toMatchObject({
      status: 'running',
      dueAt: '2026-06-11T22:59:59.999Z',
      pausedDays: 5,
    });
  });

  test('what was missed before it stood still stays missed; asked on the due day, it ends that day', () => {
    const rules = made({ pauses, length: { days: 3, of: 'calendar' } });
    expect(readMade(rules, '2026-06-08T10:00Z', events(NOTICE, asked))).toMatchObject({
      status: 'missed',
      dueAt: '2026-06-04T22:59:59.999Z',
      pausedDays: 0,
    });
  });

  test('asked twice is one pause; without the rule nothing pauses', () => {
    const again = 'information-requested 2026-06-05T10:00Z';
    const rules = made({ pauses });
    expect(readMade(rules, '2026-06-10T10:00Z', events(NOTICE, asked, again, came)).dueAt).toBe(
      '2026-06-11T22:59:59.999Z',
    );
    expect(readMade(made({}), '2026-06-05T10:00Z', events(NOTICE, asked)).dueAt).toBe('2026-06-08T22:59:59.999Z');
  });
});

test('closed: what was owed before is missed, the rest does not apply any more', () => {
  const closed = (at: string) => events(NOTICE, `claim-closed ${at}`);
  expect(readMade(made({}), '2026-07-01T10:00Z', closed('2026-06-08T22:00Z')).status).toBe('not-applicable');
  expect(readMade(made({}), '2026-07-01T10:00Z', closed('2026-06-09T22:00Z'))).toMatchObject({
    status: 'missed',
    daysLeft: null,
    metAt: null,
  });
  expect(readMade(made({ starts: 'accepted' }), '2026-07-01T10:00Z', closed('2026-06-02T22:00Z')).status).toBe(
    'not-applicable',
  );
});

test('a message wants its answer also when the claim is closed', () => {
  const told = events('claim-closed 2026-06-01T09:00Z', NOTICE);
  expect(readMade(made({}), '2026-06-02T10:00Z', told).status).toBe('not-applicable');
  expect(readMade(made({ afterClosing: true }), '2026-06-02T10:00Z', told)).toMatchObject({
    status: 'running',
    dueOn: '2026-06-08',
  });
});

test('a clock of another line does not apply; while the line is not known, every clock runs', () => {
  const { clocks } = clocksOf(
    { jurisdiction: 'generic', line: 'motor', now: '2026-06-02T10:00Z', events: events(NOTICE) },
    madeBook(made({ lines: ['contents'] })),
  );
  expect(clocks.map(({ status, dueAt }) => [status, dueAt])).toEqual([['not-applicable', null]]);
  expect(readMade(made({ lines: ['contents'] }), '2026-06-02T10:00Z', events(NOTICE)).status).toBe('running');
});

test('waiting until it starts; what is later than the reading does not count', () => {
  expect(readMade(made({ starts: 'accepted' }), '2026-07-01T10:00Z', events(NOTICE))).toMatchObject({
    status: 'waiting',
    dueAt: null,
  });
  const told = events(NOTICE, 'decided 2026-06-03T10:00Z');
  expect(readMade(made({}), '2026-06-02T10:00Z', told).status).toBe('running');
  expect(readMade(made({}), '2026-06-04T10:00Z', told).status).toBe('met');
});

test('escalated before the due day, never before it started', () => {
  expect(readMade(made({}), '2026-06-02T10:00Z', events(NOTICE)).escalateAt).toBe('2026-06-04T22:59:59.999Z');
  const early = readMade(made({ escalateDaysBefore: 9 }), '2026-06-02T10:00Z', events(NOTICE));
  expect(early.escalateAt).toBe('2026-06-01T10:00:00.000Z');
});
