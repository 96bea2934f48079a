/** Place and circumstances: territory, exclusions that the account points to, reports that must be there. */
import type { Loss } from './loss';
import type { ProductTerms } from './product-terms';
import { ask, type Conclusion, refuse } from './reasons';
import { firstMention } from './words';

/** Does the policy apply where the loss happened? */
export function checkTerritory(terms: ProductTerms, loss: Loss): Conclusion[] {
  const { territory } = terms;
  if (territory.countries.includes(loss.location.slice(0, 2))) return [];
  if (territory.elsewhere === 'person') {
    return [ask('territory-unclear', territory.question, [territory.clause], territory.wouldSettle)];
  }
  const text = `The policy applies in ${territory.countries.join(', ')}; the loss happened in ${loss.location}.`;
  return [refuse('outside-territory', territory.clause, text)];
}

/** Words of the account that point to an exclusion. Words settle nothing: a person looks. */
export function checkCircumstances(terms: ProductTerms, loss: Loss, section: string | null): Conclusion[] {
  const conclusions: Conclusion[] = [];
  for (const rule of terms.circumstances) {
    if (rule.perils !== undefined && !rule.perils.includes(loss.peril)) continue;
    const word = firstMention(loss.description, rule.words);
    if (word === null) continue;
    conclusions.push(
      ask('circumstance-unclear', `${rule.question} (The account says "${word}".)`, [rule.clause], rule.wouldSettle),
    );
  }
  for (const rule of terms.questions) {
    if (!rule.perils.includes(loss.peril)) continue;
    conclusions.push(ask(rule.code, rule.text, [rule.clause], rule.wouldSettle));
  }
  const asked = section === null ? undefined : terms.sections[section];
  if (asked?.question !== undefined) {
    conclusions.push(ask(asked.question.code, asked.question.text, [asked.clause], asked.question.wouldSettle));
  }
  return conclusions;
}

/** A report that the wording makes a condition, and that is not there. */
export function checkReports(terms: ProductTerms, loss: Loss): Conclusion[] {
  return terms.reports
    .filter((rule) => rule.perils.includes(loss.peril) && !loss.policeReport)
    .map((rule) => ask('report-missing', rule.text, [rule.clause], rule.wouldSettle));
}
