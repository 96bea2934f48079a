/**
 * Policies as a table: one row for each section of each version of a policy. Columns and rules are described for people
 * in docs/importing-policies.md. All rows are checked, and every mistake is named by row, column and what is allowed.
 */
import { parse } from 'csv-parse/sync';
import { LineOfBusiness } from '../vocabulary';
import { Policy } from './contract';

/** A mistake. Rows count from 1 after the header; row 0 is the header or the file as a whole. */
export interface TableProblem {
  row: number;
  column: string | null;
  problem: string;
}

/** A policy and the rows that it was put together from. */
export interface TablePolicy {
  policy: Policy;
  firstRow: number;
  /** Row of each section, in the order of `policy.sections`. */
  sectionRows: number[];
}

/** Columns that must be the same in all rows of one version of a policy. */
const POLICY_COLUMNS = [
  'policy_number',
  'product',
  'edition',
  'line',
  'jurisdiction',
  'currency',
  'holder',
  'insured_persons',
  'effective_from',
  'effective_to',
  'inception_date',
  'cancelled_on',
  'vehicle_registration',
  'risk_address',
] as const;
const SECTION_COLUMNS = ['section', 'limit', 'deductible', 'aggregate_limit', 'limit_increased_on'] as const;
export const COLUMNS = [...POLICY_COLUMNS, ...SECTION_COLUMNS] as const;
type Column = (typeof COLUMNS)[number];
type Row = Record<Column, string>;

const MAY_BE_EMPTY: ReadonlySet<Column> = new Set([
  'insured_persons',
  'cancelled_on',
  'vehicle_registration',
  'risk_address',
  'aggregate_limit',
  'limit_increased_on',
]);

const RULES: Partial<Record<Column, { allowed: RegExp; problem: string }>> = {
  policy_number: {
    allowed: /^[A-Za-z0-9][A-Za-z0-9 /_.-]{2,39}$/,
    problem: 'must be 3 to 40 letters, digits, spaces or / _ . -',
  },
  product: {
    allowed: /^[a-z0-9][a-z0-9-]*$/,
    problem: 'must be lower-case words joined by hyphens, e.g. motor-private',
  },
  edition: { allowed: /^[a-z0-9][a-z0-9-]*$/, problem: 'must be an edition of the product, e.g. 2026-01' },
  line: {
    allowed: new RegExp(`^(${LineOfBusiness.options.join('|')})$`),
    problem: `must be one of ${LineOfBusiness.options.join(', ')}`,
  },
  jurisdiction: {
    allowed: /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/,
    problem: 'must be a country, with region where it matters, e.g. IE or US-CA',
  },
  currency: { allowed: /^[A-Z]{3}$/, problem: 'must be an ISO 4217 code, e.g. EUR' },
  holder: { allowed: /^\P{Cc}{1,120}$/u, problem: 'must be 1 to 120 characters, without control characters' },
  insured_persons: {
    allowed: /^\P{Cc}{1,1000}$/u,
    problem: 'must be at most 1,000 characters, without control characters',
  },
  section: { allowed: /^[a-z][a-z0-9-]*$/, problem: 'must be a section of the product, e.g. own-damage' },
  vehicle_registration: {
    allowed: /^[\p{L}0-9 -]{1,15}$/u,
    problem: 'must be 1 to 15 letters, digits, spaces or hyphens',
  },
  risk_address: { allowed: /^\P{Cc}{1,300}$/u, problem: 'must be at most 300 characters, without control characters' },
};
const DATES: ReadonlySet<Column> = new Set([
  'effective_from',
  'effective_to',
  'inception_date',
  'cancelled_on',
  'limit_increased_on',
]);
const AMOUNTS: ReadonlySet<Column> = new Set(['limit', 'deductible', 'aggregate_limit']);

/** Read a table of policies. When `problems` is not empty, `policies` is. */
export function readPolicyTable(csv: string): { policies: TablePolicy[]; problems: TableProblem[] } {
  const problems: TableProblem[] = [];
  const rows = readRows(csv, problems);
  rows.forEach((row, index) => {
    checkRow(row, index + 1, problems);
  });
  if (problems.length > 0) return { policies: [], problems };
  const policies = gather(rows, problems);
  for (const { policy, firstRow } of policies) checkDates(policy, firstRow, problems);
  return problems.length > 0 ? { policies: [], problems } : { policies, problems };
}

