/** What the lines of a picture say. */
import { Tensor } from 'onnxruntime-node';
import { cutOut, type Raster, type TurnedRectangle } from './raster';
import type { Sessions } from './sessions';

/** One character, and where along its line it stands, from 0 to 1. */
export interface ReadCharacter {
  text: string;
  at: number;
  confidence: number;
}

export interface ReadLine {
  rectangle: TurnedRectangle;
  characters: ReadCharacter[];
}

/** Height that the recogniser was trained on, pixels. */
const HEIGHT = 48;
/** Narrower pictures are filled up to this. The model was trained on 320; amounts and dates read as well at half of it, twice as fast. */
const LEAST_WIDTH = 160;
/** A line longer than this times its height is read squeezed. */
const LONGEST = 50;
/** Pixels of width in one run: its output is 160 kB for every 8 of them. */
const RUN = 1920;

/** Lines in the order given. */
export async function readLines(
  { recogniser, alphabet }: Sessions,
  picture: Raster,
  rectangles: TurnedRectangle[],
): Promise<ReadLine[]> {
  const widths = rectangles.map(({ width, height }) =>
    Math.ceil(HEIGHT * Math.min(LONGEST, width / Math.max(1, height))),
  );
  const order = rectangles.map((_, index) => index).sort((a, b) => (widths[a] ?? 0) - (widths[b] ?? 0));
  const lines = rectangles.map((rectangle): ReadLine => ({ rectangle, characters: [] }));
  const [inputName = 'x'] = recogniser.inputNames;
  for (const batch of batchesOf(order, widths)) {
    const stride = Math.max(LEAST_WIDTH, ...batch.map((index) => widths[index] ?? 0));
    const each = 3 * HEIGHT * stride;
    const input = new Float32Array(each * batch.length);
    batch.forEach((index, place) => {
      const rectangle = rectangles[index];
      if (rectangle === undefined) return;
      const size = { width: Math.max(1, widths[index] ?? 1), height: HEIGHT };
      cutOut(picture, rectangle, size, input, place * each, stride);
    });
    const output = await recogniser.run({
      [inputName]: new Tensor('float32', input, [batch.length, 3, HEIGHT, stride]),
    });
    const [scores] = Object.values(output);
    if (scores === undefined || !(scores.data instanceof Float32Array))
      throw new Error('The recognition model gave no scores');
    const [, steps = 0, classes = 0] = scores.dims;
    const { data } = scores;
    batch.forEach((index, place) => {
      const line = lines[index];
      if (line === undefined) return;
      const from = place * steps * classes;
      const used = stride / Math.max(1, widths[index] ?? 1);
      line.characters = decode(data.subarray(from, from + steps * classes), steps, classes, alphabet, used);
    });
    scores.dispose();
  }
  return lines;
}

/** Lines of like width together, as many as fit one run. */
function batchesOf(order: number[], widths: number[]): number[][] {
  const batches: number[][] = [];
  for (const index of order) {
    const batch = batches.at(-1);
    const width = Math.max(LEAST_WIDTH, widths[index] ?? 0);
    if (batch !== undefined && (batch.length + 1) * width <= RUN) batch.push(index);
    else batches.push([index]);
  }
  return batches;
}

/**
 * Best class of every step, repeats and blanks left out (connectionist temporal classification).
 * @param used width of what was looked at over the width of the line in it
 */
function decode(
  scores: Float32Array,
  steps: number,
  classes: number,
  alphabet: string[],
  used: number,
): ReadCharacter[] {
  const characters: ReadCharacter[] = [];
  let before = 0;
  for (let step = 0; step < steps; step += 1) {
    let best = 0;
    let most = -Infinity;
    for (let index = 0, at = step * classes; index < classes; index += 1, at += 1) {
      const score = scores[at] ?? 0;
      if (score > most) {
        most = score;
        best = index;
      }
    }
    if (best !== 0 && best !== before) {
      const at = Math.min(1, ((step + 0.5) / steps) * used);
      characters.push({ text: alphabet[best] ?? '', at, confidence: most });
    }
    before = best;
  }
  return characters;
}
