/** Calendar arithmetic on ISO dates, in UTC days. */

/** Whole days from one date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to.slice(0, 10)}T00:00:00Z`) - Date.parse(`${from.slice(0, 10)}T00:00:00Z`)) / 86_400_000);
}

/** Completed months from one date to another; 31 January to 28 February is none. */
export function monthsBetween(from: string, to: string): number {
  const [fromYear = 0, fromMonth = 0, fromDay = 0] = from.split('-').map(Number);
  const [toYear = 0, toMonth = 0, toDay = 0] = to.slice(0, 10).split('-').map(Number);
  return (toYear - fromYear) * 12 + (toMonth - fromMonth) - (toDay < fromDay ? 1 : 0);
}

/** First day of the policy year that a date falls into. */
export function policyYearStart(effectiveFrom: string, date: string): string {
  const years = Math.max(0, Math.floor(monthsBetween(effectiveFrom, date) / 12));
  return `${Number(effectiveFrom.slice(0, 4)) + years}${effectiveFrom.slice(4)}`;
}
