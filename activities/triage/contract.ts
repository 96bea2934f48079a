/**
 * Proposal and triage: from facts, coverage and screening to what is proposed, and to who deals with it.
 * Code, over rules that are data; no model. Machines never refuse a line: anything not payable goes to a person.
 */
import { z } from 'zod';
import { type ClaimKey, CurrencyCode, EvidenceRef, MinorUnits, Reason, Sha256 } from '../vocabulary';

/** A thing the claim still needs, e.g. `police-report`, `payee-account`, `proof-of-amount`. */
export const MissingItem = z.object({ code: z.string(), text: z.string() });
export type MissingItem = z.infer<typeof MissingItem>;

/** Stored as evidence of kind `proposal`. */
export const Proposal = z.object({
  action: z.enum(['pay', 'pay-in-part', 'deny', 'undetermined']),
  currency: CurrencyCode.nullable(),
  claimedMinor: MinorUnits,
  amountMinor: MinorUnits,
  lines: z.array(
    z.object({
      itemId: z.string(),
      description: z.string(),
      claimedMinor: MinorUnits,
      adjustedMinor: MinorUnits,
      outcome: z.string(),
      reason: Reason,
    }),
  ),
  working: z.array(z.string()),
  reasons: z.array(Reason),
  missing: z.array(MissingItem),
  /** Refs of all evidence that the proposal rests on. */
  basis: z.array(EvidenceRef),
});
export type Proposal = z.infer<typeof Proposal>;

/** Where the claim goes next. Order of precedence: investigation, information, review, straight-through. */
export const Route = z.enum(['straight-through', 'information', 'investigation', 'review']);
export type Route = z.infer<typeof Route>;

export const TriageResult = z.object({
  proposal: EvidenceRef,
  /** SHA-256 over the canonical list of everything the proposal rests on: what a decision is bound to. */
  evidenceHash: Sha256,
  action: Proposal.shape.action,
  amountMinor: MinorUnits,
  claimedMinor: MinorUnits,
  /**
   * The least amount that pays all that is claimed, less what the terms take off (depreciation, deductible). Null where a
   * line is refused or a limit cuts the amount: such a claim is paid in part at most.
   */
  wholeMinor: MinorUnits.nullable().optional(),
  currency: CurrencyCode.nullable(),
  route: Route,
  /** Why this route; codes and texts without personal data. */
  reasons: z.array(Reason),
  missing: z.array(MissingItem),
  rulesHash: Sha256,
});
export type TriageResult = z.infer<typeof TriageResult>;

export interface TriageActivities {
  proposeAndTriage(input: {
    claim: ClaimKey;
    facts: EvidenceRef;
    coverage: EvidenceRef;
    fraud: EvidenceRef;
    /** Codes of items that were asked for and not received: not asked again. */
    alreadyAsked: string[];
    /** True once investigators have cleared the claim: indicators no longer refer it. */
    investigationCleared: boolean;
  }): Promise<TriageResult>;
}
