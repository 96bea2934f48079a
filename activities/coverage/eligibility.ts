/** Step `eligibility`: what each line is, and whether it is covered, not covered, or for a person to say. */
import type { LossItem } from '../documents/contract';
import type { Reason } from '../vocabulary';
import type { Calculation, Given, WorkingLine } from './calculation';
import { printStep, totalLeft } from './calculation';
import type { CoverageLine } from './contract';
import { followDocuments } from './document-lines';
import { show } from './money';
import { type Question, question, reason } from './reasons';
import { settleTotalLoss } from './total-loss';
import { type LineKind, recognise } from './words';

/** Judge every line, then let taxes and discounts follow the lines of their documents. */
export function judgeEligibility(calculation: Calculation, given: Given): void {
  const { currency } = given.policy;
  const kinds = new Map<WorkingLine, LineKind['kind']>();
  for (const item of given.items) {
    const kind = recognise(given.terms, item.description, item.claimedMinor);
    const judged = judge(item, kind, given);
    if (judged.question !== null) calculation.questions.push(judged.question);
    const entry = workingLine(item, kind, judged, given.section);
    kinds.set(entry, kind.kind);
    calculation.lines.push(entry);
  }
  settleTotalLoss(calculation, kinds, given);
  if (given.verdict === null) followDocuments(calculation, kinds, given);
  for (const { item, line, leftMinor } of calculation.lines) {
    line.adjustedMinor = leftMinor;
    if (line.working.length === 0) {
      line.working.push(
        `${show(item.claimedMinor, currency)} claimed, ${line.outcome.replaceAll('-', ' ')}${cited(line.reason)}`,
      );
    }
  }

  const claimed = given.items.reduce((total, item) => total + item.claimedMinor, 0);
  const eligible = totalLeft(calculation);
  const count = given.items.length;
  calculation.working.push(`Claimed: ${show(claimed, currency)} in ${count} ${count === 1 ? 'line' : 'lines'}`);
  if (eligible <= claimed) {
    printStep(calculation, claimed, 'not covered or not decided', currency);
  } else {
    // Only undecided credits can bring this about.
    const credits = show(eligible - claimed, currency);
    calculation.working.push(
      `${show(claimed, currency)} plus ${credits} credits not decided = ${show(eligible, currency)}`,
    );
  }
  if (claimed <= 0) {
    const text = 'No amount was found in the documents, or the amounts add up to nothing. What is claimed?';
    calculation.questions.push(
      question('nothing-claimed', text, [], 'An invoice, an estimate or a list of the items.'),
    );
  }
}

interface Judged {
  outcome: CoverageLine['outcome'];
  reason: Reason;
  question: Question | null;
}

