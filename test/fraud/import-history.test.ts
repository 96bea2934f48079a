/** Import of claims history: all rows or none, errors that say where and what is allowed. */
import { readFileSync } from 'node:fs';
import { createFraudActivities } from '../../activities/fraud/activities';
import { COLUMNS, minorUnits, REQUIRED_COLUMNS, readHistoryRows } from '../../activities/fraud/history-rows';
import { importHistory } from '../../activities/fraud/import-history';
import { claimMarks, claimsHistory } from '../../platform/database/schema';
import { projectFile } from '../../platform/paths';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { type facts, KEY, paper, policy, register, shipped, shippedWatchlist, storePolicy } from './support';

let world: TestDatabase;
beforeAll(async () => {
  world = await createTestDatabase();
});
afterAll(() => world.close());

const GOOD = {
  reference: 'H-1',
  policy_number: 'MP-9',
  section: 'glass',
  loss_date: '2025-02-28',
  peril: 'hail',
  currency: 'USD',
  claimed: '1234.5',
  paid: '0.05',
  claimant_name: 'José "Pepe" Ibáñez, Jr.',
  account: 'IE53 ADJT 9000 1730 1144 71',
  phone: '+1 619 555 0107',
  invoice_issuer: 'Harbor Glass',
  invoice_number: 'HG-100',
};
const csv = (...rows: Partial<Record<keyof typeof GOOD, string>>[]) =>
  [
    COLUMNS.join(),
    ...rows.map((changes) =>
      Object.values({ ...GOOD, ...changes })
        .map((value) => `"${value.replaceAll('"', '""')}"`)
        .join(),
    ),
  ].join('\n');
const rowsOf = async (tenant: string) =>
  (await world.database.select().from(claimsHistory)).filter((row) => row.tenant === tenant);
const marksOf = async (tenant: string) =>
  (await world.database.select().from(claimMarks)).filter((mark) => mark.tenant === tenant);

test('a row becomes a row: amounts in minor units, accounts and phones as keyed hashes only', async () => {
  expect(await importHistory(world.database, 'one', `\uFEFF${csv({})}\r\n`, KEY)).toEqual({
    imported: 1,
    replaced: 0,
    errors: [],
  });
  expect(await rowsOf('one')).toEqual([
    {
      tenant: 'one',
      reference: 'H-1',
      section: 'glass',
      policyNumber: 'MP-9',
      lossDate: '2025-02-28',
      peril: 'hail',
      currency: 'USD',
      claimedMinor: 123_450,
      paidMinor: 5,
      origin: 'imported',
      claimantName: 'José "Pepe" Ibáñez, Jr.',
    },
  ]);
  const marks = await marksOf('one');
  expect(marks.map((mark) => mark.kind).sort()).toEqual(['account', 'invoice', 'phone']);
  expect(JSON.stringify(marks)).not.toMatch(/ADJT|5550107|555 0107/);
});

