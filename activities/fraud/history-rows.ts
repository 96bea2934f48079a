/** Rows of a history file: what each column allows, and everything that is wrong with a file. Pure. */
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { CurrencyCode, IsoDate, MinorUnits, Peril } from '../vocabulary';

export interface RowError {
  /** From 1 after the header; 0 for the file as a whole. */
  row: number;
  column: string | null;
  /** What is wrong, and what is allowed. */
  problem: string;
}

/** Text without control characters: PostgreSQL cannot store NUL, and the others mean that the file is broken. */
const text = (most: number) =>
  z
    .string()
    .max(most, `at most ${most} characters are allowed`)
    .regex(/^\P{Cc}*$/u, 'has control characters; only text is allowed');
const optional = (schema: z.ZodType<string>) => z.union([z.literal('').transform(() => null), schema]).nullable();
const required = (most: number) => text(most).min(1, 'is empty; a value is needed');

const Columns = z.object({
  reference: required(60),
  policy_number: required(40),
  section: required(60),
  loss_date: IsoDate,
  peril: Peril,
  currency: CurrencyCode,
  claimed: z.string(),
  paid: z.string(),
  claimant_name: optional(text(120)),
  account: optional(text(60).regex(/^[A-Za-z0-9][A-Za-z0-9 -]{4,59}$/)),
  phone: optional(text(30).regex(/^\+[0-9][0-9 ./-]{6,28}$/)),
  invoice_issuer: optional(text(120)),
  invoice_number: optional(text(60)),
});

/** What to say for a column, whatever exactly is wrong with it. */
const ALLOWED: Record<string, string> = {
  loss_date: 'a date is needed, as YYYY-MM-DD',
  peril: `one of these is needed: ${Peril.options.join(', ')}`,
  currency: 'an ISO 4217 code is needed, such as EUR',
  account: 'letters and digits are allowed, with spaces or dashes, 5 to 60 characters',
  phone: 'the international form is needed, such as +353 87 123 4567',
};

export const REQUIRED_COLUMNS = [
  'reference',
  'policy_number',
  'section',
  'loss_date',
  'peril',
  'currency',
  'claimed',
  'paid',
];
export const COLUMNS = Object.keys(Columns.shape);

export interface HistoryRow {
  /** From 1 after the header. */
  row: number;
  reference: string;
  policyNumber: string;
  section: string;
  lossDate: string;
  peril: Peril;
  currency: string;
  claimedMinor: number;
  paidMinor: number;
  claimantName: string | null;
  account: string | null;
  phone: string | null;
  invoiceIssuer: string | null;
  invoiceNumber: string | null;
}

/** Read a whole file. Rows are returned only for files without an error. */
export function readHistoryRows(csv: string): { rows: HistoryRow[]; errors: RowError[] } {
  const errors: RowError[] = [];
  const failed = (row: number, column: string | null, problem: string) => errors.push({ row, column, problem });
  let lines: string[][];
  try {
    lines = parse(csv, { skip_empty_lines: true, trim: true, bom: true, relax_column_count: true });
  } catch (error) {
    failed(0, null, `This is not a CSV file: ${error instanceof Error ? error.message : String(error)}`);
    return { rows: [], errors };
  }
  const [header = [], ...body] = lines;
  checkHeader(header, failed);
  if (errors.length === 0 && body.length === 0) failed(0, null, 'The file has a header and no rows.');
  if (errors.length > 0) return { rows: [], errors };

  const rows: HistoryRow[] = [];
  for (const [index, values] of body.entries()) {
    const row = readRow(index + 1, header, values, failed);
    if (row !== null) rows.push(row);
  }
  checkTogether(rows, failed);
  return errors.length > 0 ? { rows: [], errors } : { rows, errors };
}

type Failed = (row: number, column: string | null, problem: string) => void;

function checkHeader(header: string[], failed: Failed): void {
  for (const column of REQUIRED_COLUMNS.filter((name) => !header.includes(name))) {
    failed(0, column, `The column ${column} is missing. Columns are separated by commas: ${COLUMNS.join(',')}`);
  }
  for (const [index, column] of header.entries()) {
    if (!COLUMNS.includes(column))
      failed(0, column.slice(0, 60), `This column is not known. Allowed: ${COLUMNS.join(', ')}.`);
    else if (header.indexOf(column) !== index) failed(0, column, `The column ${column} is there twice.`);
  }
}

