/** Checks of dates against each other: papers older than the purchase or the loss, and late notice. */
import type { ClaimFacts } from '../../documents/contract';
import { daysBetween } from '../dates';
import { type Check, foundBy, notApplicable } from '../view';

type Paper = ClaimFacts['invoices'][number];
type DatedPaper = Paper & { date: string };

/** A repair was invoiced or estimated before the loss happened. */
export const datedBeforeLoss: Check = ({ facts, notice }) => {
  const repairs = dated(facts).filter((paper) => paper.type === 'repair-invoice' || paper.type === 'repair-estimate');
  if (repairs.length === 0) return notApplicable('No repair invoice or estimate has a date.');
  return foundBy(
    repairs
      .filter((paper) => paper.date < notice.lossDate)
      .map((paper) => ({
        kind: 'file',
        ref: paper.fileId,
        detail: `Dated ${paper.date}, before the loss of ${notice.lossDate}.`,
      })),
    'A repair invoice or estimate is dated before the loss.',
    'The issuer confirms the date of the work, or sends a corrected invoice.',
  );
};

/** A receipt or invoice is older than the purchase that it is to prove. */
export const invoiceBeforePurchase: Check = ({ facts }) => {
  const papers = dated(facts).filter((paper) => paper.type === 'purchase-receipt' || paper.type === 'repair-invoice');
  const bought = facts.items.filter((item) => item.purchasedOn !== null);
  if (papers.length === 0 || bought.length === 0)
    return notApplicable('No dated receipt or invoice meets an item with a date of purchase.');
  return foundBy(
    papers
      .filter((paper) => itemsProvedBy(paper, facts).every((item) => paper.date < (item.purchasedOn ?? '')))
      .filter((paper) => itemsProvedBy(paper, facts).length > 0)
      .map((paper) => ({
        kind: 'file',
        ref: paper.fileId,
        detail: `Dated ${paper.date}; bought on ${itemsProvedBy(paper, facts)[0]?.purchasedOn} according to the claim.`,
      })),
    'A receipt or invoice is dated before the purchase that it belongs to.',
    'The seller confirms the date of the sale, or the claimant corrects the date of purchase.',
  );
};

/**
 * Items that a paper belongs to: its own lines, or, for a receipt behind a list of the lost items, the items of that list
 * with the receipt's total. Items without a date of purchase say nothing here.
 */
function itemsProvedBy(paper: Paper, facts: ClaimFacts) {
  const bought = facts.items.filter((item) => item.purchasedOn !== null);
  const own = bought.filter((item) => item.source.fileId === paper.fileId);
  if (own.length > 0 || paper.type !== 'purchase-receipt' || paper.totalMinor === null) return own;
  return bought.filter(
    (item) =>
      item.documentType === 'loss-schedule' &&
      item.claimedMinor === paper.totalMinor &&
      (item.currency === null || paper.currency === null || item.currency === paper.currency),
  );
}

/** The insurer was told long after the loss. */
export const lateReport: Check = ({ notice, reportedOn }, rules) => {
  const after = daysBetween(notice.lossDate, reportedOn);
  if (after <= rules.indicators['late-report'].days) return { outcome: 'clear' };
  return foundBy(
    [{ kind: 'notice', ref: 'reportedAt', detail: `Loss on ${notice.lossDate}, reported on ${reportedOn}.` }],
    `The loss was reported ${after} days after it happened.`,
    'A reason for the delay, and evidence from the time of the loss.',
  );
};

function dated(facts: ClaimFacts): DatedPaper[] {
  return facts.invoices.filter((paper): paper is DatedPaper => paper.date !== null);
}
