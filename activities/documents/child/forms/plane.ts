/** Maps from one flat page to its picture, fitted to pairs of points by least squares. */

export type Point = [x: number, y: number];
export interface Pair {
  from: Point;
  to: Point;
}
/** Eight numbers a..h: x' = (ax + by + c) / (gx + hy + 1), y' = (dx + ey + f) / (gx + hy + 1). */
export type PlaneMap = [number, number, number, number, number, number, number, number];

export function mapped([a, b, c, d, e, f, g, h]: PlaneMap, [x, y]: Point): Point {
  const w = g * x + h * y + 1;
  return [(a * x + b * y + c) / w, (d * x + e * y + f) / w];
}

export function distance([x1, y1]: Point, [x2, y2]: Point): number {
  return Math.hypot(x1 - x2, y1 - y2);
}

/** Turned, moved and scaled so that two points fall on two others. */
export function similarity(one: Pair, other: Pair): PlaneMap {
  const [dx, dy] = [other.from[0] - one.from[0], other.from[1] - one.from[1]];
  const [tx, ty] = [other.to[0] - one.to[0], other.to[1] - one.to[1]];
  const length = dx * dx + dy * dy;
  const cos = (dx * tx + dy * ty) / length;
  const sin = (dx * ty - dy * tx) / length;
  const [x, y] = one.from;
  return [cos, -sin, one.to[0] - cos * x + sin * y, sin, cos, one.to[1] - sin * x - cos * y, 0, 0];
}

/** Paper that lies flat under a scanner: parallel lines stay parallel. Null for fewer than three pairs or points on one line. */
export function affineFit(pairs: Pair[]): PlaneMap | null {
  const rows = pairs.map(({ from: [x, y] }) => [x, y, 1]);
  const across = leastSquares(
    rows,
    pairs.map(({ to }) => to[0]),
  );
  const down = leastSquares(
    rows,
    pairs.map(({ to }) => to[1]),
  );
  return across === null || down === null ? null : ([...across, ...down, 0, 0] as PlaneMap);
}

/** Paper photographed at an angle: lines stay straight. */
export function perspectiveFit(pairs: Pair[]): PlaneMap | null {
  const rows: number[][] = [];
  const values: number[] = [];
  for (const {
    from: [x, y],
    to: [u, v],
  } of pairs) {
    rows.push([x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]);
    values.push(u, v);
  }
  return leastSquares(rows, values) as PlaneMap | null;
}

/** The middle of the distances between where points fall and where they should. */
export function residual(map: PlaneMap, pairs: Pair[]): number {
  const sorted = pairs.map(({ from, to }) => distance(mapped(map, from), to)).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.POSITIVE_INFINITY;
}

/** Normal equations, solved by elimination with pivots; null where they have no single solution. */
function leastSquares(rows: number[][], values: number[]): number[] | null {
  const size = rows[0]?.length ?? 0;
  if (rows.length < size || size === 0) return null;
  const system = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0));
  rows.forEach((row, index) => {
    for (let i = 0; i < size; i += 1) {
      const line = system[i] as number[];
      for (let j = 0; j < size; j += 1) line[j] = (line[j] ?? 0) + (row[i] ?? 0) * (row[j] ?? 0);
      line[size] = (line[size] ?? 0) + (row[i] ?? 0) * (values[index] ?? 0);
    }
  });
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let line = column + 1; line < size; line += 1)
      if (Math.abs(system[line]?.[column] ?? 0) > Math.abs(system[pivot]?.[column] ?? 0)) pivot = line;
    const chosen = system[pivot] as number[];
    const lead = chosen[column] ?? 0;
    if (Math.abs(lead) < 1e-12) return null;
    system[pivot] = system[column] as number[];
    system[column] = chosen;
    for (let line = 0; line < size; line += 1) {
      if (line === column) continue;
      const other = system[line] as number[];
      const factor = (other[column] ?? 0) / lead;
      for (let at = column; at <= size; at += 1) other[at] = (other[at] ?? 0) - factor * (chosen[at] ?? 0);
    }
  }
  return system.map((line, index) => (line[size] ?? 0) / (line[index] ?? 1));
}
