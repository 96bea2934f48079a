/** The known forms among the pages of a file, whichever way they came: as PDF form, printed to PDF, scanned or photographed. */
import type { FilledForm } from '../../contract';
import { formTemplates, templateOfNames } from '../../form-templates';
import type { RecognitionModels } from '../../models';
import type { Word } from '../../words';
import type { PictureReading } from '../picture';
import { readPictureForm } from './picture-form';
import { readWordForm } from './word-form';

/** What a page's picture says that has text typed over it. */
export interface Ground {
  page: number;
  words: Word[];
}

interface Pages {
  words: Word[];
  /** PDF forms by page. */
  filled: FilledForm[];
  pictures: PictureReading[];
  grounds: Ground[];
}

/**
 * @param until milliseconds since 1970 after which no picture is read box by box
 * @returns the PDF forms with what their templates know of them, and the forms found on other pages
 */
export async function knownForms(
  { words, filled, pictures, grounds }: Pages,
  models: RecognitionModels | null,
  fileId: string,
  until: number,
): Promise<FilledForm[]> {
  const forms = filled.map(described);
  for (const picture of pictures) {
    if (filled.some((form) => form.page === picture.page)) continue;
    // Box by box takes half as long again as the whole page did; where time is short, its words must do.
    const form =
      models === null || Date.now() > until
        ? readWordForm(formTemplates(), picture.words, fileId)
        : await readPictureForm(models, picture.picture, picture.words, picture.page, fileId);
    if (form !== null) forms.push(form);
  }
  const printed = words.filter(({ method }) => method === 'text-layer');
  for (const page of new Set(printed.map((word) => word.page))) {
    if (page === null || filled.some((form) => form.page === page)) continue;
    const typed = printed.filter((word) => word.page === page);
    const ground = grounds.find((candidate) => candidate.page === page);
    const form = readWordForm(formTemplates(), typed, fileId, ground?.words);
    if (form !== null) forms.push(form);
  }
  return forms.sort((a, b) => a.page - b.page);
}

/** A PDF form that is known gets the numbers of its boxes. */
function described(form: FilledForm): FilledForm {
  const template = templateOfNames(form.boxes.map(({ name }) => name));
  if (template === null) return form;
  const numbers = new Map(template.boxes.map(({ name, number }) => [name, number]));
  return {
    ...form,
    template: template.id,
    boxes: form.boxes.map((box) => ({ ...box, number: numbers.get(box.name) ?? null })),
  };
}
