/** Readings of the shipped jurisdictions, and of rules that a test makes up. */
import { JurisdictionBook, loadJurisdictions } from '../../activities/clocks/book';
import { DayCount } from '../../activities/clocks/calendar';
import type { ClockEvent, ClockReading } from '../../activities/clocks/contract';
import { clocksOf } from '../../activities/clocks/engine';
import { JurisdictionRules } from '../../activities/clocks/rules';
import { projectFile } from '../../platform/paths';

export const shipped = loadJurisdictions(projectFile('config', 'jurisdictions'));

/** `notice-received 2026-03-02T20:00Z` */
export function events(...told: string[]): ClockEvent[] {
  return told.map((text) => {
    const [kind = '', at = '', date] = text.split(' ');
    return {
      kind: kind as ClockEvent['kind'],
      at: new Date(at).toISOString(),
      ...(date === undefined ? {} : { date }),
    };
  });
}

/** One clock of a shipped jurisdiction. */
export function clock(jurisdiction: string, id: string, now: string, ...told: string[]): ClockReading {
  return pick(clocksOf({ jurisdiction, line: 'contents', now, events: events(...told) }, shipped).clocks, id);
}

export function pick(clocks: ClockReading[], id: string): ClockReading {
  const found = clocks.find((reading) => reading.id === id);
  if (found === undefined) throw new Error(`There is no clock ${id}`);
  return found;
}

/** Rules with one clock, `it`, and what a test changes. */
export function made(clockRule: object, changes: object = {}): JurisdictionRules {
  return JurisdictionRules.parse({
    id: 'generic',
    name: 'Made up',
    timeZone: 'Europe/Dublin',
    currency: 'EUR',
    language: 'en',
    workingDays: [1, 2, 3, 4, 5],
    calendar: { version: 'test', source: { citation: 'none' }, verified: false },
    escalateDaysBefore: 2,
    ...changes,
    clocks: [
      {
        id: 'it',
        title: 'A clock',
        kind: 'decide',
        starts: 'notice-received',
        ends: ['decided'],
        length: { days: 5, of: 'business' },
        source: { citation: 'none' },
        verified: false,
        ...clockRule,
      },
    ],
  });
}

export function madeBook(rules: JurisdictionRules): JurisdictionBook {
  return new JurisdictionBook(new Map(), { rules, days: new DayCount(rules) }, '0'.repeat(64));
}

export function readMade(rules: JurisdictionRules, now: string, told: ClockEvent[]): ClockReading {
  return pick(clocksOf({ jurisdiction: 'generic', line: null, now, events: told }, madeBook(rules)).clocks, 'it');
}
