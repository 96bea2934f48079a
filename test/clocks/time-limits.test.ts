/** Time limits for going to court: from the date of the loss to the day, and to the clock that is counted back from it. */

import { clocksOf } from '../../activities/clocks/engine';
import { clockEvents } from '../../activities/clocks/events';
import { timeLimitOf } from '../../activities/clocks/time-limits';
import { made, madeBook, pick, shipped } from './support';

const SOURCE = { citation: 'none' };
const limitOf = (jurisdiction: string, line: 'motor' | 'contents' | null, lossDate: string) =>
  timeLimitOf({ jurisdiction, line, lossDate }, shipped);

test.each([
  ['US-CA', 'contents', '2026-02-03', '2027-02-03', true],
  ['US-CA', 'motor', '2026-02-03', '2030-02-03', false],
  ['US-PA', 'contents', '2026-02-03', '2027-02-03', false],
  ['US-TX', 'motor', '2024-02-29', '2028-02-29', false],
  ['IE', 'contents', '2024-02-29', '2030-02-28', true],
] as const)('%s, %s: a loss on %s can be sued for until %s', (jurisdiction, line, lossDate, endsOn, verified) => {
  expect(limitOf(jurisdiction, line, lossDate)).toMatchObject({ endsOn, verified });
});

test('none where the file has none, and none of a line while the line is not known', () => {
  expect(limitOf('ZZ', 'contents', '2026-02-03')).toBeNull();
  expect(limitOf('US-CA', null, '2026-02-03')).toBeNull();
  expect(limitOf('IE', null, '2026-02-03')).toMatchObject({ id: 'contract' });
});

test('of several the earliest', () => {
  const limit = (id: string, months: number) => ({
    id,
    what: 'Action',
    from: 'loss',
    length: { months },
    source: SOURCE,
    verified: false,
  });
  const book = madeBook(made({}, { timeLimits: [limit('long', 48), limit('short', 12), limit('middle', 24)] }));
  const found = timeLimitOf({ jurisdiction: 'generic', line: 'motor', lossDate: '2026-08-31' }, book);
  expect(found).toMatchObject({ id: 'short', endsOn: '2027-08-31', counted: '12 months from the date of the loss' });
});

test('California: the notice of a limit that ends on 3 February 2027 is owed by the end of 5 December 2026', () => {
  const events = clockEvents([
    { action: 'limitation-known', at: '2026-03-01T10:00:00Z', facts: { date: '2027-02-03', limit: 'suit-on-policy' } },
  ]);
  expect(events).toEqual([{ kind: 'limitation-known', at: '2026-03-01T10:00:00.000Z', date: '2027-02-03' }]);
  const read = (now: string, ...more: typeof events) =>
    pick(
      clocksOf({ jurisdiction: 'US-CA', line: 'contents', now, events: [...events, ...more] }, shipped).clocks,
      'limitation',
    );
  expect(read('2026-11-01T10:00:00Z')).toMatchObject({ status: 'running', dueAt: '2026-12-06T07:59:59.999Z' });
  const told = clockEvents([
    { action: 'letter-sent', at: '2026-12-03T10:00:00Z', facts: { letter: 'limitation-notice' } },
  ]);
  expect(read('2026-12-10T10:00:00Z', ...told)).toMatchObject({ status: 'met' });
});

test('a record without a day starts no clock', () => {
  const events = clockEvents([{ action: 'limitation-known', at: '2026-03-01T10:00:00Z', facts: { date: 'soon' } }]);
  const { clocks } = clocksOf(
    { jurisdiction: 'US-CA', line: 'contents', now: '2026-04-01T10:00:00Z', events },
    shipped,
  );
  expect(pick(clocks, 'limitation').status).toBe('waiting');
});
