/** A picture becomes words: upright first, then turned when what was recognised makes no sense. */
import type { ReadLimits } from '../limits';
import type { Word } from '../words';
import { prepareImage } from './image';
import { recognise } from './recognise';

/** Clearly read words that make a page. */
const ENOUGH = 8;
const CLEAR = 0.7;

/**
 * @param source path or bytes of the picture
 * @param until milliseconds since 1970 after which no second attempt is begun
 */
export async function readPicture(
  source: string | Buffer,
  page: number,
  limits: ReadLimits,
  until: number,
): Promise<Word[]> {
  const begun = Date.now();
  let best = await recognise(await prepareImage(source, limits), page);
  const each = Date.now() - begun;
  // A photo of a car has no words whichever way it is turned; a lying page has many that cannot be made out.
  if (clear(best) >= ENOUGH || best.length < ENOUGH) return best;
  for (const turned of [90, 270, 180] as const) {
    if (Date.now() + each * 1.5 > until) break;
    const words = await recognise(await prepareImage(source, limits, turned), page);
    if (clear(words) > clear(best) * 2) best = words;
    if (clear(best) >= ENOUGH * 2) break;
  }
  return best;
}

function clear(words: Word[]): number {
  return words.filter((word) => word.confidence >= CLEAR && /^[\p{L}\p{N}]{3,}/u.test(word.text)).length;
}
