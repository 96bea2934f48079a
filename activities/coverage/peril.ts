/** The cause of loss: which section insures it, or which exclusion names it? */
import type { Policy } from './contract';
import type { Loss } from './loss';
import type { ProductTerms } from './product-terms';
import { ask, type Conclusion, ground, refuse } from './reasons';

/** Section that a cause of loss falls under by the terms, bought or not; null when none insures it. */
export function sectionOf(terms: ProductTerms, peril: Loss['peril']): string | null {
  return Object.entries(terms.sections).find(([, section]) => section.perils[peril] !== undefined)?.[0] ?? null;
}

/** Is this cause of loss insured under this policy? */
export function checkPeril(policy: Policy, terms: ProductTerms, loss: Loss): Conclusion[] {
  const cause = loss.peril.replaceAll('-', ' ');
  if (loss.peril === 'unknown') {
    const text = 'The cause of the loss is not known. What happened?';
    return [ask('unknown-cause', text, [terms.clauses.perils], "The claimant's account, or a report on the cause.")];
  }
  const excluded = terms.excludedPerils.find((entry) => entry.peril === loss.peril);
  if (excluded !== undefined) return [refuse('peril-excluded', excluded.clause, excluded.text)];
  const name = sectionOf(terms, loss.peril);
  const section = name === null ? undefined : terms.sections[name];
  if (name === null || section === undefined) {
    return [refuse('peril-not-covered', terms.clauses.perils, `No section of the policy insures loss by ${cause}.`)];
  }
  if (!policy.sections.some((bought) => bought.section === name)) {
    const text = `The schedule does not include the section "${section.title}", which insures loss by ${cause}.`;
    return [refuse('section-not-bought', terms.clauses.schedule, text)];
  }
  return [ground('peril-covered', section.perils[loss.peril] ?? section.clause, `${section.title}: ${cause}.`)];
}
