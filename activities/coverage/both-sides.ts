/** A question that code leaves open gets the words of the wording on both sides, so that a person sees why it is open. */
import type { CitedClause, CoverageQuestion } from './contract';
import type { LoadedTerms } from './product-terms';
import type { Question } from './reasons';

/**
 * Questions with the clauses for and against cover, quoted letter by letter.
 * @param insuring the clause that insures this cause of loss; null where none does
 */
export function withBothSides(questions: Question[], loaded: LoadedTerms, insuring: string | null): CoverageQuestion[] {
  const { wording, terms } = loaded;
  return questions.map(({ favour, ...question }) => {
    if (wording === undefined) return question;
    const cite = (numbers: (string | null)[]): CitedClause[] =>
      [...new Set(numbers)].flatMap((clause) => {
        const found = clause === null ? undefined : wording.get(clause);
        return clause === null || found === undefined ? [] : [{ clause, heading: found.heading, quote: found.text }];
      });
    const speaksFor = cite([favour ?? insuring]);
    const limiting = question.clauses.filter((clause) => clause !== (favour ?? insuring));
    // A clause that insures under a condition is on both sides: against it stands that what no clause names is not insured.
    return { ...question, speaksFor, speaksAgainst: cite(limiting.length > 0 ? limiting : [terms.clauses.perils]) };
  });
}
