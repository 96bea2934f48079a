/**
 * Reason codes of coverage. They are stable: letters, triage, statistics and tests refer to them. A code is never
 * given another meaning; a new rule gets a new code.
 */
import type { Reason } from '../vocabulary';
import type { CoverageQuestion } from './contract';

/** Every code that an assessment can carry, with what it says. */
export const REASON_CODES = {
  // The policy
  'policy-not-found': 'No policy has the number of the notice.',
  'terms-not-found': 'The policy names a product edition that is not installed.',
  'in-force': 'The policy was in force on the date of loss.',
  'not-in-force': 'The loss lies before or after the period of insurance.',
  cancelled: 'The loss lies on or after the day of cancellation.',
  'section-not-bought': 'The policy does not include the section that insures this cause.',
  'policy-currency-differs': 'The policy is in another currency than the terms of its product.',
  // The people, the place, the vehicle
  'insured-party': 'The claimant is the policyholder or a named insured person.',
  'not-insured-party': 'The claimant is neither the policyholder nor a named insured person.',
  'insured-party-near': 'The name of the claimant is close to an insured name, but not the same.',
  'not-third-party': 'The section pays third parties, and the claimant is insured under the policy.',
  'outside-territory': 'The loss happened where the policy does not apply.',
  'territory-unclear': 'The loss happened where the policy applies only under a condition.',
  'vehicle-differs': 'A document shows the registration of another vehicle.',
  // The cause
  'peril-covered': 'A section insures this cause of loss.',
  'peril-not-covered': 'No section insures this cause of loss.',
  'peril-excluded': 'An exclusion names this cause of loss.',
  'unknown-cause': 'The cause of loss is not known.',
  'waiting-period': 'The loss lies within the waiting period.',
  'loss-after-notice': 'The date of loss lies after the notice.',
  'late-notice': 'The loss was reported later than the wording asks for.',
  'report-missing': 'A report that the wording asks for is not among the documents.',
  'circumstance-unclear': 'The account points to an exclusion that words alone do not settle.',
  liability: 'Liability towards a third party is for a person to judge.',
  'forced-entry': 'Whether there was forced entry is for a person to judge.',
  // The lines
  covered: 'The line is covered.',
  'no-amount': 'The line asks for nothing.',
  'item-excluded': 'An exclusion names this kind of item.',
  'category-unknown': 'The terms have no word for this item.',
  'category-outside-section': 'The section does not name this kind of item.',
  'age-unknown': 'Depreciation needs the date of purchase.',
  'bought-after-loss': 'The date of purchase lies after the loss.',
  'value-needs-person': 'The value of this item is agreed by a person.',
  'total-loss': 'Repair would cost more than the vehicle was worth: its value is paid.',
  'repair-pays': 'The repair costs no more than the vehicle was worth: the repair is paid, not the value.',
  'currency-mismatch': 'The line is in another currency than the policy.',
  'currency-unknown': 'No document says in which currency the line is.',
  'negative-amount': 'The line is negative and is not a discount on its document.',
  'discount-unclear': 'The line is called a discount but is not below zero, or is more than its document.',
  'tax-pro-rata': 'Tax follows the covered lines of its document.',
  'discount-shared-out': 'A discount is taken off the lines of its document.',
  'tax-without-lines': 'The document has tax but no lines that it could belong to.',
  'nothing-claimed': 'No amount is claimed.',
  // The sums
  'depreciation-applied': 'Depreciation by age was taken off.',
  'sublimit-applied': 'A limit for a kind of item was applied.',
  'deductible-applied': 'The deductible was taken off.',
  'below-deductible': 'The loss does not exceed the deductible.',
  'section-limit-applied': 'The limit of the section was applied.',
  'aggregate-applied': 'The yearly limit of the section was applied.',
  'aggregate-exhausted': 'The yearly limit of the section is used up.',
  'prior-payment-currency': 'An earlier payment of the policy year is in another currency.',
  'not-more-than-claimed': 'Credits leave less claimed than the covered lines add up to.',
  'already-paid': 'An earlier payment on the same claim was taken off.',
} as const;

export type ReasonCode = keyof typeof REASON_CODES;
/** A question before the words of its clauses are put to it; `favour` is the clause for cover, where a rule names one. */
export type Question = CoverageQuestion & { favour?: string };

/** What a check concludes: no cover at all, something that only a person can answer, or a step in favour. */
export type Conclusion =
  | { kind: 'refusal'; reason: Reason }
  | { kind: 'question'; question: Question }
  | { kind: 'ground'; reason: Reason };

/** A reason; texts are cut at the 500 characters that the contract allows. */
export function reason(code: ReasonCode, clause: string | null, text: string): Reason {
  return { code, clause, text: text.slice(0, 500) };
}

/** A question to a person: what is asked, the clauses it turns on, what would settle it. */
export function question(code: ReasonCode, text: string, clauses: string[], wouldSettle: string): Question {
  return { code, text, clauses, wouldSettle };
}

export const refuse = (code: ReasonCode, clause: string | null, text: string): Conclusion => ({
  kind: 'refusal',
  reason: reason(code, clause, text),
});

export const ask = (
  code: ReasonCode,
  text: string,
  clauses: string[],
  wouldSettle: string,
  favour?: string,
): Conclusion => ({
  kind: 'question',
  question: { ...question(code, text, clauses, wouldSettle), ...(favour === undefined ? {} : { favour }) },
});

export const ground = (code: ReasonCode, clause: string | null, text: string): Conclusion => ({
  kind: 'ground',
  reason: reason(code, clause, text),
});
