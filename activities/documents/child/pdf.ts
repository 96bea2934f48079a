/** PDF: visible words with boxes, form fields, active content; pages that are pictures are drawn for recognition. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DocumentFlag, FilledForm, FormBox } from '../contract';
import type { FormEntry } from '../extract/forms';
import { templateOfNames } from '../form-templates';
import type { ReadLimits } from '../limits';
import type { Word } from '../words';
import { activeContent } from './active-content';
import { isBlank, lookedAt, withDrawing } from './drawing';
import { type FormPage, formFields, type PageForm } from './form-fields';
import { drawnPage, type OperatorPage } from './page-text';
import { SetAside } from './protocol';
import { overprinted, sightOf } from './visible';
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
  /** Form fields by page, empty ones too. */
  filled: FilledForm[];
  flags: DocumentFlag[];
  pages: number;
  /** Pages that are pictures were recognised. */
  scanned: boolean;
}

export interface PictureReaders {
  /** A page that is a picture: its words, or null when there is no time left. */
  scan(png: Buffer, page: number): Promise<Word[] | null>;
  /** A page that is a picture with text typed over it, such as the picture of a blank form. */
  ground(png: Buffer, page: number): Promise<void>;
}

const ENCRYPTED = 'The file is protected with a password. Please send it without one.';
/** The library's level at which it says only what is wrong. */
const ERRORS_ONLY = 0;
/** Resolution for looking at words, in pixels a point; letters of 6 points are then 12 pixels high. */
const LOOK = 2;
/** Resolution for recognition: 200 dots per inch. */
export const RECOGNISE = 200 / 72;
/** A page with a large picture and no more words than these (a stamp, a page number) is a scan. */
const FEW_WORDS = 12;
/** A page with more words than a form takes says itself what it is. */
const MOST_TYPED = 400;

