/** Fields of a reading out of the boxes of a known form. */
import type { DocumentType, Field, FilledForm } from '../contract';
import { formTemplates } from '../form-templates';
import type { Word } from '../words';
import { toField } from './fields';
import { LABELS } from './labels';
import { words as anyWords, type Manner } from './readers';

export interface KnownForm {
  type: DocumentType;
  fields: Field[];
}

/** Null when there is no known form among those of the file. The first box of each field counts; what is not shown gives none. */
export function knownForm(forms: FilledForm[], fileId: string, manner: Manner): KnownForm | null {
  const fields: Field[] = [];
  let type: DocumentType | null = null;
  for (const form of forms) {
    const template = formTemplates().find(({ id }) => id === form.template);
    if (template === undefined) continue;
    type ??= template.documentType;
    for (const { name, option, field } of template.boxes) {
      const box = form.boxes.find((candidate) => candidate.name === name);
      if (field === undefined || option !== null || box === undefined || box.value === null || !box.shown) continue;
      const read = LABELS.find((label) => label.name === field)?.read ?? anyWords;
      const reading = read(box.value, manner);
      if (reading === null || fields.some((known) => known.name === field)) continue;
      const { page, box: place } = box.source;
      const word: Word = { text: box.value, page, box: place, confidence: box.confidence, method: box.method };
      fields.push(toField(field, reading, [word], fileId));
    }
  }
  return type === null ? null : { type, fields };
}
