/** The table of a settlement: item by item, then from the total to what is paid, so that every cent is accounted for. Pure. */
import type { CoverageAssessment } from '../coverage/contract';

export interface SettlementLine {
  description: string;
  claimedMinor: number;
  /** What is taken off (negative) before deductible and limits. */
  adjustmentMinor: number;
  payableMinor: number;
}

export interface Settlement {
  lines: SettlementLine[];
  claimedMinor: number;
  adjustmentMinor: number;
  subtotalMinor: number;
  /** Steps from the subtotal to the amount, none of them zero. They add up. */
  steps: { what: 'deductible' | 'limit' | 'already-paid' | 'review' | 'other'; minor: number }[];
  amountMinor: number;
}

/**
 * @param coverage      the assessment
 * @param inFull        all that is claimed is accepted: a person has settled what the assessment left open
 * @param proposedMinor what was proposed, when there was a proposal
 * @param amountMinor   what is paid; a difference to the proposal is what a person changed
 */
export function settle(
  coverage: CoverageAssessment,
  proposedMinor: number | null,
  amountMinor: number,
  inFull = false,
): Settlement {
  const lines = coverage.lines.map((line) => {
    const settled = inFull && line.outcome === 'cannot-tell' ? line.claimedMinor : 0;
    const payableMinor = line.outcome === 'covered' ? line.adjustedMinor : settled;
    return {
      description: line.description,
      claimedMinor: line.claimedMinor,
      adjustmentMinor: payableMinor - line.claimedMinor,
      payableMinor,
    };
  });
  const sum = (pick: (line: SettlementLine) => number) => lines.reduce((total, line) => total + pick(line), 0);
  const subtotalMinor = sum((line) => line.payableMinor);
  const reviewMinor = proposedMinor === null ? 0 : amountMinor - proposedMinor;
  // A deductible takes off no more than there is.
  const agreedMinor = inFull ? (coverage.agreedDeductibleMinor ?? coverage.deductibleMinor) : coverage.deductibleMinor;
  const deductibleMinor = Math.min(agreedMinor, Math.max(0, subtotalMinor));
  const alreadyPaidMinor = coverage.alreadyPaidMinor ?? 0;
  const known = subtotalMinor - deductibleMinor - coverage.limitReductionMinor - alreadyPaidMinor + reviewMinor;
  const steps = [
    { what: 'deductible', minor: -deductibleMinor },
    { what: 'limit', minor: -coverage.limitReductionMinor },
    { what: 'already-paid', minor: -alreadyPaidMinor },
    { what: 'other', minor: amountMinor - known },
    { what: 'review', minor: reviewMinor },
  ] as const;
  return {
    lines,
    claimedMinor: sum((line) => line.claimedMinor),
    adjustmentMinor: sum((line) => line.adjustmentMinor),
    subtotalMinor,
    steps: steps.filter((step) => step.minor !== 0),
    amountMinor,
  };
}
