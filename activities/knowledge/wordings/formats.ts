/** Files → blocks: Markdown, HTML, Word and PDF. */
import mammoth from 'mammoth';
import MarkdownIt from 'markdown-it';
import type { WordingFormat } from '../contract';
import { type Block, NotAWording, tidy } from './blocks';
import { blocksOfHtml } from './html';

/**
 * The text of a PDF in the blob store, a line for each printed row; read under limits by whoever gives it.
 * @throws NotAWording when it cannot be read, or not all of it
 */
export type ReadPdfText = (sha256: string) => Promise<string>;

/** A wording is text: a book of it has a megabyte. */
const MOST_BYTES = 20_000_000;

/**
 * @param readPdf the text of this file, where it is a PDF
 * @throws NotAWording when nothing can be read from it
 */
export async function blocksOf(
  content: Buffer,
  format: WordingFormat,
  readPdf: () => Promise<string>,
): Promise<Block[]> {
  if (content.length === 0) throw new NotAWording('The file is empty. Send the wording itself.');
  if (content.length > MOST_BYTES)
    throw new NotAWording(
      `The file has ${Math.round(content.length / 1e6)} MB; at most ${MOST_BYTES / 1e6} are read. Leave pictures out.`,
    );
  const blocks = await read(content, format, readPdf);
  if (blocks.length === 0)
    throw new NotAWording('The file has no text. If it is a scan, send the paper it was printed from.');
  return blocks;
}

async function read(content: Buffer, format: WordingFormat, readPdf: () => Promise<string>): Promise<Block[]> {
  switch (format) {
    case 'markdown':
      return blocksOfHtml(new MarkdownIt({ html: false }).render(utf8(content)));
    case 'html':
      return blocksOfHtml(utf8(content));
    case 'docx':
      return blocksOfHtml(await docxToHtml(content));
    case 'pdf':
      return blocksOfRows(await readPdf());
  }
}

/** @throws NotAWording */
function utf8(content: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw new NotAWording('The file is not text in UTF-8. Save it in that encoding.');
  }
}

async function docxToHtml(content: Buffer): Promise<string> {
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer: content },
      { ignoreEmptyParagraphs: true, convertImage: mammoth.images.imgElement(async () => ({ src: '' })) },
    );
    return value;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new NotAWording(`The file is no Word document (.docx) that can be opened: ${why.slice(0, 200)}`);
  }
}

/** A number at the start of a printed row begins a clause; other rows go on with what is above them. */
const NUMBERED_ROW =
  /^(?:§\s?\d+[a-z]?|(?:article|section|clause|part)\s+\d+(?:\.\d+)*|\d{1,3}(?:\.\d{1,3}){0,4}[.)]?)\s+\p{L}/iu;
const BULLET = /^[•◦▪–-]\s+/;
/** `Page 3 of 9`, and the like at the foot of pages. */
const PAGE_FOOT = /^(?:.{0,60}\s)?(?:page|seite)?\s?\d{1,3}(?:\s?(?:\/|of|von)\s?\d{1,3})?$/i;

/** Printed rows → blocks. What stands on every page (heads and feet) says nothing and is left out. */
export function blocksOfRows(text: string): Block[] {
  const rows = text.split('\n').map(tidy).filter(Boolean);
  const times = new Map<string, number>();
  for (const row of rows) times.set(row, (times.get(row) ?? 0) + 1);
  const blocks: Block[] = [];
  for (const row of rows) {
    if ((times.get(row) ?? 0) > 2 || PAGE_FOOT.test(row)) continue;
    const last = blocks.at(-1);
    if (NUMBERED_ROW.test(row) || last === undefined) blocks.push({ kind: 'text', text: row });
    else if (BULLET.test(row)) blocks.push({ kind: 'item', text: row.replace(BULLET, '') });
    else last.text = `${last.text}\n${row}`;
  }
  return blocks;
}
