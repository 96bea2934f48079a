/** Options that take one of some words, or a number. */
import { UsageError } from './exit-codes';
import { plainText } from './format';

/** @throws UsageError naming what is allowed */
export function choice<Word extends string>(
  name: string,
  allowed: readonly Word[],
  given: string | undefined,
): Word | undefined {
  if (given === undefined) return undefined;
  const found = allowed.find((word) => word === given);
  if (found === undefined)
    throw new UsageError(`${name} ${plainText(given)} is not known. One of: ${allowed.join(', ')}.`);
  return found;
}

/** @throws UsageError */
export function wholeNumber(name: string, given: string, least: number, most: number): number {
  const number = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
  if (!(number >= least && number <= most)) {
    throw new UsageError(`${name} must be a whole number from ${least} to ${most}, not "${plainText(given)}".`);
  }
  return number;
}