function judge(item: LossItem, kind: LineKind, given: Given): Judged {
  const { policy, terms, section, verdict } = given;
  const clauses = terms.clauses;
  if (verdict !== null) return { ...verdict, question: null };
  const name = item.description.slice(0, 80);

  if (item.currency === null) {
    const text = 'A document shows amounts without a currency. In which currency are they?';
    return cannotTell('currency-unknown', clauses.currency, text, 'A document that names the currency.');
  }
  if (item.currency !== policy.currency) {
    const text = `A document is in ${item.currency}, the policy in ${policy.currency}. What is the amount in ${policy.currency}?`;
    return cannotTell(
      'currency-mismatch',
      clauses.currency,
      text,
      `The amount in ${policy.currency} on the day of payment.`,
    );
  }
  if (item.claimedMinor === 0) return covered('no-amount', clauses.claimed, 'Nothing is asked for this line.');
  if (kind.kind !== 'item') return followsItsDocument(item, kind.kind, given);

  if (item.claimedMinor < 0) {
    const text = `"${name}" is below zero and is not called a discount. What is it?`;
    return cannotTell('negative-amount', clauses.tax, text, 'What the amount was credited for.');
  }
  const excluded = terms.excludedCategories.find((entry) => entry.category === kind.category);
  if (excluded !== undefined) {
    return { outcome: 'not-covered', reason: reason('item-excluded', excluded.clause, excluded.text), question: null };
  }
  const home = section === null ? undefined : terms.sections[section];
  const homeClause = home?.clause ?? clauses.perils;
  if (kind.category === null) {
    const text = `What kind of item is "${name}"?`;
    return cannotTell('category-unknown', clauses.classification, text, 'What the item is and what it was used for.', [
      homeClause,
    ]);
  }
  if (!home?.categories.includes(kind.category)) {
    const text = `Does "${name}" belong to this loss? The section does not name items of this kind.`;
    return cannotTell('category-outside-section', homeClause, text, 'How the event damaged this item.');
  }
  const after = terms.onlyAfter.find((entry) => entry.category === kind.category);
  if (after !== undefined && !after.perils.includes(given.loss.peril)) {
    const text = `Does "${name}" belong to this loss? It is insured after ${after.perils.join(' or ')}.`;
    return cannotTell('category-outside-section', after.clause, text, 'How the event damaged this item.');
  }
  const valued = terms.valuedByPerson.find((entry) => entry.category === kind.category);
  if (valued !== undefined) {
    const text = `What is the value of "${name}"? ${valued.text}`;
    return cannotTell('value-needs-person', valued.clause, text, valued.wouldSettle);
  }
  const ageing = terms.depreciation.find((entry) => entry.category === kind.category);
  if (ageing !== undefined && item.purchasedOn === null) {
    const text = `How old was "${name}"?`;
    return cannotTell('age-unknown', ageing.clause, text, 'A receipt, or another sign of when it was bought.');
  }
  if (ageing !== undefined && item.purchasedOn !== null && item.purchasedOn > given.loss.date) {
    const text = `"${name}" was bought on ${item.purchasedOn}, after the loss. How old was the item that it replaces?`;
    return cannotTell('bought-after-loss', ageing.clause, text, 'A receipt of the item that was lost.');
  }
  return covered('covered', home.perils[given.loss.peril] ?? home.clause, `Covered under "${home.title}".`);
}

/** Provisional: followDocuments settles these lines once the others are known. */
function followsItsDocument(item: LossItem, kind: 'tax' | 'discount', { terms }: Given): Judged {
  const clause = terms.clauses.tax;
  if (kind === 'tax' && item.claimedMinor < 0) {
    const text = 'A tax line is below zero. What was credited?';
    return cannotTell('negative-amount', clause, text, 'The document that the credit belongs to.');
  }
  if (kind === 'discount' && item.claimedMinor > 0) {
    const text = `"${item.description.slice(0, 80)}" is called a discount but is not below zero. Is it to be taken off?`;
    return cannotTell('discount-unclear', clause, text, 'The document with its total.');
  }
  return kind === 'tax'
    ? covered('tax-pro-rata', clause, 'Tax follows the covered lines of its document.')
    : covered('discount-shared-out', clause, 'The discount is taken off the lines of its document.');
}

function covered(
  code: 'covered' | 'no-amount' | 'tax-pro-rata' | 'discount-shared-out',
  clause: string,
  text: string,
): Judged {
  return { outcome: 'covered', reason: reason(code, clause, text), question: null };
}

function cannotTell(
  code: Parameters<typeof question>[0],
  clause: string,
  text: string,
  wouldSettle: string,
  alsoClauses: string[] = [],
): Judged {
  return {
    outcome: 'cannot-tell',
    reason: reason(code, clause, text),
    question: question(code, text, [clause, ...alsoClauses], wouldSettle),
  };
}

function workingLine(item: LossItem, kind: LineKind, judged: Judged, section: string | null): WorkingLine {
  const line: CoverageLine = {
    itemId: item.itemId,
    description: item.description,
    category: kind.kind === 'item' ? kind.category : kind.kind,
    section,
    outcome: judged.outcome,
    reason: judged.reason,
    claimedMinor: item.claimedMinor,
    depreciationMinor: 0,
    sublimitReductionMinor: 0,
    adjustedMinor: 0,
    working: [],
  };
  const own = judged.outcome === 'covered' && kind.kind === 'item' ? item.claimedMinor : 0;
  return { item, line, leftMinor: own };
}

function cited({ clause }: Reason): string {
  return clause === null ? '' : ` (clause ${clause})`;
}
