import { ApplicationFailure } from '@temporalio/common';
import { createPaymentActivities } from '../../activities/payments/activities';
import type { PaymentRequest } from '../../activities/payments/contract';
import { HttpBank } from '../../activities/payments/http-bank';
import { connectDatabase } from '../../platform/database/client';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { ACCOUNT, claimToPay } from './claim-to-pay';
import { ScriptedBank } from './scripted-bank';

let db: TestDatabase;
let bank: ScriptedBank;
let url: string;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  bank = new ScriptedBank();
  url = await bank.start();
});
afterEach(() => bank.stop());

const worker = (timeoutMs = 400, database = db.database) =>
  createPaymentActivities({ database, bank: new HttpBank({ url, timeoutMs }) });

/** As Temporal does: again until it succeeds or fails for good. */
async function tryUntilDone(request: PaymentRequest, attempts = 4) {
  const errors: unknown[] = [];
  for (let attempt = 1; attempt <= attempts; attempt++) {
    try {
      return { result: await worker().instructPayment(request), errors };
    } catch (error) {
      if (error instanceof ApplicationFailure) throw error;
      errors.push(error);
    }
  }
  throw new Error(`not done after ${attempts} attempts: ${errors.map(String).join('; ')}`);
}

async function paidHistory(claimNumber: string) {
  const { rows } = await db.database.$client.query(
    'SELECT section, paid_minor::int AS paid FROM claims_history WHERE reference = $1 ORDER BY section',
    [claimNumber],
  );
  return rows;
}

test('an accepted payment is one call, and a repeat gets the stored result without calling the bank', async () => {
  const request = await claimToPay(db.database);
  const first = await worker().instructPayment(request);
  expect(first).toEqual({
    key: request.key,
    status: 'accepted',
    bankReference: expect.any(String),
    rejection: null,
    instructedAt: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  expect(await worker().instructPayment(request)).toEqual(first);
  expect(bank.calls).toEqual([`instruct ${request.key}`]);
  expect(bank.bookings.get(request.key)).toMatchObject({ account: ACCOUNT, amountMinor: 70_001, currency: 'EUR' });
  expect(await paidHistory(request.claim.claimNumber)).toEqual([{ section: 'unknown', paid: 70_001 }]);
});

test('time-out after accepting: the bank is asked by key at once, and nothing is sent again', async () => {
  const request = await claimToPay(db.database);
  bank.faults = [{ kind: 'accept-then-silence' }];
  const { result, errors } = await tryUntilDone(request);
  expect(result.status).toBe('accepted');
  expect(errors).toEqual([]);
  expect(bank.calls).toEqual([`instruct ${request.key}`, `query ${request.key}`]);
  expect(bank.effective.get(request.key)).toBe(1);
});

test('time-out after accepting and no answer to the question either: the next attempt asks before it sends', async () => {
  const request = await claimToPay(db.database);
  bank.faults = [{ kind: 'accept-then-silence' }];
  bank.queryFaults = [503, 401];
  const { result, errors } = await tryUntilDone(request);
  expect(result.status).toBe('accepted');
  expect(errors).toHaveLength(2);
  expect(bank.calls.filter((call) => call.startsWith('instruct'))).toHaveLength(1);
  expect(await paidHistory(request.claim.claimNumber)).toEqual([{ section: 'unknown', paid: 70_001 }]);
});

test.each([
  ['500 then ok', { kind: 'status', status: 500 }],
  ['429 then ok', { kind: 'status', status: 429 }],
  ['409 then ok', { kind: 'status', status: 409 }],
  ['access refused, then put right', { kind: 'status', status: 401 }],
  ['connection reset before accepting', { kind: 'reset' }],
  ['connection reset after accepting', { kind: 'accept-then-reset' }],
  ['an answer that is none', { kind: 'nonsense' }],
  ['slower than the time-out', { kind: 'slow', milliseconds: 700 }],
  ['a redirect is not followed', { kind: 'status', status: 302 }],
] as const)('%s: one effective payment', async (_name, fault) => {
  const request = await claimToPay(db.database);
  bank.faults = [fault];
  const { result } = await tryUntilDone(request);
  expect(result.status).toBe('accepted');
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(bank.effective.get(request.key)).toBe(1);
  expect(await paidHistory(request.claim.claimNumber)).toEqual([{ section: 'unknown', paid: 70_001 }]);
});

test('two attempts at once, in two workers with pools of their own: one payment, one line of history', async () => {
  const request = await claimToPay(db.database);
  const otherPool = connectDatabase(db.url);
  bank.faults = [{ kind: 'slow', milliseconds: 250 }];
  const results = await Promise.all([
    worker(1_000).instructPayment(request),
    worker(1_000, otherPool).instructPayment(request),
  ]);
  await otherPool.$client.end();
  expect(results[0]).toEqual(results[1]);
  expect(bank.calls).toEqual([`instruct ${request.key}`]);
  expect(bank.effective.get(request.key)).toBe(1);
  expect(await paidHistory(request.claim.claimNumber)).toEqual([{ section: 'unknown', paid: 70_001 }]);
});

test('an old attempt that lost its lock with its connection still pays at most once', async () => {
  const request = await claimToPay(db.database);
  bank.faults = [{ kind: 'slow', milliseconds: 600 }];
  const old = worker(2_000).instructPayment(request);
  old.catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 200));
  await db.database.$client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  const second = await worker(2_000).instructPayment(request);
  await expect(old).rejects.toThrow();
  expect(second.status).toBe('accepted');
  expect(bank.calls.filter((call) => call.startsWith('instruct')).length).toBe(2);
  expect(bank.effective.get(request.key)).toBe(1);
  expect(await paidHistory(request.claim.claimNumber)).toEqual([{ section: 'unknown', paid: 70_001 }]);
});

