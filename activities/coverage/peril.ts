/** The cause of loss: which section insures it, or which exclusion names it? */
import type { Policy } from './contract';
import type { Loss } from './loss';
import type { ProductTerms } from './product-terms';
import { ask, type Conclusion, ground, refuse } from './reasons';
import { firstMention } from './words';

/** Section that a cause of loss falls under by the terms, bought or not; null when none insures it. */
export function sectionOf(terms: ProductTerms, peril: Loss['peril']): string | null {
  return Object.entries(terms.sections).find(([, section]) => section.perils[peril] !== undefined)?.[0] ?? null;
}

/** The clause that insures a cause of loss; null when none does. */
export function insuringClause(terms: ProductTerms, peril: Loss['peril']): string | null {
  const section = sectionOf(terms, peril);
  return section === null ? null : (terms.sections[section]?.perils[peril] ?? null);
}

/** Is this cause of loss insured under this policy? */
export function checkPeril(policy: Policy, terms: ProductTerms, loss: Loss): Conclusion[] {
  const cause = loss.peril.replaceAll('-', ' ');
  if (loss.peril === 'unknown') {
    const text = 'The cause of the loss is not known. What happened?';
    return [ask('unknown-cause', text, [terms.clauses.perils], "The claimant's account, or a report on the cause.")];
  }
  const excluded = terms.excludedPerils.find((entry) => entry.peril === loss.peril);
  if (excluded !== undefined) return [judgeExcluded(excluded, loss)];
  const name = sectionOf(terms, loss.peril);
  const section = name === null ? undefined : terms.sections[name];
  if (name === null || section === undefined) {
    return [refuse('peril-not-covered', terms.clauses.perils, `No section of the policy insures loss by ${cause}.`)];
  }
  if (!policy.sections.some((bought) => bought.section === name)) {
    const { otherwise } = section;
    if (otherwise !== undefined && policy.sections.some((bought) => bought.section === otherwise.section)) {
      return [
        ask('circumstance-unclear', otherwise.question, [section.clause], otherwise.wouldSettle, otherwise.clause),
      ];
    }
    const text = `The schedule does not include the section "${section.title}", which insures loss by ${cause}.`;
    return [refuse('section-not-bought', terms.clauses.schedule, text)];
  }
  return [ground('peril-covered', section.perils[loss.peril] ?? section.clause, `${section.title}: ${cause}.`)];
}

/** The cause alone may not say enough: an animal is not always a pet or vermin. */
function judgeExcluded(rule: ProductTerms['excludedPerils'][number], loss: Loss): Conclusion {
  const { clause, words, question = '', wouldSettle = '', speaksFor } = rule;
  if (words === undefined || firstMention(loss.description, words) !== null)
    return refuse('peril-excluded', clause, rule.text);
  return ask('circumstance-unclear', question, [clause], wouldSettle, speaksFor);
}
