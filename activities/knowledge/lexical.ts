/** Ranking by words: Okapi BM25 over stemmed terms (Robertson and Zaragoza, 2009). */
import { stemmer } from '@orama/stemmers/english';

export interface Bm25Settings {
  /** How soon more of the same term stops counting. */
  k1: number;
  /** How much long texts are held back, 0 to 1. */
  b: number;
}

/** Chosen on the training claims of the retrieval set (`npm run eval -- retrieval`). */
export const BM25_DEFAULTS: Bm25Settings = { k1: 1.2, b: 0.65 };

/** Words that say nothing about what a text is about. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a an and are as at be but by for from had has have he her his if in into is it its no not of on or our she such ' +
    'that the their them then there these they this to was we were what when which who will with you your'
  ).split(' '),
);

/** Terms of a text: lower case, accents off, stop words out, stemmed. */
export function termsOf(text: string): string[] {
  const words =
    text
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => !STOP_WORDS.has(word)).map((word) => stemmer(word));
}

interface Posting {
  document: number;
  count: number;
}

export class LexicalIndex {
  private readonly postings = new Map<string, Posting[]>();
  private readonly lengths: number[] = [];
  private total = 0;

  constructor(
    texts: readonly string[],
    private readonly settings: Bm25Settings = BM25_DEFAULTS,
  ) {
    for (const text of texts) this.add(text);
  }

  get size(): number {
    return this.lengths.length;
  }

  /** @returns the number of the text, from 0 */
  add(text: string): number {
    const document = this.lengths.length;
    const terms = termsOf(text);
    const counts = new Map<string, number>();
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
    for (const [term, count] of counts) {
      const list = this.postings.get(term) ?? [];
      list.push({ document, count });
      this.postings.set(term, list);
    }
    this.lengths.push(terms.length);
    this.total += terms.length;
    return document;
  }

  /** Score of every text, 0 where no term occurs. */
  scores(query: string): Float64Array {
    const { k1, b } = this.settings;
    const scores = new Float64Array(this.size);
    const average = this.total / Math.max(1, this.size);
    for (const term of new Set(termsOf(query))) {
      const list = this.postings.get(term);
      if (list === undefined) continue;
      const idf = Math.log(1 + (this.size - list.length + 0.5) / (list.length + 0.5));
      for (const { document, count } of list) {
        const length = (this.lengths[document] as number) / average;
        scores[document] =
          (scores[document] as number) + (idf * count * (k1 + 1)) / (count + k1 * (1 - b + b * length));
      }
    }
    return scores;
  }
}

/**
 * What BM25 says of each term of one text, without the part that depends on all texts (inverse document frequency), which a
 * server with sparse vectors works out itself.
 *
 * @param average terms of a text on the average; a constant, so that a text's weights need not change with the others
 */
export function termWeights(
  text: string,
  average: number,
  { k1, b }: Bm25Settings = BM25_DEFAULTS,
): Map<string, number> {
  const terms = termsOf(text);
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  const length = 1 - b + (b * terms.length) / average;
  return new Map([...counts].map(([term, count]) => [term, (count * (k1 + 1)) / (count + k1 * length)]));
}
