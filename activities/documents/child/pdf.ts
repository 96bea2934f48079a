/** PDF: visible words with boxes, form fields, active content; pages that are pictures are drawn for recognition. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DocumentFlag } from '../contract';
import type { FormEntry } from '../extract/forms';
import type { ReadLimits } from '../limits';
import type { Word } from '../words';
import { activeContent } from './active-content';
import { isBlank, lookedAt, withDrawing } from './drawing';
import { formFields } from './form-fields';
import { drawnPage, type OperatorPage } from './page-text';
import { SetAside } from './protocol';
import { sightOf } from './visible';
import type { DrawnWord } from './word-builder';

type PdfLibrary = typeof import('pdfjs-dist/legacy/build/pdf.mjs');
type PdfDocument = Awaited<ReturnType<PdfLibrary['getDocument']>['promise']>;
export type PdfPage = Awaited<ReturnType<PdfDocument['getPage']>>;

let library: Promise<PdfLibrary> | undefined;

/** The library and its canvas, loaded once. */
export function pdfLibrary(): Promise<PdfLibrary> {
  library ??= import('pdfjs-dist/legacy/build/pdf.mjs');
  return library;
}

export interface PdfContent {
  words: Word[];
  forms: FormEntry[];
  flags: DocumentFlag[];
  pages: number;
  /** Pages that are pictures were recognised. */
  scanned: boolean;
}

/** What is done with a page that is a picture: its words, or null when there is no time left. */
export type ReadPicture = (png: Buffer, page: number) => Promise<Word[] | null>;

const ENCRYPTED = 'The file is protected with a password. Please send it without one.';
/** Resolution for looking at words, in pixels a point; letters of 6 points are then 12 pixels high. */
const LOOK = 2;
/** Resolution for recognition: 200 dots per inch. */
export const RECOGNISE = 200 / 72;
/** A page with a large picture and no more words than these (a stamp, a page number) is a scan. */
const FEW_WORDS = 12;

/** @throws SetAside for an encrypted, broken, oversized or hostile file */
export async function readPdf(
  path: string,
  fileId: string,
  limits: ReadLimits,
  readPicture: ReadPicture,
): Promise<PdfContent> {
  const bytes = await readFile(path);
  refuseTruncated(bytes);
  const active = activeContent(bytes);
  if (active.hostile !== null) throw hostile(active.hostile);
  const { task, document } = await open(bytes, limits);
  try {
    const { numPages } = document;
    if (numPages > limits.pages) {
      throw new SetAside(
        'too-many-pages',
        `The PDF has ${numPages} pages; at most ${limits.pages} are read. Please send only the pages that matter.`,
      );
    }
    if (numPages < 1) throw new SetAside('corrupt', 'The PDF has no pages. Please send it again.');
    await refuseScripts(document);
    const content: PdfContent = { words: [], forms: [], flags: [], pages: numPages, scanned: false };
    if (active.passive !== null) {
      content.flags.push({
        code: 'active-content',
        detail: `The PDF contains ${active.passive}; it was not used.`,
        source: null,
      });
    }
    const unread: number[] = [];
    for (let number = 1; number <= numPages; number += 1) {
      if (number > limits.pagesRead || !(await readPage(document, number, fileId, content, readPicture)))
        unread.push(number);
    }
    if (unread.length > 0) {
      content.flags.push({
        code: 'pages-not-read',
        detail: `${unread.length} of ${numPages} pages were not read: ${unread.slice(0, 20).join(', ')}.`,
        source: null,
      });
    }
    return content;
  } catch (error) {
    if (error instanceof SetAside) throw error;
    throw new SetAside('corrupt', 'A page of the PDF cannot be read: the file is damaged. Please send it again.');
  } finally {
    await task.destroy();
  }
}

function hostile(what: string): SetAside {
  return new SetAside('hostile', `The PDF contains ${what}. Please print it to a new PDF, or send a photo of it.`);
}

/** The end of a PDF says where its table of contents is; without it pages may be missing, and repair would hide that. */
function refuseTruncated(bytes: Buffer): void {
  if (!bytes.subarray(-2048).includes('%%EOF')) {
    throw new SetAside('corrupt', 'The PDF ends too early: a part of it is missing. Please send it again.');
  }
}

