/** Pixels of a picture, and rectangles at any angle cut out of them. */

/** Three bytes a pixel (red, green, blue), row by row. */
export interface Raster {
  data: Uint8Array;
  width: number;
  height: number;
}

/** A rectangle at an angle, in pixels. `angle` in radians: how its long side runs, 0 to the right, positive downwards. */
export interface TurnedRectangle {
  x: number;
  y: number;
  width: number;
  height: number;
  angle: number;
}

/** The point of a turned rectangle at fractions of its width and height. */
export function pointIn(rectangle: TurnedRectangle, across: number, down: number): [number, number] {
  const cos = Math.cos(rectangle.angle);
  const sin = Math.sin(rectangle.angle);
  const dx = (across - 0.5) * rectangle.width;
  const dy = (down - 0.5) * rectangle.height;
  return [rectangle.x + dx * cos - dy * sin, rectangle.y + dx * sin + dy * cos];
}

/**
 * A turned rectangle as the recogniser wants it: planes blue, green, red of `height` rows, scaled from 0..255 to -1..1
 * and written into `into` from `offset`, each row `stride` long. Every target pixel is the mean of the source pixels that
 * it covers, so that large print keeps its shape when made smaller.
 */
export function cutOut(
  raster: Raster,
  rectangle: TurnedRectangle,
  size: { width: number; height: number },
  into: Float32Array,
  offset: number,
  stride: number,
): void {
  const { data, width, height } = raster;
  const plane = stride * size.height;
  const cos = Math.cos(rectangle.angle);
  const sin = Math.sin(rectangle.angle);
  const stepX = rectangle.width / size.width;
  const stepY = rectangle.height / size.height;
  const taps = Math.min(4, Math.max(1, Math.round(Math.max(stepX, stepY))));
  const share = 1 / (taps * taps);
  for (let row = 0; row < size.height; row += 1) {
    for (let column = 0; column < size.width; column += 1) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let tap = 0; tap < taps * taps; tap += 1) {
        const dx = (column + ((tap % taps) + 0.5) / taps) * stepX - rectangle.width / 2;
        const dy = (row + (Math.floor(tap / taps) + 0.5) / taps) * stepY - rectangle.height / 2;
        const x = clamp(rectangle.x + dx * cos - dy * sin - 0.5, 0, width - 1.001);
        const y = clamp(rectangle.y + dx * sin + dy * cos - 0.5, 0, height - 1.001);
        const left = Math.floor(x);
        const top = Math.floor(y);
        const right = x - left;
        const down = y - top;
        const at = (top * width + left) * 3;
        const below = at + (top + 1 < height ? width * 3 : 0);
        const next = left + 1 < width ? 3 : 0;
        const a = (1 - right) * (1 - down) * share;
        const b = right * (1 - down) * share;
        const c = (1 - right) * down * share;
        const d = right * down * share;
        red += a * byte(data, at) + b * byte(data, at + next) + c * byte(data, below) + d * byte(data, below + next);
        green +=
          a * byte(data, at + 1) +
          b * byte(data, at + next + 1) +
          c * byte(data, below + 1) +
          d * byte(data, below + next + 1);
        blue +=
          a * byte(data, at + 2) +
          b * byte(data, at + next + 2) +
          c * byte(data, below + 2) +
          d * byte(data, below + next + 2);
      }
      const target = offset + row * stride + column;
      into[target] = blue / 127.5 - 1;
      into[target + plane] = green / 127.5 - 1;
      into[target + 2 * plane] = red / 127.5 - 1;
    }
  }
}

function byte(data: Uint8Array, at: number): number {
  return data[at] ?? 0;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most));
}
