/** The table of vehicle claims, read from CSV files of its shape. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { type ClaimRow, REQUIRED_COLUMNS } from '../../../activities/fraud/model/features';

export const LABEL = 'FraudFound_P';
/** Who a person is: never given to the model; only its results are compared by these. */
export const PROTECTED_COLUMNS = ['Sex', 'MaritalStatus', 'Age', 'AgeOfPolicyHolder'] as const;

export interface ClaimsFile {
  name: string;
  sha256: string;
  rows: ClaimRow[];
}

/**
 * CSV files of a folder that have the columns of the vehicle-claims table.
 * @param narratives whether to take those with a narrative, or those without
 */
export function claimsFiles(folder: string, narratives = false): ClaimsFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .sort()
    .flatMap((name): ClaimsFile[] => {
      const bytes = readFileSync(join(folder, name));
      const rows = parse(bytes, { columns: true, bom: true, skip_empty_lines: true }) as Record<string, string>[];
      const columns = new Set(Object.keys(rows[0] ?? {}));
      const fits = REQUIRED_COLUMNS.every((column) => columns.has(column)) && columns.has('Narrative') === narratives;
      return fits ? [{ name, sha256: createHash('sha256').update(bytes).digest('hex'), rows }] : [];
    });
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Months since the year 0 of a row's accident. */
export function monthOf(row: ClaimRow): number {
  return Number(row.Year) * 12 + MONTHS.indexOf(row.Month ?? '');
}

/** October 1995: from here on rows are for evaluation only. */
export const FIRST_EVALUATED_MONTH = 1995 * 12 + 9;

/** 1 when the claim was found to be fraud. */
export function labelOf(row: ClaimRow): number {
  return Number(row[LABEL]);
}
