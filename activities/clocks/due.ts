/** From day zero to the due day, over days that count. */
import { addDays, type DayCount, dayAfter } from './calendar';
import type { Length } from './rules';

/** Stood still after the first date, up to and including the last; null while it still does. */
export interface Pause {
  from: string;
  until: string | null;
}

/**
 * The due day: the date on which `length` is used up. Days of a pause, and for business days weekends and holidays, use
 * nothing up. It is not moved where it falls on a weekend: the earlier day is the safe one.
 * @returns null while the clock stands still before that
 */
export function dueDay(
  zero: string,
  length: Length,
  countDayZero: boolean,
  pauses: readonly Pause[],
  days: DayCount,
): string | null {
  if (length.of === 'calendar' && pauses.length === 0) return addDays(zero, length.days - (countDayZero ? 1 : 0));
  const counts = (date: string) => (length.of === 'calendar' || days.isBusinessDay(date)) && !isPaused(date, pauses);
  const standsStillAfter = pauses.find(({ until }) => until === null)?.from ?? null;
  let date = zero;
  let used = countDayZero && counts(date) ? 1 : 0;
  while (used < length.days) {
    if (standsStillAfter !== null && date >= standsStillAfter) return null;
    date = dayAfter(date);
    if (counts(date)) used += 1;
  }
  return date;
}

/** The day so many days before a date. */
export function dayBefore(date: string, { days: count, of }: Length, days: DayCount): string {
  if (of === 'calendar') return addDays(date, -count);
  let back = date;
  for (let used = 0; used < count; ) {
    back = addDays(back, -1);
    if (days.isBusinessDay(back)) used += 1;
  }
  return back;
}

export function isPaused(date: string, pauses: readonly Pause[]): boolean {
  return pauses.some(({ from, until }) => date > from && (until === null || date <= until));
}
