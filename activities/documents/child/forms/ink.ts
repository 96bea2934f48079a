/** What is written in a box of a scanned form, as opposed to what is printed around it. */
import { cutOut, type Raster, type TurnedRectangle } from '../neural/raster';

/** A box cut out of a page, upright, one byte a pixel: 0 black, 255 white. */
export interface Patch {
  data: Uint8Array;
  width: number;
  height: number;
}

/** A line of writing inside a patch, in its pixels. */
export interface InkBand {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Darker than this share of the paper's brightness is ink. */
const DARK = 0.62;
/** Smaller specks, in pixels at 200 dots an inch, are dust where nothing is written, and points where something is. */
const SPECK = 6;
const POINT = 2;
/** A rule is at most so thick, and at least so long a share of the box. */
const RULE_THICKNESS = 5;
const RULE_LENGTH = 0.55;
/** Ink along so much of a row of the patch, or of a column at the side of the box, is a rule whatever touches it. */
const RULE_ROW = 0.75;
const RULE_COLUMN = 0.85;
/** Share of reddish pixels from which on a page is taken for a form printed in red. */
const RED_FORM = 0.004;

/**
 * Forms that are read by machine are printed in red, which a scanner's red light does not see: in the red channel alone the form
 * is gone and what was filled in stays. A page in grey stays as it is.
 */
export function withoutRedPrint({ data, width, height }: Raster): Raster {
  let red = 0;
  const pixels = width * height;
  for (let at = 0; at < pixels * 3; at += 3 * 7) {
    if ((data[at] ?? 0) - Math.max(data[at + 1] ?? 0, data[at + 2] ?? 0) > 50) red += 7;
  }
  if (red < pixels * RED_FORM) return { data, width, height };
  const plain = new Uint8Array(pixels * 3);
  for (let at = 0; at < pixels * 3; at += 3) plain.fill(data[at] ?? 0, at, at + 3);
  return { data: plain, width, height };
}

/** Cut a box out, upright. */
export function patchOf(picture: Raster, rectangle: TurnedRectangle): Patch {
  const size = { width: Math.max(1, Math.round(rectangle.width)), height: Math.max(1, Math.round(rectangle.height)) };
  const planes = new Float32Array(size.width * size.height * 3);
  cutOut(picture, rectangle, size, planes, 0, size.width);
  const count = size.width * size.height;
  const data = new Uint8Array(count);
  for (let at = 0; at < count; at += 1) {
    const sum = (planes[at] ?? 0) + (planes[at + count] ?? 0) + (planes[at + 2 * count] ?? 0);
    data[at] = Math.round((sum / 3 + 1) * 127.5);
  }
  return { data, ...size };
}

/** What is written in a box. */
export interface Writing {
  /** From top to bottom; none in an empty box. */
  lines: InkBand[];
  /** The patch with nothing on it but the writing. */
  clean: Patch;
}

/** How far around a stroke its grey edge reaches, pixels. */
export const EDGE = 2;

/** 1 where there is ink, and the brightness of the paper. Paper is what most of the brighter half looks like. */
function inkOf({ data }: Patch): { ink: Uint8Array; paper: number } {
  const counts = new Uint32Array(256);
  for (const value of data) counts[value] = (counts[value] ?? 0) + 1;
  let paper = 255;
  for (let above = 0; paper > 0 && above < data.length * 0.3; paper -= 1) above += counts[paper] ?? 0;
  const limit = Math.max(paper, 90) * DARK;
  return { ink: data.map((value) => (value < limit ? 1 : 0)), paper };
}

/** Share of a patch that is ink, rules and specks included. */
export function inkShare(patch: Patch): number {
  return inkOf(patch).ink.reduce((sum, value) => sum + value, 0) / Math.max(1, patch.data.length);
}

/**
 * The writing in a box, apart from what is printed around it.
 * @param margin pixels of the patch that lie around the box on each side: letters that reach over its edge are seen whole, those of its
 * neighbours are told by where their middle is
 */
export function writingIn(patch: Patch, margin: number): Writing {
  const { width, height } = patch;
  const { ink, paper } = inkOf(patch);
  eraseRules(ink, width, height, margin);
  keepWriting(ink, width, height, margin);
  const rows = Array.from({ length: height }, (_, y) => {
    let sum = 0;
    for (let x = 0; x < width; x += 1) if (ink[y * width + x] === 1) sum += 1;
    return sum;
  });
  const bands: [from: number, to: number][] = [];
  rows.forEach((sum, y) => {
    if (sum === 0) return;
    const last = bands.at(-1);
    if (last !== undefined && y - last[1] <= 3) last[1] = y + 1;
    else bands.push([y, y + 1]);
  });
  const lines = merged(bands).flatMap(([top, bottom]): InkBand[] => {
    let [left, right] = [width, 0];
    for (let y = top; y < bottom; y += 1) {
      for (let x = 0; x < width; x += 1) {
        if (ink[y * width + x] !== 1) continue;
        left = Math.min(left, x);
        right = Math.max(right, x + 1);
      }
    }
    return right > left ? [{ left, top, right, bottom }] : [];
  });
  for (let y = 0; y < height; y += 1) {
    if (!lines.some(({ top, bottom }) => y >= top && y < bottom))
      for (let x = 0; x < width; x += 1) if (ink[y * width + x] === POINT) ink[y * width + x] = 0;
  }
  return { lines, clean: cleaned(patch, ink, paper) };
}

/** Paper everywhere but at the strokes. */
function cleaned({ data, width, height }: Patch, ink: Uint8Array, paper: number): Patch {
  const clean = new Uint8Array(data.length).fill(paper);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (ink[y * width + x] === 0) continue;
      for (let ny = Math.max(0, y - EDGE); ny <= Math.min(height - 1, y + EDGE); ny += 1) {
        const from = ny * width + Math.max(0, x - EDGE);
        const to = ny * width + Math.min(width - 1, x + EDGE) + 1;
        clean.set(data.subarray(from, to), from);
      }
    }
  }
  return { data: clean, width, height };
}

