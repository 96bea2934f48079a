/** Forms on paper: drawn at 200 dots an inch, turned, saved as a scanner saves them; blanks typed into where they have no fields. */
import PDFDocument from 'pdfkit';
import sharp from 'sharp';
import { withDrawing } from '../../../activities/documents/child/drawing';
import { pdfLibrary, pdfSource } from '../../../activities/documents/child/pdf';
import type { FormTemplate } from '../../../activities/documents/form-templates';
import { DEFAULT_LIMITS } from '../../../activities/documents/limits';
import type { Random } from '../../random';
import type { Filled, FilledBox } from './fill';

const DOTS_PER_INCH = 200;

/** The first page as it is printed. */
export async function printed(pdf: Buffer): Promise<Buffer> {
  const { getDocument } = await pdfLibrary();
  const task = getDocument(pdfSource(pdf, DEFAULT_LIMITS));
  try {
    const page = await (await task.promise).getPage(1);
    return await withDrawing(page, DOTS_PER_INCH / 72, (canvas) => canvas.toBuffer('image/png'));
  } finally {
    await task.destroy();
  }
}

/** A sheet that lay `degrees` askew on the scanner. */
export function scanned(png: Buffer, degrees: number): Promise<Buffer> {
  return sharp(png).rotate(degrees, { background: '#ffffff' }).jpeg({ quality: 85 }).toBuffer();
}

/** A PDF of one scanned page, as office scanners make them. */
export async function asPdf(picture: Buffer): Promise<Buffer> {
  const { width, height } = await sharp(picture).metadata();
  const size: [number, number] = [(width * 72) / DOTS_PER_INCH, (height * 72) / DOTS_PER_INCH];
  return collected(new PDFDocument({ size, margin: 0 }), (document) =>
    document.image(picture, 0, 0, { width: size[0] }),
  );
}

/** A blank without fields, typed into at the boxes of its template. */
export async function typedInto(blank: Buffer, template: FormTemplate, random: Random, share = 1): Promise<Filled> {
  const { width, height } = template.page;
  const boxes: FilledBox[] = [];
  const paper = await printed(blank);
  const pdf = await collected(new PDFDocument({ size: [width, height], margin: 0 }), (document) => {
    document.image(paper, 0, 0, { width });
    document.font('Courier').fontSize(9).fillColor('#000000');
    for (const { name, rect } of template.boxes) {
      const [left, top, across, down] = rect;
      // A letter of Courier is 0.6 of its size wide.
      const fitting = Math.min(20, Math.floor((across - 2) / 5.4));
      const value = fitting >= 1 && random.chance(share) ? typedText(random, fitting) : null;
      if (value !== null) document.text(value, left + 1, top + (down - 9) / 2 + 1, { lineBreak: false });
      boxes.push({
        page: 1,
        name,
        kind: 'text',
        value,
        rect: [left, height - top - down, left + across, height - top],
        printable: true,
      });
    }
  });
  return { pdf, boxes };
}

const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Half of them numbers, half of them letters. */
function typedText(random: Random, fitting: number): string {
  const length = random.whole(Math.ceil(fitting / 2), fitting);
  return random.chance(0.5) ? random.digits(length) : Array.from({ length }, () => random.pick([...SIGNS])).join('');
}

function collected(document: PDFKit.PDFDocument, draw: (document: PDFKit.PDFDocument) => void): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
    draw(document);
    document.end();
  });
}
