/** Paper that went through a scanner or before a telephone's camera: crooked, noisy, a little soft, unevenly lit. */
import { spawn } from 'node:child_process';
import { dirname, extname, join } from 'node:path';
import PDFDocument from 'pdfkit';
import sharp from 'sharp';
import { type Chance, chanceOf } from './random';
import type { Medium } from './scenario';

/** Dots per inch: what office scanners are set to, and about what a telephone gives that is held over a paper. */
const DPI = { scan: { page: 150, receipt: 200 }, phone: { page: 200, receipt: 300 } };
const JPEG_QUALITY = 70;

/** The first page of a PDF as PNG. */
export async function rasterise(pdf: Buffer, dpi: number): Promise<Buffer> {
  const standardFonts = `${join(dirname(require.resolve('pdfjs-dist/package.json')), 'standard_fonts')}/`;
  const script = join(__dirname, `rasterise${extname(__filename)}`);
  // Node runs the TypeScript source as it is; it does not need to say so.
  const child = spawn(process.execPath, ['--no-warnings', script], { stdio: ['pipe', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  child.stdin.end(JSON.stringify({ pdf: pdf.toString('base64'), dpi, standardFonts }));
  const code = await ended;
  if (code !== 0) throw new Error(`A page could not be drawn: ${Buffer.concat(complaints).toString('utf8')}`);
  return Buffer.concat(out);
}

/** @param seed the same seed gives the same crookedness and noise */
export async function scanned(
  pdf: Buffer,
  medium: Exclude<Medium, 'pdf'>,
  paper: 'page' | 'receipt',
  seed: string,
): Promise<Buffer> {
  const chance = chanceOf(seed);
  if (medium === 'phone-jpg') return jpeg(await byHand(await rasterise(pdf, DPI.phone[paper]), chance));
  const page = await rasterise(pdf, DPI.scan[paper]);
  const picture = await flatbed(page, chance);
  if (medium === 'scan-png')
    return sharp(picture.data, picture).png({ palette: true, colours: 16, dither: 0 }).toBuffer();
  const image = await jpeg(picture);
  return medium === 'scan-pdf' ? intoPdf(image) : image;
}

interface Picture {
  data: Buffer;
  raw: { width: number; height: number; channels: 1 | 3 };
}

function jpeg({ data, raw }: Picture): Promise<Buffer> {
  return sharp(data, { raw }).withMetadata({ density: 150 }).jpeg({ quality: JPEG_QUALITY }).toBuffer();
}

/** Grey, a degree crooked, a shadow along one edge where the lid did not close. */
async function flatbed(page: Buffer, chance: Chance): Promise<Picture> {
  const angle = chance.between(0.35, 1.1) * (chance.next() < 0.5 ? -1 : 1);
  const { data, info } = await sharp(page)
    .greyscale()
    .rotate(angle, { background: '#f4f4f4' })
    .blur(0.55)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const leftEdge = chance.next() < 0.5;
  const depth = chance.between(14, 26);
  const reach = info.width * 0.035;
  const { width, height, channels } = info;
  // Rounds and keeps within 0 to 255 by itself.
  const grey = new Uint8ClampedArray(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const fromEdge = leftEdge ? x : width - 1 - x;
      const shadow = fromEdge < reach ? depth * (1 - fromEdge / reach) : 0;
      // Paper is not quite white and ink not quite black.
      const ink = ((data[(y * width + x) * channels] ?? 0) * 228) / 255;
      grey[y * width + x] = 18 + ink - shadow + chance.spread() * 3;
    }
  }
  return { data: Buffer.from(grey.buffer), raw: { width, height, channels: 1 } };
}

/** On a table, turned a little, lit from one side, with the shadow of the hand that holds the telephone. */
async function byHand(page: Buffer, chance: Chance): Promise<Picture> {
  const angle = chance.between(1, 2.4) * (chance.next() < 0.5 ? -1 : 1);
  const table = { r: 122, g: 96, b: 70, alpha: 1 };
  const turned = await sharp(page)
    .extend({ top: 6, bottom: 6, left: 6, right: 6, background: '#efeee9' })
    .rotate(angle, { background: table })
    .extend({ top: 60, bottom: 70, left: 80, right: 70, background: table })
    .removeAlpha()
    .blur(0.7)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { data } = turned;
  const { width, height } = turned.info;
  const centre = { x: width * chance.between(0.7, 0.95), y: height * chance.between(0.75, 1) };
  const reach = width * 0.75;
  const { exp } = Math;
  const warmth = [1.01, 0.985, 0.93];
  const colours = new Uint8ClampedArray(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 3;
      const across = (x - centre.x) / reach;
      const down = (y - centre.y) / reach;
      const hand = 1 - 0.28 * exp(-3 * (across * across + down * down));
      const light = (1.02 - 0.14 * (x / width) - 0.08 * (y / height)) * hand;
      const grain = chance.spread() * 4;
      for (let channel = 0; channel < 3; channel += 1) {
        const ink = 12 + ((data[at + channel] ?? 0) * 236) / 255;
        colours[at + channel] = ink * light * (warmth[channel] ?? 1) + grain;
      }
    }
  }
  return { data: Buffer.from(colours.buffer), raw: { width, height, channels: 3 } };
}

/** A PDF with nothing in it but the picture, as scanners send them by e-mail. */
async function intoPdf(image: Buffer): Promise<Buffer> {
  const { width = 1, height = 1 } = await sharp(image).metadata();
  const size: [number, number] = [(width * 72) / DPI.scan.page, (height * 72) / DPI.scan.page];
  const made = new Date('2026-01-01T00:00:00Z');
  const pdf = new PDFDocument({
    size,
    margin: 0,
    compress: false,
    info: { Producer: 'Office scanner', CreationDate: made, ModDate: made },
  });
  const chunks: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });
  pdf.image(image, 0, 0, { width: size[0], height: size[1] });
  pdf.end();
  return done;
}
