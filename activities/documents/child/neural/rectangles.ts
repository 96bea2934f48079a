/** From a map of where print is to rectangles around its lines. */
import type { TurnedRectangle } from './raster';

export interface FoundRectangle extends TurnedRectangle {
  /** Mean of the map inside, 0 to 1. */
  score: number;
}

/** A map of values from 0 to 1, row by row. */
export interface ScoreMap {
  data: Float32Array;
  width: number;
  height: number;
}

/**
 * As published for this family of detectors (Liao et al., "Real-time Scene Text Detection with Differentiable Binarization",
 * AAAI 2020): pixels above a threshold, joined; the mean decides; the shrunken shape is grown back by area x ratio / perimeter.
 */
const PIXEL = 0.3;
const REGION = 0.5;
const GROWTH = 1.6;
const LEAST_SIDE = 3;
const LEAST_PIXELS = 6;
const MOST_REGIONS = 1500;
/** Shapes at least this many times as long as high tell the angle of their line by themselves. */
const LONG = 3.5;

interface Region {
  pixels: number;
  sum: number;
  /** Outline: leftmost and rightmost pixel of every row. */
  outline: [number, number][];
}

export function rectanglesOf(map: ScoreMap): FoundRectangle[] {
  const regions = regionsOf(map).filter(
    (region) => region.pixels >= LEAST_PIXELS && region.sum / region.pixels >= REGION,
  );
  const fitted = regions.map((region) => ({ region, fit: smallestRectangle(region.outline) }));
  const slant = medianSlant(fitted.map(({ fit }) => fit));
  return fitted.flatMap(({ region, fit }): FoundRectangle[] => {
    const upright = Math.abs(fit.angle) > Math.PI / 4;
    const long = fit.width >= fit.height * LONG;
    // A single figure has no direction: it is taken to run as the lines around it.
    const shape = long
      ? fit
      : rectangleAlong(region.outline, upright && fit.width > fit.height * 1.5 ? slant + Math.PI / 2 : slant);
    if (Math.min(shape.width, shape.height) < LEAST_SIDE) return [];
    const grow = (shape.width * shape.height * GROWTH) / (2 * (shape.width + shape.height));
    return [
      {
        ...shape,
        width: shape.width + 2 * grow,
        height: shape.height + 2 * grow,
        score: region.sum / region.pixels,
      },
    ];
  });
}

/** Connected pixels above the threshold, each grown by one to the right and down so that broken strokes hold together. */
function regionsOf({ data, width, height }: ScoreMap): Region[] {
  const on = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if ((data[y * width + x] ?? 0) <= PIXEL) continue;
      on[y * width + x] = 1;
      if (x + 1 < width) on[y * width + x + 1] = 1;
      if (y + 1 < height) on[(y + 1) * width + x] = 1;
      if (x + 1 < width && y + 1 < height) on[(y + 1) * width + x + 1] = 1;
    }
  }
  const regions: Region[] = [];
  const stack = new Int32Array(width * height);
  for (let start = 0; start < on.length && regions.length < MOST_REGIONS; start += 1) {
    if (on[start] !== 1) continue;
    const rows = new Map<number, [number, number]>();
    const region: Region = { pixels: 0, sum: 0, outline: [] };
    let size = 1;
    stack[0] = start;
    on[start] = 2;
    while (size > 0) {
      size -= 1;
      const at = stack[size] ?? 0;
      const x = at % width;
      const y = (at - x) / width;
      region.pixels += 1;
      region.sum += data[at] ?? 0;
      const row = rows.get(y);
      if (row === undefined) rows.set(y, [x, x]);
      else {
        row[0] = Math.min(row[0], x);
        row[1] = Math.max(row[1], x);
      }
      for (let dy = -1; dy <= 1; dy += 1) {
        const other = y + dy;
        if (other < 0 || other >= height) continue;
        for (let dx = -1; dx <= 1; dx += 1) {
          const beside = x + dx;
          if (beside < 0 || beside >= width) continue;
          const next = other * width + beside;
          if (on[next] !== 1) continue;
          on[next] = 2;
          stack[size] = next;
          size += 1;
        }
      }
    }
    for (const [y, [left, right]] of rows) {
      region.outline.push([left, y], [right + 1, y], [left, y + 1], [right + 1, y + 1]);
    }
    regions.push(region);
  }
  return regions;
}

/** The middle angle of the long shapes that lie, radians; 0 where there are none. */
function medianSlant(shapes: TurnedRectangle[]): number {
  const slants = shapes
    .filter((shape) => shape.width >= shape.height * LONG && Math.abs(shape.angle) <= Math.PI / 4)
    .map((shape) => shape.angle)
    .sort((a, b) => a - b);
  return slants[Math.floor(slants.length / 2)] ?? 0;
}

/** The rectangle of least area around points; its width is its long side, its angle within a quarter turn of level. */
export function smallestRectangle(points: [number, number][]): TurnedRectangle {
  const hull = hullOf(points);
  let best: TurnedRectangle | null = null;
  for (let index = 0; index < hull.length; index += 1) {
    const [x1, y1] = hull[index] ?? [0, 0];
    const [x2, y2] = hull[(index + 1) % hull.length] ?? [0, 0];
    const candidate = rectangleAlong(hull, Math.atan2(y2 - y1, x2 - x1));
    if (best === null || candidate.width * candidate.height < best.width * best.height) best = candidate;
  }
  const found = best ?? rectangleAlong(points, 0);
  const lying =
    found.width >= found.height
      ? found
      : { ...found, width: found.height, height: found.width, angle: found.angle + Math.PI / 2 };
  let angle = lying.angle % Math.PI;
  if (angle > Math.PI / 2) angle -= Math.PI;
  if (angle <= -Math.PI / 2) angle += Math.PI;
  return { ...lying, angle };
}

/** The rectangle around points whose width runs at an angle. */
function rectangleAlong(points: [number, number][], angle: number): TurnedRectangle {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of points) {
    const across = x * cos + y * sin;
    const down = y * cos - x * sin;
    left = Math.min(left, across);
    right = Math.max(right, across);
    top = Math.min(top, down);
    bottom = Math.max(bottom, down);
  }
  const [across, down] = [(left + right) / 2, (top + bottom) / 2];
  return {
    x: across * cos - down * sin,
    y: across * sin + down * cos,
    width: right - left,
    height: bottom - top,
    angle,
  };
}

/** Convex hull (Andrew's monotone chain). */
function hullOf(points: [number, number][]): [number, number][] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const chain = (ordered: [number, number][]) => {
    const kept: [number, number][] = [];
    for (const point of ordered) {
      while (kept.length >= 2 && turn(kept.at(-2), kept.at(-1), point) <= 0) kept.pop();
      kept.push(point);
    }
    return kept.slice(0, -1);
  };
  return [...chain(sorted), ...chain([...sorted].reverse())];
}

function turn(a: [number, number] | undefined, b: [number, number] | undefined, c: [number, number]): number {
  if (a === undefined || b === undefined) return 1;
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}
