/** What the proposal and the route are made from. */
import type { CoverageAssessment } from '../coverage/contract';
import type { ClaimFacts } from '../documents/contract';
import type { FraudScreening } from '../fraud/contract';
import type { SwitchedOff } from '../switches/contract';
import type { EvidenceRef, Reason } from '../vocabulary';

export interface TriageView {
  facts: ClaimFacts;
  coverage: CoverageAssessment;
  fraud: FraudScreening;
  /** References to the three, which the proposal rests on. */
  basis: EvidenceRef[];
  /** Codes of items that were asked for and not received. */
  alreadyAsked: string[];
  /** The switch by which settlement without a person is off; null while it is on. */
  switchedOff: SwitchedOff | null;
  /** True when investigators have looked at the claim, whatever they found. */
  investigationCleared: boolean;
}

export function reason(code: string, text: string, clause: string | null = null): Reason {
  return { code, clause, text: text.slice(0, 500) };
}
