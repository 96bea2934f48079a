/** The activity against a real database: what it loads, what it stores, and what it lets out. */
import { createCoverageActivities } from '../../activities/coverage/activities';
import { CoverageAssessment, CoverageResult, type Policy } from '../../activities/coverage/contract';
import { InvalidTerms } from '../../activities/coverage/terms';
import type { ClaimFacts } from '../../activities/documents/contract';
import { getEvidence, putEvidence } from '../../platform/database/evidence';
import { claimsHistory } from '../../platform/database/schema';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { registerClaim as claimRegistered, factsOf, storePolicy as policyStored } from './stored-claim';
import { homePolicy, item, library, motorPolicy, termsOf } from './support';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const assessWith = (terms = library) => createCoverageActivities({ database: db.database, terms });

const storePolicy = (tenant: string, policy: Policy) => policyStored(db.database, tenant, policy);
const registerClaim = (
  tenant: string,
  policyNumber: string,
  changes: Record<string, unknown> = {},
  createdAt?: string,
) => claimRegistered(db.database, tenant, policyNumber, changes, createdAt);

async function assess(claim: Awaited<ReturnType<typeof registerClaim>>, facts: ClaimFacts, activities = assessWith()) {
  const reference = await putEvidence(db.database, claim, 'claim-facts', facts);
  const result = CoverageResult.parse(await activities.assessCoverage({ claim, facts: reference }));
  return { result, assessment: await getEvidence(db.database, claim, result.coverage, CoverageAssessment) };
}

test('a claim is assessed under the version in force, and the result has no personal data', async () => {
  await storePolicy(
    't1',
    motorPolicy({ policyNumber: 'MP-1', effectiveFrom: '2025-01-01', effectiveTo: '2026-01-01', sections: [] }),
  );
  await storePolicy('t1', motorPolicy());
  const claim = await registerClaim('t1', 'MP-1');
  const { result, assessment } = await assess(claim, factsOf([item('Door', 900), item('Rental car', 100)]));
  expect(result).toMatchObject({
    outcome: 'partly-covered',
    policyFound: true,
    line: 'motor',
    currency: 'USD',
    claimedMinor: 100_000,
    payableMinor: 40_000,
  });
  expect(result.reasonCodes).toEqual(expect.arrayContaining(['in-force', 'item-excluded', 'deductible-applied']));
  expect(JSON.stringify(result)).not.toMatch(/Marquez|Door|Rental/);
  expect(assessment.terms).toEqual({
    product: 'motor-private',
    edition: '2026-01',
    sha256: (await termsOf('motor-private')).sha256,
  });
  expect(assessment.sectionPayments).toEqual([{ section: 'own-damage', amountMinor: 40_000 }]);
});

test('run again, the same evidence: nothing is stored twice', async () => {
  await storePolicy('t2', motorPolicy());
  const claim = await registerClaim('t2', 'MP-1');
  const facts = factsOf([item('Door', 900)]);
  const [one, two] = await Promise.all([assess(claim, facts), assess(claim, facts)]);
  expect(two.result).toEqual(one.result);
});

test('a policy of another tenant is not found: a person is asked', async () => {
  await storePolicy('t3', motorPolicy());
  const claim = await registerClaim('t3-other', 'MP-1');
  const { result, assessment } = await assess(claim, factsOf([item('Door', 900)]));
  expect(result).toMatchObject({
    outcome: 'cannot-tell',
    policyFound: false,
    line: null,
    payableMinor: 0,
    claimedMinor: 90_000,
    reasonCodes: ['policy-not-found'],
  });
  expect(assessment.questions).toHaveLength(1);
});

test('an edition that is not installed is a question, not a crash', async () => {
  await storePolicy('t4', motorPolicy({ edition: '1999-01' }));
  const { result } = await assess(await registerClaim('t4', 'MP-1'), factsOf([item('Door', 900)]));
  expect(result).toMatchObject({
    outcome: 'cannot-tell',
    policyFound: true,
    line: 'motor',
    reasonCodes: ['terms-not-found'],
  });
});

test('terms that are broken are a temporary error: an operator puts them right', async () => {
  await storePolicy('t5', motorPolicy());
  const broken = createCoverageActivities({
    database: db.database,
    terms: {
      get: () => Promise.reject(new InvalidTerms('terms.yaml', [{ path: 'order.steps', problem: 'is empty' }])),
    },
  });
  await expect(assess(await registerClaim('t5', 'MP-1'), factsOf([item('Door', 900)]), broken)).rejects.toThrow(
    /order\.steps/,
  );
});

