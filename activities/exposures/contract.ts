/**
 * Exposures: the parts of a claim that money is kept and paid for, one for each section of the policy and its claimant. A claim
 * here has one claimant; another one's loss is a claim of its own. Without schemas, so that each workflow need not load them.
 */

/** An amount under a section of the policy, minor units. */
export interface SectionAmount {
  section: string;
  amountMinor: number;
}

/** A section of the policy as an assessment found it: what is claimed under it, and what it pays. Minor units. */
export interface SectionFinding {
  section: string;
  claimedMinor: number;
  payableMinor: number;
}

/** One exposure as it stands. Minor units of the claim's currency. */
export interface Exposure {
  section: string;
  /** Kept for what is still to be paid under it. */
  reserveMinor: number;
  /** Paid under it in this episode; interest is not part of it. */
  paidMinor: number;
  /** Who set the reserve; null while it follows the assessment. */
  setBy: string | null;
}

/** Where nobody can say which section bears an amount. */
export const UNKNOWN_SECTION = 'unknown';

/**
 * Split what is paid or reserved over the sections in proportion to what was found for each. A person may have decided on another
 * amount than coverage worked out. Left-over cents go to the largest remainders, so the parts add up.
 *
 * @param amountMinor minor units, 0 or more
 * @param payable what coverage found by section; sections with nothing payable bear nothing
 * @returns at least one part unless the amount is 0; section `unknown` when coverage does not say
 */
export function splitBySection(amountMinor: number, payable: readonly SectionAmount[]): SectionAmount[] {
  const merged = new Map<string, bigint>();
  for (const part of payable) {
    if (part.amountMinor > 0) merged.set(part.section, (merged.get(part.section) ?? 0n) + BigInt(part.amountMinor));
  }
  const total = [...merged.values()].reduce((sum, one) => sum + one, 0n);
  if (total === 0n) return amountMinor === 0 ? [] : [{ section: UNKNOWN_SECTION, amountMinor }];

  const amount = BigInt(amountMinor);
  const parts = [...merged].map(([section, weight]) => ({
    section,
    whole: (amount * weight) / total,
    remainder: (amount * weight) % total,
  }));
  let left = amount - parts.reduce((sum, part) => sum + part.whole, 0n);
  const byRemainder = [...parts].sort((a, b) =>
    a.remainder === b.remainder ? (a.section < b.section ? -1 : 1) : a.remainder > b.remainder ? -1 : 1,
  );
  for (const part of byRemainder) {
    if (left === 0n) break;
    part.whole += 1n;
    left -= 1n;
  }
  return parts
    .map((part) => ({ section: part.section, amountMinor: Number(part.whole) }))
    .filter((part) => part.amountMinor > 0);
}
