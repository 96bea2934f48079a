/** How the value behind a label is read: what it must look like, and its normalised form. */
import { type DateOrder, findDate } from './dates';
import { compact, type DecimalMark, findAmounts, isIban, readAccount } from './values';

export interface Reading {
  value: string;
  normalised: string | number | null;
  alternatives?: string[];
}

/** What the document as a whole says about how it writes values. */
export interface Manner {
  order: DateOrder;
  mark: DecimalMark;
  currency: string | null;
}

/** @returns null when the text is not such a value */
export type Reader = (text: string, manner: Manner) => Reading | null;

export const date: Reader = (text, { order }) => {
  const found = findDate(text, order);
  // A value that only mentions a date somewhere is not a date.
  if (found === null || text.indexOf(found.written) > 14) return null;
  return { value: found.written, normalised: found.iso, alternatives: found.alternatives };
};

/** Names and short descriptions. */
export const words: Reader = (text) => {
  const value = text.trim().replace(/[\s,;:]+$/, '');
  return /\p{L}{2}/u.test(value) ? { value: value.slice(0, 300), normalised: value.slice(0, 300) } : null;
};

/** Names of people and firms: no sentences, no numbers. */
export const name: Reader = (text) => {
  const value = text.trim().replace(/[\s,;:]+$/, '');
  const fits = /^\p{L}[\p{L}\p{M}.,'’&/ -]{2,79}$/u.test(value) && value.split(/\s+/).length <= 8;
  return fits ? { value, normalised: value } : null;
};

/** Numbers of policies and papers: at least one digit; a series of letters may stand before it (`F 1234/12`). */
export const code: Reader = (text) => {
  const match = /^[#\s:]*((?:[A-Z]{1,3} (?=\d))?[A-Z0-9](?:[A-Z0-9./_-]*[A-Z0-9])?(?: ?[-/] ?[A-Z0-9]+)*)/i.exec(
    text.trim(),
  );
  const value = match?.[1];
  if (value === undefined || !/\d/.test(value) || value.length > 40) return null;
  return { value, normalised: value.toUpperCase().replaceAll(' ', '') };
};

/** A registration mark: letters and digits, up to ten of them. */
export const plate: Reader = (text) => {
  const value = text.trim().replace(/[.,;]$/, '');
  const mark = compact(value);
  const fits = /^[A-Z0-9ÄÖÜ][A-Z0-9ÄÖÜ ·.-]*$/i.test(value) && /\d/.test(mark) && mark.length >= 2 && mark.length <= 10;
  return fits ? { value, normalised: mark } : null;
};

export const account: Reader = (text) => {
  const match = /(?<![A-Z0-9])[A-Z]{2}\d{2}[A-Z0-9 -]{6,44}|\d[\d /.-]{4,40}\d/i.exec(text);
  if (match === null) return null;
  const iban = /^[A-Z]{2}\d{2}/i.test(match[0]) ? longestIban(match[0]) : null;
  const value = (iban ?? match[0]).trim();
  return { value, normalised: readAccount(value) };
};

/** The IBAN at the start of a text that goes on after it; null when there is none with right check digits. */
function longestIban(text: string): string | null {
  for (let end = text.length; end >= 15; end -= 1) {
    const candidate = text.slice(0, end);
    if (isIban(compact(candidate)) && !/[ -]$/.test(candidate)) return candidate;
  }
  return null;
}

export const phone: Reader = (text) => {
  const match = /(?:\+|\(?\d)[\d ()./-]{6,22}\d/.exec(text);
  if (match === null || (match[0].match(/\d/g)?.length ?? 0) < 7) return null;
  return { value: match[0].trim(), normalised: match[0].replace(/[^\d+]/g, '') };
};

export const email: Reader = (text) => {
  const match = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/.exec(text);
  return match === null ? null : { value: match[0], normalised: match[0].toLowerCase() };
};

/** The last amount: in `8.5 % of 1,087.50   92.44` it is what the row comes to. */
export const amount: Reader = (text, { mark }) => {
  const found = findAmounts(text, mark).at(-1);
  if (found === undefined) return null;
  return { value: found.written, normalised: found.minor, alternatives: found.alternatives.map(String) };
};
