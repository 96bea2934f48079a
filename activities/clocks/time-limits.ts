/** Until when a claimant can go to court, by the rules of the jurisdiction. Pure. */
import { DateTime } from 'luxon';
import type { JurisdictionBook } from './book';
import type { TimeLimit, TimeLimits } from './contract';

/**
 * The time limit of a claim: of several that apply the earliest, since that is the one to be told of in time.
 * @returns null where the jurisdiction has none for this line; while the line is not known, none is
 */
export function timeLimitOf(
  { jurisdiction, line, lossDate }: Parameters<TimeLimits['timeLimitOf']>[0],
  book: JurisdictionBook,
): TimeLimit | null {
  const limits = book
    .find(jurisdiction)
    .rules.timeLimits.filter(({ lines }) => lines === undefined || (line !== null && lines.includes(line)))
    .map(({ id, what, length, source, verified }) => ({
      id,
      what,
      endsOn: monthsAfter(lossDate, length.months),
      counted: `${inWords(length.months)} from the date of the loss`,
      citation: source.citation,
      quote: source.quote ?? null,
      verified,
    }));
  return limits.sort((a, b) => (a.endsOn < b.endsOn ? -1 : 1))[0] ?? null;
}

/** The same day of a later month, or its last day where it has no such day. */
function monthsAfter(date: string, months: number): string {
  const end = DateTime.fromISO(date, { zone: 'utc' }).plus({ months }).toISODate();
  if (end === null) throw new RangeError(`Not a date: ${date}`);
  return end;
}

function inWords(months: number): string {
  return months % 12 === 0 && months > 12 ? `${months / 12} years` : `${months} months`;
}
