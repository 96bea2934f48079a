/** Whether a person who looks at the page can see a word: asked of the page as drawn. */
import type { DrawnWord } from './page-text';

/** Pixels of a drawn page, four bytes each (red, green, blue, alpha). */
export interface Pixels {
  data: Uint8ClampedArray;
  width: number;
  height: number;
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

/** Judge one word. */
export function sightOf(word: DrawnWord, pixels: Pixels): Sight {
  const { box } = word;
  const middleX = box.x + box.width / 2;
  const middleY = box.y + box.height / 2;
  if (word.inkless || word.size < LEAST_SIZE || middleX < 0 || middleX > 1 || middleY < 0 || middleY > 1)
    return 'hidden';
  const left = Math.max(0, Math.floor(box.x * pixels.width));
  const top = Math.max(0, Math.floor(box.y * pixels.height));
  const right = Math.min(pixels.width, Math.ceil((box.x + box.width) * pixels.width));
  const bottom = Math.min(pixels.height, Math.ceil((box.y + box.height) * pixels.height));
  return contrast(word.colour, pixels, left, top, right, bottom) >= LEAST_CONTRAST
    ? 'visible'
    : word.size >= WATERMARK_SIZE
      ? 'watermark'
      : 'hidden';
}

/**
 * How far the letters stand out from their ground. With a known colour it is the nearest drawn pixel to that colour that
 * counts, so that a white word under a black one is not taken for seen.
 */
function contrast(
  colour: DrawnWord['colour'],
  pixels: Pixels,
  left: number,
  top: number,
  right: number,
  bottom: number,
): number {
  const ground = commonest(pixels, left, top, right, bottom);
  if (ground === null) return 0;
  let most = 0;
  let nearest = Number.POSITIVE_INFINITY;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const at = (y * pixels.width + x) * 4;
      most = Math.max(most, distance(pixels.data, at, ground));
      if (colour !== null) nearest = Math.min(nearest, distance(pixels.data, at, colour));
    }
  }
  if (colour === null) return most;
  const own = Math.max(...colour.map((channel, index) => Math.abs(channel - (ground[index] ?? 0))));
  // Thin letters are drawn lighter than their colour: half of the way to it is enough, and translucent ones get less far.
  return nearest <= own * 0.75 ? Math.min(own, most) : 0;
}

/** The commonest colour of an area, to the nearest 16 of 256. */
function commonest(
  pixels: Pixels,
  left: number,
  top: number,
  right: number,
  bottom: number,
): [number, number, number] | null {
  const counts = new Map<number, number>();
  let best = -1;
  let bestCount = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const at = (y * pixels.width + x) * 4;
      const key =
        (((pixels.data[at] ?? 0) >> 4) << 8) |
        (((pixels.data[at + 1] ?? 0) >> 4) << 4) |
        ((pixels.data[at + 2] ?? 0) >> 4);
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      if (count > bestCount) {
        best = key;
        bestCount = count;
      }
    }
  }
  if (best < 0) return null;
  return [((best >> 8) & 15) * 17, ((best >> 4) & 15) * 17, (best & 15) * 17];
}

function distance(data: Uint8ClampedArray, at: number, colour: [number, number, number]): number {
  return Math.max(
    Math.abs((data[at] ?? 0) - colour[0]),
    Math.abs((data[at + 1] ?? 0) - colour[1]),
    Math.abs((data[at + 2] ?? 0) - colour[2]),
  );
}
