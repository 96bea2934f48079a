/** When two written values are the same, and what that makes of many of them. */
import { findDate } from '../../activities/documents/extract/dates';
import { findAmounts } from '../../activities/documents/extract/values';

/** Upper case, letters and figures of any script only. */
export function plainText(value: string): string {
  return value
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** ISO date of a written one, days before months where both readings exist; null where there is none. */
export function dateValue(value: string): string | null {
  return findDate(value.replace(/(?<=\d)[/-](?=[A-Za-z])|(?<=[A-Za-z])[/-](?=\d)/g, ' '), 'day-first')?.iso ?? null;
}

/** Minor units of a written amount; null where there is none. */
export function amountValue(value: string): number | null {
  return findAmounts(value.replace(/^[A-Za-z$€£\s]+/, ''), '.').at(-1)?.minor ?? null;
}

/** Counts over fields: right, given, and in the truth. */
export interface Tally {
  right: number;
  given: number;
  wanted: number;
}

export function emptyTally(): Tally {
  return { right: 0, given: 0, wanted: 0 };
}

/** One field of one thing. Null: not given, or not in the truth. */
export function count(tally: Tally, given: unknown, wanted: unknown): boolean {
  const right = given !== null && wanted !== null && given === wanted;
  tally.right += right ? 1 : 0;
  tally.given += given === null ? 0 : 1;
  tally.wanted += wanted === null ? 0 : 1;
  return right;
}

/** Harmonic mean of precision and recall in per cent; 0 when nothing is right. */
export function f1({ right, given, wanted }: Tally): number {
  return given + wanted === 0 ? 0 : (200 * right) / (given + wanted);
}
