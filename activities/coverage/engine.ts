/**
 * The coverage engine: from a policy, its terms, the loss and the items to what is payable, with reasons, clauses and
 * working. Pure: the same input gives the same result. It never refuses on its own authority: what it finds not covered
 * or cannot tell goes to a person.
 */
import type { LossItem } from '../documents/contract';
import type { Reason } from '../vocabulary';
import { policyYearStart } from './calendar';
import type { CoverageAssessment, CoverageLine, Policy } from './contract';
import { applySublimits, depreciate, judgeLines, prorateTax } from './lines';
import { type Loss, reason, viewLoss } from './loss';
import { show } from './money';
import type { LoadedTerms } from './terms';

export const ENGINE_VERSION = 'coverage/1';

export interface CoverageInput {
  policy: Policy;
  terms: LoadedTerms;
  loss: Loss;
  items: LossItem[];
  /** Earlier payments under this policy, any section. */
  earlierPayments: { section: string; lossDate: string; paidMinor: number; currency: string }[];
}

/** Assess a loss. Amounts in minor units of the policy's currency. */
export function evaluateCoverage(input: CoverageInput): CoverageAssessment {
  const { policy, loss, items } = input;
  const { terms, sha256 } = input.terms;
  const view = viewLoss(policy, terms, loss);
  const section = view.section ?? Object.keys(terms.sections)[0] ?? '';
  const judged = judgeLines(terms, section, items, policy.currency);
  const questions = [...view.questions, ...judged.questions];
  const lines = judged.lines;
  const reasons: Reason[] = [...view.refusals, ...view.grounds];
  if (items.length === 0) questions.push({ code: 'nothing-claimed', text: 'No amount was found in the documents.', clauses: [], wouldSettle: 'An invoice, an estimate or a list of the items.' });

  const refusal = view.refusals[0];
  if (refusal !== undefined) {
    for (const line of lines) Object.assign(line, { outcome: 'not-covered', reason: refusal, adjustedMinor: 0 });
  }
  prorateTax(lines, items, policy.currency);

  const calculation = calculate(input, section, lines);
  reasons.push(...calculation.reasons);
  for (const line of lines.filter((entry) => entry.outcome === 'not-covered' && refusal === undefined)) {
    if (!reasons.some((known) => known.code === line.reason.code && known.clause === line.reason.clause)) reasons.push(line.reason);
  }

  return {
    outcome: outcomeOf(refusal !== undefined, questions.length > 0, lines, calculation.limitReductionMinor),
    policyFound: true,
    policy: { policyNumber: policy.policyNumber, product: policy.product, edition: policy.edition, holder: policy.holder },
    line: policy.line,
    peril: loss.peril,
    currency: policy.currency,
    lines,
    claimedMinor: items.reduce((sum, item) => sum + item.claimedMinor, 0),
    deductibleMinor: calculation.deductibleMinor,
    limitReductionMinor: calculation.limitReductionMinor,
    payableMinor: calculation.payableMinor,
    reasons,
    questions,
    working: calculation.working,
    terms: { product: terms.product, edition: terms.edition, sha256 },
    engine: ENGINE_VERSION,
    sectionPayments: calculation.payableMinor > 0 ? [{ section, amountMinor: calculation.payableMinor }] : [],
  };
}

function outcomeOf(refused: boolean, questioned: boolean, lines: CoverageLine[], limitReductionMinor: number): CoverageAssessment['outcome'] {
  if (refused) return 'not-covered';
  if (questioned || lines.some((line) => line.outcome === 'cannot-tell')) return 'cannot-tell';
  if (lines.every((line) => line.outcome === 'not-covered')) return 'not-covered';
  return lines.every((line) => line.outcome === 'covered') && limitReductionMinor === 0 ? 'covered' : 'partly-covered';
}

interface Calculation {
  deductibleMinor: number;
  limitReductionMinor: number;
  payableMinor: number;
  reasons: Reason[];
  working: string[];
}

