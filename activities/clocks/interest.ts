/** Interest on a payment that comes after its deadline, where the jurisdiction has a rule. Integers only. */
import type { JurisdictionBook } from './book';
import { daysBetween } from './calendar';
import type { InterestInput, LateInterest } from './contract';
import { clocksOf } from './engine';

/**
 * Simple interest from the day after the due day up to and including the day of payment, rounded to the nearest minor
 * unit, halves up.
 * @returns null where the payment is in time, or no rule of the jurisdiction gives interest
 * @throws RangeError when the amount is no integer above zero
 */
export function interestOf(input: InterestInput, book: JurisdictionBook): LateInterest | null {
  const { amountMinor, currency, line, paidAt, now } = input;
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0)
    throw new RangeError(`An amount is an integer of minor units above zero, not ${amountMinor}`);
  const { rules, days } = book.find(input.jurisdiction);
  const rule = rules.interest.find(({ lines }) => lines === undefined || line === null || lines.includes(line));
  if (rule === undefined) return null;
  const until = new Date(paidAt ?? now).toISOString();
  const missed = clocksOf(input, book)
    .clocks.flatMap(({ id, dueAt }) => (rule.after.includes(id) && dueAt !== null ? [{ id, dueAt }] : []))
    .filter(({ dueAt }) => until > dueAt)
    .sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1))[0];
  if (missed === undefined) return null;
  const late = daysBetween(days.dateOf(missed.dueAt), days.dateOf(until));
  const { yearlyBasisPoints, yearDays, verified, source } = rule;
  const interestMinor = portion(amountMinor, yearlyBasisPoints * late, 10_000 * yearDays);
  return {
    interestMinor,
    days: late,
    yearlyBasisPoints,
    clock: missed.id,
    dueAt: missed.dueAt,
    working: `${amountMinor} × ${yearlyBasisPoints / 100}% × ${late}/${yearDays} = ${interestMinor} (minor units of ${currency})`,
    verified,
    source: { citation: source.citation, url: source.url ?? null, quote: source.quote ?? null },
  };
}

/** `amount × part / whole`, halves up, without leaving the integers. */
function portion(amount: number, part: number, whole: number): number {
  const [a, p, w] = [BigInt(amount), BigInt(part), BigInt(whole)];
  return Number((a * p * 2n + w) / (w * 2n));
}
