/** What the proposal and the route are made from. */
import type { CoverageAssessment } from '../coverage/contract';
import type { ClaimFacts } from '../documents/contract';
import type { FraudScreening } from '../fraud/contract';
import type { EvidenceRef, Reason } from '../vocabulary';

export interface TriageView {
  facts: ClaimFacts;
  coverage: CoverageAssessment;
  fraud: FraudScreening;
  /** References to the three, which the proposal rests on. */
  basis: EvidenceRef[];
  /** Codes of items that were asked for and not received. */
  alreadyAsked: string[];
  /** True when investigators have looked at the claim, whatever they found. */
  investigationCleared: boolean;
}

export function reason(code: string, text: string, clause: string | null = null): Reason {
  return { code, clause, text: text.slice(0, 500) };
}
