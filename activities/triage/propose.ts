/**
 * What is proposed: pure, from facts and coverage. A proposal to pay is made only when every line is covered and the
 * loss as a whole is; nothing is refused here, and what is not certain is left open for a person.
 */
import type { CoverageAssessment } from '../coverage/contract';
import type { Proposal } from './contract';
import { missingItems } from './missing';
import type { TriageRules } from './rules';
import type { TriageView } from './view';

/** From the assessment to a proposal. Amounts in minor units of its currency. */
export function propose(view: TriageView, rules: TriageRules): Proposal {
  const { coverage } = view;
  const action = actionOf(coverage);
  return {
    action,
    currency: coverage.currency,
    claimedMinor: coverage.claimedMinor,
    amountMinor: action === 'deny' ? 0 : coverage.payableMinor,
    lines: coverage.lines.map(({ itemId, description, claimedMinor, adjustedMinor, outcome, reason }) => ({
      itemId,
      description,
      claimedMinor,
      adjustedMinor,
      outcome,
      reason,
    })),
    working: [...coverage.lines.flatMap((line) => line.working), ...coverage.working],
    reasons: coverage.reasons,
    missing: missingItems(view, rules),
    basis: view.basis,
  };
}

/**
 * The least amount that pays all that is claimed, less what the terms take off. Lines that code could not judge count with
 * all that is claimed for them, and a deductible that the covered lines did not use up comes off those.
 * @returns minor units; null where a line is refused or a limit cuts the amount
 */
export function wholeMinor(coverage: CoverageAssessment, action: Proposal['action']): number | null {
  if (action === 'pay') return coverage.payableMinor;
  const refused = coverage.lines.some((line) => line.outcome === 'not-covered') || coverage.limitReductionMinor > 0;
  if (action !== 'undetermined' || refused || coverage.lines.length === 0) return null;
  const open = coverage.lines
    .filter((line) => line.outcome === 'cannot-tell')
    .reduce((sum, line) => sum + line.claimedMinor, 0);
  const deductibleLeft = Math.max(0, (coverage.agreedDeductibleMinor ?? 0) - coverage.deductibleMinor);
  return coverage.payableMinor + Math.max(0, open - deductibleLeft);
}

function actionOf(coverage: CoverageAssessment): Proposal['action'] {
  switch (coverage.outcome) {
    case 'covered':
      // An assessment that contradicts itself is not paid on.
      return coverage.lines.length > 0 && coverage.lines.every((line) => line.outcome === 'covered')
        ? 'pay'
        : 'undetermined';
    case 'partly-covered':
      return 'pay-in-part';
    case 'not-covered':
      return 'deny';
    case 'cannot-tell':
      return 'undetermined';
  }
}
