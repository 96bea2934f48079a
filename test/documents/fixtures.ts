/** Documents made for the tests: PDFs with pdfkit, scans by drawing such a PDF, and bytes by hand for what is broken. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, deflateRawSync, deflateSync } from 'node:zlib';
import PDFDocument from 'pdfkit';
import sharp from 'sharp';
import type { NoticeOfLoss } from '../../activities/claimfile/contract';
import { projectRoot } from '../../platform/paths';

type Draw = (document: PDFKit.PDFDocument) => void;

/** One PDF of A4 pages, drawn with the built-in Helvetica. */
export function pdf(draw: Draw, options: PDFKit.PDFDocumentOptions = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const document = new PDFDocument({ size: 'A4', margin: 50, ...options });
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
    document.fontSize(10);
    draw(document);
    document.end();
  });
}

/** Text at a place: x and y in points from the top left. */
export function put(document: PDFKit.PDFDocument, x: number, y: number, text: string, size = 10): void {
  document.fontSize(size).text(text, x, y, { lineBreak: false });
}

/** Rows of cells at given columns, 18 points apart. @returns the y below the last row */
export function table(document: PDFKit.PDFDocument, columns: number[], y: number, rows: string[][]): number {
  rows.forEach((row, index) => {
    row.forEach((cell, at) => {
      put(document, columns[at] ?? 50, y + index * 18, cell);
    });
  });
  return y + rows.length * 18;
}

/** What the papers of a claim are compared with. */
export const NOTICE: NoticeOfLoss = {
  policyNumber: 'MP-2026-000101',
  lossDate: '2026-03-01',
  causeOfLoss: 'collision',
  description: 'I hit a post.',
  lossLocation: 'US-CA',
  claimant: { name: 'Ann Example', role: 'policyholder', phone: '(510) 555-0119' },
};

export interface InvoiceInput {
  title?: string;
  issuer?: string;
  number?: string;
  date?: string;
  registration?: string;
  lines?: [description: string, quantity: string, amount: string][];
  sums?: [label: string, amount: string][];
  /** Drawn last, on top of the page. */
  more?: Draw;
}

export const BUMPER: [string, string, string][] = [
  ['Front bumper cover', '1', '$ 612.40'],
  ['Labor bumper refit', '3', '$ 285.00'],
  ['Paint and materials', '1', '$ 190.10'],
];

/** An invoice of a body shop, with the sums of `lines` by default. */
export function invoice(input: InvoiceInput = {}): Promise<Buffer> {
  return pdf((document) => {
    put(document, 50, 50, input.issuer ?? 'Bayline Collision Center', 14);
    put(document, 50, 72, '1200 Harbor Road, Oakland, CA 94607');
    put(document, 400, 50, input.title ?? 'REPAIR INVOICE', 16);
    put(document, 50, 110, 'Invoice number:');
    put(document, 150, 110, input.number ?? 'BCC-20418');
    put(document, 330, 110, 'Date:');
    put(document, 420, 110, input.date ?? 'March 4, 2026');
    put(document, 50, 128, 'License plate:');
    put(document, 150, 128, input.registration ?? '8KTR291');
    put(document, 330, 128, 'Odometer:');
    put(document, 420, 128, '41,220 mi');
    const below = table(document, [50, 360, 470], 170, [['Description', 'Qty', 'Amount'], ...(input.lines ?? BUMPER)]);
    table(
      document,
      [360, 470],
      below + 10,
      input.sums ?? [
        ['Subtotal', '$ 1,087.50'],
        ['Sales tax 8.5 %', '$ 92.44'],
        ['Total due', '$ 1,179.94'],
      ],
    );
    input.more?.(document);
  });
}

/** A claim form with AcroForm fields. */
export function claimForm(values: Record<string, string>): Promise<Buffer> {
  return pdf((document) => {
    put(document, 50, 50, 'Motor claim form', 18);
    document.font('Helvetica').initForm();
    Object.entries(values).forEach(([name, value], index) => {
      const y = 100 + index * 28;
      put(document, 50, y + 4, name);
      document.formText(name.toLowerCase().replaceAll(' ', '_'), 220, y, 260, 20, { value });
    });
  });
}

/** The first page of a PDF as pixels (150 dots per inch by default), drawn in a process of its own since the library is an ES module. */
export async function drawn(document: Buffer, dotsPerInch = 150): Promise<Buffer> {
  const script = `
    const chunks = [];
    for await (const chunk of process.stdin) chunks.push(chunk);
    const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
    const { createCanvas } = await import('@napi-rs/canvas');
    const home = ${JSON.stringify(`${projectRoot}/node_modules/pdfjs-dist/standard_fonts/`)};
    const pdf = await getDocument({ data: new Uint8Array(Buffer.concat(chunks)), standardFontDataUrl: home, verbosity: 0 }).promise;
    const page = await pdf.getPage(1);
    const viewport = page.getViewport({ scale: ${dotsPerInch / 72} });
    const canvas = createCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height));
    await page.render({ canvas, canvasContext: canvas.getContext('2d'), viewport, background: 'white' }).promise;
    process.stdout.write(canvas.toBuffer('image/png'));
  `;
  const running = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: projectRoot,
    encoding: 'buffer',
    maxBuffer: 64 * 1024 * 1024,
  });
  running.child.stdin?.end(document);
  return (await running).stdout;
}

/** A drawn page as somebody photographs it: a little turned, grey, as JPG. */
export function photographed(png: Buffer): Promise<Buffer> {
  return sharp(png).rotate(0.6, { background: '#e8e6e0' }).jpeg({ quality: 82 }).toBuffer();
}

