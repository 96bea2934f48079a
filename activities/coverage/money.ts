/** Integer arithmetic of money, and how it is printed in a working. Nothing here goes through a fraction. */

/** `123450, USD` → `1,234.50 USD`. The number of decimals is that of the currency (ISO 4217). */
export function show(minor: number, currency: string): string {
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const plain = String(Math.abs(minor)).padStart(digits + 1, '0');
  const whole = plain.slice(0, plain.length - digits).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${minor < 0 ? '-' : ''}${whole}${digits > 0 ? `.${plain.slice(-digits)}` : ''} ${currency}`;
}

/** `minor × percent / 100` for an amount of zero or more, half up to the minor unit (clause 6.2 of both wordings). */
export function percentOf(minor: number, percent: number): number {
  return Number((BigInt(minor) * BigInt(Math.round(percent * 100)) + 5_000n) / 10_000n);
}

/**
 * Share out a whole by weights, in integers that add up to it: each gets its floor, what is left goes to the largest
 * remainders. Ties go by key, so that the order of the parts has no influence.
 *
 * @param whole zero or more
 * @param parts weights of zero or more; when all are zero, nothing is shared out
 */
export function shareOut(whole: number, parts: { key: string; weight: number }[]): number[] {
  const sum = parts.reduce((total, part) => total + BigInt(part.weight), 0n);
  if (sum === 0n) return parts.map(() => 0);
  const shares = parts.map(({ key, weight }, index) => {
    const exact = BigInt(whole) * BigInt(weight);
    return { index, key, share: Number(exact / sum), remainder: exact % sum };
  });
  let left = whole - shares.reduce((total, { share }) => total + share, 0);
  const largestFirst = [...shares].sort((a, b) =>
    a.remainder === b.remainder ? compareKeys(a.key, b.key) : a.remainder > b.remainder ? -1 : 1,
  );
  for (const entry of largestFirst) {
    if (left <= 0) break;
    entry.share += 1;
    left -= 1;
  }
  return shares.map(({ share }) => share);
}

function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
