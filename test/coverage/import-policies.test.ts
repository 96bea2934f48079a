import { readFile } from 'node:fs/promises';
import { and, eq } from 'drizzle-orm';
import { policyOn } from '../../activities/coverage/activities';
import { Policy } from '../../activities/coverage/contract';
import { importPolicies } from '../../activities/coverage/import-policies';
import { COLUMNS } from '../../activities/coverage/policy-table';
import { policies } from '../../platform/database/schema';
import { projectFile } from '../../platform/paths';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { library } from './support';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const base: Record<string, string> = {
  policy_number: 'MP-1',
  product: 'motor-private',
  edition: '2026-01',
  line: 'motor',
  jurisdiction: 'US-CA',
  currency: 'USD',
  holder: 'Elena Marquez',
  insured_persons: 'Daniel Marquez;Ana Marquez',
  effective_from: '2026-01-01',
  effective_to: '2027-01-01',
  inception_date: '2021-01-01',
  cancelled_on: '',
  vehicle_registration: '8KTR 214',
  risk_address: '2210 Juniper Street, San Diego',
  section: 'own-damage',
  limit: '40000.00',
  deductible: '500',
  aggregate_limit: '',
  limit_increased_on: '',
};
const quoted = (value: string) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
const table = (...rows: Record<string, string>[]) =>
  [
    COLUMNS.join(','),
    ...rows.map((row) => COLUMNS.map((column) => quoted({ ...base, ...row }[column]!)).join(',')),
  ].join('\n');
const count = (tenant: string) => db.database.$count(policies, eq(policies.tenant, tenant));

test('the samples are imported whole, agree with their terms, and once more they replace themselves', async () => {
  const csv = await readFile(projectFile('examples', 'policies.csv'), 'utf8');
  const first = await importPolicies(db.database, 'samples', csv, library);
  expect(first.errors).toEqual([]);
  expect(first.imported).toBeGreaterThanOrEqual(14);
  expect(first.replaced).toBe(0);
  expect(await importPolicies(db.database, 'samples', csv, library)).toEqual({
    imported: first.imported,
    replaced: first.imported,
    errors: [],
  });
  expect(await count('samples')).toBe(first.imported);
});

test('rows of one policy become its sections; amounts are minor units, the registration has no spaces', async () => {
  const csv = table(
    {},
    { section: 'glass', limit: '2500.5', deductible: '100.00', limit_increased_on: '2026-02-01' },
    {
      policy_number: 'HC-1',
      product: 'home-contents',
      line: 'contents',
      jurisdiction: 'IE',
      currency: 'EUR',
      vehicle_registration: '',
      section: 'accidental-damage',
      aggregate_limit: '2000.00',
    },
  );
  expect(await importPolicies(db.database, 'one', csv, library)).toEqual({ imported: 2, replaced: 0, errors: [] });
  const motor = await policyOn(db.database, 'one', 'MP-1', '2026-05-01');
  expect(motor).toEqual({
    policyNumber: 'MP-1',
    product: 'motor-private',
    edition: '2026-01',
    line: 'motor',
    jurisdiction: 'US-CA',
    currency: 'USD',
    holder: 'Elena Marquez',
    insuredPersons: ['Daniel Marquez', 'Ana Marquez'],
    effectiveFrom: '2026-01-01',
    effectiveTo: '2027-01-01',
    inceptionDate: '2021-01-01',
    cancelledOn: null,
    sections: [
      { section: 'own-damage', limitMinor: 4_000_000, aggregateLimitMinor: null, deductibleMinor: 50_000 },
      { section: 'glass', limitMinor: 250_050, aggregateLimitMinor: null, deductibleMinor: 10_000 },
    ],
    vehicleRegistration: '8KTR214',
    riskAddress: '2210 Juniper Street, San Diego',
    limitIncreases: [{ on: '2026-02-01', section: 'glass' }],
  });
  const home = await policyOn(db.database, 'one', 'HC-1', '2026-05-01');
  expect(home?.sections[0]?.aggregateLimitMinor).toBe(200_000);
});

test('another version of a policy stands beside the first; the date of loss chooses', async () => {
  const csv = table(
    { effective_from: '2025-01-01', effective_to: '2026-01-01', limit: '1.00' },
    { limit: '2.00' },
    { effective_from: '2026-07-01', limit: '3.00' },
  );
  expect((await importPolicies(db.database, 'versions', csv)).imported).toBe(3);
  const limitOn = async (date: string) =>
    (await policyOn(db.database, 'versions', 'MP-1', date))?.sections[0]?.limitMinor;
  expect(await limitOn('2025-12-31')).toBe(100);
  expect(await limitOn('2026-01-01')).toBe(200);
  expect(await limitOn('2026-07-01')).toBe(300);
  expect(await limitOn('2028-01-01')).toBe(300);
  expect(await limitOn('2020-01-01')).toBe(100);
  expect(await policyOn(db.database, 'versions', 'MP-2', '2026-07-01')).toBeNull();
  expect(await policyOn(db.database, 'somebody-else', 'MP-1', '2026-07-01')).toBeNull();
});

