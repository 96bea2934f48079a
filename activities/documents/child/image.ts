/** Pictures: checked by their header, made fit for recognition, then read word by word. */
import { dirname } from 'node:path';
import sharp from 'sharp';
import { createWorker, type Worker } from 'tesseract.js';
import type { ReadLimits } from '../limits';
import type { Word } from '../words';
import { SetAside } from './protocol';

// One file at a time in one process: threads and caches of the image library only cost memory.
sharp.cache(false);
sharp.concurrency(1);

let recogniser: Promise<Worker> | undefined;

function ocr(): Promise<Worker> {
  const data = require('@tesseract.js-data/eng') as { langPath: string };
  recogniser ??= createWorker('eng', 1, {
    langPath: data.langPath,
    gzip: true,
    cacheMethod: 'none',
    workerPath: require.resolve('tesseract.js/src/worker-script/node/index.js'),
    corePath: dirname(require.resolve('tesseract.js-core/package.json')),
  });
  return recogniser;
}

/** @throws SetAside when the picture is too large or broken */
export async function prepareImage(source: string | Buffer, limits: ReadLimits): Promise<Buffer> {
  let meta: sharp.Metadata;
  try {
    meta = await sharp(source, { limitInputPixels: false }).metadata();
  } catch {
    throw new SetAside('corrupt', 'The picture cannot be opened: it is damaged or incomplete. Please send it again.');
  }
  const pixels = (meta.width ?? 0) * (meta.height ?? 0);
  if (pixels > limits.pixels) {
    throw new SetAside(
      'image-too-large',
      `The picture is ${meta.width} x ${meta.height} pixels; at most ${Math.round(limits.pixels / 1_000_000)} megapixels are read. Please send a smaller one.`,
    );
  }
  const width = meta.autoOrient?.width ?? meta.width ?? 0;
  const target = width < 1200 ? Math.min(width * 2, 1800) : Math.min(width, 2600);
  try {
    return await sharp(source, { limitInputPixels: limits.pixels, failOn: 'truncated' })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .greyscale()
      .normalise()
      .resize({ width: Math.max(1, Math.round(target)) })
      .png({ compressionLevel: 1 })
      .toBuffer();
  } catch {
    throw new SetAside('corrupt', 'The picture is damaged. Please send it again.');
  }
}

/** Words of a prepared picture with boxes as fractions of it. */
export async function recognise(png: Buffer, page: number): Promise<Word[]> {
  const worker = await ocr();
  const { width = 1, height = 1 } = await sharp(png).metadata();
  const { data } = await worker.recognize(png, {}, { blocks: true, text: false });
  const words: Word[] = [];
  for (const block of data.blocks ?? []) {
    for (const paragraph of block.paragraphs) {
      for (const line of paragraph.lines) {
        for (const word of line.words) {
          const text = word.text.trim();
          if (text === '' || (word.confidence < 20 && !/[\p{L}\p{N}]/u.test(text))) continue;
          words.push({
            text,
            page,
            box: {
              x: word.bbox.x0 / width,
              y: word.bbox.y0 / height,
              width: (word.bbox.x1 - word.bbox.x0) / width,
              height: (word.bbox.y1 - word.bbox.y0) / height,
            },
            confidence: Math.round(word.confidence) / 100,
            method: 'ocr',
          });
        }
      }
    }
  }
  return words;
}
