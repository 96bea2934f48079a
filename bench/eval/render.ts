/** The figures of an evaluation as a table for the terminal. */
import Table from 'cli-table3';
import type { Metrics } from './sets';

/** Nested groups become names with dots: `speed.p50Ms`. */
export function renderMetrics(metrics: Metrics): string {
  const table = new Table({
    head: ['measure', 'figure'],
    colAligns: ['left', 'right'],
    style: { head: [], border: [] },
  });
  for (const [name, figure] of flattened(metrics)) table.push([name, figure]);
  return table.toString();
}

function flattened(metrics: Metrics, prefix = ''): [string, string][] {
  return Object.entries(metrics).flatMap(([name, value]): [string, string][] => {
    if (value !== null && typeof value === 'object') return flattened(value, `${prefix}${name}.`);
    return [[`${prefix}${name}`, value === null ? '-' : typeof value === 'number' ? shown(value) : value]];
  });
}

function shown(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 10 ? 4 : 1);
}
