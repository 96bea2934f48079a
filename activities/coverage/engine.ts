/**
 * The coverage engine: from a policy, its terms, the loss and the items to what is payable, with reasons, clauses and
 * working. Pure: the same input gives the same result. It never refuses on its own authority: what it finds not covered
 * or cannot tell goes to a person.
 */
import type { LossItem } from '../documents/contract';
import type { Reason } from '../vocabulary';
import { withBothSides } from './both-sides';
import { type Calculation, type Given, type PriorPayment, totalLeft } from './calculation';
import { policyYear } from './calendar';
import { checkCircumstances, checkReports, checkTerritory } from './circumstances';
import type { CoverageAssessment, CoverageLine, Policy } from './contract';
import { depreciate } from './depreciation';
import { judgeEligibility } from './eligibility';
import { checkInForce, checkNotice, checkWaitingPeriod } from './in-force';
import { checkParty, checkVehicle } from './insured-party';
import type { Loss } from './loss';
import { show } from './money';
import { checkPeril, insuringClause, sectionOf } from './peril';
import type { CalculationStep, LoadedTerms, ProductTerms } from './product-terms';
import { ask, type Conclusion, type Question, reason } from './reasons';
import { applyAggregate, applySectionLimit, capAtClaimed, takeAlreadyPaid, takeDeductible } from './section-steps';
import { applySublimits } from './sublimits';

/** Changes with every change of what the engine concludes; part of the hash of the rules. */
export const ENGINE_VERSION = 'coverage/3';

export interface CoverageInput {
  policy: Policy;
  terms: LoadedTerms;
  loss: Loss;
  items: LossItem[];
  /** Earlier payments under this policy, any section; those on this very claim are marked. */
  priorPayments: PriorPayment[];
}

const STEPS: Record<CalculationStep, (calculation: Calculation, given: Given) => void> = {
  eligibility: judgeEligibility,
  depreciation: depreciate,
  sublimit: applySublimits,
  deductible: takeDeductible,
  'section-limit': applySectionLimit,
  aggregate: applyAggregate,
};

/** Assess a loss. Amounts in minor units of the policy's currency. */
export function evaluateCoverage(input: CoverageInput): CoverageAssessment {
  const { policy, loss, items } = input;
  const { terms, sha256 } = input.terms;
  const bySection = sectionOf(terms, loss.peril);
  const section = policy.sections.some((bought) => bought.section === bySection) ? bySection : null;

  const conclusions = conclude(input, section);
  const refusals = conclusions.flatMap((entry) => (entry.kind === 'refusal' ? [entry.reason] : []));
  const grounds = conclusions.flatMap((entry) => (entry.kind === 'ground' ? [entry.reason] : []));
  const asked = conclusions.flatMap((entry) => (entry.kind === 'question' ? [entry.question] : []));

  const calculation: Calculation = {
    lines: [],
    reasons: [],
    questions: [],
    working: [],
    deductibleMinor: 0,
    limitReductionMinor: 0,
    alreadyPaidMinor: 0,
  };
  const given: Given = { ...input, terms, section, verdict: verdictOf(refusals, asked) };
  for (const step of terms.order.steps) STEPS[step](calculation, given);
  capAtClaimed(calculation, given);
  takeAlreadyPaid(calculation, given);
  const payableMinor = totalLeft(calculation);
  calculation.working.push(`Payable: ${show(payableMinor, policy.currency)}`);

  const lines = calculation.lines.map(({ line }) => line);
  const questions = distinct([...asked, ...calculation.questions], ({ code, text }) => `${code}|${text}`);
  const notCovered = lines.filter((line) => line.outcome === 'not-covered' && refusals.length === 0);
  return {
    outcome: outcomeOf(refusals.length > 0, questions.length > 0, lines, calculation.limitReductionMinor),
    policyFound: true,
    policy: {
      policyNumber: policy.policyNumber,
      product: policy.product,
      edition: policy.edition,
      holder: policy.holder,
    },
    line: policy.line,
    peril: loss.peril,
    currency: policy.currency,
    lines,
    claimedMinor: items.reduce((sum, item) => sum + item.claimedMinor, 0),
    deductibleMinor: calculation.deductibleMinor,
    agreedDeductibleMinor: policy.sections.find((bought) => bought.section === section)?.deductibleMinor ?? 0,
    limitReductionMinor: calculation.limitReductionMinor,
    alreadyPaidMinor: calculation.alreadyPaidMinor,
    payableMinor,
    reasons: distinct(
      [
        ...refusals,
        ...questions.map(
          (entry): Reason => ({ code: entry.code, clause: entry.clauses[0] ?? null, text: entry.text.slice(0, 500) }),
        ),
        ...grounds,
        ...notCovered.map((line) => line.reason),
        ...calculation.reasons,
      ],
      ({ code, clause }) => `${code}|${clause}`,
    ),
    questions: withBothSides(questions, input.terms, insuringClause(terms, loss.peril)),
    working: calculation.working,
    terms: { product: terms.product, edition: terms.edition, sha256 },
    engine: ENGINE_VERSION,
    sectionPayments: section !== null && payableMinor > 0 ? [{ section, amountMinor: payableMinor }] : [],
    ...yearlyLimitOf(given),
    ...(calculation.totalLoss === undefined ? {} : { totalLoss: calculation.totalLoss }),
  };
}