/** A PDF whose page is a picture and nothing else. */
export function scanned(png: Buffer): Promise<Buffer> {
  return pdf((document) => document.image(png, 0, 0, { width: 595 }));
}

/** Hand-written objects (number 1 is the catalog) with a right cross-reference table. */
export function rawPdf(objects: (string | Buffer)[]): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  const offsets: number[] = [];
  let at = parts[0]!.length;
  objects.forEach((object, index) => {
    const bytes = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n')]);
    offsets.push(at);
    at += bytes.length;
    parts.push(bytes);
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

/** A stream object. `filter` names what was done to the bytes. */
export function stream(bytes: Buffer, entries = ''): Buffer {
  return Buffer.concat([
    Buffer.from(`<< /Length ${bytes.length} ${entries} >>\nstream\n`),
    bytes,
    Buffer.from('\nendstream'),
  ]);
}

const FONT = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';
const PAGE =
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>';

/** One page with this content stream; `catalog` adds entries to the catalog, `more` objects from number 6 on. */
export function pageWith(
  content: string | { bytes: Buffer; filter: string },
  { catalog = '', page = PAGE, more = [] as (string | Buffer)[] } = {},
): Buffer {
  return rawPdf([
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    page,
    typeof content === 'string' ? stream(Buffer.from(content)) : stream(content.bytes, `/Filter ${content.filter}`),
    FONT,
    ...more,
  ]);
}

/** A page that reads like a letter, with more content-stream operators after it. */
export function letterWith(operators: string): Buffer {
  const lines = ['Dear claims team,', 'please find the invoice for the repair of my car.', 'Kind regards, Ann Example'];
  const text = lines.map((line, index) => `BT /F1 11 Tf 0 g 60 ${760 - index * 20} Td (${line}) Tj ET`).join('\n');
  return pageWith(`${text}\n${operators}`);
}

/** A zlib stream that inflates to `gibibytes` of one byte, made of one compressed block repeated. */
export function deflateBomb(gibibytes: number, byte = 0x20): Buffer {
  const block = deflateRawSync(Buffer.alloc(16 * 1024 * 1024, byte), { finishFlush: constants.Z_FULL_FLUSH, level: 9 });
  const header = Buffer.from([0x78, 0xda]);
  return Buffer.concat([
    header,
    ...Array.from({ length: gibibytes * 64 }, () => block),
    Buffer.from([3, 0, 0, 0, 0, 0]),
  ]);
}

/** A page whose content stream is a bomb. */
export function contentBomb(): Buffer {
  return pageWith({ bytes: deflateBomb(4), filter: '/FlateDecode' });
}

/** A PDF whose objects lie in an object stream that is a bomb. */
export function objectStreamBomb(): Buffer {
  const objects = stream(deflateBomb(4), '/Type /ObjStm /N 2 /First 20 /Filter /FlateDecode');
  const index = (type: number, second: number, third: number) => {
    const row = Buffer.alloc(7);
    row.writeUInt8(type, 0);
    row.writeUInt32BE(second, 1);
    row.writeUInt16BE(third, 5);
    return row;
  };
  const head = Buffer.from('%PDF-1.7\n');
  const third = Buffer.concat([Buffer.from('3 0 obj\n'), objects, Buffer.from('\nendobj\n')]);
  const at = head.length + third.length;
  const rows = Buffer.concat([
    index(0, 0, 65535),
    index(2, 3, 0),
    index(2, 3, 1),
    index(1, head.length, 0),
    index(1, at, 0),
  ]);
  const table_ = stream(deflateSync(rows), '/Type /XRef /Size 5 /W [1 4 2] /Root 1 0 R /Filter /FlateDecode');
  return Buffer.concat([
    head,
    third,
    Buffer.from('4 0 obj\n'),
    table_,
    Buffer.from(`\nendobj\nstartxref\n${at}\n%%EOF\n`),
  ]);
}

/** A PDF of this many empty pages. */
export function manyPages(count: number): Buffer {
  const kids = Array.from({ length: count }, (_, index) => `${index + 3} 0 R`).join(' ');
  return rawPdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${count} /MediaBox [0 0 595 842] >>`,
    ...Array.from({ length: count }, () => '<< /Type /Page /Parent 2 0 R >>'),
  ]);
}

/** A real PNG of one black bit a pixel: small as a file, huge as a picture. */
export function hugePng(side: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc(body));
    return Buffer.concat([length, body, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.writeUInt8(1, 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(side * (Math.ceil(side / 8) + 1)), { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}

export const zip = Buffer.concat([Buffer.from([0x50, 0x4b, 0x03, 0x04]), randomBytes(200)]);

/** A message with attachments in MIME. */
export function email(input: {
  subject: string;
  body: string;
  attachments?: { name: string; type: string; content: Buffer }[];
}): Buffer {
  const parts = (input.attachments ?? []).map(
    ({ name, type, content }) =>
      `--edge\r\nContent-Type: ${type}; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${content.toString('base64').replaceAll(/.{76}/g, '$&\r\n')}\r\n`,
  );
  return Buffer.from(
    [
      'From: Ann Example <ann@example.com>',
      'To: claims@insurer.example',
      `Subject: ${input.subject}`,
      'Date: Mon, 02 Mar 2026 10:00:00 +0000',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=edge',
      '',
      '--edge',
      'Content-Type: text/plain; charset=utf-8',
      '',
      input.body,
      '',
      ...parts,
      '--edge--',
      '',
    ].join('\r\n'),
  );
}
