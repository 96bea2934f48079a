/** Sets a wording as a PDF with a text layer. The same Markdown gives the same bytes. */
import PDFDocument from 'pdfkit';
import type { Block } from '../../activities/coverage/wording';

const MARGIN = 64;
const BODY = 10.5;
/** Fixed, so that the file changes only when the wording does. */
const CREATED = new Date('2026-01-01T00:00:00Z');

/** @returns the bytes of the file */
export function wordingPdf(blocks: Block[], edition: string): Promise<Buffer> {
  const title = blocks.find((block) => block.kind === 'title')?.text ?? 'Policy wording';
  const document = new PDFDocument({
    size: 'A4',
    margins: { top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN },
    bufferPages: true,
    info: { Title: `${title}, edition ${edition}`, CreationDate: CREATED, ModDate: CREATED },
  });
  const chunks: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
  for (const block of blocks) draw(document, block);
  numberPages(document, `${title}, edition ${edition}`);
  document.end();
  return done;
}

function draw(document: PDFKit.PDFDocument, block: Block): void {
  const lineGap = 2.5;
  switch (block.kind) {
    case 'title':
      document.font('Helvetica-Bold').fontSize(22).text(block.text).moveDown(0.6);
      return;
    case 'part':
      keepTogether(document, 90);
      document.moveDown(0.7).font('Helvetica-Bold').fontSize(14).text(`${block.number}  ${block.text}`).moveDown(0.5);
      return;
    case 'clause': {
      keepTogether(document, 48);
      document
        .font('Helvetica-Bold')
        .fontSize(BODY)
        .text(`${block.number}  ${block.title}. `, { continued: true, lineGap });
      document.font('Helvetica').text(block.text, { lineGap }).moveDown(0.55);
      return;
    }
    case 'bullet':
      document.font('Helvetica').fontSize(BODY).text(`-  ${block.text}`, { indent: 14, lineGap }).moveDown(0.15);
      return;
    default:
      document.moveDown(0.2).font('Helvetica').fontSize(BODY).text(block.text, { lineGap }).moveDown(0.55);
  }
}

/** Begin a new page when less than this height, in points, is left: no heading stands alone at the foot. */
function keepTogether(document: PDFKit.PDFDocument, height: number): void {
  if (document.y + height > document.page.height - MARGIN) document.addPage();
}

function numberPages(document: PDFKit.PDFDocument, name: string): void {
  const { start, count } = document.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    document.switchToPage(page);
    // Text below the margin would begin a new page.
    document.page.margins.bottom = 0;
    document
      .font('Helvetica')
      .fontSize(8)
      .text(`${name}    page ${page + 1} of ${count}`, MARGIN, document.page.height - 40, {
        align: 'center',
        lineBreak: false,
        width: document.page.width - 2 * MARGIN,
      });
  }
}
