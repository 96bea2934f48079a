/** Fields of a PDF form: the field's own name or its tooltip is the label, else the words printed beside it. */
import type { Field } from '../contract';
import { type Row, segmentsOf, type Word } from '../words';
import { toField } from './fields';
import { labelAt } from './labels';
import type { Manner } from './readers';

export interface FormEntry {
  /** The field's name inside the file, e.g. `policy_number`, `topmostSubform[0].DateOfLoss[0]`. */
  name: string;
  /** Tooltip, where the form has one. */
  label: string | null;
  ticked: boolean;
  value: string;
  /** The value with its place. */
  word: Word;
}

/** @param rows printed words of the form */
export function extractFormFields(entries: FormEntry[], rows: Row[], fileId: string, manner: Manner): Field[] {
  const fields: Field[] = [];
  for (const entry of entries) {
    if (entry.ticked) continue;
    for (const text of [entry.label, spoken(entry.name), printedBeside(entry, rows)]) {
      const labelled = text === null ? null : labelAt(`${text}:`);
      if (labelled === null) continue;
      const { label } = labelled;
      const reading = label.read(entry.value, manner);
      if (reading !== null && !fields.some((field) => field.name === label.name)) {
        fields.push({ ...toField(label.name, reading, [entry.word], fileId), method: 'form-field' });
      }
      break;
    }
  }
  return fields;
}

/** `topmostSubform[0].Page1[0].DateOfLoss[0]` → `Date Of Loss`. */
function spoken(name: string): string {
  const last =
    name
      .replace(/\[\d+\]/g, '')
      .split('.')
      .at(-1) ?? name;
  return last
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .replace(/\s+\d*$/, '')
    .trim();
}

/** The printed words left of a field on its row, or else just above it. */
function printedBeside({ word }: FormEntry, rows: Row[]): string | null {
  const { box } = word;
  if (box === null) return null;
  const segments = rows.filter((row) => row.page === word.page).flatMap(segmentsOf);
  const beside = segments
    .filter((segment) => segment.right <= box.x + 0.01 && segment.bottom > box.y && segment.top < box.y + box.height)
    .sort((a, b) => b.right - a.right)[0];
  if (beside !== undefined && box.x - beside.right < 0.2) return beside.text;
  const above = segments
    .filter((segment) => segment.left < box.x + box.width && segment.right > box.x && segment.bottom <= box.y + 0.005)
    .sort((a, b) => b.bottom - a.bottom)[0];
  return above !== undefined && box.y - above.bottom < 0.03 ? above.text : null;
}
