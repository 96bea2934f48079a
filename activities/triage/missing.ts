/** What a claim still needs from the claimant, by the requirements of the rules. Pure. */
import type { CoverageAssessment } from '../coverage/contract';
import type { ClaimFacts, LossItem } from '../documents/contract';
import type { MissingItem } from './contract';
import type { Requirement, TriageRules } from './rules';

type View = { facts: ClaimFacts; coverage: CoverageAssessment };

/**
 * Items that the rules ask for and the documents do not give. Nobody is asked for papers where there is no cover to
 * settle under: no such policy, not in force, or nothing of it covered. A person says so instead.
 */
export function missingItems({ facts, coverage }: View, rules: TriageRules): MissingItem[] {
  if (!coverage.policyFound || coverage.outcome === 'not-covered') return [];
  return rules.requirements
    .filter(({ lines }) => lines === undefined || (coverage.line !== null && lines.includes(coverage.line)))
    .filter(({ perils }) => perils === undefined || perils.includes(coverage.peril))
    .filter((requirement) => lacks(requirement, facts, coverage))
    .map(({ code, text }) => ({ code, text }));
}

function lacks(requirement: Requirement, facts: ClaimFacts, coverage: CoverageAssessment): boolean {
  switch (requirement.needs) {
    case 'payee':
      return facts.payee === null;
    case 'items':
      return facts.items.length === 0;
    case 'police-report':
      return facts.policeReport === null;
    case 'claim-form':
      return !facts.documents.some((document) => document.type === 'claim-form' && document.status === 'read');
    case 'purchase-proof':
      return itemsWithoutProof(facts, coverage, requirement.overMinor ?? {}).length > 0;
  }
}

/**
 * Listed items over an amount for which no receipt is there. An item that stands on a receipt is its own proof, and one
 * on a repairer's paper was not bought. An item that is not covered needs none.
 */
export function itemsWithoutProof(
  facts: ClaimFacts,
  coverage: CoverageAssessment,
  overMinor: Record<string, number>,
): LossItem[] {
  const refused = new Set(coverage.lines.filter((line) => line.outcome === 'not-covered').map((line) => line.itemId));
  return facts.items.filter((item) => {
    const most = overMinor[item.currency ?? facts.currency ?? coverage.currency ?? ''];
    return (
      item.documentType === 'loss-schedule' &&
      !refused.has(item.itemId) &&
      most !== undefined &&
      item.claimedMinor > most &&
      !facts.invoices.some((paper) => proves(paper, item))
    );
  });
}

/**
 * A receipt stands for a listed item when it is of the day of purchase, or over exactly its amount; or, where one of the
 * dates is not known, when its total is large enough. A wrong match only spares a question: the person who pays sees
 * both papers, and dates that contradict each other are an indicator.
 */
function proves(paper: ClaimFacts['invoices'][number], item: LossItem): boolean {
  if (paper.type !== 'purchase-receipt') return false;
  if (paper.currency !== null && item.currency !== null && paper.currency !== item.currency) return false;
  if (paper.totalMinor === item.claimedMinor) return true;
  if (paper.date !== null && item.purchasedOn !== null) return paper.date === item.purchasedOn;
  return paper.totalMinor !== null && paper.totalMinor >= item.claimedMinor;
}