const mistakes: [string, Record<string, string>, { column: string; problem: RegExp }][] = [
  [
    'a control character',
    { holder: 'Elena\u0000 Marquez', policy_number: 'MP-9' },
    { column: 'holder', problem: /120/ },
  ],
  ['an empty holder', { holder: '' }, { column: 'holder', problem: /empty/ }],
  ['a date of another country', { effective_from: '01/02/2026' }, { column: 'effective_from', problem: /YYYY-MM-DD/ }],
  ['a date that is none', { inception_date: '2021-02-30' }, { column: 'inception_date', problem: /YYYY-MM-DD/ }],
  ['an amount with separators', { limit: '40,000.00' }, { column: 'limit', problem: /1234\.50/ }],
  ['an amount below zero', { deductible: '-1' }, { column: 'deductible', problem: /zero or more/ }],
  ['three decimals', { aggregate_limit: '1.005' }, { column: 'aggregate_limit', problem: /1234\.50/ }],
  ['an unknown line', { line: 'marine' }, { column: 'line', problem: /motor, contents/ }],
  ['a currency in small letters', { currency: 'usd' }, { column: 'currency', problem: /ISO 4217/ }],
  [
    'a period that ends before it begins',
    { effective_to: '2025-12-31', policy_number: 'MP-9' },
    { column: 'effective_to', problem: /after effective_from/ },
  ],
  [
    'an inception after the period began',
    { inception_date: '2026-02-01', policy_number: 'MP-9' },
    { column: 'inception_date', problem: /not be after/ },
  ],
  [
    'a cancellation outside the period',
    { cancelled_on: '2027-02-01', policy_number: 'MP-9' },
    { column: 'cancelled_on', problem: /between/ },
  ],
  [
    'motor without a vehicle',
    { vehicle_registration: '', policy_number: 'MP-9' },
    { column: 'vehicle_registration', problem: /motor/ },
  ],
  ['a section twice', { section: 'own-damage' }, { column: 'section', problem: /already/ }],
  [
    'another holder in the same policy',
    { section: 'glass', holder: 'Somebody Else' },
    { column: 'holder', problem: /same as in row 1/ },
  ],
  [
    'a section that the product does not have',
    { section: 'hull' },
    { column: 'section', problem: /own-damage, glass, third-party-property/ },
  ],
  [
    'an edition without terms',
    { edition: '1999-01', policy_number: 'MP-9' },
    { column: 'edition', problem: /no terms/ },
  ],
  [
    'a currency that is not the product’s',
    { currency: 'CAD', policy_number: 'MP-9' },
    { column: 'currency', problem: /must be USD/ },
  ],
];
test.each(mistakes)('%s: named by row and column, and nothing is stored', async (_, wrong, { column, problem }) => {
  const result = await importPolicies(db.database, 'mistakes', table({}, wrong), library);
  expect(result).toMatchObject({ imported: 0, replaced: 0 });
  const found = result.errors.find((error) => error.column === column);
  expect(found?.problem).toMatch(problem);
  expect(found?.row).toBe(2);
  expect(await count('mistakes')).toBe(0);
});

test('all mistakes of a file are named at once', async () => {
  const result = await importPolicies(db.database, 'mistakes', table({ limit: 'much' }, { holder: '', currency: '$' }));
  expect(result.errors.map(({ row, column }) => [row, column])).toEqual([
    [1, 'limit'],
    [2, 'currency'],
    [2, 'holder'],
  ]);
});

test.each([
  ['nothing', '', /header and at least one row/],
  ['a header alone', COLUMNS.join(','), /header and at least one row/],
  ['a missing and an unknown column', table({}).replace('holder', 'owner'), /column is missing|unknown column/],
  ['a row that is too short', `${table({})}\nMP-2,motor-private`, /must have 19 cells, has 2/],
  ['a quote that is not closed', `${table({})}\n"MP-2`, /CSV/],
  ['bytes that are no text', '\u0000\u0001\u0002,\uFFFD\n\u0000', /unknown column|column is missing/],
])('%s is refused with a reason', async (_, csv, problem) => {
  const result = await importPolicies(db.database, 'mistakes', csv);
  expect(result.imported).toBe(0);
  expect(result.errors.map((error) => error.problem).join('; ')).toMatch(problem);
});

test('a byte order mark, Windows line ends and columns in another order are read', async () => {
  const columns = [...COLUMNS].reverse();
  const csv = `\uFEFF${columns.join(',')}\r\n${columns.map((column) => quoted(base[column]!)).join(',')}\r\n`;
  expect(await importPolicies(db.database, 'windows', csv)).toEqual({ imported: 1, replaced: 0, errors: [] });
});

test('an import that fails half-way leaves nothing behind', async () => {
  await db.database.$client.query(`
    CREATE FUNCTION refuse_mp7() RETURNS trigger AS $$ BEGIN
      IF NEW.policy_number = 'MP-1500' THEN RAISE EXCEPTION 'disk is full'; END IF; RETURN NEW;
    END $$ LANGUAGE plpgsql;
    CREATE TRIGGER refuse BEFORE INSERT ON policies FOR EACH ROW WHEN (NEW.tenant = 'halfway') EXECUTE FUNCTION refuse_mp7();`);
  const rows = Array.from({ length: 1600 }, (_, index) => ({
    policy_number: `MP-${index}xx`.replace('1500xx', '1500'),
  }));
  await expect(importPolicies(db.database, 'halfway', table(...rows))).rejects.toThrow();
  expect(await count('halfway')).toBe(0);
});

test('two imports at once leave one whole version', async () => {
  const one = table(
    ...Array.from({ length: 50 }, (_, index) => ({ policy_number: `MP-${100 + index}`, limit: '1.00' })),
  );
  const other = one.replaceAll('1.00', '2.00');
  await Promise.allSettled([importPolicies(db.database, 'race', one), importPolicies(db.database, 'race', other)]);
  const rows = await db.database
    .select({ body: policies.body })
    .from(policies)
    .where(and(eq(policies.tenant, 'race')));
  expect(rows).toHaveLength(50);
  expect(new Set(rows.map(({ body }) => Policy.parse(body).sections[0]?.limitMinor)).size).toBe(1);
});
