import { createPaymentActivities } from '../../activities/payments/activities';
import { SimulatedBank, SimulatedBehaviour } from '../../activities/payments/simulated-bank';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { claimToPay, coverageWith, reserve } from './claim-to-pay';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const behaviour = SimulatedBehaviour.parse({
  rejects: [{ accountEndsIn: '0000', reason: 'The account is closed.' }],
  delays: [{ accountEndsIn: '1111', milliseconds: 150 }],
  losesAnswer: [{ accountEndsIn: '2222', times: 1 }],
});
const build = () => {
  const bank = new SimulatedBank(db.database, behaviour);
  return { bank, payments: createPaymentActivities({ database: db.database, bank }) };
};
const payee = (ending: string) => ({
  name: 'Nora Keane',
  iban: `IE29 AIBK 9311 5212 34${ending.slice(0, 2)} ${ending.slice(2)}`,
});

test('it says that it is simulated, and keeps no account in its books', async () => {
  const { bank, payments } = build();
  const request = await claimToPay(db.database);
  const result = await payments.instructPayment(request);
  expect(result.bankReference).toMatch(/^SIM-[0-9A-F]{12}$/);
  expect(bank.name).toMatch(/simulated/i);
  const { rows } = await db.database.$client.query('SELECT * FROM simulated_bank WHERE key = $1', [request.key]);
  expect(rows[0].body).toMatchObject({ simulated: true, amountMinor: 70_001 });
  expect(JSON.stringify(rows)).not.toContain('AIBK');
});

test('by the ending of the account: rejects, delays, loses the answer after accepting', async () => {
  const { payments } = build();
  const rejected = await payments.instructPayment(await claimToPay(db.database, payee('0000')));
  expect(rejected).toMatchObject({ status: 'rejected', rejection: 'The account is closed.' });
  const started = Date.now();
  expect((await payments.instructPayment(await claimToPay(db.database, payee('1111')))).status).toBe('accepted');
  expect(Date.now() - started).toBeGreaterThanOrEqual(140);
  const lost = await claimToPay(db.database, payee('2222'));
  expect((await payments.instructPayment(lost)).status).toBe('accepted');
  const { rows } = await db.database.$client.query(
    `SELECT body->>'calls' AS calls FROM simulated_bank WHERE key = $1`,
    [lost.key],
  );
  expect(rows).toEqual([{ calls: '1' }]);
});

test('many attempts at once for one key make one booking, and the bank refuses another amount under it', async () => {
  const { bank } = build();
  const request = await claimToPay(db.database, payee('1111'));
  const order = { currency: 'EUR', amountMinor: 5, payee: { name: null, account: 'X1111' }, reference: 'CLM' };
  const answers = await Promise.all(Array.from({ length: 6 }, () => bank.instruct(request.key, order)));
  expect(new Set(answers.map((answer) => answer.reference)).size).toBe(1);
  await expect(bank.instruct(request.key, { ...order, amountMinor: 6 })).rejects.toThrow(/another payment/);
});

test('void is too late once released, and closes a key that was never used', async () => {
  const { bank, payments } = build();
  const request = await claimToPay(db.database);
  await payments.instructPayment(request);
  await bank.release(request.key);
  expect((await payments.voidPayment({ claim: request.claim, key: request.key })).status).toBe('released');
  expect((await bank.void('payment/acme/CLM-9/1/1'))?.status).toBe('voided');
  const order = { currency: 'EUR', amountMinor: 5, payee: { name: null, account: 'X' }, reference: 'CLM' };
  expect((await bank.instruct('payment/acme/CLM-9/1/1', order)).status).toBe('voided');
});

test('the paid amount goes into the history by section; a second episode adds to it', async () => {
  const { payments } = build();
  const request = await claimToPay(db.database);
  const coverage = await coverageWith(db.database, request.claim, {
    lines: [
      { section: 'contents', outcome: 'covered', claimedMinor: 60_000, adjustedMinor: 50_000 },
      { section: 'accidental-damage', outcome: 'covered', claimedMinor: 30_000, adjustedMinor: 25_000 },
    ],
    sectionPayments: [
      { section: 'contents', amountMinor: 40_000 },
      { section: 'accidental-damage', amountMinor: 20_000 },
    ],
  });
  await payments.instructPayment({ ...request, coverage, amountMinor: 60_000 });
  await payments.instructPayment({ ...request, coverage, amountMinor: 60_000 });
  const history = async () =>
    (
      await db.database.$client.query(
        `SELECT section, claimed_minor::int AS claimed, paid_minor::int AS paid, origin, policy_number, peril FROM claims_history WHERE reference = $1 ORDER BY section`,
        [request.claim.claimNumber],
      )
    ).rows;
  const common = { origin: 'own', policy_number: 'HC-1', peril: 'escape-of-water' };
  expect(await history()).toEqual([
    { section: 'accidental-damage', claimed: 30_000, paid: 20_000, ...common },
    { section: 'contents', claimed: 60_000, paid: 40_000, ...common },
  ]);
  await reserve(db.database, { ...request.claim, episode: 2 }, 3_000);
  await payments.instructPayment({
    ...request,
    claim: { ...request.claim, episode: 2 },
    key: `payment/acme/${request.claim.claimNumber}/2/1`,
    coverage,
    amountMinor: 3_000,
  });
  expect((await history()).map((row) => row.paid)).toEqual([21_000, 42_000]);
});

test('nothing is paid above the reserve; what was told to the bank before is answered as it was', async () => {
  const { bank, payments } = build();
  const request = await claimToPay(db.database);
  await reserve(db.database, request.claim, request.amountMinor - 1);
  await expect(payments.instructPayment(request)).rejects.toMatchObject({ type: 'payment-over-reserve' });
  expect(await bank.query(request.key)).toBeNull();
  await reserve(db.database, request.claim, request.amountMinor);
  const first = await payments.instructPayment(request);
  expect(first.status).toBe('accepted');
  await reserve(db.database, request.claim, 0);
  expect(await payments.instructPayment(request)).toEqual(first);
});

test('interest is paid to the same account, and no section of the policy bears it', async () => {
  const { payments } = build();
  const request = await claimToPay(db.database);
  const key = request.key.replace(/1$/, '2');
  expect(await payments.instructPayment({ ...request, key, amountMinor: 900, purpose: 'interest' })).toMatchObject({
    status: 'accepted',
  });
  const { rows } = await db.database.$client.query('SELECT 1 FROM claims_history WHERE reference = $1', [
    request.claim.claimNumber,
  ]);
  expect(rows).toEqual([]);
});