function yearlyLimitOf({ policy, loss, section }: Given): Pick<CoverageAssessment, 'yearlyLimits'> {
  const limitMinor = policy.sections.find((bought) => bought.section === section)?.aggregateLimitMinor ?? null;
  if (section === null || limitMinor === null) return {};
  return { yearlyLimits: [{ section, limitMinor, ...policyYear(policy.effectiveTo, loss.date) }] };
}

/** Everything that is looked at before the lines. */
function conclude({ policy, terms: { terms }, loss, items }: CoverageInput, section: string | null): Conclusion[] {
  return [
    ...checkInForce(policy, terms, loss),
    ...(section === null ? [] : checkParty(policy, terms, loss, section)),
    ...checkPeril(policy, terms, loss),
    ...checkWaitingPeriod(policy, terms, loss),
    ...checkTerritory(terms, loss),
    ...checkCurrency(policy, terms),
    ...checkNotice(terms, loss),
    ...checkReports(terms, loss),
    ...checkCircumstances({ policy, terms, loss, items }, section),
    ...(section === null ? [] : checkVehicle(policy, terms, loss, section)),
  ];
}

/** Sublimits are in the currency of the terms: a policy in another one cannot be worked out. */
function checkCurrency(policy: Policy, terms: ProductTerms): Conclusion[] {
  if (policy.currency === terms.currency) return [];
  const text = `The policy is in ${policy.currency}, the terms of its product are in ${terms.currency}. Which is right?`;
  return [ask('policy-currency-differs', text, [terms.clauses.currency], 'The policy as it was issued.')];
}

/** One verdict for all lines: a refusal; or a question without whose answer no line can be judged. */
function verdictOf(refusals: Reason[], questions: Question[]): Given['verdict'] {
  const [refusal] = refusals;
  if (refusal !== undefined) return { outcome: 'not-covered', reason: refusal };
  const open = questions.find(({ code }) => code === 'unknown-cause' || code === 'policy-currency-differs');
  if (open === undefined) return null;
  return { outcome: 'cannot-tell', reason: { code: open.code, clause: open.clauses[0] ?? null, text: open.text } };
}

function outcomeOf(
  refused: boolean,
  questioned: boolean,
  lines: CoverageLine[],
  limitReductionMinor: number,
): CoverageAssessment['outcome'] {
  if (refused) return 'not-covered';
  if (questioned || lines.some((line) => line.outcome === 'cannot-tell')) return 'cannot-tell';
  if (lines.every((line) => line.outcome === 'not-covered')) return 'not-covered';
  return lines.every((line) => line.outcome === 'covered') && limitReductionMinor === 0 ? 'covered' : 'partly-covered';
}

function distinct<T>(values: T[], key: (value: T) => string): T[] {
  return [...new Map(values.toReversed().map((value) => [key(value), value])).values()].toReversed();
}

/** What is known when there is no policy, or no terms, to look at: a person finds out. */
export function withoutPolicy(
  loss: Loss,
  items: LossItem[],
  why: Reason,
  policy: Policy | null = null,
): CoverageAssessment {
  const settle =
    policy === null
      ? 'The right policy number, or the policy entered in the policy system.'
      : 'The terms of this edition installed, or the right edition in the policy.';
  return {
    outcome: 'cannot-tell',
    policyFound: policy !== null,
    policy:
      policy === null
        ? null
        : {
            policyNumber: policy.policyNumber,
            product: policy.product,
            edition: policy.edition,
            holder: policy.holder,
          },
    line: policy?.line ?? null,
    peril: loss.peril,
    currency: policy?.currency ?? items.find((item) => item.currency !== null)?.currency ?? null,
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
    questions: [{ code: why.code, text: why.text, clauses: [], wouldSettle: settle }],
    working: [],
    terms: null,
    engine: ENGINE_VERSION,
    sectionPayments: [],
  };
}

/** The reasons of the two cases of {@link withoutPolicy}. */
export const POLICY_NOT_FOUND = reason(
  'policy-not-found',
  null,
  'There is no policy with this number. Which policy is it?',
);
export const TERMS_NOT_FOUND = reason(
  'terms-not-found',
  null,
  'The policy names a product edition whose terms are not installed.',
);