/** @throws SetAside for an encrypted or broken file */
export async function open(bytes: Buffer, limits: ReadLimits) {
  const { getDocument, VerbosityLevel } = await pdfLibrary();
  const home = dirname(require.resolve('pdfjs-dist/package.json'));
  const task = getDocument({
    // A copy: the library takes the memory over.
    data: new Uint8Array(bytes),
    standardFontDataUrl: `${join(home, 'standard_fonts')}/`,
    cMapUrl: `${join(home, 'cmaps')}/`,
    cMapPacked: true,
    wasmUrl: `${join(home, 'wasm')}/`,
    iccUrl: `${join(home, 'iccs')}/`,
    useSystemFonts: false,
    disableFontFace: true,
    isEvalSupported: false,
    enableXfa: false,
    isOffscreenCanvasSupported: false,
    maxImageSize: limits.pixels,
    verbosity: VerbosityLevel.ERRORS,
  } as Parameters<typeof getDocument>[0]);
  try {
    return { task, document: await task.promise };
  } catch (error) {
    await task.destroy();
    if (error instanceof Error && error.name === 'PasswordException') throw new SetAside('encrypted', ENCRYPTED);
    throw new SetAside('corrupt', 'The PDF cannot be opened: it is damaged or incomplete. Please send it again.');
  }
}

/** What the library knows of scripts, for those that a look at the bytes does not find. */
async function refuseScripts(document: PdfDocument): Promise<void> {
  const opening = (await document.getOpenAction()) as { action?: string } | null;
  if ((await document.hasJSActions()) || opening?.action === 'JavaScript') throw hostile('JavaScript');
}

/** @returns false when the page is a picture that there was no time for */
async function readPage(
  document: PdfDocument,
  number: number,
  fileId: string,
  content: PdfContent,
  readPicture: ReadPicture,
): Promise<boolean> {
  const page = await document.getPage(number);
  try {
    const { OPS } = await pdfLibrary();
    const drawn = await drawnPage(page as unknown as OperatorPage, OPS as unknown as Record<string, number>);
    const forms = await formFields(page, number);
    content.forms.push(...forms);
    const { visible, hidden } = await sorted(page, drawn.words);
    const scan = drawn.pictures > 0.5 && visible.length < FEW_WORDS;
    const drawing = drawn.painted && visible.length === 0 && forms.length === 0;
    if (scan || drawing) {
      // The invisible text of a scan is somebody's recognition of it: we make our own of what can be seen.
      const png = await withDrawing(page, RECOGNISE, (canvas) =>
        isBlank(canvas) ? null : canvas.toBuffer('image/png'),
      );
      const words = png === null ? [] : await readPicture(png, number);
      flagHidden(
        hidden.filter((word) => !word.inkless),
        number,
        fileId,
        content,
      );
      content.scanned = true;
      content.words.push(...(words ?? []));
      return words !== null;
    }
    const { width, height } = page.getViewport({ scale: 1 });
    content.words.push(...visible.map((word) => toWord(word, number, height / width)));
    flagHidden(hidden, number, fileId, content);
    return true;
  } finally {
    page.cleanup();
  }
}

async function sorted(page: PdfPage, words: DrawnWord[]): Promise<{ visible: DrawnWord[]; hidden: DrawnWord[] }> {
  const visible: DrawnWord[] = [];
  const hidden: DrawnWord[] = [];
  if (words.length === 0) return { visible, hidden };
  await withDrawing(page, LOOK, (canvas) => {
    const drawing = lookedAt(canvas);
    for (const word of words) {
      const sight = sightOf(word, drawing);
      if (sight === 'visible') visible.push(word);
      else if (sight === 'hidden') hidden.push(word);
    }
  });
  return { visible, hidden };
}

function flagHidden(hidden: DrawnWord[], page: number, fileId: string, content: PdfContent): void {
  const telling = hidden.filter((word) => /[\p{L}\p{N}]{2}/u.test(word.text));
  const [first] = telling;
  const quote = telling.map((word) => word.text).join(' ');
  // A clipped letter or two happen in honest documents, and one producer of PDFs signs its work invisibly.
  const harmless = telling.length < 3 && !/\d/.test(quote);
  if (first === undefined || harmless || /^Powered by TCPDF \(www\.tcpdf\.org\)\W*(?:Page)?$/.test(quote)) return;
  content.flags.push({
    code: 'hidden-text',
    detail: `Page ${page} has ${telling.length} words that cannot be seen: "${quote.slice(0, 300)}"`,
    source: { fileId, page, box: first.box, quote: quote.slice(0, 500) },
  });
}

function toWord(word: DrawnWord, page: number, aspect: number): Word {
  return { text: word.text, page, box: word.box, aspect, confidence: 1, method: 'text-layer' };
}