test('the bank says no: a result, stored, with neither account nor name in it', async () => {
  const request = await claimToPay(db.database);
  bank.faults = [
    {
      kind: 'status',
      status: 422,
      body: { reason: `Account IE29 AIBK 9311 5212 3456 78 of Nora Keane (93115212345678) is closed` },
    },
  ];
  const result = await worker().instructPayment(request);
  expect(result.status).toBe('rejected');
  expect(result.rejection).toContain('is closed');
  expect(result.rejection).not.toMatch(/9311|5678|Nora|Keane/i);
  expect(await worker().instructPayment(request)).toEqual(result);
  expect(bank.calls).toHaveLength(1);
  expect(await paidHistory(request.claim.claimNumber)).toEqual([]);
});

test('errors name the bank and the trouble, never the account', async () => {
  const request = await claimToPay(db.database);
  bank.faults = [{ kind: 'status', status: 500, body: { reason: ACCOUNT } }];
  bank.queryFaults = [500];
  const error: Error = await worker()
    .instructPayment(request)
    .then(
      () => new Error('no error'),
      (caught) => caught,
    );
  expect(error.message).toMatch(/HTTP 500/);
  expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toContain(ACCOUNT);
});

test('another amount under a used key is refused for good; so is what the bank holds under it', async () => {
  const request = await claimToPay(db.database);
  await worker().instructPayment(request);
  await expect(worker().instructPayment({ ...request, amountMinor: 1 })).rejects.toMatchObject({
    type: 'payment-key-conflict',
    nonRetryable: true,
  });
  await expect(worker().instructPayment({ ...request, currency: 'USD' })).rejects.toMatchObject({
    type: 'payment-key-conflict',
  });

  const other = await claimToPay(db.database);
  bank.bookings.set(other.key, { status: 'accepted', currency: 'EUR', amountMinor: 5, account: 'x' });
  bank.faults = [{ kind: 'status', status: 409 }];
  await expect(tryUntilDone(other)).rejects.toMatchObject({ type: 'payment-key-conflict' });
});

