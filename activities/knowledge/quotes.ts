/** Whether a quote is in its source, whatever the line breaks, hyphens and quotation marks. */

export interface QuotePlace {
  /** Characters of the source. */
  from: number;
  to: number;
}

/** Shorter quotes are found everywhere and prove nothing. Letters and digits. */
const LEAST = 8;

/**
 * @returns where the quote stands in the source as it is, or null: then it is not a quote
 */
export function findQuote(source: string, quote: string): QuotePlace | null {
  const wanted = folded(quote.trim().replace(/^["“”„'’‘«»\s…]+|["“”„'’‘«»\s…]+$/g, ''));
  if (wanted.text.replace(/[^\p{L}\p{N}]/gu, '').length < LEAST) return null;
  const within = folded(source);
  const at = within.text.indexOf(wanted.text);
  if (at < 0) return null;
  const last = at + wanted.text.length - 1;
  return { from: within.places[at] as number, to: (within.places[last] as number) + 1 };
}

/** Lower case, one space for any white space, plain marks; with the place of every character in the original. */
function folded(text: string): { text: string; places: number[] } {
  let result = '';
  const places: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] as string;
    // A hyphen at the end of a line and the soft one only divide words.
    if (character === '\u00ad') continue;
    if (/[-‐]/.test(character) && /^[-‐][ \t]*\r?\n[ \t]*\p{Ll}/u.test(text.slice(index, index + 20))) {
      index += (/^[-‐][ \t]*\r?\n[ \t]*/.exec(text.slice(index, index + 20))?.[0].length ?? 1) - 1;
      continue;
    }
    const plain = /\s/.test(character) ? ' ' : (PLAIN[character] ?? character.toLowerCase());
    if (plain === ' ' && result.endsWith(' ')) continue;
    // `ﬁ` becomes two letters that stand in one place.
    for (const letter of plain.normalize('NFKC')) {
      result += letter;
      places.push(index);
    }
  }
  return { text: result, places };
}

const PLAIN: Record<string, string> = {
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '’': "'",
  '‘': "'",
  '‐': '-',
  '‑': '-',
  '–': '-',
  '—': '-',
};
