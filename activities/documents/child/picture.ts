/** A picture becomes words: upright first, then turned when what was recognised makes no sense. */
import type { Turn } from '../contract';
import type { ReadLimits } from '../limits';
import type { Word } from '../words';
import { type Prepared, prepareImage } from './image';
import type { Recognisers } from './recognisers';

/** Clearly read words that make a page. */
const ENOUGH = 8;
const CLEAR = 0.7;

export interface PictureReading {
  /** From 1. */
  page: number;
  words: Word[];
  /** Turned as it was read. */
  picture: Prepared;
  /** Clockwise; the boxes of `words` are those of the picture so turned. */
  turned: Turn;
  /**
   * The same picture read once more in another way. Looking for columns loses prices that stand far from their names;
   * looking for rows loses words in ruled boxes. Takes as long again; null where there is no other way.
   */
  again: (() => Promise<Word[]>) | null;
}

/**
 * @param source path or bytes of the picture
 * @param until milliseconds since 1970 after which no second attempt is begun
 */
export async function readPicture(
  source: string | Buffer,
  page: number,
  limits: ReadLimits,
  until: number,
  { first, second }: Recognisers,
  sheet = 0,
): Promise<PictureReading> {
  const begun = Date.now();
  const upright = await prepareImage(source, limits, 0, sheet);
  let best = { picture: upright, words: await first.recognise(upright, page), turned: 0 as Turn };
  const each = Date.now() - begun;
  for (const turned of turnsToTry(best.words)) {
    if (Date.now() + each * 1.5 > until) break;
    const picture = await prepareImage(source, limits, turned, sheet);
    const words = await first.recognise(picture, page);
    const straightened = lying(best.words) !== null && clear(words) >= Math.max(ENOUGH, clear(best.words) * 0.8);
    if (straightened || clear(words) > clear(best.words) * 2) best = { picture, words, turned };
    if (clear(best.words) >= ENOUGH * 2) break;
  }
  return {
    page,
    words: best.words,
    picture: best.picture,
    turned: best.turned,
    again: second === null ? null : async () => joined(best.words, await second.recognise(best.picture, page)),
  };
}

/**
 * The recogniser reads lines that run up or down by itself, but their boxes are then on their side; where it took them for the
 * wrong way up, their words cannot be made out. So are those of a page upside down. A photo of a car has few words
 * whichever way it is turned.
 */
function turnsToTry(words: Word[]): (90 | 180 | 270)[] {
  const side = lying(words);
  if (side !== null) return clear(words) >= ENOUGH ? [side] : [side === 90 ? 270 : 90, side];
  return clear(words) < ENOUGH && words.length >= ENOUGH ? [180, 90, 270] : [];
}

/** By how much to turn a page whose lines run up or down; null for one that is upright. */
function lying(words: Word[]): 90 | 270 | null {
  const long = words.filter((word) => word.text.length >= 4 && word.box !== null);
  const tall = long.filter(({ box, aspect }) => box !== null && box.height * (aspect ?? 1) > box.width * 1.2);
  if (tall.length < ENOUGH || tall.length < long.length * 0.6) return null;
  let down = 0;
  for (const [index, word] of tall.entries()) {
    const next = tall[index + 1];
    if (word.box === null || next?.box == null || Math.abs(next.box.x - word.box.x) > word.box.width) continue;
    down += Math.sign(next.box.y - word.box.y);
  }
  return down >= 0 ? 270 : 90;
}

function clear(words: Word[]): number {
  return words.filter((word) => word.confidence >= CLEAR && /^[\p{L}\p{N}]{3,}/u.test(word.text)).length;
}

/** Words of both readings; where two lie on each other, the one that was read with more confidence. */
function joined(one: Word[], other: Word[]): Word[] {
  const kept = one.filter((word) => !other.some((rival) => overlap(word, rival) && rival.confidence > word.confidence));
  return [...kept, ...other.filter((word) => !kept.some((rival) => overlap(word, rival)))];
}

/** More than a third of the smaller one lies under the other. */
export function overlap(one: Word, other: Word): boolean {
  if (one.box === null || other.box === null) return false;
  const [a, b] = [one.box, other.box];
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  const smaller = Math.min(a.width * a.height, b.width * b.height);
  return width > 0 && height > 0 && width * height > smaller / 3;
}
