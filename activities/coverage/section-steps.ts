/** Steps that look at the section as a whole: deductible, limit for one loss, yearly limit. Once for an occurrence. */

import { type Calculation, type Given, takeOff, totalLeft } from './calculation';
import { policyYear } from './calendar';
import type { Policy } from './contract';
import { show } from './money';
import { question, type ReasonCode, reason } from './reasons';

function boughtSection({ policy, section }: Given): Policy['sections'][number] | undefined {
  return policy.sections.find((entry) => entry.section === section);
}

/** Step `deductible`. */
export function takeDeductible(calculation: Calculation, given: Given): void {
  const { currency } = given.policy;
  const clause = given.terms.clauses.deductible;
  const agreed = boughtSection(given)?.deductibleMinor ?? 0;
  const before = totalLeft(calculation);
  const off = Math.min(before, agreed);
  if (off <= 0) return;
  takeOff(calculation, off, `deductible (clause ${clause})`, currency);
  calculation.deductibleMinor = off;
  calculation.reasons.push(reason('deductible-applied', clause, `The deductible takes off ${show(off, currency)}.`));
  if (before <= agreed) {
    const text = `The covered loss of ${show(before, currency)} does not exceed the deductible of ${show(agreed, currency)}.`;
    calculation.reasons.push(reason('below-deductible', clause, text));
  }
}

/** Step `section-limit`: the most for one loss. */
export function applySectionLimit(calculation: Calculation, given: Given): void {
  const bought = boughtSection(given);
  if (bought === undefined) return;
  const clause = given.terms.clauses['section-limit'];
  const limit = show(bought.limitMinor, given.policy.currency);
  capAt(calculation, given, bought.limitMinor, `above the limit of ${limit} for one loss (clause ${clause})`, () =>
    reason('section-limit-applied', clause, `The section pays at most ${limit} for one loss.`),
  );
}

/** Step `aggregate`: the most for one policy year, less what other claims of that year were paid under the section. */
export function applyAggregate(calculation: Calculation, given: Given): void {
  const { policy, loss, section } = given;
  const limit = boughtSection(given)?.aggregateLimitMinor ?? null;
  if (limit === null) return;
  const clause = given.terms.clauses.aggregate;
  const year = policyYear(policy.effectiveTo, loss.date);
  const ofYear = given.priorPayments.filter(
    (payment) =>
      !payment.sameClaim && payment.section === section && payment.lossDate >= year.from && payment.lossDate < year.to,
  );
  if (ofYear.some((payment) => payment.currency !== policy.currency && payment.paidMinor !== 0)) {
    const text = `An earlier payment of this policy year is not in ${policy.currency}. How much of the yearly limit is used?`;
    calculation.questions.push(
      question('prior-payment-currency', text, [clause], `The earlier payment in ${policy.currency}.`),
    );
  }
  const used = ofYear
    .filter((payment) => payment.currency === policy.currency)
    .reduce((total, payment) => total + payment.paidMinor, 0);
  const left = Math.max(0, limit - Math.max(0, used));
  const amounts = `${show(limit, policy.currency)} for the policy year from ${year.from}, of which ${show(used, policy.currency)} is used`;
  const code: ReasonCode = left === 0 ? 'aggregate-exhausted' : 'aggregate-applied';
  capAt(calculation, given, left, `above the yearly limit of ${amounts} (clause ${clause})`, () =>
    reason(code, clause, `The section pays at most ${amounts}.`),
  );
}

/** After the steps: credits that no rule could place may leave less claimed than the covered lines add up to. */
export function capAtClaimed(calculation: Calculation, given: Given): void {
  const clause = given.terms.clauses.claimed;
  const claimed = Math.max(
    0,
    given.items.reduce((total, item) => total + item.claimedMinor, 0),
  );
  capAt(calculation, given, claimed, `above what is claimed in all (clause ${clause})`, () =>
    reason('not-more-than-claimed', clause, 'Never more is paid than is claimed in all.'),
  );
}

/** After the steps: what an earlier episode of the same claim was paid. */
export function takeAlreadyPaid(calculation: Calculation, given: Given): void {
  const { currency } = given.policy;
  const clause = given.terms.clauses['already-paid'];
  const own = given.priorPayments.filter((payment) => payment.sameClaim && payment.paidMinor !== 0);
  if (own.some((payment) => payment.currency !== currency)) {
    const text = `An earlier payment on this claim is not in ${currency}. How much of this loss is paid?`;
    calculation.questions.push(
      question('prior-payment-currency', text, [clause], `The earlier payment in ${currency}.`),
    );
  }
  const paid = own
    .filter((payment) => payment.currency === currency)
    .reduce((total, payment) => total + payment.paidMinor, 0);
  const off = Math.min(totalLeft(calculation), Math.max(0, paid));
  if (off === 0) return;
  takeOff(calculation, off, `paid already on this claim (clause ${clause})`, currency);
  calculation.alreadyPaidMinor = off;
  const text = `${show(paid, currency)} was paid on this claim before.`;
  calculation.reasons.push(reason('already-paid', clause, text));
}

function capAt(
  calculation: Calculation,
  given: Given,
  mostMinor: number,
  what: string,
  because: () => ReturnType<typeof reason>,
): void {
  const off = totalLeft(calculation) - mostMinor;
  if (off <= 0) return;
  takeOff(calculation, off, what, given.policy.currency);
  calculation.limitReductionMinor += off;
  calculation.reasons.push(because());
}
