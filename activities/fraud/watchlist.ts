/** The installation's watchlist: a CSV file with the columns `name` and `reason`. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { comparableName } from '../../platform/identity';

export interface Watchlist {
  /** By comparable name. Rows count from 1 after the header. */
  entries: Map<string, { row: number; reason: string }>;
  /** SHA-256 (hex) of the file: which list a screening used. */
  sha256: string;
}

/**
 * @returns null where there is no file: the check is then "not checked"
 * @throws Error when the file is not such a list; the message names the row
 */
export function loadWatchlist(path: string): Watchlist | null {
  if (!existsSync(path)) return null;
  const content = readFileSync(path, 'utf8');
  const rows = parse(content, { skip_empty_lines: true, trim: true, bom: true }) as string[][];
  const [header = [], ...body] = rows;
  if (header.join() !== 'name,reason') {
    throw new Error(`${path}: the first line must be "name,reason", not "${header.join().slice(0, 80)}".`);
  }
  const entries: Watchlist['entries'] = new Map();
  for (const [index, [name = '', reason = '']] of body.entries()) {
    const comparable = comparableName(name);
    if (comparable === '') throw new Error(`${path}, row ${index + 1}: the name is empty.`);
    if (!entries.has(comparable)) entries.set(comparable, { row: index + 1, reason });
  }
  return { entries, sha256: createHash('sha256').update(content).digest('hex') };
}