function readRow(row: number, header: string[], values: string[], failed: Failed): HistoryRow | null {
  if (values.length !== header.length) {
    failed(row, null, `The row has ${values.length} values; the header has ${header.length} columns.`);
    return null;
  }
  const entry = Object.fromEntries(COLUMNS.map((column) => [column, values[header.indexOf(column)] ?? null]));
  const parsed = Columns.safeParse(entry);
  if (!parsed.success) {
    for (const [column, problem] of problemsOf(parsed.error)) failed(row, column, problem);
    return null;
  }
  const { data } = parsed;
  const amounts = { claimed: minorUnits(data.claimed, data.currency), paid: minorUnits(data.paid, data.currency) };
  for (const [column, amount] of Object.entries(amounts)) {
    if (amount === null)
      failed(row, column, `an amount is needed, such as ${sampleAmount(data.currency)}, without signs or separators`);
  }
  if (data.invoice_number !== null && data.invoice_issuer === null)
    failed(row, 'invoice_issuer', 'is empty; an invoice is recognised by its number and its issuer, give both');
  if (data.invoice_issuer !== null && data.invoice_number === null)
    failed(row, 'invoice_number', 'is empty; an invoice is recognised by its number and its issuer, give both');
  if (amounts.claimed === null || amounts.paid === null) return null;
  return {
    row,
    reference: data.reference,
    policyNumber: data.policy_number,
    section: data.section,
    lossDate: data.loss_date,
    peril: data.peril,
    currency: data.currency,
    claimedMinor: amounts.claimed,
    paidMinor: amounts.paid,
    claimantName: data.claimant_name,
    account: data.account,
    phone: data.phone,
    invoiceIssuer: data.invoice_issuer,
    invoiceNumber: data.invoice_number,
  };
}

/** One problem a column: what is allowed says more than each single complaint. */
function problemsOf(error: z.ZodError): Map<string, string> {
  const problems = new Map<string, string>();
  for (const issue of error.issues) {
    const column = String(issue.path[0] ?? '');
    if (!problems.has(column)) problems.set(column, ALLOWED[column] ?? deepest(issue));
  }
  return problems;
}

/** The message of the branch that says something, where the schema is "empty or this". */
function deepest(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union') return issue.message;
  const last = issue.errors.flat().at(-1);
  return last === undefined ? issue.message : deepest(last);
}

/** Rows that contradict each other: one section of one claim twice, or one claim with two policies or dates. */
function checkTogether(rows: HistoryRow[], failed: Failed): void {
  const first = new Map<string, HistoryRow>();
  const sections = new Map<string, number>();
  for (const row of rows) {
    const key = JSON.stringify([row.reference, row.section]);
    const before = sections.get(key);
    if (before === undefined) sections.set(key, row.row);
    else
      failed(
        row.row,
        'section',
        `claim ${row.reference} has this section in row ${before} already; one row a section is allowed`,
      );

    const known = first.get(row.reference);
    if (known === undefined) first.set(row.reference, row);
    else if (known.policyNumber !== row.policyNumber)
      failed(row.row, 'policy_number', `claim ${row.reference} has another policy in row ${known.row}; one is allowed`);
    else if (known.lossDate !== row.lossDate)
      failed(row.row, 'loss_date', `claim ${row.reference} has another date in row ${known.row}; one is allowed`);
  }
}

const decimals = new Map<string, number>();

/** Decimals of a currency (ISO 4217): 2 for EUR, 0 for JPY. Kept, since a formatter is slow to make. */
function decimalsOf(currency: string): number {
  const known = decimals.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const found = format.resolvedOptions().maximumFractionDigits ?? 2;
  decimals.set(currency, found);
  return found;
}

/** `1234.5` → 123450. @returns null for what is no amount of the currency */
export function minorUnits(written: string, currency: string): number | null {
  const places = decimalsOf(currency);
  const [, whole, fraction = ''] = /^(\d{1,13})(?:\.(\d+))?$/.exec(written) ?? [];
  if (whole === undefined || fraction.length > places) return null;
  const minor = Number(`${whole}${fraction.padEnd(places, '0')}`);
  return MinorUnits.safeParse(minor).success ? minor : null;
}

function sampleAmount(currency: string): string {
  const places = decimalsOf(currency);
  return places === 0 ? '1234' : `1234.${'50'.padEnd(places, '0').slice(0, places)}`;
}