/** The steps in the order that the wording states (`order` of the terms). */
function calculate({ policy, terms: { terms }, loss, items, earlierPayments }: CoverageInput, section: string, lines: CoverageLine[]): Calculation {
  const bought = policy.sections.find((entry) => entry.section === section);
  const result: Calculation = { deductibleMinor: 0, limitReductionMinor: 0, payableMinor: 0, reasons: [], working: [] };
  const { currency } = policy;
  let running: number | null = null;
  const sum = () => lines.filter((line) => line.outcome === 'covered').reduce((total, line) => total + line.adjustedMinor, 0);
  const current = () => {
    if (running === null) {
      running = sum();
      result.working.push(`Covered lines after adjustments: ${show(running, currency)}`);
    }
    return running;
  };
  const cap = (code: string, clause: string, most: number, text: string) => {
    const before = current();
    if (before <= most) return;
    running = most;
    result.limitReductionMinor += before - most;
    result.working.push(`${show(before, currency)}, ${text} (clause ${clause}) = ${show(most, currency)}`);
    result.reasons.push(reason(code, clause, `${text[0]?.toUpperCase()}${text.slice(1)}.`));
  };

  for (const step of terms.order) {
    if (step === 'depreciation') {
      depreciate(terms, lines, items, loss.date, currency);
      const taken = lines.reduce((total, line) => total + line.depreciationMinor, 0);
      if (taken > 0) result.reasons.push(reason('depreciation-applied', terms.depreciation[0]?.clause ?? null, `Depreciation by age takes off ${show(taken, currency)}.`));
    } else if (step === 'sublimit') {
      result.reasons.push(...applySublimits(terms, lines, items, currency));
    } else if (step === 'deductible') {
      const before = current();
      const taken = Math.min(before, bought?.deductibleMinor ?? 0);
      if (taken > 0) {
        running = before - taken;
        result.deductibleMinor = taken;
        result.working.push(`${show(before, currency)} less deductible ${show(taken, currency)} (clause ${terms.deductibleClause}) = ${show(running, currency)}`);
        result.reasons.push(reason('deductible-applied', terms.deductibleClause, `The deductible takes off ${show(taken, currency)}.`));
      }
    } else if (step === 'section-limit') {
      cap('section-limit-applied', terms.limitClause, bought?.limitMinor ?? 0, `at most ${show(bought?.limitMinor ?? 0, currency)} for this section`);
    } else if (bought?.aggregateLimitMinor !== undefined && bought.aggregateLimitMinor !== null) {
      const from = policyYearStart(policy.effectiveFrom, loss.date);
      const paid = earlierPayments
        .filter((payment) => payment.section === section && payment.currency === currency && policyYearStart(policy.effectiveFrom, payment.lossDate) === from)
        .reduce((total, payment) => total + payment.paidMinor, 0);
      const left = Math.max(0, bought.aggregateLimitMinor - paid);
      cap('aggregate-applied', terms.aggregateClause, left, `at most ${show(bought.aggregateLimitMinor, currency)} a policy year, of which ${show(paid, currency)} is used`);
    }
  }
  result.payableMinor = current();
  result.working.push(`Payable: ${show(result.payableMinor, currency)}`);
  return result;
}

/** What is known when there is no policy to look at: a person finds out. */
export function withoutPolicy(loss: Loss, items: LossItem[], why: Reason): CoverageAssessment {
  return {
    outcome: 'cannot-tell',
    policyFound: false,
    policy: null,
    line: null,
    peril: loss.peril,
    currency: items.find((item) => item.currency !== null)?.currency ?? null,
    lines: items.map((item) => ({
      itemId: item.itemId,
      description: item.description,
      category: null,
      section: null,
      outcome: 'cannot-tell',
      reason: why,
      claimedMinor: item.claimedMinor,
      depreciationMinor: 0,
      sublimitReductionMinor: 0,
      adjustedMinor: 0,
      working: [],
    })),
    claimedMinor: items.reduce((sum, item) => sum + item.claimedMinor, 0),
    deductibleMinor: 0,
    limitReductionMinor: 0,
    payableMinor: 0,
    reasons: [why],
    questions: [{ code: why.code, text: why.text, clauses: [], wouldSettle: 'The right policy number, or the policy entered in the policy system.' }],
    working: [],
    terms: null,
    engine: ENGINE_VERSION,
    sectionPayments: [],
  };
}
