/** A page as people look at it: turned as it was read, so that the boxes of its reading are fractions of this picture. */
import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { withDrawing } from './drawing';
import { openImage, sheetsOf } from './image';
import { open } from './pdf';
import { type DrawJob, SetAside } from './protocol';

/** The format takes no side over 16,383 pixels. */
const LONGEST = 16_000;
/** Small print is legible, and a page of text comes to about 100 kB at 1,000 pixels. */
const QUALITY = 82;

/** @throws SetAside for a page that is not there or cannot be drawn */
export async function drawPage(job: DrawJob): Promise<Buffer> {
  const picture = await (job.kind === 'pdf' ? pdfPage(job) : photoSheet(job));
  const { width, turned } = job.draw;
  return picture
    .rotate(turned)
    .resize({ width, height: LONGEST, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: QUALITY, effort: 2 })
    .toBuffer();
}

async function pdfPage({ path, limits, draw }: DrawJob): Promise<Sharp> {
  const { task, document } = await open(await readFile(path), limits);
  try {
    if (draw.page > document.numPages) throw noSuchPage();
    const page = await document.getPage(draw.page);
    const { width, height } = page.getViewport({ scale: 1 });
    const [across, down] = draw.turned % 180 === 0 ? [width, height] : [height, width];
    // A hair less than the width, which is rounded up: a second resizing would blur small print.
    const scale = Math.min(draw.width / across, LONGEST / down) * (1 - 1e-9);
    return await withDrawing(page, scale, (canvas) =>
      // A copy: the canvas gives its memory back.
      sharp(Buffer.from(canvas.data()), {
        raw: { width: canvas.width, height: canvas.height, channels: 4 },
      }).removeAlpha(),
    );
  } finally {
    await task.destroy();
  }
}

async function photoSheet({ path, limits, draw }: DrawJob): Promise<Sharp> {
  if (draw.page > (await sheetsOf(path))) throw noSuchPage();
  return (await openImage(path, limits, draw.page - 1)).picture;
}

function noSuchPage(): SetAside {
  return new SetAside('corrupt', 'The file has no such page.');
}
