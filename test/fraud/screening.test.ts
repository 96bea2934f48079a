/** Screening over a real database: what claims leave for each other, and never for themselves. */

import { createFraudActivities } from '../../activities/fraud/activities';
import { FraudScreening } from '../../activities/fraud/contract';
import { readHistory } from '../../activities/fraud/history';
import { getEvidence } from '../../platform/database/evidence';
import { claimMarks, claimProjections, claimsHistory } from '../../platform/database/schema';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { FILE, facts, KEY, paper, policy, RECEIPT, register, shipped, shippedWatchlist, storePolicy } from './support';

let world: TestDatabase;
let fraud: ReturnType<typeof createFraudActivities>;
beforeAll(async () => {
  world = await createTestDatabase();
  fraud = createFraudActivities({
    database: world.database,
    rules: shipped,
    watchlist: shippedWatchlist,
    markKey: KEY,
  });
});
afterAll(() => world.close());

const HISTORY_CHECKS = [
  'same-invoice',
  'same-file',
  'shared-account',
  'shared-phone',
  'frequent-claims',
  'connected-claims',
];
const someHistory = (tenant: string) =>
  world.database.insert(claimsHistory).values({
    tenant,
    reference: 'H-0',
    section: 'glass',
    policyNumber: 'MP-0',
    lossDate: '2024-01-01',
    peril: 'hail',
    currency: 'USD',
    claimedMinor: 1,
    paidMinor: 1,
    origin: 'imported',
  });
/** Papers, account and phone that no other claim of the tenant has. */
const distinct = (letter: string) => {
  const fileId = letter.repeat(64);
  return {
    documents: [{ fileId, name: 'i', type: 'repair-invoice' as const, status: 'read' as const, setAsideCode: null }],
    invoices: [paper({ fileId, number: `N-${letter}` })],
    payee: { name: 'Elena Marquez', iban: `account-${letter}`, source: null },
    phones: [`+1619555010${letter.charCodeAt(0) % 10}`],
  };
};

test('the first claim of a tenant without history: not checked, rather than clear', async () => {
  await storePolicy(world.database, 'first', policy());
  const one = await register(world.database, 'C-1', { tenant: 'first' });
  expect(await fraud.screenFraud(one)).toMatchObject({ score: 0, referral: false, notChecked: HISTORY_CHECKS });
});

test('imported history of the same tenant is a source; that of another tenant is none', async () => {
  await storePolicy(world.database, 'second', policy());
  await someHistory('elsewhere');
  const one = await register(world.database, 'C-1', { tenant: 'second' });
  expect((await fraud.screenFraud(one)).notChecked).toEqual(HISTORY_CHECKS);
  await someHistory('second');
  expect((await fraud.screenFraud(one)).notChecked).toEqual([]);
});

test('a claim screened again, and its next episode, find none of its own marks', async () => {
  await storePolicy(world.database, 'own', policy());
  await someHistory('own');
  const one = await register(world.database, 'C-1', { tenant: 'own' });
  const first = await fraud.screenFraud(one);
  const again = await fraud.screenFraud(one);
  const reopened = await fraud.screenFraud({ ...one, claim: { ...one.claim, episode: 2 } });
  expect(first).toMatchObject({ score: 0, indicatorCodes: [] });
  expect([again, reopened]).toEqual([first, first]);
  const marks = await world.database.select().from(claimMarks);
  expect(marks.filter((mark) => mark.tenant === 'own')).toHaveLength(4);
});

test('another claim with the same papers, account and phone is referred; the database holds neither in clear', async () => {
  await storePolicy(world.database, 'shared', policy());
  await fraud.screenFraud(await register(world.database, 'C-1', { tenant: 'shared' }));
  const other = await register(world.database, 'C-2', { tenant: 'shared', notice: { policyNumber: 'MP-2' } });
  const result = await fraud.screenFraud(other);
  expect(result).toMatchObject({
    referral: true,
    score: 5 + 5 + 4 + 2,
    indicatorCodes: ['same-invoice', 'same-file', 'shared-account', 'shared-phone'],
  });
  const screening = await getEvidence(world.database, other.claim, result.screening, FraudScreening);
  expect(screening.indicators.map((indicator) => indicator.evidence[0]!.ref)).toEqual(['C-1', 'C-1', 'C-1', 'C-1']);
  expect(screening.rules).toEqual({
    version: shipped.rules.version,
    sha256: shipped.sha256,
    watchlistSha256: shippedWatchlist!.sha256,
  });
  const stored = JSON.stringify([await world.database.select().from(claimMarks), screening, result]);
  for (const secret of ['991042882', '4417738205', '6195550107', '5550107']) expect(stored).not.toContain(secret);
});