test('a claim that is not registered is a permanent fault', async () => {
  const claim = { tenant: 't6', claimNumber: 'CLM-NONE', episode: 1 };
  const facts = await putEvidence(db.database, claim, 'claim-facts', factsOf([]));
  await expect(assessWith().assessCoverage({ claim, facts })).rejects.toMatchObject({
    type: 'claim-not-found',
    nonRetryable: true,
  });
});

test('without a time of notice the time of registration counts', async () => {
  await storePolicy('t7', motorPolicy());
  const late = await registerClaim('t7', 'MP-1', {}, '2026-07-11T00:30:00Z');
  expect((await assess(late, factsOf([item('Door', 900)]))).result.reasonCodes).toContain('late-notice');
  const told = await registerClaim('t7', 'MP-1', { reportedAt: '2026-06-20T00:00:00Z' }, '2026-07-11T00:30:00Z');
  expect((await assess(told, factsOf([item('Door', 900)]))).result.reasonCodes).not.toContain('late-notice');
});

test('lines without a currency take that of the other documents; when none has one, a person is asked', async () => {
  await storePolicy('t8', motorPolicy());
  const claim = await registerClaim('t8', 'MP-1');
  expect((await assess(claim, factsOf([item('Door', 900)]))).result.outcome).toBe('covered');
  const unknown = await assess(claim, factsOf([item('Door', 900), item('Paint', 100)], { currency: null }));
  expect(unknown.result.reasonCodes).toContain('currency-unknown');
  expect(unknown.assessment.questions).toHaveLength(1);
  expect(unknown.result.payableMinor).toBe(0);
});

test('police report and registrations come from the documents, with their kind', async () => {
  await storePolicy('t9', motorPolicy());
  const claim = await registerClaim('t9', 'MP-1', { causeOfLoss: 'theft', description: 'Stolen.' });
  const source = { fileId: 'b'.repeat(64), page: 1, box: null, quote: 'x' };
  const without = await assess(claim, factsOf([item('Airbag', 900)]));
  expect(without.result.reasonCodes).toContain('report-missing');
  const withReport = await assess(
    claim,
    factsOf([item('Airbag', 900)], {
      policeReport: { number: '26-1', date: '2026-06-11', source },
      documents: [
        { fileId: source.fileId, name: 'bill.pdf', type: 'repair-invoice', status: 'read', setAsideCode: null },
      ],
      registrations: [{ value: '9XYZ111', source, confidence: 1 }],
    }),
  );
  expect(withReport.result.reasonCodes).not.toContain('report-missing');
  expect(withReport.result.reasonCodes).toContain('vehicle-differs');
});

test('history erodes the yearly limit; what this claim itself was paid is taken off, not counted twice', async () => {
  await storePolicy('t10', homePolicy());
  const claim = await registerClaim('t10', 'HC-1', {
    causeOfLoss: 'accidental-damage',
    description: 'It fell.',
    lossLocation: 'IE',
    claimant: { name: 'Aoife Byrne', role: 'policyholder' },
  });
  const row = (reference: string, paidMinor: number, origin: string) => ({
    tenant: 't10',
    reference,
    section: 'accidental-damage',
    policyNumber: 'HC-1',
    lossDate: '2026-06-10',
    peril: 'accidental-damage',
    currency: 'EUR',
    claimedMinor: paidMinor,
    paidMinor,
    origin,
  });
  await db.database
    .insert(claimsHistory)
    .values([
      row('OLD-1', 120_000, 'imported'),
      row('CLM-OTHER', 30_000, 'own'),
      row(claim.claimNumber, 10_000, 'own'),
    ]);
  const { assessment } = await assess(claim, factsOf([item('Television screen repair', 900)], { currency: 'EUR' }));
  // 900.00 - 100.00 = 800.00; 2,000.00 - 1,200.00 - 300.00 = 500.00 left of the year; - 100.00 paid before = 400.00
  expect(assessment).toMatchObject({
    payableMinor: 40_000,
    deductibleMinor: 10_000,
    limitReductionMinor: 30_000,
    alreadyPaidMinor: 10_000,
  });
});
