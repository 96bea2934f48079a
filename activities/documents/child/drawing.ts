/** A page of a PDF as pixels. */
import type { Canvas } from '@napi-rs/canvas';
import type { Drawing } from './visible';

/** What this module needs of the PDF library's page. */
export interface DrawablePage {
  getViewport(input: { scale: number }): { width: number; height: number };
  render(input: never): { promise: Promise<unknown> };
}

/** A page of absurd size is drawn smaller. */
const MOST_PIXELS = 8_000_000;

/**
 * Draw a page and use the drawing. Its memory is given back at once: collecting garbage would come too late, since a
 * canvas of 16 MB looks small to the collector.
 * @param scale pixels a point
 */
export async function withDrawing<T>(page: DrawablePage, scale: number, use: (canvas: Canvas) => T): Promise<T> {
  const { createCanvas } = await import('@napi-rs/canvas');
  const natural = page.getViewport({ scale: 1 });
  const safe = Math.min(scale, Math.sqrt(MOST_PIXELS / (natural.width * natural.height)));
  const viewport = page.getViewport({ scale: safe });
  const canvas = createCanvas(Math.max(1, Math.ceil(viewport.width)), Math.max(1, Math.ceil(viewport.height)));
  try {
    const canvasContext = canvas.getContext('2d');
    await page.render({ canvas, canvasContext, viewport, background: 'white' } as never).promise;
    return use(canvas);
  } finally {
    canvas.width = 1;
    canvas.height = 1;
  }
}

/** A canvas to be looked at piece by piece: a copy of the whole page is as large as the canvas again. */
export function lookedAt(canvas: Canvas): Drawing {
  const { width, height } = canvas;
  const context = canvas.getContext('2d');
  return { width, height, piece: (left, top, across, down) => context.getImageData(left, top, across, down).data };
}

/** One colour all over: nothing to recognise. */
export function isBlank(canvas: Canvas): boolean {
  const { width, height, piece } = lookedAt(canvas);
  const [red = 0, green = 0] = piece(0, 0, 1, 1);
  for (let top = 0; top < height; top += 64) {
    const band = piece(0, top, width, Math.min(64, height - top));
    for (let at = 0; at < band.length; at += 4) {
      if (Math.abs((band[at] ?? 0) - red) > 24 || Math.abs((band[at + 1] ?? 0) - green) > 24) return false;
    }
  }
  return true;
}
