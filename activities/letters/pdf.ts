/**
 * The letter as PDF. The same letter gives the same bytes: dates in the metadata are the letter's, nothing is random.
 * Set in Liberation Sans (Latin, Greek, Cyrillic), which pdfjs-dist ships under the SIL Open Font License.
 */
import { dirname, join } from 'node:path';
import PDFDocument from 'pdfkit';
import type { Content, LetterDocument } from './document';
import { PdfBlocks } from './pdf-blocks';
import { ACCENT, INK, MARGIN, QUIET, RULE } from './pdf-style';
import { PdfTable } from './pdf-table';

const FONTS = join(dirname(require.resolve('pdfjs-dist/package.json')), 'standard_fonts');

/** Draw a letter. @returns the bytes of the PDF */
export async function letterPdf(letter: LetterDocument): Promise<Buffer> {
  const date = new Date(`${letter.isoDate.slice(0, 10)}T00:00:00Z`);
  const document = new PDFDocument({
    size: letter.page,
    margins: MARGIN,
    bufferPages: true,
    pdfVersion: '1.7',
    lang: letter.locale,
    displayTitle: true,
    info: {
      Title: letter.subject,
      Author: letter.letterhead.name,
      Subject: letter.references.map(([label, value]) => `${label} ${value}`).join(', '),
      Creator: 'Adjutant',
      Producer: 'Adjutant',
      CreationDate: date,
      ModDate: date,
    },
  });
  const chunks: Buffer[] = [];
  const finished = new Promise<void>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', resolve);
    document.on('error', reject);
  });
  document.registerFont('body', join(FONTS, 'LiberationSans-Regular.ttf'));
  document.registerFont('strong', join(FONTS, 'LiberationSans-Bold.ttf'));
  document.registerFont('slanted', join(FONTS, 'LiberationSans-Italic.ttf'));

  drawHead(document, letter);
  const blocks = new PdfBlocks(document);
  blocks.subject(letter.subject);
  blocks.paragraph(letter.salutation);
  for (const [at, piece] of letter.content.entries()) draw(document, blocks, piece, letter.content[at + 1]);
  blocks.signature(letter.closing, letter.signature);
  drawFeet(document, letter);
  document.end();
  await finished;
  return Buffer.concat(chunks);
}

function draw(document: PDFKit.PDFDocument, blocks: PdfBlocks, piece: Content, next: Content | undefined): void {
  switch (piece.kind) {
    case 'heading':
      blocks.heading(piece.text, next?.kind === 'table' ? 96 : 48);
      break;
    case 'paragraph':
      blocks.paragraph(piece.text);
      break;
    case 'pairs':
      blocks.pairs(piece.rows);
      break;
    case 'list':
      blocks.list(piece.items);
      break;
    case 'reasons':
      blocks.reasons(piece.reasons);
      break;
    case 'quotes':
      blocks.quotes(piece.quotes, piece.source);
      break;
    case 'steps':
      blocks.steps(piece.lines);
      break;
    case 'contact':
      blocks.contact(piece.lines);
      break;
    case 'notice':
      blocks.notice(piece.lead, piece.text);
      break;
    case 'table':
      new PdfTable(document, piece.columns).draw(piece.rows, piece.totals);
      break;
  }
}

/** Letterhead across the page; below it the recipient on the left, date and references on the right. */
function drawHead(document: PDFKit.PDFDocument, letter: LetterDocument): void {
  const { letterhead } = letter;
  const { left, right } = MARGIN;
  const width = document.page.width - left - right;
  const top = 46;
  document
    .font('strong')
    .fontSize(15)
    .fillColor(ACCENT)
    .text(letterhead.name, left, top, { width: width * 0.56 });
  document
    .font('body')
    .fontSize(9)
    .fillColor(QUIET)
    .text(letterhead.department, { width: width * 0.56 });
  const under = document.y;
  const contact = [...letterhead.address, letterhead.phone, letterhead.email, letterhead.website];
  document
    .fontSize(8.5)
    .text(contact.join('\n'), left + width * 0.58, top + 2, { width: width * 0.42, align: 'right', lineGap: 1.5 });
  const rule = Math.max(under, document.y) + 8;
  document
    .moveTo(left, rule)
    .lineTo(left + width, rule)
    .lineWidth(1.4)
    .strokeColor(ACCENT)
    .stroke();

  const from = rule + 22;
  document
    .font('body')
    .fontSize(10.5)
    .fillColor(INK)
    .text(letter.recipient, left, from, { width: width * 0.52 });
  const below = document.y;
  let y = from;
  const labels = left + width * 0.58;
  for (const [label, value] of letter.references) {
    document
      .font('body')
      .fontSize(9)
      .fillColor(QUIET)
      .text(label, labels, y + 0.8, { width: 58 });
    document
      .font('strong')
      .fontSize(9.5)
      .fillColor(INK)
      .text(value, labels + 60, y, { width: width * 0.42 - 60 });
    y = document.y + 3;
  }
  document.x = left;
  document.y = Math.max(below, y) + 22;
}

/** Page numbers and reference on every page; written last, when the number of pages is known. */
function drawFeet(document: PDFKit.PDFDocument, letter: LetterDocument): void {
  const { start, count } = document.bufferedPageRange();
  const reference = letter.references.find(([label]) => label === 'Reference')?.[1] ?? '';
  for (let at = start; at < start + count; at++) {
    document.switchToPage(at);
    const { width, height } = document.page;
    // Text below the margin would otherwise start a page.
    document.page.margins.bottom = 0;
    const y = height - 46;
    const across = width - MARGIN.left - MARGIN.right;
    document
      .moveTo(MARGIN.left, y - 8)
      .lineTo(width - MARGIN.right, y - 8)
      .lineWidth(0.5)
      .strokeColor(RULE)
      .stroke();
    document.font('body').fontSize(8).fillColor(QUIET);
    document.text(`${letter.letterhead.name} · ${reference}`, MARGIN.left, y, {
      width: across * 0.75,
      lineBreak: false,
    });
    document.text(`Page ${at - start + 1} of ${count}`, MARGIN.left, y, {
      width: across,
      align: 'right',
      lineBreak: false,
    });
    if (letter.letterhead.note !== undefined)
      document.fontSize(7.5).text(letter.letterhead.note, MARGIN.left, y + 12, { width: across, lineBreak: false });
    document.page.margins.bottom = MARGIN.bottom;
  }
}
