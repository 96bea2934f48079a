/** Texts found by words and by meaning together, in memory: for thousands of clauses, without a server. */
import type { Embedder } from './embedder';
import { addScaled, best } from './fusion';
import { type Bm25Settings, LexicalIndex } from './lexical';

export interface Hit {
  /** Number of the text in the order given. */
  index: number;
  score: number;
}

export interface SearchOptions {
  count: number;
  /** Share of meaning against words: 0 is words alone, 1 meaning alone. */
  meaning?: number;
  /** Only texts for which this holds. */
  allow?: (index: number) => boolean;
}

/** Chosen on the training claims of the retrieval set (`npm run eval -- retrieval`). */
export const MEANING_SHARE = 0.5;

export class HybridIndex {
  private readonly lexical: LexicalIndex;

  private constructor(
    texts: readonly string[],
    private readonly vectors: readonly (Float32Array | null)[],
    private readonly embedder: Embedder | null,
    settings?: Bm25Settings,
  ) {
    this.lexical = new LexicalIndex(texts, settings);
  }

  /** @param vectors of the texts where they are known (from the same space); else they are worked out here */
  static async build(
    texts: readonly string[],
    embedder: Embedder,
    vectors?: readonly Float32Array[],
    settings?: Bm25Settings,
  ): Promise<HybridIndex> {
    const known = vectors ?? (await embedder.embed(texts));
    if (known.length !== texts.length) throw new Error(`${texts.length} texts have ${known.length} vectors`);
    return new HybridIndex(texts, known, embedder, settings);
  }

  /** With vectors worked out elsewhere, or none where no model was at hand. Searched by `rank`. */
  static of(texts: readonly string[], vectors: readonly (Float32Array | null)[]): HybridIndex {
    return new HybridIndex(texts, vectors, null);
  }

  /** Scores of all texts by words, and by meaning (cosine). */
  async scores(query: string): Promise<{ words: Float64Array; meaning: Float64Array }> {
    if (this.embedder === null) throw new Error('This index has no embedder: give `rank` the vector of the query.');
    const [vector] = await this.embedder.embed([query]);
    return { words: this.lexical.scores(query), meaning: this.similarity(vector as Float32Array) };
  }

  async search(query: string, { count, meaning = MEANING_SHARE, allow }: SearchOptions): Promise<Hit[]> {
    const { words, meaning: similar } = await this.scores(query);
    const scores = addScaled(words, similar, meaning);
    if (allow !== undefined)
      scores.forEach((_, index) => {
        if (!allow(index)) scores[index] = Number.NEGATIVE_INFINITY;
      });
    return top(scores, count);
  }

  /**
   * @param vector of the query, from the texts' space; null: by words alone
   * @returns best first; by words alone only texts that hold a word of the query
   */
  rank(query: string, vector: Float32Array | null, { count, meaning = MEANING_SHARE }: SearchOptions): Hit[] {
    const words = this.lexical.scores(query);
    if (vector === null)
      return top(
        words.map((score) => (score > 0 ? score : Number.NEGATIVE_INFINITY)),
        count,
      );
    return top(addScaled(words, this.similarity(vector), meaning), count);
  }

  private similarity(vector: Float32Array): Float64Array {
    return Float64Array.from(this.vectors, (other) => (other === null ? 0 : dot(vector, other)));
  }
}

function top(scores: Float64Array, count: number): Hit[] {
  return best(scores, count)
    .filter((index) => scores[index] !== Number.NEGATIVE_INFINITY)
    .map((index) => ({ index, score: scores[index] as number }));
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
