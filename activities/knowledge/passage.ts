/** The part of a clause that a question is about, word for word. */
import { termsOf } from './lexical';

/** Characters; a longer sentence is given whole. */
const LONGEST = 400;

/** The sentences with most words of the question, one to three that follow each other; all of a short text. */
export function relevantPassage(text: string, question: string): string {
  if (text.length <= LONGEST) return text;
  const wanted = new Set(termsOf(question));
  const sentences = sentencesOf(text);
  const scores = sentences.map(({ from, to }) => {
    const terms = new Set(termsOf(text.slice(from, to)));
    return [...wanted].filter((term) => terms.has(term)).length;
  });
  let best = scores.indexOf(Math.max(...scores));
  if (best < 0) best = 0;
  let [first, last] = [best, best];
  const length = () => (sentences[last]?.to ?? 0) - (sentences[first]?.from ?? 0);
  while (length() < LONGEST / 2 && (first > 0 || last < sentences.length - 1) && last - first < 2) {
    const after = last < sentences.length - 1 ? (scores[last + 1] ?? 0) : -1;
    const before = first > 0 ? (scores[first - 1] ?? 0) : -1;
    if (after >= before) last += 1;
    else first -= 1;
  }
  return text.slice(sentences[first]?.from ?? 0, sentences[last]?.to ?? text.length).trim();
}

function sentencesOf(text: string): { from: number; to: number }[] {
  return [...new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text)].map(({ index, segment }) => ({
    from: index,
    to: index + segment.length,
  }));
}
