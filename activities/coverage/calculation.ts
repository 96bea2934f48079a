/** What the steps of a calculation work on, and how a total is brought down. */
import type { LossItem } from '../documents/contract';
import type { Reason } from '../vocabulary';
import type { CoverageLine, Policy, TotalLoss } from './contract';
import type { Loss } from './loss';
import { shareOut, show } from './money';
import type { ProductTerms } from './product-terms';
import type { Question } from './reasons';

/** An earlier payment under the same policy. */
export interface PriorPayment {
  section: string;
  /** ISO date of the loss that was paid. */
  lossDate: string;
  paidMinor: number;
  currency: string;
  /** True when it was paid on this very claim, in an earlier episode. */
  sameClaim: boolean;
}

/** What is given: nothing of it changes. */
export interface Given {
  policy: Policy;
  terms: ProductTerms;
  loss: Loss;
  items: LossItem[];
  priorPayments: PriorPayment[];
  /** Section that the cause of loss falls under; null when none or not known. */
  section: string | null;
  /** Why nothing is covered, or why no line can be judged; null when lines are judged one by one. */
  verdict: { outcome: 'not-covered' | 'cannot-tell'; reason: Reason } | null;
}

export interface WorkingLine {
  item: LossItem;
  line: CoverageLine;
  /** What is left of the line at this point of the calculation, minor units. */
  leftMinor: number;
}

export interface Calculation {
  lines: WorkingLine[];
  reasons: Reason[];
  questions: Question[];
  working: string[];
  deductibleMinor: number;
  limitReductionMinor: number;
  alreadyPaidMinor: number;
  /** Set where the value of the vehicle is paid in place of a repair. */
  totalLoss?: TotalLoss;
}

/** What is left of all lines. */
export function totalLeft(calculation: Calculation): number {
  return calculation.lines.reduce((total, { leftMinor }) => total + leftMinor, 0);
}

/**
 * Take something off the total, spread over the lines in proportion to what is left of each, so that a later step that
 * looks at lines finds it taken off there too.
 *
 * @param offMinor from zero to the total
 * @param what printed between the old and the new total, e.g. `deductible (clause 6.3)`
 */
export function takeOff(calculation: Calculation, offMinor: number, what: string, currency: string): void {
  const before = totalLeft(calculation);
  const shares = shareOut(
    offMinor,
    calculation.lines.map(({ item, leftMinor }) => ({ key: item.itemId, weight: leftMinor })),
  );
  calculation.lines.forEach((entry, index) => {
    entry.leftMinor -= shares[index] ?? 0;
  });
  printStep(calculation, before, what, currency);
}

/** One step of the working: `1,000.00 EUR less 250.00 EUR deductible (clause 6.3) = 750.00 EUR`. */
export function printStep(calculation: Calculation, beforeMinor: number, what: string, currency: string): void {
  const after = totalLeft(calculation);
  if (after === beforeMinor) return;
  const off = show(beforeMinor - after, currency);
  calculation.working.push(`${show(beforeMinor, currency)} less ${off} ${what} = ${show(after, currency)}`);
}
