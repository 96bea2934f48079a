/** Step `depreciation`: by completed years of age, line by line (clause 6.7 of both wordings). */

import { type Calculation, type Given, printStep, totalLeft } from './calculation';
import { monthsBetween } from './calendar';
import { percentOf, show } from './money';
import type { DepreciationRule } from './product-terms';
import { reason } from './reasons';

/** Completed years of age and the percentage that they take off. */
export function ageing(
  rule: DepreciationRule,
  purchasedOn: string,
  lossDate: string,
): { years: number; percent: number } {
  const months = Math.max(0, monthsBetween(purchasedOn, lossDate));
  const years = Math.floor(months / 12);
  const percent = months < (rule.newForOldMonths ?? 0) ? 0 : Math.min(rule.maximumPercent, years * rule.percentPerYear);
  return { years, percent };
}

/** Take depreciation off the covered lines whose category has a rule. Rounded half up, per line. */
export function depreciate(calculation: Calculation, { terms, policy, loss }: Given): void {
  const { currency } = policy;
  const before = totalLeft(calculation);
  const clauses = new Set<string>();
  for (const entry of calculation.lines) {
    const { item, line } = entry;
    const rule = terms.depreciation.find((candidate) => candidate.category === line.category);
    if (line.outcome !== 'covered' || rule === undefined || item.purchasedOn === null) continue;
    const { years, percent } = ageing(rule, item.purchasedOn, loss.date);
    const age = `${years} completed ${years === 1 ? 'year' : 'years'} since ${item.purchasedOn}`;
    if (percent === 0) {
      line.working.push(`${show(entry.leftMinor, currency)} without depreciation: ${age} (clause ${rule.clause})`);
      continue;
    }
    const off = percentOf(entry.leftMinor, percent);
    const left = entry.leftMinor - off;
    const rate = percent === rule.maximumPercent ? `${percent} % (the maximum)` : `${percent} %`;
    line.working.push(
      `${show(entry.leftMinor, currency)} less ${rate} for ${age} (clause ${rule.clause}) = ${show(left, currency)}`,
    );
    line.depreciationMinor += off;
    line.adjustedMinor -= off;
    entry.leftMinor = left;
    if (off > 0) clauses.add(rule.clause);
  }
  if (clauses.size === 0) return;
  const off = show(before - totalLeft(calculation), currency);
  const cited = [...clauses].sort();
  printStep(calculation, before, `depreciation (clause ${cited.join(', ')})`, currency);
  for (const clause of cited) {
    calculation.reasons.push(reason('depreciation-applied', clause, `Depreciation by age takes off ${off} in all.`));
  }
}
