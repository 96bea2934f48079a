/** Places on the pages of a document that a value was read from. */
import type { Box, ClaimDocument, Source } from '../../../api/types';

export interface Mark {
  /** Of the value on the right. */
  id: string;
  source: Source;
  box: Box;
  label: string;
}

export function marksOf(document: ClaimDocument): Mark[] {
  const all: { id: string; source: Source; label: string }[] = [
    ...document.fields.map((field, index) => ({
      id: `field:${document.fileId}:${index}`,
      source: field.source,
      label: `${field.name}: ${field.value}`,
    })),
    ...document.lines.map((line, index) => ({
      id: `docline:${document.fileId}:${index}`,
      source: line.source,
      label: line.description,
    })),
  ];
  return all.flatMap((one) => (one.source.box === null ? [] : [{ ...one, box: one.source.box }]));
}