test.each<[string, Partial<typeof GOOD>, string, RegExp]>([
  ['an impossible date', { loss_date: '2025-02-29' }, 'loss_date', /YYYY-MM-DD/],
  ['a date in another form', { loss_date: '28/02/2025' }, 'loss_date', /YYYY-MM-DD/],
  ['an unknown cause', { peril: 'meteor' }, 'peril', /collision, glass-breakage/],
  ['a currency in lower case', { currency: 'usd' }, 'currency', /ISO 4217/],
  ['an amount with a comma', { claimed: '1,234.50' }, 'claimed', /such as 1234\.50/],
  ['an amount with three decimals', { paid: '1.234' }, 'paid', /such as 1234\.50/],
  ['a negative amount', { paid: '-1' }, 'paid', /without signs/],
  [
    'decimals that the currency does not have',
    { currency: 'JPY', claimed: '100', paid: '1.5' },
    'paid',
    /such as 1234,/,
  ],
  ['an amount beyond all reason', { claimed: '99999999999999' }, 'claimed', /an amount is needed/],
  ['no reference', { reference: '' }, 'reference', /is empty/],
  ['a NUL in a name', { claimant_name: 'A\u0000B' }, 'claimant_name', /control characters/],
  ['a name of 121 characters', { claimant_name: 'x'.repeat(121) }, 'claimant_name', /at most 120/],
  ['a phone in national form', { phone: '087 123 4567' }, 'phone', /\+353 87 123 4567/],
  ['an account with other signs', { account: 'IE53/ADJT' }, 'account', /letters and digits/],
  ['an invoice number alone', { invoice_issuer: '' }, 'invoice_issuer', /give both/],
  ['an issuer alone', { invoice_number: '' }, 'invoice_number', /give both/],
])('%s: row, column and what is allowed; nothing is stored', async (_, changes, column, problem) => {
  const report = await importHistory(world.database, 'bad', csv({}, { reference: 'H-2', ...changes }), KEY);
  expect(report).toEqual({
    imported: 0,
    replaced: 0,
    errors: [{ row: 2, column, problem: expect.stringMatching(problem) }],
  });
  expect(await rowsOf('bad')).toEqual([]);
  expect(await marksOf('bad')).toEqual([]);
});

test('all errors of a file are reported at once', () => {
  const { rows, errors } = readHistoryRows(csv({ peril: 'x', currency: '$' }, {}, { reference: '', paid: 'free' }));
  expect(rows).toEqual([]);
  expect(errors.map(({ row, column }) => [row, column])).toEqual([
    [1, 'peril'],
    [1, 'currency'],
    [3, 'reference'],
  ]);
});

test.each([
  ['nothing at all', '', REQUIRED_COLUMNS],
  ['semicolons', csv({}).replaceAll(',', ';').replaceAll('"', ''), [...REQUIRED_COLUMNS, expect.stringContaining(';')]],
  ['an open quote', `${COLUMNS.join()}\n"H-1`, [null]],
  ['a header alone', COLUMNS.join(), [null]],
  ['an unknown column', `${REQUIRED_COLUMNS.join()},colour\nx`, ['colour']],
  ['a column twice', `${REQUIRED_COLUMNS.join()},paid\nx`, ['paid']],
  ['a binary file', 'PK\u0003\u0004\u0000\u0000', [...REQUIRED_COLUMNS, expect.any(String)]],
])('%s is an answer, not a crash', async (_, text, columns) => {
  const report = await importHistory(world.database, 'bad', text, KEY);
  expect(report.errors.map((entry) => entry.column)).toEqual(columns);
  expect(report.errors.every((entry) => entry.row === 0)).toBe(true);
});

test('a row with too few values says so', () => {
  const { errors } = readHistoryRows(`${REQUIRED_COLUMNS.join()}\nH-1,MP-1`);
  expect(errors).toEqual([{ row: 1, column: null, problem: 'The row has 2 values; the header has 8 columns.' }]);
});

test('rows that contradict each other are refused', () => {
  const { errors } = readHistoryRows(
    csv({}, {}, { section: 'own-damage', policy_number: 'MP-8' }, { section: 'rental', loss_date: '2025-03-01' }),
  );
  expect(errors.map(({ row, column }) => [row, column])).toEqual([
    [2, 'section'],
    [3, 'policy_number'],
    [4, 'loss_date'],
  ]);
});

test('imported again, a row takes the place of the earlier one, and so do its marks', async () => {
  await importHistory(world.database, 'again', csv({}, { reference: 'H-2', account: '', phone: '' }), KEY);
  const before = await marksOf('again');
  const report = await importHistory(
    world.database,
    'again',
    csv({ paid: '10', account: 'OTHER-77' }, { reference: 'H-3' }),
    KEY,
  );
  expect(report).toEqual({ imported: 2, replaced: 1, errors: [] });
  expect((await rowsOf('again')).map((row) => [row.reference, row.paidMinor]).sort()).toEqual([
    ['H-1', 1000],
    ['H-2', 5],
    ['H-3', 5],
  ]);
  const account = (marks: typeof before) =>
    marks.find((mark) => mark.reference === 'H-1' && mark.kind === 'account')?.value;
  const after = await marksOf('again');
  expect(account(after)).not.toBe(account(before));
  expect(after.filter((mark) => mark.reference === 'H-1' && mark.kind === 'account')).toHaveLength(1);
});

