/** From read lines to words with boxes. */
import type { Word } from '../../words';
import { pointIn, type TurnedRectangle } from './raster';
import type { ReadCharacter, ReadLine } from './read-lines';

/**
 * The detector's rectangles reach beyond the letters, so that nothing is cut off for the reader: so much of their height above and
 * below is paper. With it, lines that stand close would run into each other.
 */
const MARGIN = 0.2;
/** Lines read with less than this, on the average of their characters, are specks and drawings. */
const LEAST = 0.5;

/**
 * @param size of the picture in pixels
 * @param page from 1
 */
export function wordsOfLines(lines: ReadLine[], size: { width: number; height: number }, page: number): Word[] {
  const tilt = tiltOf(lines.map(({ rectangle }) => rectangle)) * (size.width / size.height);
  return lines.flatMap(({ rectangle, characters }) => {
    const visible = characters.filter((character) => character.text.trim() !== '');
    const mean = visible.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, visible.length);
    if (visible.length === 0 || mean < LEAST) return [];
    return runsOf(characters).map((run): Word => {
      const box = boxOf(rectangle, run, characters);
      return {
        text: run
          .map(({ text }) => text)
          .join('')
          .normalize('NFKC'),
        page,
        box: {
          x: box.x / size.width,
          y: box.y / size.height,
          width: box.width / size.width,
          height: box.height / size.height,
        },
        tilt,
        aspect: size.height / size.width,
        confidence:
          Math.round(Math.min(1, run.reduce((sum, { confidence }) => sum + confidence, 0) / run.length) * 100) / 100,
        method: 'ocr',
      };
    });
  });
}

/** Characters between spaces. */
function runsOf(characters: ReadCharacter[]): ReadCharacter[][] {
  const runs: ReadCharacter[][] = [];
  let open = false;
  for (const character of characters) {
    if (character.text.trim() === '') {
      open = false;
      continue;
    }
    if (open) runs.at(-1)?.push(character);
    else runs.push([character]);
    open = true;
  }
  return runs;
}

/** The upright box around a run: from half a character before its first to half a character behind its last. */
function boxOf(
  rectangle: TurnedRectangle,
  run: ReadCharacter[],
  all: ReadCharacter[],
): { x: number; y: number; width: number; height: number } {
  const first = run[0]?.at ?? 0;
  const last = run.at(-1)?.at ?? 1;
  const half = Math.min(0.5, 0.5 / Math.max(1, all.length));
  const from = run[0] === all[0] ? 0 : Math.max(0, first - half);
  const to = run.at(-1) === all.at(-1) ? 1 : Math.min(1, last + half);
  const corners = [
    pointIn(rectangle, from, MARGIN),
    pointIn(rectangle, to, MARGIN),
    pointIn(rectangle, from, 1 - MARGIN),
    pointIn(rectangle, to, 1 - MARGIN),
  ];
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const x = Math.max(0, Math.min(...xs));
  const y = Math.max(0, Math.min(...ys));
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** The middle slope of long lines that lie, in pixels down for each pixel to the right. */
function tiltOf(rectangles: TurnedRectangle[]): number {
  const slopes = rectangles
    .filter(({ width, height, angle }) => width > height * 4 && Math.abs(angle) < Math.PI / 4)
    .map(({ angle }) => Math.tan(angle))
    .sort((a, b) => a - b);
  return slopes[Math.floor(slopes.length / 2)] ?? 0;
}