test('what cannot be paid fails for good and by name: no payee, no claim, a foreign key, nonsense', async () => {
  const without = await claimToPay(db.database, null);
  await expect(worker().instructPayment(without)).rejects.toMatchObject({ type: 'payee-missing', nonRetryable: true });
  const request = await claimToPay(db.database);
  await expect(worker().instructPayment({ ...request, key: 'payment/other/CLM-1/1/1' })).rejects.toMatchObject({
    type: 'payment-request-invalid',
  });
  await expect(worker().instructPayment({ ...request, amountMinor: 0.5 })).rejects.toMatchObject({
    type: 'payment-request-invalid',
  });
  const unknown = { ...request.claim, claimNumber: 'CLM-NONE' };
  await expect(
    worker().instructPayment({ ...request, claim: unknown, key: 'payment/acme/CLM-NONE/1/1' }),
  ).rejects.toMatchObject({ type: 'claim-not-found' });
  expect(bank.calls).toEqual([]);
});

test('void: taken back once, history too; a released payment comes back unchanged', async () => {
  const request = await claimToPay(db.database);
  await worker().instructPayment(request);
  const voided = await worker().voidPayment({ claim: request.claim, key: request.key });
  expect(voided.status).toBe('voided');
  expect(await worker().voidPayment({ claim: request.claim, key: request.key })).toEqual(voided);
  expect(await worker().instructPayment(request)).toEqual(voided);
  expect(bank.effective.get(request.key)).toBe(0);
  expect(await paidHistory(request.claim.claimNumber)).toEqual([{ section: 'unknown', paid: 0 }]);

  const gone = await claimToPay(db.database);
  await worker().instructPayment(gone);
  bank.bookings.get(gone.key)!.status = 'released';
  expect((await worker().voidPayment({ claim: gone.claim, key: gone.key })).status).toBe('released');
  expect(await paidHistory(gone.claim.claimNumber)).toEqual([{ section: 'unknown', paid: 70_001 }]);
});

test('void of an unknown outcome settles it at the bank; a released one then counts as paid', async () => {
  const request = await claimToPay(db.database);
  bank.faults = [{ kind: 'accept-then-silence' }];
  bank.queryFaults = [503];
  await expect(worker().instructPayment(request)).rejects.toThrow(/no answer within/);
  expect((await worker().voidPayment({ claim: request.claim, key: request.key })).status).toBe('voided');
  expect(bank.effective.get(request.key)).toBe(0);

  const gone = await claimToPay(db.database);
  bank.faults = [{ kind: 'accept-then-silence' }];
  bank.queryFaults = [503];
  await expect(worker().instructPayment(gone)).rejects.toThrow();
  bank.bookings.get(gone.key)!.status = 'released';
  expect((await worker().voidPayment({ claim: gone.claim, key: gone.key })).status).toBe('released');
  expect(await paidHistory(gone.claim.claimNumber)).toEqual([{ section: 'unknown', paid: 70_001 }]);
});

test('void before anything was instructed closes the key: a late attempt sends nothing', async () => {
  const request = await claimToPay(db.database);
  expect((await worker().voidPayment({ claim: request.claim, key: request.key })).status).toBe('voided');
  expect((await worker().instructPayment(request)).status).toBe('voided');
  expect(bank.calls).toEqual([]);
});

test('user and password in PAYMENTS_URL go out as basic authentication, and show in no message', async () => {
  const request = await claimToPay(db.database);
  const withPassword = new HttpBank({ url: url.replace('http://', 'http://adjutant:s%3Acret@'), timeoutMs: 400 });
  await createPaymentActivities({ database: db.database, bank: withPassword }).instructPayment(request);
  expect(bank.authorization).toBe(`Basic ${Buffer.from('adjutant:s:cret').toString('base64')}`);
  expect(withPassword.name).not.toContain('cret');
});
