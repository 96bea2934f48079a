/** Amounts, currencies and accounts as written → normalised. What has more than one reading is not guessed: both are given. */
import { mod97Holds } from '../../../platform/check-digits';

/** What separates the cents in a document; null when nothing tells. */
export type DecimalMark = '.' | ',' | null;

export interface AmountReading {
  written: string;
  /** Minor units (two decimals), or null when ambiguous. */
  minor: number | null;
  /** Both readings in minor units, when there are two. */
  alternatives: number[];
}

/** Not behind a letter, unless that ends the code of a currency: `RM62.50` is an amount, `IE6608412` is none. */
const AMOUNT =
  /(?<![\d.,/:-]|(?<!\b(?:RM|EUR|USD|GBP|CHF|Rs|INR|PLN))\p{L})[-−]?(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:['’]\d{3})+|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?=,\d{2}(?!\d))|\d+)(?:[.,]\d{1,2})?(?![\d/:-]|[.,]\d|\s*%)/gu;

/**
 * All amounts of a text, left to right: `1,234.56`, `1.234,56`, `1 234,56`, `1'234.50`, `1234.5`. Percentages, dates and
 * times are not amounts.
 */
export function findAmounts(text: string, mark: DecimalMark = null): AmountReading[] {
  return [...text.matchAll(AMOUNT)].flatMap((match) => {
    const [written] = match;
    const whole = !/[.,'’\s]/.test(written);
    // `16GB` and `15-inch` are measures; eight figures in a row are a number of something.
    const isMeasure = whole && /^-?\p{L}/u.test(text.slice(match.index + written.length));
    return isMeasure || (whole && written.length > 7) ? [] : [{ written, ...readAmount(written, mark) }];
  });
}

function readAmount(written: string, mark: DecimalMark): { minor: number | null; alternatives: number[] } {
  const sign = /^[-−]/.test(written) ? -1 : 1;
  const digits = written.replace(/^[-−]/, '');
  const cents = /[.,](\d{1,2})$/.exec(digits);
  const whole = (cents === null ? digits : digits.slice(0, -cents[0].length)).replace(/\D/g, '');
  const minor = sign * (Number(whole) * 100 + Number((cents?.[1] ?? '').padEnd(2, '0')));
  if (!Number.isSafeInteger(minor)) return { minor: null, alternatives: [] };
  // `1,234`: a thousand and more, or one and a bit to three decimals? The document's other amounts tell.
  const single = /^\d{1,3}([.,])\d{3}$/.exec(digits);
  if (single !== null && mark !== (single[1] === ',' ? '.' : ',')) {
    const small = sign * Math.round(Number(digits.replace(',', '.')) * 100);
    return { minor: null, alternatives: [minor, small] };
  }
  return { minor, alternatives: [] };
}

/** How a document writes cents, told by amounts that can be read one way only, else by its currency. */
export function decimalMarkOf(text: string, currency: string | null): DecimalMark {
  const count = (pattern: RegExp) => [...text.matchAll(pattern)].length;
  const dots = count(/\d\.\d{2}(?![\d.,])/g) + count(/\d,\d{3}\.\d/g) * 2;
  const commas = count(/\d,\d{2}(?![\d.,])/g) + count(/\d\.\d{3},\d/g) * 2;
  if (dots !== commas) return dots > commas ? '.' : ',';
  return currency === 'USD' || currency === 'GBP' ? '.' : null;
}

const CURRENCIES: [RegExp, string][] = [
  [/€|\bEUR\b/gi, 'EUR'],
  [/(?<![\p{L}\d])£|\bGBP\b/giu, 'GBP'],
  [/\bCHF\b|\bSFr\.?/gi, 'CHF'],
  [/\bRM(?=\s?\d|\b)|\bMYR\b/g, 'MYR'],
  [/₹|\bINR\b/gi, 'INR'],
  [/\bSEK\b/g, 'SEK'],
  [/\bNOK\b/g, 'NOK'],
  [/\bDKK\b/g, 'DKK'],
  [/\bCZK\b|Kč/g, 'CZK'],
  [/¥|\bJPY\b/g, 'JPY'],
  [/R\$|\bBRL\b/g, 'BRL'],
  [/zł|\bPLN\b/gi, 'PLN'],
  [/\b(?:C|CA)\$|\bCAD\b/g, 'CAD'],
  [/\b(?:A|AU)\$|\bAUD\b/g, 'AUD'],
  [/(?<![A-Z])(?:US)?\$|\bUSD\b/g, 'USD'],
];

/** The currency that a text names most often, by symbol or code; null when it names none. */
export function findCurrency(text: string): string | null {
  let best: { code: string; count: number } | null = null;
  for (const [pattern, code] of CURRENCIES) {
    const count = [...text.matchAll(pattern)].length;
    if (count > (best?.count ?? 0)) best = { code, count };
  }
  return best?.code ?? rupees(text);
}

/** `Rs` stands for the rupees of several countries; India's papers name its tax numbers, banks or the country itself. */
function rupees(text: string): string | null {
  return /\bRs\.?(?=\s?[-\d])/.test(text) && /\bIndia\b|\bGSTIN\b|\bIFSC\b/i.test(text) ? 'INR' : null;
}

/** Upper case without spaces or punctuation. */
export function compact(value: string): string {
  return value.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

/**
 * An account: an IBAN whose check digits are right (ISO 13616, ISO 7064 mod 97-10), or a domestic account number of at least six
 * characters; null when the IBAN is wrong. What starts with two letters and two digits is taken for an IBAN.
 */
export function readAccount(value: string): string | null {
  const account = compact(value);
  if (!/^[A-Z]{2}\d{2}/.test(account)) return account.length >= 6 ? account : null;
  return isIban(account) ? account : null;
}

/** @param account upper case without spaces */
export function isIban(account: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(account)) return false;
  return mod97Holds(account);
}
