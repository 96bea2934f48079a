/** The papers in one PDF, each as a file of its own. */
import { readFile } from 'node:fs/promises';
import type { FilledForm } from '../contract';
import { type Understood, understand } from '../extract/document';
import { countOf, type PageRange, type PageSigns, splitPages } from '../extract/split';
import type { ReadLimits } from '../limits';
import { rowsOf, type Word } from '../words';
import { pdfLibrary, pdfSource } from './pdf';
import type { Attachment } from './protocol';

interface Pages {
  words: Word[];
  filled: FilledForm[];
  pages: number;
}

/** Ranges of pages that are papers of their own; one range where the file is one paper. */
export function papersIn({ words, filled, pages }: Pages, fileId: string): PageRange[] {
  const signs = Array.from({ length: pages }, (_, index) => {
    const own = words.filter((word) => word.page === index + 1);
    const forms = filled.filter((form) => form.page === index + 1);
    return signsOf(own, forms, fileId);
  });
  return splitPages(signs);
}

function signsOf(words: Word[], filled: FilledForm[], fileId: string): PageSigns {
  const isImage = words.some(({ method }) => method === 'ocr');
  const { type, typeConfidence, fields } = understand({ words, filled, forms: [], flags: [], isImage }, fileId);
  const value = (name: Understood['fields'][number]['name']) => fields.find((field) => field.name === name)?.normalised;
  const text = (name: Understood['fields'][number]['name']) => {
    const found = value(name);
    return typeof found === 'string' ? found : null;
  };
  return {
    type,
    typeConfidence,
    issuer: text('issuer'),
    number: text('document-number') ?? text('police-report-number'),
    dated: text('document-date') !== null,
    totalled: typeof value('total') === 'number',
    form: filled.find(({ template }) => template !== null)?.template ?? null,
    counted: countOf(
      rowsOf(words)
        .map((row) => row.text)
        .join('\n'),
    ),
  };
}

/**
 * Write each range as a PDF. Pages keep their text, pictures and form fields.
 * @throws Error when the library cannot write one
 */
export async function asFiles(path: string, ranges: PageRange[], limits: ReadLimits): Promise<Attachment[]> {
  const { getDocument } = await pdfLibrary();
  const task = getDocument(pdfSource(await readFile(path), limits));
  try {
    const document = await task.promise;
    const parts: Attachment[] = [];
    for (const { first, last } of ranges) {
      const content = await document.extractPages([{ document: null, includePages: [[first - 1, last - 1]] }]);
      const name = first === last ? `page-${first}.pdf` : `pages-${first}-${last}.pdf`;
      parts.push({ name, content, pages: { first, last } });
    }
    return parts;
  } finally {
    await task.destroy();
  }
}
