/** Which section of the policy bears how much of a payment. */
import { z } from 'zod';
import type { SectionAmount } from '../exposures/contract';
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
