/**
 * Quotes are looked up on our side: a value counts only where its quote stands in the document, and the value in the
 * quote. Rule (gateway research §1.2 n): exact after normalising, else 85 % of it in one piece; under 12 characters a quote
 * proves nothing.
 */
import type { EvidenceDocument } from '../contract';

const SHORTEST = 12;
const CONTIGUOUS = 0.85;

/**
 * Check every object of the output that has a `quote`; `document` and `page` (from 1) narrow the place, `value` has to be
 * in the quote.
 * @returns what is wrong, with the path of the object
 */
export function checkQuotes(output: unknown, documents: EvidenceDocument[]): string[] {
  const texts = documents.map(({ document, pages }) => ({ document, pages: pages.map(lazily) }));
  const problems: string[] = [];
  walk(output, '', (node, path) => {
    if (!('quote' in node)) return;
    const { quote, value } = node;
    const claimed = 'value' in node && value !== null;
    if (quote === null || quote === '') {
      if (claimed) problems.push(`${path}: a value needs the quote that it was read from`);
      return;
    }
    if (typeof quote !== 'string') return;
    const wanted = normal(quote);
    if (wanted.length < SHORTEST) problems.push(`${path}: the quote is shorter than ${SHORTEST} characters`);
    else if (!pagesOf(node, texts).some((page) => page.raw.includes(quote) || stands(wanted, page.normal())))
      problems.push(`${path}: the quote is not in the document`);
    else if (claimed && !holds(wanted, value)) problems.push(`${path}: the value is not in its quote`);
  });
  return problems;
}

interface Page {
  raw: string;
  normal(): string;
}

/** Normalised only when a quote is not there letter by letter. */
function lazily(raw: string): Page {
  let made: string | undefined;
  return {
    raw,
    normal: () => {
      made ??= normal(raw);
      return made;
    },
  };
}

function pagesOf(node: Record<string, unknown>, texts: { document: string; pages: Page[] }[]): Page[] {
  const { document, page } = node;
  const meant = typeof document === 'string' ? texts.filter((text) => text.document === document) : texts;
  return meant.flatMap(({ pages }) => (typeof page === 'number' ? (pages[page - 1] ?? []) : pages));
}

/** Letters and numbers of one case, one space between words: line breaks, punctuation and accents do not count. */
export function normal(text: string): string {
  // Most documents are plain: the same without the slow classes of all the world's letters.
  if (/^[\x20-\x7E\s]*$/.test(text))
    return text
      .toLowerCase()
      .replaceAll(/[^a-z0-9.,%]+|[.,](?![0-9])|(?<![0-9])[.,]/g, ' ')
      .replaceAll(/ +/g, ' ')
      .trim();
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}.,%]+|[.,](?!\p{N})|(?<!\p{N})[.,]/gu, ' ')
    .replaceAll(/ +/g, ' ')
    .trim();
}

function stands(quote: string, page: string): boolean {
  if (page.includes(quote)) return true;
  const length = Math.ceil(quote.length * CONTIGUOUS);
  for (let from = 0; from + length <= quote.length; from += 1)
    if (page.includes(quote.slice(from, from + length))) return true;
  return false;
}

/** A number is in the quote when one of the quote's numbers has its digits: `1,234.50`, `1.234,50` and `1234.5` are one. */
function holds(quote: string, value: unknown): boolean {
  if (typeof value === 'number') {
    const digits = (number: string) => number.replaceAll(/\D/g, '').replace(/0+$/, '');
    const wanted = digits(String(Math.abs(value)));
    return [...quote.matchAll(/\d[\d.,]*/g)].some(([number]) => digits(number) === wanted);
  }
  return typeof value === 'string' ? quote.includes(normal(value)) : true;
}

export function walk(value: unknown, path: string, visit: (node: Record<string, unknown>, path: string) => void): void {
  if (Array.isArray(value)) {
    for (const [index, part] of value.entries()) walk(part, path === '' ? `${index}` : `${path}.${index}`, visit);
  } else if (typeof value === 'object' && value !== null) {
    visit(value as Record<string, unknown>, path || 'the answer');
    for (const [key, part] of Object.entries(value)) walk(part, path === '' ? key : `${path}.${key}`, visit);
  }
}
