/** Drawing on PDF pages: the same bytes for the same content, and the parts that business papers share. */
import PDFDocument from 'pdfkit';
import type { Country } from './format';
import type { Chance } from './random';
import type { Company } from './scenario';

export type Pdf = PDFKit.PDFDocument;

/** Margins and text width, in points. */
export const MARGIN = 54;

const FACES = {
  sans: { plain: 'Helvetica', bold: 'Helvetica-Bold' },
  serif: { plain: 'Times-Roman', bold: 'Times-Bold' },
  typewriter: { plain: 'Courier', bold: 'Courier-Bold' },
};

export interface Face {
  plain: string;
  bold: string;
}

export function faceOf(company: Pick<Company, 'look'>): Face {
  return FACES[company.look.face];
}

/**
 * Draw a document of one or more pages.
 *
 * Streams are not compressed: their bytes would depend on the build of zlib. The date in the file is that of the paper.
 *
 * @param date ISO date that the file says it was made on
 */
export async function drawPdf(
  page: { country: Country; size?: [number, number]; title: string; author: string; date: string },
  draw: (pdf: Pdf) => void,
): Promise<Buffer> {
  const made = new Date(`${page.date.slice(0, 10)}T09:00:00Z`);
  const pdf = new PDFDocument({
    size: page.size ?? (page.country === 'US' ? 'LETTER' : 'A4'),
    margin: page.size === undefined ? MARGIN : 0,
    compress: false,
    info: { Title: page.title, Author: page.author, CreationDate: made, ModDate: made },
  });
  const chunks: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });
  draw(pdf);
  pdf.end();
  return done;
}

export interface At {
  x: number;
  y: number;
  width?: number;
  align?: 'left' | 'right' | 'center';
  size?: number;
  font?: string;
  colour?: string;
}

/** One line, or a wrapped paragraph where a width is given; returns the y below it. */
export function write(pdf: Pdf, text: string, at: At): number {
  pdf
    .font(at.font ?? 'Helvetica')
    .fontSize(at.size ?? 9)
    .fillColor(at.colour ?? '#1a1a1a');
  pdf.text(text, at.x, at.y, { width: at.width, align: at.align ?? 'left', lineBreak: at.width !== undefined });
  return pdf.y;
}

export function rule(pdf: Pdf, y: number, from: number, to: number, colour = '#999999', width = 0.6): void {
  pdf.moveTo(from, y).lineTo(to, y).lineWidth(width).strokeColor(colour).stroke();
}

/** The top of a company's paper; returns the y below it. */
export function letterhead(pdf: Pdf, company: Company): number {
  const face = faceOf(company);
  const { accent, head } = company.look;
  const right = pdf.page.width - MARGIN;
  const width = right - MARGIN;
  const contact = `Tel ${company.phone}   ${company.email}`;
  if (head === 'band') {
    pdf.rect(0, 0, pdf.page.width, 74).fill(accent);
    write(pdf, company.name, { x: MARGIN, y: 22, size: 20, font: face.bold, colour: '#ffffff' });
    write(pdf, company.registered, { x: MARGIN, y: 49, size: 8, font: face.plain, colour: '#ffffff' });
    write(pdf, [...company.address, `Tel ${company.phone}`, company.email].join('\n'), {
      x: right - 200,
      y: 14,
      width: 200,
      align: 'right',
      size: 8,
      font: face.plain,
      colour: '#ffffff',
    });
    return 96;
  }
  if (head === 'centred') {
    write(pdf, company.name, { x: MARGIN, y: 40, width, align: 'center', size: 18, font: face.bold, colour: accent });
    let y = pdf.y + 2;
    y = write(pdf, company.address.join(', '), { x: MARGIN, y, width, align: 'center', size: 8.5, font: face.plain });
    y = write(pdf, contact, { x: MARGIN, y, width, align: 'center', size: 8.5, font: face.plain });
    y = write(pdf, company.registered, { x: MARGIN, y, width, align: 'center', size: 8.5, font: face.plain });
    rule(pdf, y + 5, MARGIN, right, accent, 1.4);
    rule(pdf, y + 7.5, MARGIN, right, accent, 0.5);
    return y + 24;
  }
  emblem(pdf, MARGIN, 38, accent);
  write(pdf, company.name, { x: MARGIN + 44, y: 40, size: 16, font: face.bold, colour: accent });
  write(pdf, company.registered, { x: MARGIN + 44, y: 60, size: 8, font: face.plain, colour: '#555555' });
  const y = write(pdf, [...company.address, `Tel ${company.phone}`, company.email].join('\n'), {
    x: right - 190,
    y: 38,
    width: 190,
    align: 'right',
    size: 8.5,
    font: face.plain,
  });
  rule(pdf, y + 6, MARGIN, right, accent, 1);
  return y + 22;
}

