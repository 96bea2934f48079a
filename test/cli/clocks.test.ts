/** `adjutant claims clocks` over a real ledger; the rules run in a process of their own. No Temporal, no worker. */
import type { ClocksReading } from '../../activities/clocks/contract';
import { claimMessages } from '../../platform/database/schema';
import { freePort } from '../../platform/local/free-port';
import { pick } from '../clocks/support';
import { batch, createTestLedger, entry, type TestLedger } from '../ledger/support';
import { emptyHome, removeHomes, runCli } from './run-cli';
import { storeClaim } from './stored-claim';

let ledger: TestLedger;
let environment: Record<string, string>;

beforeAll(async () => {
  ledger = await createTestLedger();
  environment = {
    ADJUTANT_HOME: emptyHome(),
    DATABASE_URL: ledger.url,
    TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`,
  };
});
afterAll(async () => {
  await ledger.close();
  removeHomes();
});

const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

test('what is owed, by when and by which source; what is overdue stands on top', async () => {
  await storeClaim(ledger.database, 'CLM-2026-000001');
  const told = (action: string, days: number, facts = {}) =>
    entry(`${action}/${days}`, { action, occurredAt: ago(days), facts });
  const steps = [
    told('notice-received', 30),
    told('proposal-made', 30, { route: 'review' }),
    told('decision-accepted', 29, { action: 'approve', amountMinor: 94_920, needsSecondPerson: false }),
  ];
  await ledger.append(batch('CLM-2026-000001', steps, 'default'));
  const { code, stdout, stderr } = await runCli(['claims', 'clocks', 'CLM-2026-000001'], environment);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toMatch(
    /^Ireland \(IE\): due days end at midnight in Europe\/Dublin; calendar 2026-11, rules [0-9a-f]{12}\.$/,
  );
  expect(lines[1]).toContain('a lawyer has to check them before use');
  expect(lines.slice(3).map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
    ['inform', 'missed'],
    ['pay', 'missed'],
    ['assist', 'met'],
    [expect.stringMatching(/^\* not read in the text/)],
  ]);
  expect(lines[3]).toMatch(
    /\d{4}-\d{2}-\d{2} \(\d+ days ago\) {2}Tell the claimant what was decided {2,}S\.I\. No\. 81 of 2025, Part 4 \*$/,
  );
});

test('without a claim: what is at risk on open claims, the newest episode of each', async () => {
  const { database } = ledger;
  await storeClaim(database, 'CLM-2026-000003');
  await storeClaim(database, 'CLM-2026-000004', { status: 'closed', outcome: 'paid' });
  const late = (claimNumber: string) =>
    batch(claimNumber, [entry('notice', { action: 'notice-received', occurredAt: ago(60) })], 'default');
  await ledger.append(late('CLM-2026-000003'), late('CLM-2026-000004'));
  const { stdout, stderr } = await runCli(['claims', 'clocks'], environment);
  expect(stderr).toBe('');
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toBe('2 open claims: 3 clocks overdue, 0 soon due.');
  expect(lines.slice(2, -1).map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
    ['CLM-2026-000003', 'assist'],
    ['CLM-2026-000001', 'inform'],
    ['CLM-2026-000001', 'pay'],
  ]);
});

test('as JSON, with messages; an unknown claim is said to be one', async () => {
  await storeClaim(ledger.database, 'CLM-2026-000002');
  const messages = {
    tenant: 'default',
    claimNumber: 'CLM-2026-000002',
    userId: 'claimant-1',
    text: 'Hello?',
  };
  await ledger.database.insert(claimMessages).values({ ...messages, messageId: 'message-1', sender: 'claimant' });
  const { database } = ledger;
  await database.execute("UPDATE claims SET notice = jsonb_set(notice, '{lossLocation}', '\"US-NV\"')");
  const { stdout } = await runCli(['claims', 'clocks', 'CLM-2026-000002', '--json'], environment);
  const reading = JSON.parse(stdout) as ClocksReading;
  expect(reading.jurisdiction.id).toBe('generic');
  expect(reading.note).toContain('There are no clocks of US-NV');
  expect(pick(reading.clocks, 'reply')).toMatchObject({ status: 'running', daysLeft: 15, verified: false });
  expect(await runCli(['claims', 'clocks', 'CLM-1999-000001'], environment)).toMatchObject({ code: 3, stdout: '' });
});
