/** Where the lines of print are in a picture. */
import type { InferenceSession } from 'onnxruntime-node';
import { Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import type { Raster } from './raster';
import { type FoundRectangle, rectanglesOf } from './rectangles';

/** Sides of what the detector looks at are multiples of this. */
const CELL = 32;

/** How finely a picture is looked at: its short side is brought to so many pixels, its long one to no more than `longest`. */
export interface Fineness {
  shortest: number;
  longest: number;
}

/** Rectangles around lines, in pixels of the picture. */
export async function detectLines(
  session: InferenceSession,
  picture: Raster,
  fineness: Fineness,
): Promise<FoundRectangle[]> {
  const scale = Math.min(
    Math.max(fineness.shortest / Math.min(picture.width, picture.height), 0),
    fineness.longest / Math.max(picture.width, picture.height),
  );
  const width = cells(picture.width * scale);
  const height = cells(picture.height * scale);
  const small = await sharp(picture.data, { raw: { width: picture.width, height: picture.height, channels: 3 } })
    .resize({ width, height, fit: 'fill' })
    .raw()
    .toBuffer();
  const size = width * height;
  const input = new Float32Array(size * 3);
  for (let at = 0; at < size; at += 1) {
    input[at] = (small[at * 3 + 2] ?? 0) / 127.5 - 1;
    input[at + size] = (small[at * 3 + 1] ?? 0) / 127.5 - 1;
    input[at + size * 2] = (small[at * 3] ?? 0) / 127.5 - 1;
  }
  const [inputName = 'x'] = session.inputNames;
  const output = await session.run({ [inputName]: new Tensor('float32', input, [1, 3, height, width]) });
  const [map] = Object.values(output);
  if (map === undefined || !(map.data instanceof Float32Array)) throw new Error('The detection model gave no map');
  const found = rectanglesOf({ data: map.data, width, height });
  map.dispose();
  const across = picture.width / width;
  const down = picture.height / height;
  return found.map((rectangle) => ({
    x: rectangle.x * across,
    y: rectangle.y * down,
    width: rectangle.width * across,
    height: rectangle.height * down,
    angle: rectangle.angle,
    score: rectangle.score,
  }));
}

function cells(length: number): number {
  return Math.max(CELL, Math.round(length / CELL) * CELL);
}
