/** The date of a recognised receipt: among all that it prints, the one that a till stamps. */
import type { Field } from '../contract';
import { confidenceOf, type Row, textOf } from '../words';
import { findDate } from './dates';
import { toField } from './fields';
import type { Manner } from './readers';

/** Dates of something else: when it is due, what it is valid for. */
const OTHER = /\b(?:due|valid|expir\w*|until|birth|period|return|exchange|act)\b/i;
const LABEL = /\b(?:biz\s*)?date\b|\bdatum\b|\bdated?\b/i;
const TIME = /\d{1,2}[:.]\d{2}/;

/** @returns null where there is no date, or none that a till could have printed */
export function receiptDate(rows: Row[], fileId: string, manner: Manner): Field | null {
  const found = rows.flatMap((row, index) => {
    const text = repaired(textOf(row.words));
    const reading = findDate(text, manner.order);
    if (reading === null || OTHER.test(text)) return [];
    const rest = text.replace(reading.written, ' ');
    return [{ row, reading, score: (LABEL.test(text) ? 2 : 0) + (TIME.test(rest) ? 1 : 0) - index * 0.001 }];
  });
  const [best] = [...found].sort((a, b) => b.score - a.score);
  if (best === undefined) return null;
  const { written, iso, alternatives } = best.reading;
  const again = found.filter(({ reading }) => reading.iso !== null && reading.iso === iso).length;
  const different = new Set(found.map(({ reading }) => reading.iso ?? reading.written)).size > 1;
  const inside = best.row.words.filter(
    ({ text }) => /\d/.test(text) && (written.includes(text) || repaired(text).includes(written)),
  );
  const words = inside.length > 0 ? inside : best.row.words;
  const field = toField('document-date', { value: written, normalised: iso, alternatives }, words, fileId);
  if (iso === null) return field;
  const letters = confidenceOf(words);
  const confidence = Math.min(0.98, letters * (again > 1 ? 1 : 0.98) * (different && best.score < 1 ? 0.85 : 1));
  return { ...field, confidence: Math.round(confidence * 100) / 100 };
}

/** Letters for figures between marks of a date (`2O/O3/2018`), a mark read as a space, a weekday glued to the year. */
function repaired(text: string): string {
  return text
    .replace(/(?<![A-Za-z0-9])([\dOolI]{1,2})([/-])([\dOolI]{1,2})\2([\dOolI]{2,4})/g, (whole) =>
      whole.replace(/[Oo]/g, '0').replace(/[lI]/g, '1'),
    )
    .replace(/(?<![\d.,/-])(\d{2}) (\d{2})-(\d{2}|\d{4})(?![\d.,/-])/g, '$1-$2-$3')
    .replace(/(?<![\d.,/-])(\d{2})-(\d{2}) (20\d{2})(?![\d.,/-])/g, '$1-$2-$3');
}