test('two claims with one invoice, screened at the same moment: at least one sees the other', async () => {
  for (let round = 0; round < 5; round += 1) {
    const tenant = `race-${round}`;
    const [one, other] = [
      await register(world.database, 'C-1', { tenant }),
      await register(world.database, 'C-2', { tenant }),
    ];
    const results = await Promise.all([fraud.screenFraud(one), fraud.screenFraud(other)]);
    expect(results.some((result) => result.indicatorCodes.includes('same-invoice'))).toBe(true);
  }
});

test('a claim that was merged into this one as its duplicate does not speak against it', async () => {
  await storePolicy(world.database, 'merged', policy());
  const one = await register(world.database, 'C-1', { tenant: 'merged' });
  const duplicate = await register(world.database, 'C-2', { tenant: 'merged' });
  await fraud.screenFraud(duplicate);
  expect((await fraud.screenFraud(one)).referral).toBe(true);

  const projection = (episode: number, outcome: string, linkedClaim: string | null) => ({
    tenant: 'merged',
    claimNumber: 'C-2',
    episode,
    version: 1,
    status: 'closed',
    outcome,
    policyNumber: 'MP-1',
    updatedAt: '2026-05-20T00:00:00Z',
    body: { linkedClaim },
  });
  await world.database.insert(claimProjections).values(projection(1, 'closed-duplicate', 'C-1'));
  expect(await fraud.screenFraud(one)).toMatchObject({ referral: false, indicatorCodes: [] });
  // Reopened and paid after all: now it does.
  await world.database.insert(claimProjections).values(projection(2, 'paid', null));
  expect((await fraud.screenFraud(one)).indicatorCodes).toContain('same-invoice');
});

test('frequency counts imported losses, paid claims and open ones, each once, and not this one', async () => {
  const tenant = 'often';
  const row = { tenant, section: 'glass', peril: 'hail', currency: 'USD', claimedMinor: 1, paidMinor: 1 };
  await world.database.insert(claimsHistory).values([
    { ...row, reference: 'H-1', policyNumber: 'MP-1', lossDate: '2025-01-01', origin: 'imported' },
    {
      ...row,
      reference: 'H-1',
      section: 'own-damage',
      policyNumber: 'MP-1',
      lossDate: '2025-01-01',
      origin: 'imported',
    },
    { ...row, reference: 'H-2', policyNumber: 'MP-2', lossDate: '2025-02-01', origin: 'imported' },
    { ...row, reference: 'C-3', policyNumber: 'MP-1', lossDate: '2026-01-01', origin: 'own' },
    { ...row, reference: 'C-1', policyNumber: 'MP-1', lossDate: '2026-05-10', origin: 'own' },
  ]);
  const one = await register(world.database, 'C-1', { tenant });
  await register(world.database, 'C-3', { tenant, notice: { lossDate: '2026-01-01' } });
  const before = await readHistory(world.database, one.claim, 'MP-1', [], { pictureBits: 6, hub: 12 });
  expect(before!.losses.map((loss) => loss.reference)).toEqual(['C-3', 'H-1']);
  expect((await fraud.screenFraud(one)).indicatorCodes).not.toContain('frequent-claims');
  await register(world.database, 'C-4', { tenant, notice: { lossDate: '2026-04-01' }, facts: distinct('d') });
  expect((await fraud.screenFraud(one)).indicatorCodes).toEqual(['frequent-claims']);
});

test('claims under other policies that hang together over two steps are shown with what connects them; hubs connect nobody', async () => {
  const tenant = 'connected';
  await storePolicy(world.database, tenant, policy());
  const claimOf = (reference: string, policyNumber: string, account: string, phone: string) =>
    register(world.database, reference, {
      tenant,
      notice: { policyNumber },
      facts: { documents: [], invoices: [], payee: { name: 'Somebody', iban: account, source: null }, phones: [phone] },
    });
  // C-1 is this claim. C-2 has its account; C-3 has the phone of C-2; C-4 the account of C-3: three steps away.
  const others = [
    await claimOf('C-2', 'MP-2', 'shared-account-1', '+16195550102'),
    await claimOf('C-3', 'MP-3', 'shared-account-3', '+16195550102'),
    await claimOf('C-4', 'MP-4', 'shared-account-3', '+16195550104'),
    await claimOf('C-5', 'MP-3', 'account-of-5', '+16195550102'),
  ];
  for (const other of others) await fraud.screenFraud(other);
  const one = await claimOf('C-1', 'MP-1', 'shared-account-1', '+16195550101');
  const { screening } = await fraud.screenFraud(one);
  const { indicators } = await getEvidence(world.database, one.claim, screening, FraudScreening);
  expect(
    indicators.find(({ code }) => code === 'connected-claims')?.evidence.map(({ ref, detail }) => [ref, detail]),
  ).toEqual([
    ['C-2', 'Under policy MP-2: the same account.'],
    ['C-3', 'Under policy MP-3: the same phone as C-2, which has the same account as this claim.'],
    ['C-5', 'Under policy MP-3: the same phone as C-2, which has the same account as this claim.'],
  ]);

  // A broker reports for very many: the number connects nobody.
  for (let index = 0; index < 13; index += 1) {
    const many = await claimOf(`B-${index}`, `MP-B${index}`, `own-${index}`, '+16195550199');
    await fraud.screenFraud(many);
  }
  const broked = await claimOf('B-99', 'MP-B99', 'own-99', '+16195550199');
  const result = await fraud.screenFraud(broked);
  expect(result.indicatorCodes).not.toContain('connected-claims');
});

