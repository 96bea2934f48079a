/** Recognising by words: what kind of item a line is, and whether an account speaks of something. */
import type { ProductTerms } from './product-terms';

/** What a line is: an item with its category (null when no word fits), or a tax or discount of its document. */
export type LineKind = { kind: 'item'; category: string | null } | { kind: 'tax' } | { kind: 'discount' };

/** Words of the terms, made ready once: a bill of many lines meets several hundred of them. */
interface Vocabulary {
  words: { word: string; found: LineKind }[];
  tax: string[];
  discount: string[];
}
const vocabularies = new WeakMap<ProductTerms, Vocabulary>();

/**
 * What a line is. The longest word or phrase of the terms wins; of equally long ones the first in the file. A line that
 * begins with a word for tax is tax, and a negative line that has a word for discount is a discount, whatever follows.
 */
export function recognise(terms: ProductTerms, description: string, amountMinor: number): LineKind {
  const { words, tax, discount } = vocabularyOf(terms);
  const text = ` ${plain(description)} `;
  if (tax.some((word) => text.startsWith(` ${word} `) || text.startsWith(` plus ${word} `))) return { kind: 'tax' };
  if (amountMinor < 0 && discount.some((word) => mentions(text, word))) return { kind: 'discount' };
  return words.find(({ word }) => mentions(text, word))?.found ?? { kind: 'item', category: null };
}

/** The first of some words that a text has as whole words, in the singular or the plural; null when it has none. */
export function firstMention(text: string, words: string[]): string | null {
  const searched = ` ${plain(text)} `;
  return words.find((word) => mentions(searched, plain(word))) ?? null;
}

function vocabularyOf(terms: ProductTerms): Vocabulary {
  const known = vocabularies.get(terms);
  if (known !== undefined) return known;
  const tax = terms.followsDocument.tax.map(plain);
  const discount = terms.followsDocument.discount.map(plain);
  const words: Vocabulary['words'] = [
    ...Object.entries(terms.categories).flatMap(([category, list]) =>
      list.map((word) => ({ word: plain(word), found: { kind: 'item', category } as const })),
    ),
    ...tax.map((word) => ({ word, found: { kind: 'tax' } as const })),
    ...discount.map((word) => ({ word, found: { kind: 'discount' } as const })),
  ];
  // Sorting is stable: equally long words keep the order of the file.
  words.sort((a, b) => b.word.length - a.word.length);
  const vocabulary = { words, tax, discount };
  vocabularies.set(terms, vocabulary);
  return vocabulary;
}

function mentions(spacedText: string, word: string): boolean {
  return spacedText.includes(` ${word} `) || spacedText.includes(` ${word}s `) || spacedText.includes(` ${word}es `);
}

/** Lower case, no diacritics, words separated by single spaces. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
