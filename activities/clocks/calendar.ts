/**
 * Days as a jurisdiction counts them: dates in its time zone, its working days and holidays. Time zones by luxon, which
 * knows when a day is 23 or 25 hours long.
 */
import HolidayCalendar from 'date-holidays';
import { version as installed } from 'date-holidays/package.json';
import { DateTime } from 'luxon';
import type { Holidays, JurisdictionRules } from './rules';

const DAY_MS = 86_400_000;

/** Days of a jurisdiction. Dates are ISO dates. */
export class DayCount {
  private readonly added: ReadonlySet<string>;
  /** Kept, since the same days are asked for again and again, and time zones are slow. */
  private readonly ends = new Map<string, string>();
  private readonly business = new Map<string, boolean>();
  private readonly byYear = new Map<string, ReadonlySet<string>>();
  private readonly rules: HolidayCalendar | null;

  /** @throws Error when the holiday rules are not those that the file was written for, or there are none of that place */
  constructor(private readonly place: Pick<JurisdictionRules, 'timeZone' | 'workingDays' | 'calendar'>) {
    this.added = new Set(place.calendar.add.map(({ date }) => date));
    this.rules = holidayRules(place.calendar);
  }

  /** Date of an instant. */
  dateOf(instant: string): string {
    const date = DateTime.fromISO(instant, { zone: this.place.timeZone }).toISODate();
    if (date === null) throw new RangeError(`Not an instant: ${instant}`);
    return date;
  }

  /** Last millisecond of a date, in UTC. */
  endOf(date: string): string {
    const known = this.ends.get(date);
    if (known !== undefined) return known;
    const end = DateTime.fromISO(date, { zone: this.place.timeZone }).endOf('day').toJSDate().toISOString();
    this.ends.set(date, end);
    return end;
  }

  /** A working day that is no holiday. */
  isBusinessDay(date: string): boolean {
    const known = this.business.get(date);
    if (known !== undefined) return known;
    // Of a Date, Sunday is 0; of the rules, 7.
    const weekday = new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
    const counts = this.place.workingDays.includes(weekday) && !this.added.has(date) && !this.holidays(date).has(date);
    this.business.set(date, counts);
    return counts;
  }

  private holidays(date: string): ReadonlySet<string> {
    const year = date.slice(0, 4);
    const known = this.byYear.get(year);
    if (known !== undefined) return known;
    const { calendar } = this.place;
    const days = (this.rules?.getHolidays(Number(year)) ?? [])
      .filter(({ substitute }) => calendar.rules?.substitutes === true || substitute !== true)
      .filter(({ name }) => !calendar.rules?.leaveOut.includes(name))
      .map((holiday) => holiday.date.slice(0, 10));
    const found = new Set(days);
    this.byYear.set(year, found);
    return found;
  }
}

const FOLLOWING = new Map<string, string>();

/** The day after a date. */
export function dayAfter(date: string): string {
  const known = FOLLOWING.get(date);
  if (known !== undefined) return known;
  const next = addDays(date, 1);
  FOLLOWING.set(date, next);
  return next;
}

/** So many days after a date; before it when below zero. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Calendar days from one date to another. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS;
}

function holidayRules({ rules }: Holidays): HolidayCalendar | null {
  if (rules === undefined) return null;
  if (rules.package !== installed)
    throw new Error(
      `calendar.rules.package is ${rules.package}, but date-holidays ${installed} is installed. Compare the holidays of both versions, then name the installed one and give the calendar a new version.`,
    );
  const found =
    rules.state === undefined
      ? new HolidayCalendar(rules.country, { types: ['public'] })
      : new HolidayCalendar(rules.country, rules.state, { types: ['public'] });
  if (found.getHolidays(2026).length === 0)
    throw new Error(`calendar.rules: there are no holidays of ${rules.country} ${rules.state ?? ''}`);
  return found;
}
