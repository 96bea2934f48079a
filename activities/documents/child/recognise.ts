/** Recognition of printed words in a picture, with the language data of the npm package: nothing is downloaded. */
import { createWorker, type Page, PSM, type Worker } from 'tesseract.js';
import type { Word } from '../words';
import type { Prepared } from './image';

let recogniser: Promise<Worker> | undefined;

/** English, and close enough for the names and figures of other Latin scripts. */
function start(): Promise<Worker> {
  const { langPath } = require('@tesseract.js-data/eng') as { langPath: string };
  return createWorker('eng', 1, { langPath, gzip: true, cacheMethod: 'none' });
}

/** Load the recogniser ahead of the first picture. */
export function warmRecogniser(): Promise<Worker> {
  recogniser ??= start();
  return recogniser;
}

/** What the recogniser takes the page for: columns of text that it finds by itself, or rows from edge to edge. */
export type Layout = 'columns' | 'rows';

/** Words of a picture, with boxes as fractions of it and the recogniser's confidence. */
export async function recognise(picture: Prepared, page: number, layout: Layout): Promise<Word[]> {
  const worker = await warmRecogniser();
  await worker.setParameters({
    tessedit_pageseg_mode: layout === 'columns' ? PSM.AUTO : PSM.SINGLE_BLOCK,
    user_defined_dpi: '200',
  });
  const { data } = await worker.recognize(await picture.png(), {}, { blocks: true, text: false });
  return wordsOf(data, picture, page);
}

function wordsOf(data: Page, { width, height }: Prepared, page: number): Word[] {
  const lines = (data.blocks ?? []).flatMap((block) => block.paragraphs.flatMap((paragraph) => paragraph.lines));
  const tilt = tiltOf(lines.map((line) => line.baseline)) * (width / height);
  return lines.flatMap((line) =>
    line.words.flatMap((word): Word[] => {
      const text = word.text.trim();
      const { x0, y0, x1, y1 } = word.bbox;
      // Specks and rules come out as single marks of low confidence.
      if (text === '' || (word.confidence < 30 && !/[\p{L}\p{N}]{2}/u.test(text)) || x1 <= x0 || y1 <= y0) return [];
      const box = { x: x0 / width, y: y0 / height, width: (x1 - x0) / width, height: (y1 - y0) / height };
      return [
        { text, page, box, tilt, aspect: height / width, confidence: Math.round(word.confidence) / 100, method: 'ocr' },
      ];
    }),
  );
}

/** The middle slope of the longer lines, in pixels down for each pixel to the right. */
function tiltOf(baselines: { x0: number; y0: number; x1: number; y1: number }[]): number {
  const slopes = baselines
    .filter((line) => line.x1 - line.x0 > 200)
    .map((line) => (line.y1 - line.y0) / (line.x1 - line.x0))
    .sort((a, b) => a - b);
  return slopes[Math.floor(slopes.length / 2)] ?? 0;
}
