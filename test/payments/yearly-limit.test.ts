/** Claims that are settled at the same time under one yearly limit: together they never pass it, whatever the bank does meanwhile. */
import fc from 'fast-check';
import { createPaymentActivities } from '../../activities/payments/activities';
import type { Bank, BankAnswer } from '../../activities/payments/bank';
import { BankUnavailable } from '../../activities/payments/bank';
import { SimulatedBank } from '../../activities/payments/simulated-bank';
import { claims, claimsHistory } from '../../platform/database/schema';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { claimToPay, coverageWith } from './claim-to-pay';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const YEAR = { from: '2026-01-01', to: '2027-01-01' };
let policies = 0;

/** Claims of a policy of their own, each with what coverage found payable. */
async function claimsUnder(limitMinor: number, amounts: number[], { lossDate = '2026-02-03' } = {}) {
  policies += 1;
  const policyNumber = `HC-${policies}`;
  const requests = [];
  for (const amountMinor of amounts) {
    const request = await claimToPay(db.database);
    await db.database.$client.query('UPDATE claims SET policy_number = $1, loss_date = $2 WHERE claim_number = $3', [
      policyNumber,
      lossDate,
      request.claim.claimNumber,
    ]);
    const coverage = await coverageWith(db.database, request.claim, {
      sectionPayments: [{ section: 'contents', amountMinor }],
      yearlyLimits: [{ section: 'contents', limitMinor, ...YEAR }],
    });
    requests.push({ ...request, amountMinor, coverage });
  }
  return { policyNumber, requests };
}

async function paidUnder(policyNumber: string): Promise<number> {
  const rows = await db.database.select().from(claimsHistory);
  return rows.filter((row) => row.policyNumber === policyNumber).reduce((sum, row) => sum + row.paidMinor, 0);
}

const payments = () => createPaymentActivities({ database: db.database, bank: new SimulatedBank(db.database) });

test('of two at once for the last of a limit one is paid, and the other is told to be assessed again', async () => {
  const { policyNumber, requests } = await claimsUnder(100_000, [60_000, 60_000]);
  const results = await Promise.all(requests.map((request) => payments().instructPayment(request)));
  expect(results.map(({ status, limitReached }) => [status, limitReached ?? false]).sort()).toEqual([
    ['accepted', false],
    ['rejected', true],
  ]);
  expect(await paidUnder(policyNumber)).toBe(60_000);
  // The answer of a key stays what it was.
  const refused = requests[results.findIndex(({ limitReached }) => limitReached === true)]!;
  expect(await payments().instructPayment(refused)).toMatchObject({ status: 'rejected', limitReached: true });
  expect(await payments().voidPayment({ claim: refused.claim, key: refused.key })).toMatchObject({
    status: 'rejected',
  });
});

test('a payment whose outcome nobody knows counts until it is known', async () => {
  const { requests } = await claimsUnder(100_000, [60_000, 60_000]);
  const away = async (): Promise<BankAnswer> => {
    throw new BankUnavailable('a bank', 'is away');
  };
  const bank: Bank = { name: 'a bank', instruct: away, query: async () => null, void: async () => null };
  const first = createPaymentActivities({ database: db.database, bank });
  await expect(first.instructPayment(requests[0]!)).rejects.toThrow('is away');
  expect(await payments().instructPayment(requests[1]!)).toMatchObject({ limitReached: true });
  // It was never sent after all, and is taken back: there is room again, under the next key.
  await first.voidPayment({ claim: requests[0]!.claim, key: requests[0]!.key });
  const next = { ...requests[1]!, key: requests[1]!.key.replace(/1$/, '2') };
  expect(await payments().instructPayment(next)).toMatchObject({ status: 'accepted' });
});

test('losses of another policy year, and other policies, have a limit of their own', async () => {
  const { requests, policyNumber } = await claimsUnder(100_000, [90_000, 90_000]);
  await db.database.$client.query('UPDATE claims SET loss_date = $1 WHERE claim_number = $2', [
    '2025-12-31',
    requests[0]!.claim.claimNumber,
  ]);
  for (const request of requests)
    expect(await payments().instructPayment(request)).toMatchObject({ status: 'accepted' });
  const other = await claimsUnder(100_000, [90_000]);
  expect(await payments().instructPayment(other.requests[0]!)).toMatchObject({ status: 'accepted' });
  expect(await paidUnder(policyNumber)).toBe(180_000);
  expect((await db.database.select().from(claims)).length).toBeGreaterThan(5);
});

test('property: whatever is claimed at once, never more than the limit is paid, and nothing that fits is refused when alone', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 100_000 }),
      fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 6 }),
      async (limitMinor, amounts) => {
        const { policyNumber, requests } = await claimsUnder(limitMinor, amounts);
        const results = await Promise.all(requests.map((request) => payments().instructPayment(request)));
        const paid = await paidUnder(policyNumber);
        expect(paid).toBeLessThanOrEqual(limitMinor);
        expect(paid).toBe(
          results.reduce((sum, { status }, index) => sum + (status === 'accepted' ? amounts[index]! : 0), 0),
        );
        // What was refused would not have fitted beside what was paid.
        for (const [index, { status }] of results.entries())
          if (status === 'rejected') expect(paid + amounts[index]!).toBeGreaterThan(limitMinor);
      },
    ),
    { numRuns: 25 },
  );
});
