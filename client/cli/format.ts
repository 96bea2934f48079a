/** How amounts, times and words are written for people, and how amounts that people type are read. */
import { z } from 'zod';
import { MinorUnits, type Reason } from '../../activities/vocabulary';
import { minorDigits } from '../money';

/** An amount that a person typed cannot be read in one way only. */
export class AmountError extends Error {
  readonly code = 'amount-not-readable';
}

/**
 * `1234.50`, `USD` → 123450. Text in, integer out; no floating point in between.
 * @throws AmountError for separators of thousands, a decimal comma, a sign, or more decimals than the currency has
 */
export function parseAmount(text: string, currency: string): number {
  const digits = minorDigits(currency);
  const example = digits === 0 ? '1234' : `1234.${'50'.padEnd(digits, '0').slice(0, digits)}`;
  const match = /^(\d{1,15})(?:\.(\d+))?$/.exec(text.trim());
  if (match === null) {
    throw new AmountError(
      `"${plainText(text)}" is not an amount. Write it as ${example}: digits, a point before the decimals, no separator of thousands, no sign.`,
    );
  }
  const [, whole = '', part = ''] = match;
  if (part.length > digits) {
    throw new AmountError(
      `"${text.trim()}" has ${part.length} decimals, and amounts in ${currency} have ${digits === 0 ? 'none' : `at most ${digits}`}. Write it as ${example}.`,
    );
  }
  const minor = MinorUnits.safeParse(Number(BigInt(whole + part.padEnd(digits, '0'))));
  if (!minor.success) throw new AmountError(`${text.trim()} ${currency} is more than can be handled.`);
  return minor.data;
}

/** `2026-05-04T10:22:31.000Z` → `2026-05-04 10:22 UTC`. */
export function formatInstant(instant: string | null): string {
  if (instant === null) return '-';
  const text = new Date(instant).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`;
}

/** How long something took or will take: `0.8 s`, `42 s`, `5 min`, `3 h`, `12 days`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.abs(milliseconds) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** `2026-05-04 10:22 UTC (in 3 days)`, or `overdue by`. */
export function formatDue(dueAt: string | null, now: number): string {
  if (dueAt === null) return '-';
  const left = Date.parse(dueAt) - now;
  return `${formatInstant(dueAt)} (${left < 0 ? 'overdue by' : 'in'} ${formatDuration(left)})`;
}

/** A reason as people read it: its sentence, the clause it rests on, and its code. */
export function formatReason({ code, clause, text }: z.infer<typeof Reason>): string {
  return `${plainText(text)}${clause === null ? '' : ` (clause ${plainText(clause)})`} [${code}]`;
}

/** `under-investigation` → `under investigation`. */
export function words(code: string): string {
  return plainText(code).replaceAll('-', ' ');
}

/**
 * Text of others (names of files, words of a document) made safe for a terminal: no control characters, which could move the
 * cursor or change colours, and none that reverse the direction of writing.
 */
export function plainText(text: string): string {
  return text.replace(/[\n\r\t]+/g, ' ').replace(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '\u{fffd}');
}

/** Lines of a schema's complaint, for messages. */
export function problemLines(error: z.ZodError): string {
  return z.prettifyError(error);
}
