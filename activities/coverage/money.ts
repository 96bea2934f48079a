/** Integer arithmetic of money, and how it is printed in a working. */

const DIGITS = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** `123450, USD` → `1,234.50 USD`. Currencies of the sample products have two decimals. */
export function show(minor: number, currency: string): string {
  return `${DIGITS.format(minor / 100)} ${currency}`;
}

/** `minor × percent / 100`, half up to the minor unit (clause 6.2 of both wordings). */
export function percentOf(minor: number, percent: number): number {
  return Math.floor((minor * percent * 100 + 5_000) / 10_000);
}

/**
 * Share out a whole by weights in integers that add up to it: each gets its floor, what is left goes to the largest
 * remainders; ties go to the earlier one.
 */
export function shareOut(whole: number, weights: number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (sum === 0) return weights.map(() => 0);
  const exact = weights.map((weight) => (whole * weight) / sum);
  const shares = exact.map(Math.floor);
  let left = whole - shares.reduce((a, b) => a + b, 0);
  const byRemainder = exact.map((value, index) => ({ index, remainder: value - Math.floor(value) })).sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder) {
    if (left <= 0) break;
    shares[index] = (shares[index] ?? 0) + 1;
    left -= 1;
  }
  return shares;
}
