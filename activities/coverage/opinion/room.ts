/** Which questions an opinion can help with: those that turn on words and circumstances, never those that need a paper or a right. */
import type { CoverageQuestion } from '../contract';
import type { ReasonCode } from '../reasons';

/** Liability is not here: by the wording it is decided by a person and never by a machine. */
const LEAVES_ROOM: ReadonlySet<string> = new Set<ReasonCode>([
  'circumstance-unclear',
  'forced-entry',
  'territory-unclear',
  'late-notice',
  'category-unknown',
  'category-outside-section',
]);

/** Each takes several requests: more questions than this are a person's from the start. */
const MOST_QUESTIONS = 4;

/** The questions that models are asked, in their order: with clauses on both sides, and not too many. */
export function mostRoom(questions: CoverageQuestion[]): CoverageQuestion[] {
  return questions
    .filter(
      ({ code, speaksFor = [], speaksAgainst = [] }) =>
        LEAVES_ROOM.has(code) && speaksFor.length + speaksAgainst.length > 0,
    )
    .slice(0, MOST_QUESTIONS);
}
