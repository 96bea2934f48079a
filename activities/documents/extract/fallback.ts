/** What stands on a paper without a label. */
import type { Field } from '../contract';
import { type Row, segmentsOf, type Word } from '../words';
import { findDate } from './dates';
import { toField } from './fields';
import { labelAt } from './labels';
import type { Manner } from './readers';
import { compact, isIban } from './values';

/** Dates that are not those of the paper: they stand behind such words. */
const OTHER_DATE = /\b(?:due|valid|expir\w*|until|by|delivery|ship\w*|birth|period|from|to|next)\b/i;

/** The date of a receipt or a bill that has just one, wherever it stands (tills print it beside the time). */
export function onlyDate(rows: Row[], fileId: string, manner: Manner): Field | null {
  const found = rows.flatMap((row) => {
    const hit = segmentsOf(row).find((segment) => findDate(segment.text, manner.order) !== null);
    const reading = hit === undefined ? null : findDate(hit.text, manner.order);
    return hit === undefined || reading === null || OTHER_DATE.test(row.text) ? [] : [{ words: hit.words, reading }];
  });
  const [first] = found;
  if (first === undefined || new Set(found.map(({ reading }) => reading.iso ?? reading.written)).size > 1) return null;
  const { written, iso, alternatives } = first.reading;
  const words = wordsOf(first.words, written);
  return toField('document-date', { value: written, normalised: iso, alternatives }, words, fileId);
}

/** `Facture n° 562 du 2 juillet 2015`: the date that belongs to a paper's number, said in one breath with it. */
export function dateBehindNumber(rows: Row[], fileId: string, manner: Manner): Field | null {
  for (const segment of rows.flatMap(segmentsOf)) {
    if (labelAt(segment.text)?.label.name !== 'document-number') continue;
    const behind = /\s(?:of|dated|du|vom|van|d\.d\.|del|dal|de|z dnia)\s+(?=\d)/iu.exec(segment.text);
    const reading = behind === null ? null : findDate(segment.text.slice(behind.index), manner.order);
    if (reading === null) continue;
    const { written, iso, alternatives } = reading;
    const words = segment.words.filter((word) => written.includes(word.text));
    return toField('document-date', { value: written, normalised: iso, alternatives }, words, fileId);
  }
  return null;
}

/** An IBAN with right check digits in the middle of a sentence: nobody writes one by accident. */
export function ibanInText(words: Word[], fileId: string): Field | null {
  for (let start = 0; start < words.length; start += 1) {
    if (!/^[A-Z]{2}\d{2}/.test(words[start]?.text ?? '')) continue;
    for (let end = Math.min(words.length, start + 10); end > start; end -= 1) {
      const run = words.slice(start, end);
      const value = run
        .map((word) => word.text)
        .join(' ')
        .replace(/[.,;]$/, '');
      if (isIban(compact(value))) return toField('payee-iban', { value, normalised: compact(value) }, run, fileId);
    }
  }
  return null;
}

/** The words that a piece of their text is made of. */
function wordsOf(words: Word[], text: string): Word[] {
  const inside = words.filter((word) => text.includes(word.text) || word.text.includes(text));
  return inside.length > 0 ? inside : words;
}
