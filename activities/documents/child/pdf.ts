/** PDF: text layer with boxes, form fields, hidden text, active content; pages without text are rendered for OCR. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DocumentFlag } from '../contract';
import type { FormEntry } from '../extract/fields';
import type { ReadLimits } from '../limits';
import type { Word } from '../words';
import { SetAside } from './protocol';

type PdfLibrary = typeof import('pdfjs-dist/legacy/build/pdf.mjs');
type PdfPage = Awaited<ReturnType<Awaited<ReturnType<PdfLibrary['getDocument']>['promise']>['getPage']>>;

let library: Promise<PdfLibrary> | undefined;

function pdfLibrary(): Promise<PdfLibrary> {
  library ??= import('pdfjs-dist/legacy/build/pdf.mjs');
  return library;
}

export interface PdfContent {
  words: Word[];
  forms: FormEntry[];
  flags: DocumentFlag[];
  pages: number;
  /** Pages without a text layer, as PNG. */
  scans: { page: number; png: Buffer }[];
}

/** Most pages that go through OCR: the rest is flagged as not read. */
const MOST_SCANNED_PAGES = 8;
const OCR_DPI = 200;

/** @throws SetAside for an encrypted, broken, oversized or hostile file */
export async function readPdf(path: string, fileId: string, limits: ReadLimits): Promise<PdfContent> {
  const { getDocument, VerbosityLevel } = await pdfLibrary();
  const home = dirname(require.resolve('pdfjs-dist/package.json'));
  const task = getDocument({
    data: new Uint8Array(await readFile(path)),
    standardFontDataUrl: `${join(home, 'standard_fonts')}/`,
    cMapUrl: `${join(home, 'cmaps')}/`,
    cMapPacked: true,
    isEvalSupported: false,
    useSystemFonts: false,
    stopAtErrors: false,
    verbosity: VerbosityLevel.ERRORS,
  } as Parameters<typeof getDocument>[0]);
  task.onPassword = () => {
    throw new SetAside('encrypted', 'The file is protected with a password. Please send it without one.');
  };
  let document: Awaited<typeof task.promise>;
  try {
    document = await task.promise;
  } catch (error) {
    if (error instanceof SetAside) throw error;
    const name = error instanceof Error ? error.name : '';
    if (name === 'PasswordException')
      throw new SetAside('encrypted', 'The file is protected with a password. Please send it without one.');
    throw new SetAside('corrupt', 'The PDF cannot be opened: it is damaged or incomplete. Please send it again.');
  }
  try {
    if (document.numPages > limits.pages) {
      throw new SetAside(
        'too-many-pages',
        `The PDF has ${document.numPages} pages; at most ${limits.pages} are read. Please send the pages that matter.`,
      );
    }
    await refuseActiveContent(document);
    const content: PdfContent = { words: [], forms: [], flags: [], pages: document.numPages, scans: [] };
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number);
      await readPage(page, number, fileId, content);
      page.cleanup();
    }
    if (
      content.scans.length === 0 &&
      content.words.length === 0 &&
      content.forms.length === 0 &&
      document.numPages > MOST_SCANNED_PAGES
    ) {
      content.flags.push({
        code: 'pages-not-read',
        detail: `Only the first ${MOST_SCANNED_PAGES} pages were read.`,
        source: null,
      });
    }
    return content;
  } catch (error) {
    if (error instanceof SetAside) throw error;
    throw new SetAside('corrupt', 'A page of the PDF cannot be read: it is damaged. Please send it again.');
  } finally {
    await task.destroy();
  }
}

async function refuseActiveContent(document: {
  getJSActions(): Promise<unknown>;
  getOpenAction(): Promise<unknown>;
}): Promise<void> {
  const scripts = await document.getJSActions().catch(() => null);
  const action = (await document.getOpenAction().catch(() => null)) as { action?: string } | null;
  if ((scripts !== null && scripts !== undefined) || action?.action !== undefined) {
    throw new SetAside(
      'hostile',
      'The PDF contains a script or an action that runs when it is opened. Please send a plain PDF or a photo.',
    );
  }
}

async function readPage(page: PdfPage, number: number, fileId: string, content: PdfContent): Promise<void> {
  const viewport = page.getViewport({ scale: 1 });
  const text = await page.getTextContent();
  const words: Word[] = [];
  for (const item of text.items) {
    if (!('str' in item) || item.str.trim() === '') continue;
    words.push(...splitItem(item as TextItem, viewport, number));
  }
  for (const annotation of (await page.getAnnotations()) as Annotation[]) {
    if (annotation.subtype !== 'Widget' || typeof annotation.fieldName !== 'string') continue;
    if ((annotation.actions ?? null) !== null)
      throw new SetAside('hostile', 'A form field of the PDF contains a script. Please send a plain PDF or a photo.');
    const value = Array.isArray(annotation.fieldValue) ? annotation.fieldValue.join(' ') : annotation.fieldValue;
    if (typeof value !== 'string' || value.trim() === '' || value === 'Off') continue;
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = annotation.rect;
    const word: Word = {
      text: value,
      page: number,
      box: {
        x: x1 / viewport.width,
        y: 1 - y2 / viewport.height,
        width: (x2 - x1) / viewport.width,
        height: (y2 - y1) / viewport.height,
      },
      confidence: 1,
      method: 'form-field',
    };
    content.forms.push({ name: annotation.fieldName, value, word });
  }

  const suspicious = words.length > 0 && (await mayHideText(page, words));
  if (suspicious) {
    const { visible, hidden } = await sortByInk(page, words);
    content.words.push(...visible);
    if (hidden.length > 0) {
      content.flags.push({
        code: 'hidden-text',
        detail: `Page ${number} has ${hidden.length} words that cannot be seen: "${hidden
          .map((word) => word.text)
          .join(' ')
          .slice(0, 160)}"`,
        source: {
          fileId,
          page: number,
          box: hidden[0]?.box ?? null,
          quote: hidden
            .map((word) => word.text)
            .join(' ')
            .slice(0, 300),
        },
      });
    }
    if (visible.length >= 5) return;
  } else {
    content.words.push(...words);
    if (words.length >= 5 || content.forms.length > 0) return;
  }
  if (content.scans.length < MOST_SCANNED_PAGES)
    content.scans.push({ page: number, png: (await render(page, OCR_DPI / 72)).toBuffer('image/png') });
}

