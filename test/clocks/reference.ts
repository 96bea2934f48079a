/**
 * A slow clock to compare with: walks through time hour by hour and asks Intl, not luxon, which day it is. Knows one run
 * that may pause; no repeats. Time zones of whole hours.
 */
import type { ClockEvent } from '../../activities/clocks/contract';

const HOUR_MS = 3_600_000;

export interface SlowRule {
  days: number;
  business: boolean;
  countDayZero: boolean;
  timeZone: string;
  holidays: string[];
}

/** Due instant; null where it stands still; undefined where it has not started. */
export function slowDue(rule: SlowRule, events: ClockEvent[], now: string): string | null | undefined {
  const happened = events.filter(({ at }) => at <= now).sort((a, b) => a.at.localeCompare(b.at));
  const start = happened.find(({ kind }) => kind === 'notice-received');
  if (start === undefined) return undefined;
  const dayOf = dayFormat(rule.timeZone);
  const zero = dayOf(Date.parse(start.at));
  let left = rule.days;
  let seen = '';
  // From the first hour of day zero on; a day is looked at once, in its first hour.
  for (let hour = firstHour(Date.parse(start.at), dayOf); ; hour += HOUR_MS) {
    const day = dayOf(hour);
    if (day === seen) continue;
    if (left === 0) return new Date(hour - 1).toISOString();
    seen = day;
    const pause = pauseOn(day, happened, dayOf);
    if (pause === 'for ever') return null;
    if (day === zero && !rule.countDayZero) continue;
    if (pause === 'yes' || (rule.business && isFree(day, rule.holidays))) continue;
    left -= 1;
  }
}

/** Whether the clock stood still when this day began, and whether that ended. */
function pauseOn(day: string, happened: ClockEvent[], dayOf: (at: number) => string): 'no' | 'yes' | 'for ever' {
  let asked: string | null = null;
  for (const { kind, at } of happened) {
    const on = dayOf(Date.parse(at));
    if (kind === 'information-requested' && asked === null) asked = on;
    if (kind === 'documents-received' && asked !== null) {
      if (day > asked && day <= on) return 'yes';
      asked = null;
    }
  }
  return asked !== null && day > asked ? 'for ever' : 'no';
}

function isFree(day: string, holidays: string[]): boolean {
  const name = new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: 'UTC' }).format(
    new Date(`${day}T12:00:00Z`),
  );
  return name === 'Sat' || name === 'Sun' || holidays.includes(day);
}

function firstHour(at: number, dayOf: (at: number) => string): number {
  let hour = Math.floor(at / HOUR_MS) * HOUR_MS;
  while (dayOf(hour - HOUR_MS) === dayOf(at)) hour -= HOUR_MS;
  return hour;
}

function dayFormat(timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (at) => format.format(new Date(at));
}
