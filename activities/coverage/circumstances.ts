/** Place and circumstances: territory, exclusions that the account points to, reports that must be there. */
import type { LossItem } from '../documents/contract';
import type { Policy } from './contract';
import type { Loss } from './loss';
import type { ProductTerms } from './product-terms';
import { ask, type Conclusion, refuse } from './reasons';
import { firstMention, recognise } from './words';

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

/** What is looked at for circumstances. */
export interface CircumstanceInput {
  policy: Policy;
  terms: ProductTerms;
  loss: Loss;
  items: LossItem[];
}

/** What points to an exclusion: words of the account, people whom it names, kinds of item. It settles nothing: a person looks. */
export function checkCircumstances(input: CircumstanceInput, section: string | null): Conclusion[] {
  const { terms, loss } = input;
  const conclusions: Conclusion[] = [];
  for (const rule of terms.circumstances) {
    if (rule.perils !== undefined && !rule.perils.includes(loss.peril)) continue;
    const said = whatRaises(rule, input);
    if (said === null) continue;
    const text = said === '' ? rule.question : `${rule.question} (The account says "${said}".)`;
    conclusions.push(ask('circumstance-unclear', text, [rule.clause], rule.wouldSettle, rule.speaksFor));
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

/** The word of the account that raises a question; empty where it is always asked, null where nothing raises it. */
function whatRaises(
  { words, insuredNamed, categories }: ProductTerms['circumstances'][number],
  { policy, terms, loss, items }: CircumstanceInput,
): string | null {
  const claimed = ({ description, claimedMinor }: LossItem) => {
    const kind = recognise(terms, description, claimedMinor);
    return claimedMinor > 0 && kind.kind === 'item' && categories?.includes(kind.category ?? '') === true;
  };
  if (categories !== undefined && !items.some(claimed)) return null;
  if (words === undefined) return '';
  const word = firstMention(loss.description, words);
  if (word !== null || insuredNamed !== true) return word;
  const people = [policy.holder, ...policy.insuredPersons].flatMap((name) => [name, name.split(/\s+/)[0] ?? name]);
  return firstMention(loss.description, people);
}