/** A trade mark of sorts: a ring with a wedge cut out. */
function emblem(pdf: Pdf, x: number, y: number, colour: string): void {
  pdf.circle(x + 16, y + 16, 16).fill(colour);
  pdf.circle(x + 16, y + 16, 9).fill('#ffffff');
  pdf.polygon([x + 16, y + 16], [x + 34, y + 6], [x + 34, y + 26]).fill('#ffffff');
  pdf.circle(x + 16, y + 16, 4).fill(colour);
}

export interface Column {
  title: string;
  x: number;
  width: number;
  align?: 'left' | 'right' | 'center';
}

/** A table; rows wrap in their cells and go on to a new page. Returns the y below it. */
export function table(
  pdf: Pdf,
  at: { y: number; face: Face; accent: string; style: 'ruled' | 'striped' | 'boxed'; size?: number },
  columns: Column[],
  rows: string[][],
): number {
  const size = at.size ?? 8.5;
  const left = Math.min(...columns.map((column) => column.x)) - 4;
  const right = Math.max(...columns.map((column) => column.x + column.width)) + 4;
  const header = (y: number): number => {
    if (at.style !== 'ruled')
      pdf.rect(left, y, right - left, size + 9).fill(at.style === 'striped' ? at.accent : '#e4e4e4');
    for (const column of columns)
      write(pdf, column.title, {
        ...column,
        y: y + 5,
        size,
        font: at.face.bold,
        colour: at.style === 'striped' ? '#ffffff' : '#1a1a1a',
      });
    if (at.style === 'ruled') rule(pdf, y + size + 9, left, right, at.accent, 1);
    return y + size + 9;
  };
  let y = header(at.y);
  for (const [index, row] of rows.entries()) {
    pdf.font(at.face.plain).fontSize(size);
    const height =
      Math.max(...columns.map((column, cell) => pdf.heightOfString(row[cell] ?? '', { width: column.width }))) + 7;
    if (y + height > pdf.page.height - MARGIN - 20) {
      pdf.addPage();
      y = header(MARGIN);
    }
    if (at.style === 'striped' && index % 2 === 1) pdf.rect(left, y, right - left, height).fill('#f1f3f5');
    for (const [cell, column] of columns.entries())
      write(pdf, row[cell] ?? '', { ...column, y: y + 4, size, font: at.face.plain });
    y += height;
    if (at.style !== 'striped') rule(pdf, y, left, right, at.style === 'boxed' ? '#777777' : '#cccccc', 0.5);
  }
  if (at.style === 'boxed') {
    pdf.lineWidth(0.6).strokeColor('#777777');
    pdf.rect(left, at.y, right - left, y - at.y).stroke();
    for (const column of columns.slice(1))
      pdf
        .moveTo(column.x - 4, at.y)
        .lineTo(column.x - 4, y)
        .stroke();
  }
  return y;
}

/** A signature: one stroke of a pen over a line, different for each hand. */
export function signature(
  pdf: Pdf,
  at: { x: number; y: number; width: number; label: string; font: string },
  hand: Chance,
): void {
  pdf.lineWidth(hand.between(0.8, 1.5)).strokeColor('#1d2f6f').lineCap('round');
  const slant = hand.between(-4, 9);
  let x = at.x + hand.between(4, 14);
  let y = at.y - hand.between(3, 14);
  pdf.moveTo(x, y);
  const letters = 4 + Math.floor(hand.next() * 4);
  for (let letter = 0; letter < letters; letter += 1) {
    const tall = letter === 0 || hand.next() < 0.25 ? hand.between(24, 36) : hand.between(6, 13);
    const step = hand.between(9, 19) * (letter === 0 ? 1.5 : 1);
    const low = at.y - hand.between(-5, 6);
    pdf.bezierCurveTo(x + slant, y - tall, x + step + slant, at.y - tall, x + step * 0.6, low);
    x += step;
    y = at.y - hand.between(2, 9);
    pdf.quadraticCurveTo(x - step * 0.2, low + hand.between(1, 5), x, y);
  }
  const flourish = hand.between(14, 52);
  pdf.bezierCurveTo(
    x + flourish * 0.4,
    y - hand.between(0, 14),
    x + flourish * 0.6,
    y + hand.between(0, 12),
    x + flourish,
    y - hand.between(0, 10),
  );
  pdf.stroke();
  rule(pdf, at.y, at.x, at.x + at.width, '#555555', 0.6);
  write(pdf, at.label, { x: at.x, y: at.y + 3, size: 7.5, font: at.font, colour: '#555555' });
}
