import type { EntryAppender } from '../../activities/claimfile/progress-writer';
import { createLedgerActivities } from '../../activities/ledger/activities';
import { LedgerAppender } from '../../activities/ledger/appender';
import { LedgerRecord } from '../../activities/ledger/contract';
import { GENESIS_HASH } from '../../activities/ledger/record';
import { FolderBlobStore } from '../../platform/blobs/store';
import { connectDatabase } from '../../platform/database/client';
import { batch, createTestLedger, entry, steps, type TestLedger } from './support';

let ledger: TestLedger;
beforeEach(async () => {
  ledger = await createTestLedger();
});
afterEach(() => ledger.close());

async function stored(tenant = 'acme'): Promise<LedgerRecord[]> {
  const { rows } = await ledger.database.$client.query(
    'SELECT body FROM ledger_records WHERE tenant = $1 ORDER BY seq',
    [tenant],
  );
  return rows.map(({ body }) => LedgerRecord.parse(body));
}

test('batches of several claims become one chain that verifies; each batch learns its last seq', async () => {
  expect(await ledger.append(batch('CLM-1', steps('a', 3)), batch('CLM-2', steps('a', 2)), batch('CLM-3', []))).toEqual(
    [3, 5, 5],
  );
  const records = await stored();
  expect(records.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  expect(records[0]?.prevHash).toBe(GENESIS_HASH);
  for (let i = 1; i < 5; i++) expect(records[i]?.prevHash).toBe(records[i - 1]?.hash);
  await ledger.appender.flush();
  expect(await ledger.verify()).toEqual({
    tenant: 'acme',
    ok: true,
    records: 5,
    notYetAnchored: 0,
    firstBroken: null,
    anchoredSeq: 5,
    notes: [],
  });
});

test('the claim file can write through it', async () => {
  const claimFile: EntryAppender = ledger.appender;
  const append = (transaction: Parameters<typeof claimFile.appendEntries>[0]) =>
    claimFile.appendEntries(transaction, [batch('CLM-1', steps('a', 2))]);
  expect(await ledger.database.transaction(append)).toEqual([2]);
  claimFile.committed('acme');
  claimFile.committed('unknown');
  await ledger.appender.flush();
  expect(await ledger.verify()).toMatchObject({ ok: true, anchoredSeq: 2 });
});

test('a ledger without records verifies, and a batch without entries has seq 0 in it', async () => {
  expect(await ledger.append(batch('CLM-1', []))).toEqual([0]);
  expect(await ledger.verify()).toMatchObject({ ok: true, records: 0, anchoredSeq: null });
});

test('appending again adds nothing and answers the same, also when only moment and measured time differ', async () => {
  const first = await ledger.append(batch('CLM-1', steps('a', 3)));
  expect(await ledger.append(batch('CLM-1', steps('a', 3)))).toEqual(first);
  const later = entry('a-2', { occurredAt: '2026-03-02T11:00:00.000Z', facts: { ...entry('a-2').facts, tookMs: 99 } });
  expect(await ledger.append(batch('CLM-1', [later]))).toEqual([2]);
  // Known and new ones mixed, and one step twice in a call.
  expect(await ledger.append(batch('CLM-1', [entry('a-3'), entry('a-4'), entry('a-4')]))).toEqual([4]);
  expect((await stored()).map((record) => record.entry.step)).toEqual(['a-1', 'a-2', 'a-3', 'a-4']);
  expect((await ledger.verify()).ok).toBe(true);
});

test('the same step with another content is refused and nothing of the call is stored', async () => {
  await ledger.append(batch('CLM-1', [entry('pay')]));
  const changed = entry('pay', { facts: { ...entry('pay').facts, payableMinor: 90_001 } });
  await expect(ledger.append(batch('CLM-1', [entry('new'), changed]))).rejects.toMatchObject({
    type: 'ledger-step-conflict',
    nonRetryable: true,
    message: expect.stringContaining('record 1'),
  });
  await expect(ledger.append(batch('CLM-1', [entry('x'), entry('x', { automated: false })]))).rejects.toMatchObject({
    type: 'ledger-step-conflict',
  });
  expect(await stored()).toHaveLength(1);
});

test.each([
  ['an unknown kind', { kind: 'guess' as 'check' }],
  ['a NUL in a text', { actor: { type: 'system' as const, id: 'a\u0000b', role: null } }],
  ['half a character', { facts: { note: '\ud83d' } }],
  ['a number that is none', { facts: { ratio: Number.NaN } }],
])('%s is refused for good', async (_, changes) => {
  await expect(ledger.append(batch('CLM-1', [entry('a', changes)]))).rejects.toMatchObject({
    type: 'ledger-entry-invalid',
    nonRetryable: true,
  });
});

test('a backslash before "u0000" is a text like another one', async () => {
  await ledger.append(batch('CLM-1', [entry('a', { facts: { note: '\\u0000 \\\\u0000' } })]));
  expect((await ledger.verify()).ok).toBe(true);
});

test('a tenant that would leave the folder of anchors is refused', async () => {
  await expect(ledger.append(batch('CLM-1', [entry('a')], '../x'))).rejects.toMatchObject({
    type: 'ledger-entry-invalid',
  });
  await expect(ledger.verify('../x')).rejects.toThrow(TypeError);
});

test('what is rolled back leaves no gap and is not anchored', async () => {
  await ledger.append(batch('CLM-1', [entry('a')]));
  const broken = ledger.database.transaction(async (transaction) => {
    await ledger.appender.appendEntries(transaction, [batch('CLM-1', steps('lost', 5))]);
    throw new Error('the caller fails');
  });
  await expect(broken).rejects.toThrow('the caller fails');
  await ledger.append(batch('CLM-1', [entry('b')]));
  await ledger.appender.flush();
  expect(await ledger.verify()).toMatchObject({ ok: true, records: 2, anchoredSeq: 2 });
});

test('tenants have chains of their own, also in one transaction', async () => {
  expect(
    await ledger.append(
      batch('CLM-1', steps('a', 2), 'zeta'),
      batch('CLM-1', steps('a', 3)),
      batch('CLM-2', steps('a', 1), 'zeta'),
    ),
  ).toEqual([2, 3, 3]);
  await ledger.appender.flush();
  expect(await ledger.verify('zeta')).toMatchObject({ ok: true, records: 3, anchoredSeq: 3 });
  expect(await ledger.verify('acme')).toMatchObject({ ok: true, records: 3, anchoredSeq: 3 });
});

test('20 appenders at once over 4 connections, with repeats: gap-free, nothing twice, valid', async () => {
  // Two pools with appenders of their own, as two worker processes have.
  const pools = [connectDatabase(ledger.url, 2), connectDatabase(ledger.url, 2)];
  const appenders = pools.map(
    (database) => new LedgerAppender({ database, keys: ledger.keys, anchors: ledger.anchors }, { intervalMs: 1 }),
  );
  await Promise.all(
    Array.from({ length: 20 }, async (_, i) => {
      for (let round = 0; round < 5; round++) {
        // Each batch is appended by both "processes", as after a time-out that hid a success.
        await Promise.all(
          pools.map((database, p) =>
            database.transaction((transaction) =>
              appenders[p]!.appendEntries(transaction, [batch(`CLM-${i}`, steps(`r${round}`, 1 + (i % 3)))]),
            ),
          ),
        );
      }
    }),
  );
  await Promise.all(appenders.map((appender) => appender.close()));
  await Promise.all(pools.map((database) => database.$client.end()));
  const expected = Array.from({ length: 20 }, (_, i) => 5 * (1 + (i % 3))).reduce((a, b) => a + b);
  const records = await stored();
  expect(records.map(({ seq }) => seq)).toEqual(Array.from({ length: expected }, (_, i) => i + 1));
  expect(await ledger.verify()).toMatchObject({
    ok: true,
    records: expected,
    notYetAnchored: 0,
    anchoredSeq: expected,
  });
});

test('as an activity, in a transaction of its own', async () => {
  const { database, appender, keys, anchors, folder } = ledger;
  const activities = createLedgerActivities({
    database,
    appender,
    keys,
    anchors,
    blobs: new FolderBlobStore(`${folder}/blobs`),
  });
  expect(await activities.appendRecords(batch('CLM-1', steps('a', 2)))).toEqual({ lastSeq: 2 });
  expect(await activities.appendRecords(batch('CLM-1', steps('a', 2)))).toEqual({ lastSeq: 2 });
  expect(await activities.verifyTenantLedger({ tenant: 'acme' })).toMatchObject({ ok: true, records: 2 });
});

test('records signed before and after a rotation of the key verify together', async () => {
  await ledger.append(batch('CLM-1', [entry('a')]));
  await ledger.keys.rotate();
  await ledger.append(batch('CLM-1', [entry('b')]));
  await ledger.appender.flush();
  const [a, b] = await stored();
  expect(a?.signature.keyId).not.toBe(b?.signature.keyId);
  expect((await ledger.verify()).ok).toBe(true);
});

describe('the database refuses to change the ledger', () => {
  test.each([
    ['UPDATE', `UPDATE ledger_records SET claim_number = 'CLM-9'`],
    ['DELETE', 'DELETE FROM ledger_records WHERE seq = 2'],
    ['TRUNCATE', 'TRUNCATE ledger_records'],
    ['UPDATE as a replica', `SET LOCAL session_replication_role = replica; UPDATE ledger_records SET episode = 2`],
    ['head back', 'UPDATE ledger_heads SET seq = 1'],
    ['head in place', `UPDATE ledger_heads SET hash = 'x'`],
    ['head away', 'DELETE FROM ledger_heads'],
    ['heads away', 'TRUNCATE ledger_heads'],
  ])('%s', async (_, statement) => {
    await ledger.append(batch('CLM-1', steps('a', 3)));
    await expect(ledger.database.$client.query(`BEGIN; ${statement}; COMMIT`)).rejects.toMatchObject({ code: '42501' });
  });
});