interface TextItem {
  str: string;
  transform: number[];
  width: number;
  height: number;
}

interface Annotation {
  subtype: string;
  fieldName?: string;
  fieldValue?: unknown;
  rect: number[];
  actions?: unknown;
}

/** A text run has one box; its words get their share of it by letters. */
function splitItem(
  item: TextItem,
  viewport: { width: number; height: number; convertToViewportPoint(x: number, y: number): number[] },
  page: number,
): Word[] {
  const [, , , , x = 0, y = 0] = item.transform;
  const height = item.height || Math.hypot(item.transform[2] ?? 0, item.transform[3] ?? 0);
  const [left = 0, baseline = 0] = viewport.convertToViewportPoint(x, y);
  const each = item.width / Math.max(1, item.str.length);
  return [...item.str.matchAll(/\S+/g)].map((match) => ({
    text: match[0],
    page,
    box: {
      x: (left + match.index * each) / viewport.width,
      y: (baseline - height) / viewport.height,
      width: (match[0].length * each) / viewport.width,
      height: height / viewport.height,
    },
    confidence: 1,
    method: 'text-layer' as const,
  }));
}

/** Cheap signs that some text may not be seen: tiny, off the page, white, or in an invisible mode. */
async function mayHideText(page: PdfPage, words: Word[]): Promise<boolean> {
  const viewport = page.getViewport({ scale: 1 });
  const odd = words.some(
    ({ box }) =>
      box !== null &&
      (box.height * viewport.height < 3 ||
        box.x < -0.001 ||
        box.y < -0.01 ||
        box.x + box.width > 1.02 ||
        box.y + box.height > 1.01),
  );
  if (odd) return true;
  const { OPS } = await pdfLibrary();
  const operators = await page.getOperatorList();
  return operators.fnArray.some((operation, index) => {
    const value = operators.argsArray[index] as unknown[] | null;
    if (operation === OPS.setTextRenderingMode) return value?.[0] === 3 || value?.[0] === 7;
    if (operation === OPS.setFillRGBColor) return isNearWhite(value);
    return false;
  });
}

function isNearWhite(value: unknown[] | null): boolean {
  if (value === null) return false;
  const [first] = value;
  if (typeof first === 'string') {
    const channels = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(first);
    return channels?.slice(1).every((channel) => Number.parseInt(channel, 16) > 225) ?? false;
  }
  return value.slice(0, 3).every((channel) => typeof channel === 'number' && channel > 225);
}

/** Whether a word can be seen is asked of the page as drawn: where there is text, there must be contrast. */
async function sortByInk(page: PdfPage, words: Word[]): Promise<{ visible: Word[]; hidden: Word[] }> {
  const canvas = await render(page, 2);
  const context = canvas.getContext('2d');
  const visible: Word[] = [];
  const hidden: Word[] = [];
  for (const word of words) {
    const box = word.box ?? { x: 0, y: 0, width: 0, height: 0 };
    const x = Math.round(box.x * canvas.width);
    const y = Math.round(box.y * canvas.height);
    const width = Math.max(1, Math.round(box.width * canvas.width));
    const height = Math.max(1, Math.round(box.height * canvas.height));
    const outside = x + width <= 0 || y + height <= 0 || x >= canvas.width || y >= canvas.height;
    if (outside || height < 4) {
      hidden.push(word);
      continue;
    }
    const { data } = context.getImageData(Math.max(0, x), Math.max(0, y), width, height);
    let least = 255;
    let most = 0;
    for (let at = 0; at < data.length; at += 4) {
      const light = ((data[at] ?? 0) * 299 + (data[at + 1] ?? 0) * 587 + (data[at + 2] ?? 0) * 114) / 1000;
      least = Math.min(least, light);
      most = Math.max(most, light);
    }
    (most - least > 60 ? visible : hidden).push(word);
  }
  return { visible, hidden };
}

async function render(page: PdfPage, scale: number) {
  const { createCanvas } = await import('@napi-rs/canvas');
  const natural = page.getViewport({ scale: 1 });
  // A page of absurd size is drawn smaller, never larger than about 12 megapixels.
  const safe = Math.min(scale, Math.sqrt(12_000_000 / (natural.width * natural.height)));
  const viewport = page.getViewport({ scale: safe });
  const canvas = createCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height));
  const context = canvas.getContext('2d');
  await page.render({ canvas: canvas as never, canvasContext: context as never, viewport, background: 'white' })
    .promise;
  return canvas;
}
