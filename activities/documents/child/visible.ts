/** Whether a person who looks at the page can see a word: asked of the page as drawn. */
import type { DrawnWord } from './word-builder';

/** A drawn page of which pieces can be looked at. */
export interface Drawing {
  width: number;
  height: number;
  /** Pixels of a piece, row by row, four bytes each (red, green, blue, alpha). */
  piece(left: number, top: number, width: number, height: number): Uint8ClampedArray;
}

export type Sight =
  /** Can be seen. */
  | 'visible'
  /** Faint and large, as a watermark: neither read nor suspicious. */
  | 'watermark'
  /** No ink, no contrast, too small, covered, or outside the page. */
  | 'hidden';

/** Letters below this many points cannot be read on paper. */
const LEAST_SIZE = 2;
/** Least difference of one colour channel between letter and ground, of 255. Light grey on white (#d6d6d6) is just under it. */
const LEAST_CONTRAST = 42;
const WATERMARK_SIZE = 28;
/** Pale figures that forms print into their boxes: large enough and dark enough for a person to notice. */
const FAINT_CONTRAST = 16;
const FAINT_SIZE = 11;

/** Judge one word. */
export function sightOf(word: DrawnWord, drawing: Drawing): Sight {
  const { box } = word;
  const middleX = box.x + box.width / 2;
  const middleY = box.y + box.height / 2;
  const outside = middleX < 0 || middleX > 1 || middleY < 0 || middleY > 1;
  if (word.inkless || word.size < LEAST_SIZE || outside) return 'hidden';
  const left = Math.max(0, Math.floor(box.x * drawing.width));
  const top = Math.max(0, Math.floor(box.y * drawing.height));
  const right = Math.min(drawing.width, Math.ceil((box.x + box.width) * drawing.width));
  const bottom = Math.min(drawing.height, Math.ceil((box.y + box.height) * drawing.height));
  if (right <= left || bottom <= top) return 'hidden';
  const seen = contrast(word.colour, drawing.piece(left, top, right - left, bottom - top));
  if (seen >= LEAST_CONTRAST) return 'visible';
  const faint = seen >= FAINT_CONTRAST && word.size >= FAINT_SIZE;
  return faint || word.size >= WATERMARK_SIZE ? 'watermark' : 'hidden';
}

/**
 * How far the letters stand out from their ground. With a known colour it is the nearest drawn pixel to that colour that
 * counts, so that a white word under a black one is not taken for seen.
 */
function contrast(colour: DrawnWord['colour'], pixels: Uint8ClampedArray): number {
  const ground = commonest(pixels);
  let most = 0;
  let nearest = Number.POSITIVE_INFINITY;
  for (let at = 0; at < pixels.length; at += 4) {
    most = Math.max(most, distance(pixels, at, ground));
    if (colour !== null) nearest = Math.min(nearest, distance(pixels, at, colour));
  }
  if (colour === null) return most;
  const own = Math.max(...colour.map((channel, index) => Math.abs(channel - (ground[index] ?? 0))));
  // Thin letters are drawn lighter than their colour, and translucent ones get less far: a quarter of the way is enough.
  return nearest <= own * 0.75 ? Math.min(own, most) : 0;
}

/** The commonest colour, to the nearest 16 of 256. */
function commonest(pixels: Uint8ClampedArray): [number, number, number] {
  const counts = new Uint32Array(4096);
  let best = 0;
  for (let at = 0; at < pixels.length; at += 4) {
    const key = (((pixels[at] ?? 0) >> 4) << 8) | (((pixels[at + 1] ?? 0) >> 4) << 4) | ((pixels[at + 2] ?? 0) >> 4);
    counts[key] = (counts[key] ?? 0) + 1;
    if ((counts[key] ?? 0) > (counts[best] ?? 0)) best = key;
  }
  return [((best >> 8) & 15) * 17, ((best >> 4) & 15) * 17, (best & 15) * 17];
}

function distance(data: Uint8ClampedArray, at: number, colour: [number, number, number]): number {
  return Math.max(
    Math.abs((data[at] ?? 0) - colour[0]),
    Math.abs((data[at + 1] ?? 0) - colour[1]),
    Math.abs((data[at + 2] ?? 0) - colour[2]),
  );
}

/** Two words share so much of the smaller one's place that nobody can read both. */
const SAME_PLACE = 0.6;
/** Print of very different size lies behind other print, as a watermark does. */
const LIKE_SIZE = 1.5;

/**
 * Words at whose place another word is drawn later: a forged amount stands on the one that it replaces, and the ink of the upper
 * makes the lower look visible. The same word twice is how some programs print bold.
 * @param words in the order in which they are drawn
 */
export function overprinted(words: DrawnWord[]): Set<DrawnWord> {
  const telling = words
    .map((word, order) => ({ word, order, letters: word.text.replace(/[^\p{L}\p{N}]/gu, '') }))
    .filter(({ letters }) => letters.length >= 2)
    .sort((a, b) => a.word.box.y - b.word.box.y);
  const under = new Set<DrawnWord>();
  telling.forEach((one, index) => {
    for (let next = index + 1; next < telling.length; next += 1) {
      const other = telling[next];
      if (other === undefined || other.word.box.y > one.word.box.y + one.word.box.height) break;
      if (one.letters.includes(other.letters) || other.letters.includes(one.letters)) continue;
      const sizes = [one.word.size, other.word.size];
      if (Math.max(...sizes) > Math.min(...sizes) * LIKE_SIZE || !samePlace(one.word, other.word)) continue;
      under.add(one.order < other.order ? one.word : other.word);
    }
  });
  return under;
}

function samePlace({ box: a }: DrawnWord, { box: b }: DrawnWord): boolean {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return false;
  return width * height > Math.min(a.width * a.height, b.width * b.height) * SAME_PLACE;
}