test('a photo of another claim is known again in spite of a few bits, and only within the tenant', async () => {
  const photographed = (fingerprint: string, letter: string) => ({
    ...distinct(letter),
    photos: [
      {
        fileId: letter.repeat(64),
        takenAt: null,
        latitude: null,
        longitude: null,
        camera: null,
        software: null,
        fingerprint,
      },
    ],
  });
  for (const tenant of ['photos', 'photos-elsewhere']) {
    await storePolicy(world.database, tenant, policy());
    await someHistory(tenant);
  }
  const first = await register(world.database, 'C-1', {
    tenant: 'photos',
    facts: photographed('e6d96ca66ca9b444', 'a'),
  });
  expect((await fraud.screenFraud(first)).indicatorCodes).toEqual([]);
  // Four bits apart; ten bits apart; the same picture at another insurer.
  const again = await register(world.database, 'C-2', {
    tenant: 'photos',
    facts: photographed('e6d96ca66ca9b44b', 'b'),
  });
  const screened = await fraud.screenFraud(again);
  expect(screened).toMatchObject({ indicatorCodes: ['photo-used-before'], referral: true });
  const { indicators } = await getEvidence(world.database, again.claim, screened.screening, FraudScreening);
  expect(indicators[0]?.evidence).toEqual([
    { kind: 'claim', ref: 'C-1', detail: expect.stringContaining('the same picture') },
  ]);
  const other = await register(world.database, 'C-3', {
    tenant: 'photos',
    facts: photographed('e6d96ca66ca94bb8', 'c'),
  });
  expect((await fraud.screenFraud(other)).indicatorCodes).toEqual([]);
  const elsewhere = await register(world.database, 'C-4', {
    tenant: 'photos-elsewhere',
    facts: photographed('e6d96ca66ca9b444', 'd'),
  });
  expect((await fraud.screenFraud(elsewhere)).indicatorCodes).toEqual([]);
});

test('the version of the policy on the date of loss counts', async () => {
  const tenant = 'versions';
  await someHistory(tenant);
  const old = { effectiveFrom: '2025-01-01', effectiveTo: '2026-01-01' };
  await storePolicy(world.database, tenant, policy({ ...old, limitIncreases: [] }));
  await storePolicy(world.database, tenant, policy({ limitIncreases: [{ section: 'glass', on: '2026-04-20' }] }));
  const one = await register(world.database, 'C-1', { tenant });
  expect((await fraud.screenFraud(one)).indicatorCodes).toEqual(['soon-after-limit-increase']);
  const earlier = await register(world.database, 'C-2', {
    tenant,
    notice: { lossDate: '2025-12-31', reportedAt: '2026-01-02T10:00:00Z' },
    facts: distinct('e'),
  });
  expect((await fraud.screenFraud(earlier)).indicatorCodes).toEqual([]);
});

test('a claim without a notice is a fault that waiting does not mend', async () => {
  const { facts: reference, claim } = await register(world.database, 'C-1', { tenant: 'lost' });
  await world.database.execute(`DELETE FROM claims WHERE tenant = 'lost'`);
  await expect(fraud.screenFraud({ claim, facts: reference })).rejects.toMatchObject({
    type: 'claim-not-registered',
    nonRetryable: true,
  });
});

test('altered facts are not screened', async () => {
  const one = await register(world.database, 'C-1', { tenant: 'altered', facts: facts({ claimedMinor: 999 }) });
  await world.database.execute(
    `UPDATE evidence SET body = jsonb_set(body, '{claimedMinor}', '1') WHERE tenant = 'altered'`,
  );
  await expect(fraud.screenFraud(one)).rejects.toThrow('was altered');
});

test('papers of another kind of file are compared by their own hash only', async () => {
  await someHistory('kinds');
  await fraud.screenFraud(
    await register(world.database, 'C-1', {
      tenant: 'kinds',
      facts: {
        invoices: [],
        ...{ documents: [{ fileId: RECEIPT, name: 'x', type: 'correspondence', status: 'read', setAsideCode: null }] },
      },
    }),
  );
  const other = await register(world.database, 'C-2', {
    tenant: 'kinds',
    facts: {
      ...distinct('f'),
      documents: [{ fileId: RECEIPT, name: 'x', type: 'correspondence', status: 'read', setAsideCode: null }],
    },
  });
  expect(FILE).not.toBe(RECEIPT);
  expect((await fraud.screenFraud(other)).indicatorCodes).toEqual([]);
});