/** Points of letters and commas belong to the line beside them. */
function merged(bands: [number, number][]): [number, number][] {
  const tallest = Math.max(0, ...bands.map(([top, bottom]) => bottom - top));
  const lines: [number, number][] = [];
  for (const [top, bottom] of bands) {
    const last = lines.at(-1);
    const low = bottom - top < tallest * 0.4 || (last !== undefined && last[1] - last[0] < tallest * 0.4);
    if (last !== undefined && low && top - last[1] < tallest * 0.6) last[1] = bottom;
    else lines.push([top, bottom]);
  }
  return lines.filter(([top, bottom]) => bottom - top >= tallest * 0.4);
}

/** Rules of the form across the box and along its sides, also where letters touch them and where they run slightly aslant. */
function eraseRules(ink: Uint8Array, width: number, height: number, margin: number): void {
  const at = (x: number, y: number) => (x < 0 || y < 0 || x >= width || y >= height ? 0 : (ink[y * width + x] ?? 0));
  const erased: number[] = [];
  for (let y = 0; y < height; y += 1) {
    let sum = 0;
    for (let x = 0; x < width; x += 1) sum += at(x, y - 1) | at(x, y) | at(x, y + 1);
    if (sum < width * RULE_ROW) continue;
    for (let x = 0; x < width; x += 1) if (runLength(at, x, y, 0, 1) <= RULE_THICKNESS) erased.push(y * width + x);
  }
  for (let x = 0; x < width; x += 1) {
    if (x > margin + RULE_THICKNESS && x < width - margin - RULE_THICKNESS) continue;
    let sum = 0;
    for (let y = margin; y < height - margin; y += 1) sum += at(x - 1, y) | at(x, y) | at(x + 1, y);
    if (sum < (height - 2 * margin) * RULE_COLUMN) continue;
    for (let y = 0; y < height; y += 1) if (runLength(at, x, y, 1, 0) <= RULE_THICKNESS) erased.push(y * width + x);
  }
  for (const place of erased) ink[place] = 0;
}

/** How far ink reaches from a point in a direction and against it, together; no more is counted than tells a rule from a letter. */
function runLength(at: (x: number, y: number) => number, x: number, y: number, dx: number, dy: number): number {
  if (at(x, y) === 0) return 0;
  let length = 1;
  for (const sign of [1, -1])
    for (let step = 1; step <= RULE_THICKNESS + 1 && at(x + sign * step * dx, y + sign * step * dy) === 1; step += 1)
      length += 1;
  return length;
}

/** Parts of ink whose middle is in the box, without short rules and dust. */
function keepWriting(ink: Uint8Array, width: number, height: number, margin: number): void {
  const seen = new Uint8Array(ink.length);
  for (let start = 0; start < ink.length; start += 1) {
    if (ink[start] === 0 || seen[start] === 1) continue;
    const part = [start];
    seen[start] = 1;
    let [left, right, top, bottom] = [width, 0, height, 0];
    for (let at = 0; at < part.length; at += 1) {
      const place = part[at] ?? 0;
      const [x, y] = [place % width, Math.floor(place / width)];
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
      for (let dy = -1; dy <= 1; dy += 1) {
        for (let dx = -1; dx <= 1; dx += 1) {
          const [nx, ny] = [x + dx, y + dy];
          const next = ny * width + nx;
          if (nx < 0 || ny < 0 || nx >= width || ny >= height || ink[next] === 0 || seen[next] === 1) continue;
          seen[next] = 1;
          part.push(next);
        }
      }
    }
    const [across, down] = [right - left, bottom - top];
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const outside = x < margin || x > width - margin || y < margin || y > height - margin;
    const edge = left === 0 || top === 0 || right === width || bottom === height;
    const beside = Math.min(Math.abs(x - margin), Math.abs(x - (width - margin))) <= RULE_THICKNESS;
    const along = Math.min(Math.abs(y - margin), Math.abs(y - (height - margin))) <= RULE_THICKNESS + 1;
    const rule =
      (along && down <= RULE_THICKNESS && across > 2 * RULE_THICKNESS) ||
      (beside && across <= RULE_THICKNESS && down >= (height - 2 * margin) * RULE_LENGTH) ||
      (down <= RULE_THICKNESS && across >= (width - 2 * margin) * RULE_LENGTH && across > 12) ||
      (edge && (across <= RULE_THICKNESS || down <= RULE_THICKNESS));
    if (outside || rule || part.length < 2) for (const place of part) ink[place] = 0;
    else if (part.length < SPECK) for (const place of part) ink[place] = POINT;
  }
}
