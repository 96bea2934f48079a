/** Which section of the policy bears how much of a payment. */
import { z } from 'zod';
import { MinorUnits } from '../vocabulary';

/** The part of a coverage assessment that says which sections pay. Amounts in minor units. */
export const CoverageSections = z.object({
  /** What each section pays after deductible and limits; assessments may leave it out. */
  sectionPayments: z.array(z.object({ section: z.string().min(1), amountMinor: MinorUnits })).optional(),
  /** Most that a section pays for losses from a day up to a day, not included. */
  yearlyLimits: z
    .array(z.object({ section: z.string(), limitMinor: MinorUnits, from: z.string(), to: z.string() }))
    .optional(),
  lines: z
    .array(
      z.object({
        section: z.string().nullable(),
        outcome: z.string(),
        claimedMinor: MinorUnits,
        adjustedMinor: MinorUnits,
      }),
    )
    .default([]),
});
export type CoverageSections = z.infer<typeof CoverageSections>;

export interface SectionAmount {
  section: string;
  amountMinor: number;
}

/**
 * Split what is paid over the sections in proportion to what coverage found payable under each. A person may have
 * decided on another amount than coverage worked out. Left-over cents go to the largest remainders, so the parts add up.
 *
 * @param amountMinor what is paid, minor units, 1 or more
 * @param payable what coverage found by section; sections with nothing payable bear nothing
 * @returns at least one part; section `unknown` when coverage does not say
 */
export function splitBySection(amountMinor: number, payable: SectionAmount[]): SectionAmount[] {
  const merged = new Map<string, bigint>();
  for (const part of payable) {
    if (part.amountMinor > 0) merged.set(part.section, (merged.get(part.section) ?? 0n) + BigInt(part.amountMinor));
  }
  const total = [...merged.values()].reduce((sum, one) => sum + one, 0n);
  if (total === 0n) return [{ section: 'unknown', amountMinor }];

  const amount = BigInt(amountMinor);
  const parts = [...merged].map(([section, weight]) => ({
    section,
    whole: (amount * weight) / total,
    remainder: (amount * weight) % total,
  }));
  let left = amount - parts.reduce((sum, part) => sum + part.whole, 0n);
  const byRemainder = [...parts].sort((a, b) =>
    a.remainder === b.remainder ? a.section.localeCompare(b.section, 'en') : a.remainder > b.remainder ? -1 : 1,
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

/**
 * What coverage found payable by section: as it says itself, else by the covered lines. Where a person pays what code
 * could not tell, the sections of the lines claimed bear it.
 */
export function payableBySection(coverage: CoverageSections): SectionAmount[] {
  const stated = coverage.sectionPayments ?? [];
  if (stated.length > 0) return stated;
  const lines = coverage.lines.flatMap((line) => (line.section === null ? [] : [{ ...line, section: line.section }]));
  const covered = lines.filter((line) => line.outcome === 'covered' && line.adjustedMinor > 0);
  if (covered.length > 0) return covered.map(({ section, adjustedMinor }) => ({ section, amountMinor: adjustedMinor }));
  return lines.map(({ section, claimedMinor }) => ({ section, amountMinor: claimedMinor }));
}

/** What was claimed under a section; null where the assessment has no lines for it. */
export function claimedUnder(coverage: CoverageSections, section: string): number | null {
  const lines = coverage.lines.filter((line) => line.section === section);
  return lines.length === 0 ? null : lines.reduce((sum, line) => sum + line.claimedMinor, 0);
}
