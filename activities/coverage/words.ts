/** Recognising by words: what kind of item a line is, and whether an account speaks of something. */
import type { ProductTerms } from './product-terms';

/** Lower case, no diacritics, words separated by single spaces, with a space at both ends. */
function spaced(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return ` ${plain} `;
}

/** Length of a word or phrase if the text has it as whole words, in the singular or the plural; else 0. */
function matchLength(text: string, word: string): number {
  const wanted = spaced(word).trim();
  if (wanted === '') return 0;
  return text.includes(` ${wanted} `) || text.includes(` ${wanted}s `) || text.includes(` ${wanted}es `)
    ? wanted.length
    : 0;
}

/** What a line belongs to besides its category: a tax or a discount of its document. */
export type LineKind = { kind: 'item'; category: string | null } | { kind: 'tax' } | { kind: 'discount' };

/**
 * What a line is. The longest word or phrase of the terms wins; of equally long ones the first in the file. A line that
 * begins with a word for tax is tax, and a negative line that has a word for discount is a discount, whatever follows.
 */
export function recognise(terms: ProductTerms, description: string, amountMinor: number): LineKind {
  const text = spaced(description);
  const { tax, discount } = terms.followsDocument;
  if (tax.some((word) => text.startsWith(spaced(word)) || text.startsWith(` plus${spaced(word)}`)))
    return { kind: 'tax' };
  if (amountMinor < 0 && discount.some((word) => matchLength(text, word) > 0)) return { kind: 'discount' };

  let best: { found: LineKind; length: number } = { found: { kind: 'item', category: null }, length: 0 };
  const offer = (words: string[], found: LineKind) => {
    for (const word of words) {
      const length = matchLength(text, word);
      if (length > best.length) best = { found, length };
    }
  };
  for (const [category, words] of Object.entries(terms.categories)) offer(words, { kind: 'item', category });
  offer(tax, { kind: 'tax' });
  offer(discount, { kind: 'discount' });
  return best.found;
}

/** The first of some words that a text has; null when it has none. */
export function firstMention(text: string, words: string[]): string | null {
  const searched = spaced(text);
  return words.find((word) => matchLength(searched, word) > 0) ?? null;
}
