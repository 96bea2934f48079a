/** Values as written → normalised. What has more than one reading is not guessed: both readings are given. */

export interface DateReading {
  /** ISO date, or null when ambiguous. */
  iso: string | null;
  alternatives: string[];
}

/** Which part of `03/04/2026` comes first; null when nothing tells. */
export type DateOrder = 'day-first' | 'month-first' | null;

const MONTHS: Record<string, number> = {
  january: 1,
  february: 2,
  march: 3,
  april: 4,
  may: 5,
  june: 6,
  july: 7,
  august: 8,
  september: 9,
  october: 10,
  november: 11,
  december: 12,
  jan: 1,
  feb: 2,
  mar: 3,
  apr: 4,
  jun: 6,
  jul: 7,
  aug: 8,
  sep: 9,
  sept: 9,
  oct: 10,
  nov: 11,
  dec: 12,
  januar: 1,
  februar: 2,
  märz: 3,
  mai: 5,
  juni: 6,
  juli: 7,
  oktober: 10,
  dezember: 12,
  janvier: 1,
  février: 2,
  mars: 3,
  avril: 4,
  juin: 6,
  juillet: 7,
  août: 8,
  septembre: 9,
  octobre: 10,
  novembre: 11,
  décembre: 12,
};

const DATE =
  /\b(\d{4})-(\d{1,2})-(\d{1,2})\b|\b(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})\b|\b(\d{1,2})(?:st|nd|rd|th|\.)?\s+(\p{L}{3,9})\.?,?\s+(\d{4})\b|\b(\p{L}{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b/iu;

/** The first date in a text, or null. */
export function findDate(text: string, order: DateOrder): (DateReading & { written: string }) | null {
  const match = DATE.exec(text);
  if (match === null) return null;
  const [written, y1, m1, d1, a, b, y2, d3, name3, y3, name4, d4, y4] = match;
  if (y1 !== undefined) return wrap(written, iso(Number(y1), Number(m1), Number(d1)));
  if (name3 !== undefined) return wrap(written, iso(Number(y3), MONTHS[name3.toLowerCase()] ?? 0, Number(d3)));
  if (name4 !== undefined) return wrap(written, iso(Number(y4), MONTHS[name4.toLowerCase()] ?? 0, Number(d4)));
  const year = y2 !== undefined && y2.length === 2 ? 2000 + Number(y2) : Number(y2);
  const dayFirst = iso(year, Number(b), Number(a));
  const monthFirst = iso(year, Number(a), Number(b));
  if (dayFirst === null || monthFirst === null || dayFirst === monthFirst) return wrap(written, dayFirst ?? monthFirst);
  const decided = order === 'day-first' ? dayFirst : order === 'month-first' ? monthFirst : null;
  return { written, iso: decided, alternatives: [dayFirst, monthFirst].filter((reading) => reading !== decided) };
}

function wrap(written: string, value: string | null): (DateReading & { written: string }) | null {
  return value === null ? null : { written, iso: value, alternatives: [] };
}

function iso(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real && year >= 1900 && year <= 2200 ? date.toISOString().slice(0, 10) : null;
}

/** Which order the dates of a document are written in, told by a date that has one reading only, else by its currency. */
export function dateOrderOf(text: string, currency: string | null): DateOrder {
  for (const match of text.matchAll(/\b(\d{1,2})[./-](\d{1,2})[./-](?:\d{4}|\d{2})\b/g)) {
    if (Number(match[1]) > 12 && Number(match[2]) <= 12) return 'day-first';
    if (Number(match[2]) > 12 && Number(match[1]) <= 12) return 'month-first';
  }
  if (currency === 'USD') return 'month-first';
  return currency === 'EUR' || currency === 'GBP' || currency === 'CHF' ? 'day-first' : null;
}

const SYMBOLS: [RegExp, string][] = [
  [/€|\bEUR\b/i, 'EUR'],
  [/£|\bGBP\b/i, 'GBP'],
  [/\bCHF\b/i, 'CHF'],
  [/\bRM\b|\bMYR\b/, 'MYR'],
  [/₹|\bINR\b/i, 'INR'],
  [/\$|\bUSD\b/i, 'USD'],
];

/** Currency by symbol or code; null when the text has none. */
export function findCurrency(text: string): string | null {
  return SYMBOLS.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

const AMOUNT = /(?<![\d.,/-])-?(?:\d{1,3}(?:[ .,'’]\d{3})+|\d+)(?:[.,]\d{1,2})?(?![\d/-]|[.,]\d)/g;

export interface AmountReading {
  written: string;
  /** Minor units (two decimals), or null when ambiguous. */
  minor: number | null;
  alternatives: number[];
}

/** All amounts of a text, left to right. `1,234.56`, `1.234,56`, `1 234,56`, `1234.5`; `1,234` alone is a thousand. */
export function findAmounts(text: string): AmountReading[] {
  return [...text.matchAll(AMOUNT)].map((match) => ({ written: match[0], ...readAmount(match[0]) }));
}

function readAmount(written: string): { minor: number | null; alternatives: number[] } {
  const sign = written.startsWith('-') ? -1 : 1;
  const digits = written.replace(/^-/, '');
  const tail = /[.,](\d{1,2})$/.exec(digits);
  const whole = (tail ? digits.slice(0, -tail[0].length) : digits).replace(/\D/g, '');
  const cents = (tail?.[1] ?? '').padEnd(2, '0');
  const minor = sign * (Number(whole) * 100 + Number(cents));
  return { minor: Number.isSafeInteger(minor) ? minor : null, alternatives: [] };
}

/** Upper case without spaces or punctuation. */
export function compact(value: string): string {
  return value.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

/** An account: an IBAN whose check digits are right (ISO 7064 mod 97-10), or a domestic account number; null when the IBAN is wrong. */
export function readAccount(value: string): string | null {
  const account = compact(value);
  if (!/^[A-Z]{2}\d{2}/.test(account)) return account.length >= 6 ? account : null;
  if (account.length < 15 || account.length > 34) return null;
  let remainder = 0;
  for (const character of account.slice(4) + account.slice(0, 4)) {
    const digits = /\d/.test(character) ? character : String(character.charCodeAt(0) - 55);
    for (const digit of digits) remainder = (remainder * 10 + Number(digit)) % 97;
  }
  return remainder === 1 ? account : null;
}
