/** Terms that a wording gives a meaning to, and where it uses them. */
import type { DefinedTerm } from '../contract';

interface Said {
  number: string;
  heading: string;
  path: readonly string[];
  text: string;
}

/** `"you" means the policyholder …`, up to the end of the clause of the sentence. */
const MEANS =
  /["“„](?<term>[\p{L}][\p{L}\p{N} '’-]{1,60})["”“]\s+(?:means|mean|refers? to|bedeutet|bedeuten|ist|sind|signifie|désigne)\s+(?<meaning>[^.;]{3,400})/giu;
/** Parts of which every clause defines its own heading. */
const DEFINITIONS =
  /\b(?:definitions?|glossary|meanings?|interpretation|begriffe|definitionen|begriffsbestimmungen|définitions)\b/iu;

/** In order of their clauses; of a term that is defined twice the first. */
export function definitionsIn(clauses: readonly Said[]): DefinedTerm[] {
  const found = new Map<string, DefinedTerm>();
  const add = (term: string, clause: string, meaning: string) => {
    const key = term.toLowerCase();
    if (!found.has(key)) found.set(key, { term, clause, meaning: meaning.trim() });
  };
  for (const { number, heading, path, text } of clauses) {
    for (const { groups } of text.matchAll(MEANS)) add(groups?.term ?? '', number, groups?.meaning ?? '');
    const inDefinitions = path.some((part) => DEFINITIONS.test(part));
    if (inDefinitions && heading !== '' && text !== '' && heading.length <= 60)
      add(heading, number, text.split(/(?<=\.)\s/)[0] ?? text);
  }
  return [...found.values()];
}

/** Terms that a clause uses and does not define itself. */
export function usedTerms(terms: readonly DefinedTerm[], number: string, text: string): DefinedTerm[] {
  return terms.filter(({ term, clause }) => {
    if (clause === number) return false;
    const escaped = term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'iu').test(text);
  });
}
