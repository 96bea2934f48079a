/** Whether confidences mean what they say: of what is given with confidence p, about a share p should be right. */
import { mean } from '../statistics';
import type { Metrics } from './sets';

export interface Judged {
  confidence: number;
  right: boolean;
}

const EDGES = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** A row for each band of confidence that has any: how many, their mean confidence, the share that is right. */
export function reliability(judged: Judged[]): Metrics {
  const table: Metrics = {};
  EDGES.slice(0, -1).forEach((from, index) => {
    const to = EDGES[index + 1] ?? 1;
    const inside = judged.filter(({ confidence }) => confidence >= from && (confidence < to || to === 1));
    if (inside.length === 0) return;
    table[`${from.toFixed(1)} to ${to.toFixed(1)}`] =
      `${inside.length}: said ${mean(inside.map(({ confidence }) => confidence)).toFixed(2)}, right ${mean(inside.map(({ right }) => Number(right))).toFixed(2)}`;
  });
  table.expectedCalibrationError = judged.length === 0 ? null : calibrationError(judged);
  return table;
}

/** Mean distance between confidence and share right over the bands, weighted by how many are in each. */
function calibrationError(judged: Judged[]): number {
  let sum = 0;
  EDGES.slice(0, -1).forEach((from, index) => {
    const to = EDGES[index + 1] ?? 1;
    const inside = judged.filter(({ confidence }) => confidence >= from && (confidence < to || to === 1));
    if (inside.length === 0) return;
    const gap = mean(inside.map(({ confidence }) => confidence)) - mean(inside.map(({ right }) => Number(right)));
    sum += Math.abs(gap) * inside.length;
  });
  return Math.round((sum / judged.length) * 10_000) / 10_000;
}
