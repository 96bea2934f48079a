/** Calendar arithmetic on ISO dates, in UTC days; an instant counts by its UTC date. */

/** Whole days from one date to another; negative when the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round(
    (Date.parse(`${to.slice(0, 10)}T00:00:00Z`) - Date.parse(`${from.slice(0, 10)}T00:00:00Z`)) / 86_400_000,
  );
}

/** Completed months from one date to another; 31 January to 28 February is none, 29 February to 1 March a year later twelve. */
export function monthsBetween(from: string, to: string): number {
  const [fromYear = 0, fromMonth = 0, fromDay = 0] = from.slice(0, 10).split('-').map(Number);
  const [toYear = 0, toMonth = 0, toDay = 0] = to.slice(0, 10).split('-').map(Number);
  return (toYear - fromYear) * 12 + (toMonth - fromMonth) - (toDay < fromDay ? 1 : 0);
}

/**
 * The policy year that a date lies in: twelve months that end with the period of insurance, or a whole number of years
 * before that (definition in clause 1.2 of both wordings). Counted from the end, because a policy that is changed in
 * mid-term has a version that begins late, but its year stays the same.
 *
 * @returns first day, and first day after
 */
export function policyYear(effectiveTo: string, date: string): { from: string; to: string } {
  let back = 0;
  while (date < yearsBefore(effectiveTo, back + 1)) back += 1;
  while (date >= yearsBefore(effectiveTo, back)) back -= 1;
  return { from: yearsBefore(effectiveTo, back + 1), to: yearsBefore(effectiveTo, back) };
}

/** The same day some years earlier; 29 February becomes 28 February where there is none. */
function yearsBefore(date: string, years: number): string {
  const year = Number(date.slice(0, 4)) - years;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const day = date.slice(4) === '-02-29' && !leap ? '-02-28' : date.slice(4);
  return `${String(year).padStart(4, '0')}${day}`;
}
