/** Ranking by words and by meaning: the textbook's figures, and what each finds that the other does not. */
import type { Embedder } from '../../activities/knowledge/embedder';
import { unit } from '../../activities/knowledge/embedder';
import { addScaled, best } from '../../activities/knowledge/fusion';
import { HybridIndex } from '../../activities/knowledge/hybrid-index';
import { LexicalIndex, termsOf } from '../../activities/knowledge/lexical';

test('terms: lower case, no accents, no stop words, stems', () => {
  expect(termsOf('The Insured’s vehicles were damaged — in Café fires')).toEqual(
    termsOf('insured s VEHICLE damage cafe fire'),
  );
});

test('BM25 of a small case worked out by hand', () => {
  const index = new LexicalIndex(['theft car', 'theft theft house', 'fire'], { k1: 1.2, b: 0.5 });
  const [one, two, three] = index.scores('theft');
  // Term in 2 of 3 texts, mean length 2.
  const idf = Math.log(1 + (3 - 2 + 0.5) / (2 + 0.5));
  expect(one).toBeCloseTo((idf * 1 * 2.2) / (1 + 1.2 * (0.5 + 0.5 * 1)), 12);
  expect(two).toBeCloseTo((idf * 2 * 2.2) / (2 + 1.2 * (0.5 + 0.5 * 1.5)), 12);
  expect(three).toBe(0);
});

test('the best: in order, ties by number, as many as there are', () => {
  expect(best(Float64Array.of(1, 5, 3, 5, 4), 3)).toEqual([1, 3, 4]);
  expect(best(Float64Array.of(1, 2), 10)).toEqual([1, 0]);
});

test('scores on different scales count alike', () => {
  const words = Float64Array.of(0, 10, 20);
  const meaning = Float64Array.of(0.9, 0.8, 0.7);
  expect([...addScaled(words, meaning, 0.5)]).toEqual([0.5, 0.5, 0.5].map((value) => expect.closeTo(value, 9)));
  expect(best(addScaled(words, meaning, 0), 1)).toEqual([2]);
  expect(best(addScaled(words, meaning, 1), 1)).toEqual([0]);
  // All the same: nothing to tell them apart.
  expect([...addScaled(Float64Array.of(3, 3), Float64Array.of(0, 1), 0.5)]).toEqual([0, 0.5]);
});

/** Meaning by a table of subjects. */
const SUBJECTS: readonly (readonly string[])[] = [
  ['theft', 'stolen', 'burglar'],
  ['fire', 'smoke', 'burn'],
  ['water', 'flood', 'pipe'],
];
const embedder: Embedder = {
  space: 'subjects',
  dimensions: SUBJECTS.length,
  embed: async (texts) =>
    texts.map((text) =>
      unit(Float32Array.from(SUBJECTS, (words) => words.filter((word) => text.toLowerCase().includes(word)).length)),
    ),
};

test('a text is found by meaning where no word is shared, and by words where meaning says nothing', async () => {
  const texts = ['Theft of the vehicle is covered.', 'Smoke damage is covered.', 'Clause 7.4 names the excess.'];
  const index = await HybridIndex.build(texts, embedder);
  expect((await index.search('my car was stolen', { count: 1 }))[0]?.index).toBe(0);
  expect((await index.search('what does clause 7.4 say', { count: 1 }))[0]?.index).toBe(2);
  const without = await index.search('stolen', { count: 3, allow: (number) => number !== 0 });
  expect(without.map((hit) => hit.index)).not.toContain(0);
});

test('vectors that do not fit the texts are refused', async () => {
  await expect(HybridIndex.build(['a', 'b'], embedder, [new Float32Array(3)])).rejects.toThrow(
    '2 texts have 1 vectors',
  );
});