function readRows(csv: string, problems: TableProblem[]): Row[] {
  let records: string[][];
  try {
    records = parse(csv, { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    problems.push({ row: 0, column: null, problem: `must be CSV with commas and double quotes: ${why}` });
    return [];
  }
  const [header, ...body] = records;
  if (header === undefined || body.length === 0) {
    problems.push({ row: 0, column: null, problem: 'must have a header and at least one row' });
    return [];
  }
  for (const column of COLUMNS) {
    const times = header.filter((name) => name === column).length;
    if (times !== 1)
      problems.push({ row: 0, column, problem: times === 0 ? 'column is missing' : 'column is there more than once' });
  }
  for (const name of header) {
    if (!COLUMNS.some((column) => column === name)) {
      problems.push({
        row: 0,
        column: name.slice(0, 60),
        problem: `unknown column; allowed are ${COLUMNS.join(', ')}`,
      });
    }
  }
  body.forEach((cells, index) => {
    if (cells.length !== header.length) {
      problems.push({ row: index + 1, column: null, problem: `must have ${header.length} cells, has ${cells.length}` });
    }
  });
  if (problems.length > 0) return [];
  return body.map((cells) => {
    const entries = COLUMNS.map((column) => [column, cells[header.indexOf(column)] ?? ''] as const);
    return Object.fromEntries(entries) as Row;
  });
}

function checkRow(row: Row, number: number, problems: TableProblem[]): void {
  for (const column of COLUMNS) {
    const value = row[column];
    const add = (problem: string) => problems.push({ row: number, column, problem });
    if (value === '') {
      if (!MAY_BE_EMPTY.has(column)) add('must not be empty');
      continue;
    }
    if (DATES.has(column) && !isDate(value)) add('must be a date as YYYY-MM-DD');
    if (AMOUNTS.has(column) && amountOf(value) === null)
      add('must be an amount such as 1234.50, zero or more, without separators');
    const rule = RULES[column];
    if (rule !== undefined && !rule.allowed.test(value)) add(rule.problem);
  }
}

function gather(rows: Row[], problems: TableProblem[]): TablePolicy[] {
  const found = new Map<string, TablePolicy & { row: Row }>();
  rows.forEach((row, index) => {
    const number = index + 1;
    const key = JSON.stringify([row.policy_number, row.effective_from]);
    const known = found.get(key);
    if (known === undefined) {
      const policy = policyOf(row);
      found.set(key, { policy, row, firstRow: number, sectionRows: [number] });
      return;
    }
    for (const column of POLICY_COLUMNS) {
      if (row[column] !== known.row[column]) {
        problems.push({
          row: number,
          column,
          problem: `must be the same as in row ${known.firstRow}, which is the same policy`,
        });
      }
    }
    if (known.policy.sections.some(({ section }) => section === row.section)) {
      problems.push({
        row: number,
        column: 'section',
        problem: `section ${row.section} of this policy is there already`,
      });
      return;
    }
    const added = policyOf(row);
    known.policy.sections.push(...added.sections);
    known.policy.limitIncreases.push(...added.limitIncreases);
    known.sectionRows.push(number);
  });
  return [...found.values()].map(({ policy, firstRow, sectionRows }) => ({
    policy: Policy.parse(policy),
    firstRow,
    sectionRows,
  }));
}

/** The policy that a single checked row describes, with one section. */
function policyOf(row: Row): Policy {
  return {
    policyNumber: row.policy_number,
    product: row.product,
    edition: row.edition,
    line: LineOfBusiness.parse(row.line),
    jurisdiction: row.jurisdiction,
    currency: row.currency,
    holder: row.holder,
    insuredPersons: row.insured_persons
      .split(';')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    effectiveFrom: row.effective_from,
    effectiveTo: row.effective_to,
    inceptionDate: row.inception_date,
    cancelledOn: row.cancelled_on || null,
    sections: [
      {
        section: row.section,
        limitMinor: amountOf(row.limit) ?? 0,
        deductibleMinor: amountOf(row.deductible) ?? 0,
        aggregateLimitMinor: row.aggregate_limit === '' ? null : amountOf(row.aggregate_limit),
      },
    ],
    vehicleRegistration:
      row.vehicle_registration === '' ? null : row.vehicle_registration.toUpperCase().replace(/[ -]/g, ''),
    riskAddress: row.risk_address || null,
    limitIncreases: row.limit_increased_on === '' ? [] : [{ on: row.limit_increased_on, section: row.section }],
  };
}

function checkDates(policy: Policy, row: number, problems: TableProblem[]): void {
  const add = (column: Column, problem: string) => problems.push({ row, column, problem });
  if (policy.effectiveTo <= policy.effectiveFrom) add('effective_to', 'must be after effective_from');
  if (policy.inceptionDate > policy.effectiveFrom) add('inception_date', 'must not be after effective_from');
  const { cancelledOn } = policy;
  if (cancelledOn !== null && (cancelledOn < policy.effectiveFrom || cancelledOn > policy.effectiveTo)) {
    add('cancelled_on', 'must lie between effective_from and effective_to');
  }
  if (policy.line === 'motor' && policy.vehicleRegistration === null)
    add('vehicle_registration', 'must not be empty for motor');
  for (const { on } of policy.limitIncreases) {
    if (on >= policy.effectiveTo) add('limit_increased_on', 'must be before effective_to');
  }
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}

/** Minor units of a decimal with at most two decimals; null when it is not one, or more than 9,999,999,999.99. */
function amountOf(text: string): number | null {
  const [, whole = '', decimals = ''] = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  return whole === '' ? null : Number(whole) * 100 + Number(decimals.padEnd(2, '0'));
}
