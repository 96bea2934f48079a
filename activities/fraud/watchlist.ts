/** The installation's watchlist: a CSV file with the columns name and reason. */
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { normalName } from './indicators';

export type Watchlist = Map<string, { name: string; reason: string }>;

/** @returns null where there is no file: the check is then "not checked" */
export function loadWatchlist(path: string): Watchlist | null {
  if (!existsSync(path)) return null;
  const rows = parse(readFileSync(path, 'utf8'), { columns: true, skip_empty_lines: true, trim: true }) as {
    name: string;
    reason: string;
  }[];
  return new Map(rows.map((row) => [normalName(row.name), row]));
}
