/** Clocks in any order of events, against a slow reference that walks through every hour. */
import fc from 'fast-check';
import type { ClockEvent } from '../../activities/clocks/contract';
import { type SlowRule, slowDue } from './reference';
import { made, readMade } from './support';

const FIRST = Date.parse('2026-01-01T00:00:00Z');
const MINUTE_MS = 60_000;
/** Over both changes of summer time. */
const moment = fc
  .integer({ min: 0, max: 330 * 24 * 60 })
  .map((minute) => new Date(FIRST + minute * MINUTE_MS).toISOString());
const KINDS = ['notice-received', 'information-requested', 'documents-received', 'decided', 'status-told'] as const;

const history = fc
  .uniqueArray(fc.record({ at: moment, kind: fc.constantFrom<ClockEvent['kind']>(...KINDS) }), {
    maxLength: 12,
    selector: ({ at }) => at,
  })
  .chain((events) => fc.shuffledSubarray(events, { minLength: events.length }));

const rule = fc.record({
  days: fc.integer({ min: 1, max: 45 }),
  business: fc.boolean(),
  countDayZero: fc.boolean(),
  timeZone: fc.constantFrom('America/Los_Angeles', 'America/New_York', 'Europe/Dublin', 'UTC', 'Pacific/Auckland'),
  holidays: fc.array(
    moment.map((at) => at.slice(0, 10)),
    { maxLength: 30 },
  ),
});

const asRules = ({ days, business, countDayZero, timeZone, holidays }: SlowRule) =>
  made(
    {
      length: { days, of: business ? 'business' : 'calendar' },
      countDayZero,
      pauses: { from: 'information-requested', until: ['documents-received'] },
    },
    {
      timeZone,
      calendar: {
        version: 'random',
        add: holidays.map((date) => ({ date, name: 'free' })),
        source: { citation: 'none' },
        verified: false,
      },
    },
  );

test('the due date is that of the slow reference, and the status follows from it', () => {
  fc.assert(
    fc.property(rule, history, moment, (drawn, events, now) => {
      const start = events
        .filter(({ kind, at }) => kind === 'notice-received' && at <= now)
        .map(({ at }) => at)
        .sort()[0];
      const end = events
        .filter(({ kind, at }) => kind === 'decided' && at <= now && start !== undefined && at > start)
        .map(({ at }) => at)
        .sort()[0];
      // What comes after the end does not move the date any more.
      const reading = readMade(asRules(drawn), now, events);
      const due = slowDue(drawn, events, end ?? now);
      if (due === undefined) return expect(reading).toMatchObject({ status: 'waiting', dueAt: null });
      expect(reading.dueAt).toBe(due);
      expect(reading.metAt).toBe(end ?? null);
      const until = end ?? now;
      const status =
        due !== null && until > due ? 'missed' : end !== undefined ? 'met' : due === null ? 'paused' : 'running';
      return expect(reading.status).toBe(status);
    }),
    { numRuns: 200 },
  );
});

test('a later reading takes nothing back: what was met stays met, what was missed stays missed', () => {
  fc.assert(
    fc.property(rule, history, moment, moment, (drawn, events, one, other) => {
      const [early, late] = [one, other].sort();
      const rules = asRules(drawn);
      const before = readMade(rules, early as string, events);
      const after = readMade(rules, late as string, events);
      if (before.status === 'met' || before.status === 'missed') {
        expect(after.status).toBe(before.status);
        expect(after.dueAt).toBe(before.dueAt);
      }
      if (before.startedAt !== null) expect(after.startedAt).toBe(before.startedAt);
    }),
    { numRuns: 200 },
  );
});
