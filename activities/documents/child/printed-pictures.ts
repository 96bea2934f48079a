/**
 * Words inside the pictures of a page that has text of its own: letterheads and stamps. Looked at only where the text leaves
 * something open, since recognition costs a second.
 */
import { readFile } from 'node:fs/promises';
import type { ReadLimits } from '../limits';
import type { Word } from '../words';
import { withDrawing } from './drawing';
import { drawnPage, type OperatorPage } from './page-text';
import { open, pdfLibrary, RECOGNISE } from './pdf';
import { overlap, readPicture } from './picture';
import type { Recognisers } from './recognisers';

/** Share of the page's area below which pictures are rules, dots and pixels that count readers. */
const LEAST_SHARE = 0.003;

/**
 * The first page's recognised words that its text does not have.
 * @param known words of the text layer
 * @param until milliseconds since 1970 after which no second attempt is begun
 */
export async function wordsInPictures(
  path: string,
  limits: ReadLimits,
  known: Word[],
  until: number,
  recognisers: Recognisers,
): Promise<Word[]> {
  const { task, document } = await open(await readFile(path), limits);
  try {
    const page = await document.getPage(1);
    const { OPS } = await pdfLibrary();
    const drawn = await drawnPage(page as unknown as OperatorPage, OPS as unknown as Record<string, number>);
    if (drawn.pictures < LEAST_SHARE) return [];
    const png = await withDrawing(page, RECOGNISE, (canvas) => canvas.toBuffer('image/png'));
    const { words } = await readPicture(png, 1, limits, until, recognisers);
    const printed = known.filter((word) => word.page === 1);
    return words.filter((word) => !printed.some((other) => overlap(word, other)));
  } finally {
    await task.destroy();
  }
}