/** @throws SetAside for an encrypted, broken, oversized or hostile file */
export async function readPdf(
  path: string,
  fileId: string,
  limits: ReadLimits,
  pictures: PictureReaders,
): Promise<PdfContent> {
  const bytes = await readFile(path);
  const ended = bytes.subarray(-2048).includes('%%EOF');
  if (!ended) refuseCutOff(bytes);
  const active = activeContent(bytes);
  if (active.hostile !== null) throw hostile(active.hostile);
  const { task, document } = await open(bytes, limits, ended);
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
    const content: PdfContent = { words: [], forms: [], filled: [], flags: [], pages: numPages, scanned: false };
    if (!ended) {
      content.flags.push({
        code: 'repaired-file',
        detail: 'The PDF has no end and was put together from what is there: a page may be missing.',
        source: null,
      });
    }
    if (active.passive !== null) {
      content.flags.push({
        code: 'active-content',
        detail: `The PDF contains ${active.passive}; it was not used.`,
        source: null,
      });
    }
    const unread: number[] = [];
    for (let number = 1; number <= numPages; number += 1) {
      if (number > limits.pagesRead || !(await readPage(document, number, fileId, content, pictures)))
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

/**
 * The end of a PDF says where its table of contents is. Without it, the library makes the table anew, and what is not there any more
 * does not show: a file that breaks off inside of an object was cut.
 */
function refuseCutOff(bytes: Buffer): void {
  const last = bytes.lastIndexOf('endobj');
  const rest = bytes.subarray(Math.max(0, last), bytes.length).toString('latin1');
  if (last < 0 || /\d+\s+\d+\s+obj\b/.test(rest)) throw cutOff();
}

function cutOff(): SetAside {
  return new SetAside('corrupt', 'The PDF ends too early: a part of it is missing. Please send it again.');
}

/** How the library is to open a file: from its bytes alone, running nothing in it. */
export function pdfSource(bytes: Buffer, limits: ReadLimits): Parameters<PdfLibrary['getDocument']>[0] {
  const home = dirname(require.resolve('pdfjs-dist/package.json'));
  return {
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
    verbosity: ERRORS_ONLY,
  } as Parameters<PdfLibrary['getDocument']>[0];
}

/** @throws SetAside for an encrypted or broken file; `ended` is false for one that has no end mark */
export async function open(bytes: Buffer, limits: ReadLimits, ended = true) {
  const { getDocument } = await pdfLibrary();
  const task = getDocument(pdfSource(bytes, limits));
  try {
    return { task, document: await task.promise };
  } catch (error) {
    await task.destroy();
    if (error instanceof Error && error.name === 'PasswordException') throw new SetAside('encrypted', ENCRYPTED);
    if (!ended) throw cutOff();
    throw new SetAside('corrupt', 'The PDF cannot be opened: it is damaged or incomplete. Please send it again.');
  }
}

/** What the library knows of scripts, for those that a look at the bytes does not find. */
async function refuseScripts(document: PdfDocument): Promise<void> {
  const opening = (await document.getOpenAction()) as { action?: string } | null;
  if ((await document.getJSActions()) !== null || opening?.action === 'JavaScript') throw hostile('JavaScript');
}

/** @returns false when the page is a picture that there was no time for */
async function readPage(
  document: PdfDocument,
  number: number,
  fileId: string,
  content: PdfContent,
  pictures: PictureReaders,
): Promise<boolean> {
  const page = await document.getPage(number);
  try {
    const { OPS } = await pdfLibrary();
    const drawn = await drawnPage(page as unknown as OperatorPage, OPS as unknown as Record<string, number>);
    if ((await page.getJSActions()) !== null) throw hostile('JavaScript');
    const form = await formFields(
      page as unknown as FormPage,
      number,
      fileId,
      OPS as unknown as Record<string, number>,
      (use) => withDrawing(page, LOOK, (canvas) => use(lookedAt(canvas))),
    );
    noteForm(form, number, content);
    const { visible, hidden } = await sorted(page, drawn.words);
    const scan = drawn.pictures > 0.5 && visible.length < FEW_WORDS;
    const drawing = drawn.painted && visible.length === 0 && form.entries.length === 0;
    // The print of a known form says nothing new, even where it is a picture.
    const known = templateOfNames(form.boxes.map(({ name }) => name)) !== null;
    if ((scan || drawing) && !known) {
      // The invisible text of a scan is somebody's recognition of it: we make our own of what can be seen.
      const png = await withDrawing(page, RECOGNISE, (canvas) =>
        isBlank(canvas) ? null : canvas.toBuffer('image/png'),
      );
      const words = png === null ? [] : await pictures.scan(png, number);
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
    if (drawn.pictures > 0.5 && form.boxes.length === 0 && visible.length <= MOST_TYPED)
      await pictures.ground(await withDrawing(page, RECOGNISE, (canvas) => canvas.toBuffer('image/png')), number);
    const { width, height } = page.getViewport({ scale: 1 });
    content.words.push(...visible.map((word) => toWord(word, number, height / width)));
    flagHidden(hidden, number, fileId, content);
    return true;
  } finally {
    page.cleanup();
  }
}

function noteForm({ entries, boxes, unseen, scripted }: PageForm, page: number, content: PdfContent): void {
  content.forms.push(...entries);
  if (boxes.length > 0) content.filled.push({ template: null, page, boxes });
  const flag = (code: DocumentFlag['code'], detail: string, [first]: FormBox[]) =>
    first !== undefined && content.flags.push({ code, detail, source: first.source });
  const [script] = scripted;
  flag(
    'active-content',
    `${scripted.length} fields of the form on page ${page} have scripts that check or format what is typed ("${script?.name.slice(0, 60)}" first); none was run.`,
    scripted,
  );
  const values = unseen.map(({ name, value }) => `${name}: ${value}`).join('; ');
  flag(
    'hidden-text',
    `${unseen.length} fields of the form on page ${page} hold what the page does not show: "${values.slice(0, 300)}"`,
    unseen,
  );
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
  const under = overprinted(visible);
  return { visible: visible.filter((word) => !under.has(word)), hidden: [...hidden, ...under] };
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