test('two imports of the same claims at once both finish, and leave one set', async () => {
  const many = csv(...Array.from({ length: 2_500 }, (_, index) => ({ reference: `H-${index}` })));
  const backwards = csv(...Array.from({ length: 2_500 }, (_, index) => ({ reference: `H-${2_499 - index}` })));
  const reports = await Promise.all([
    importHistory(world.database, 'twice', many, KEY),
    importHistory(world.database, 'twice', backwards, KEY),
  ]);
  expect(reports.map((report) => report.replaced).sort((a, b) => a - b)).toEqual([0, 2_500]);
  expect(await rowsOf('twice')).toHaveLength(2_500);
});

test('a claim of this installation is never overwritten', async () => {
  await register(world.database, 'CLM-1', { tenant: 'ours' });
  const report = await importHistory(world.database, 'ours', csv({}, { reference: 'CLM-1' }), KEY);
  expect(report.errors).toEqual([
    { row: 2, column: 'reference', problem: expect.stringContaining('is a claim of this installation') },
  ]);
  expect(await rowsOf('ours')).toEqual([]);
});

test.each([
  ['0', 'USD', 0],
  ['1234.5', 'USD', 123_450],
  ['1234.50', 'EUR', 123_450],
  ['19.99', 'EUR', 1_999],
  ['1234', 'JPY', 1_234],
  ['1.234', 'KWD', 1_234],
  ['1.', 'USD', null],
  ['.5', 'USD', null],
  ['1e3', 'USD', null],
])('%s %s is %s minor units', (written, currency, minor) => {
  expect(minorUnits(written, currency)).toBe(minor);
});

test('the shipped sample is imported, and meets claims only where it is meant to', async () => {
  const sample = readFileSync(projectFile('examples', 'history.csv'), 'utf8');
  const report = await importHistory(world.database, 'sample', sample, KEY);
  expect(report).toEqual({ imported: 42, replaced: 0, errors: [] });

  const fraud = createFraudActivities({
    database: world.database,
    rules: shipped,
    watchlist: shippedWatchlist,
    markKey: KEY,
  });
  const screened = async (claimNumber: string, policyNumber: string, changes: Partial<ReturnType<typeof facts>>) => {
    const papers = { documents: [], invoices: [paper({ number: claimNumber })] };
    const input = await register(world.database, claimNumber, {
      tenant: 'sample',
      notice: { policyNumber },
      facts: { ...papers, phones: [], ...changes },
    });
    await storePolicy(world.database, 'sample', policy({ policyNumber }));
    return (await fraud.screenFraud(input)).indicatorCodes;
  };
  const account = (iban: string) => ({ payee: { name: 'Elena Marquez', iban, source: null } });
  expect(await screened('C-1', 'MP-2026-000101', account('991042882'))).toEqual([]);
  expect(await screened('C-2', 'MP-2026-000102', account('IE53ADJT90001730114471'))).toEqual(['shared-account']);
  expect(await screened('C-3', 'MP-2026-000103', { ...account('1003'), phones: ['+353209110777'] })).toEqual([
    'shared-phone',
    // Its earlier claim has an account that two others have as well.
    'connected-claims',
  ]);
  expect(await screened('C-4', 'MP-2026-000105', account('1004-4'))).toEqual(['frequent-claims']);
  expect(
    await screened('C-5', 'MP-2026-000106', {
      ...account('1005-5'),
      invoices: [paper({ issuer: 'Castlegate Electronics', number: 'CE 40917' })],
    }),
  ).toEqual(['same-invoice']);
});
