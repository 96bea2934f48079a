/** Strokes and surfaces that the drawn pictures share. */
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Chance } from '../random';

export type Point = [number, number];

/** A picture, drawn from the seed of its chance. */
export type Scene = (context: SKRSContext2D, chance: Chance) => void;

/** Points as numbers, or as text: `10,20 30,40`. */
export type Points = Point[] | string;

function pointsOf(points: Points): Point[] {
  if (typeof points !== 'string') return points;
  return points.split(' ').map((pair) => {
    const [x, y] = pair.split(',').map(Number);
    if (x === undefined || y === undefined) throw new Error(`Not a point: ${pair}`);
    return [x, y];
  });
}

function trace(context: SKRSContext2D, points: Points): void {
  context.beginPath();
  for (const [index, [x, y]] of pointsOf(points).entries()) index === 0 ? context.moveTo(x, y) : context.lineTo(x, y);
}

/** Fill a rectangle from one colour at the top (or left) to another. */
export function gradient(
  context: SKRSContext2D,
  [x, y, width, height]: [number, number, number, number],
  colours: string[],
  across = false,
): void {
  const fill = across
    ? context.createLinearGradient(x, 0, x + width, 0)
    : context.createLinearGradient(0, y, 0, y + height);
  for (const [index, colour] of colours.entries()) fill.addColorStop(index / Math.max(1, colours.length - 1), colour);
  context.fillStyle = fill;
  context.fillRect(x, y, width, height);
}

export function shape(context: SKRSContext2D, points: Points, fill: string): void {
  trace(context, points);
  context.closePath();
  context.fillStyle = fill;
  context.fill();
}

export function line(context: SKRSContext2D, points: Points, colour: string, width: number): void {
  trace(context, points);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.lineCap = 'round';
  context.stroke();
}

/** A spot that fades out: light, dirt, a stain. `colour` without opacity, e.g. `255,240,200`. */
export function glow(
  context: SKRSContext2D,
  x: number,
  y: number,
  radius: number,
  colour: string,
  strength: number,
): void {
  const fill = context.createRadialGradient(x, y, 0, x, y, radius);
  fill.addColorStop(0, `rgba(${colour},${strength})`);
  fill.addColorStop(1, `rgba(${colour},0)`);
  context.fillStyle = fill;
  context.fillRect(x - radius, y - radius, radius * 2, radius * 2);
}

/** A line that wanders from a point in a direction, as cracks do; branches are drawn thinner. */
export function crack(
  context: SKRSContext2D,
  chance: Chance,
  from: Point,
  angle: number,
  length: number,
  look: { colour: string; width: number },
): void {
  const points: Point[] = [from];
  let [x, y] = from;
  let direction = angle;
  const step = 16;
  for (let run = 0; run < length; run += step) {
    direction += chance.spread() * 0.16;
    x += Math.cos(direction) * step;
    y += Math.sin(direction) * step;
    points.push([x, y]);
    if (chance.next() < 0.07 && look.width > 0.8)
      crack(
        context,
        chance,
        [x, y],
        direction + chance.between(0.4, 0.9) * (chance.next() < 0.5 ? -1 : 1),
        (length - run) * 0.5,
        {
          ...look,
          width: look.width * 0.6,
        },
      );
  }
  line(
    context,
    points.map(([px, py]): Point => [px + 1.5, py + 1.5]),
    'rgba(20,25,30,0.45)',
    look.width,
  );
  line(context, points, look.colour, look.width);
}

/** Specks all over a surface: asphalt, grass, plaster. */
export function specks(
  context: SKRSContext2D,
  chance: Chance,
  [x, y, width, height]: [number, number, number, number],
  count: number,
  colours: string[],
  size: [number, number],
): void {
  for (let index = 0; index < count; index += 1) {
    context.fillStyle = colours[Math.floor(chance.next() * colours.length)] ?? '#000000';
    const each = chance.between(size[0], size[1]);
    context.fillRect(x + chance.next() * width, y + chance.next() * height, each, each);
  }
}

/** Long strokes along a surface: wood grain, scratches, blades of grass. */
export function strokes(
  context: SKRSContext2D,
  chance: Chance,
  [x, y, width, height]: [number, number, number, number],
  count: number,
  look: { colours: string[]; width: number; length: [number, number]; angle: number },
): void {
  for (let index = 0; index < count; index += 1) {
    const start: Point = [x + chance.next() * width, y + chance.next() * height];
    const length = chance.between(look.length[0], look.length[1]);
    const angle = look.angle + chance.spread() * 0.06;
    const end: Point = [start[0] + Math.cos(angle) * length, start[1] + Math.sin(angle) * length];
    line(context, [start, end], look.colours[Math.floor(chance.next() * look.colours.length)] ?? '#000000', look.width);
  }
}

/** Draw only inside a rectangle until the context is restored. */
export function clip(context: SKRSContext2D, [x, y, width, height]: [number, number, number, number]): void {
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
}
