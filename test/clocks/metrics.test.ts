/** `/metrics` has how many clocks are at risk; it also comes while the database is away. */
import { Gauge, Registry } from 'prom-client';
import { LoadedClockRules } from '../../activities/clocks/activities';
import { connectDatabase } from '../../platform/database/client';
import { showClocksAtRisk } from '../../workers/clock-metrics';
import { storeClaim } from '../cli/stored-claim';
import { batch, createTestLedger, entry, type TestLedger } from '../ledger/support';
import { shipped } from './support';

const rules = new LoadedClockRules(shipped);
const tenant = 'default';
const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

let ledger: TestLedger;
beforeAll(async () => {
  ledger = await createTestLedger();
});
afterAll(() => ledger.close());

const shown = async (registry: Registry) =>
  (await registry.metrics()).split('\n').filter((line) => line.startsWith('adjutant_clocks_at_risk{'));

test('counted by kind and state, of open claims alone', async () => {
  const { database } = ledger;
  await storeClaim(database, 'CLM-2026-000001');
  await storeClaim(database, 'CLM-2026-000002');
  await storeClaim(database, 'CLM-2026-000003', { status: 'closed', outcome: 'paid' });
  await database.execute(`UPDATE claims SET notice = jsonb_set(notice, '{lossLocation}', '"US-CA"')`);
  const noticed = (claimNumber: string, days: number) =>
    batch(claimNumber, [entry('notice', { action: 'notice-received', occurredAt: ago(days) })], tenant);
  await ledger.append(noticed('CLM-2026-000001', 30), noticed('CLM-2026-000002', 12), noticed('CLM-2026-000003', 30));
  const registry = new Registry();
  showClocksAtRisk({ registry, database, tenant, rules });
  expect((await shown(registry)).sort()).toEqual(
    ['acknowledge', 'assist', 'investigate'].flatMap((kind) =>
      ['escalated', 'overdue'].map(
        (state) => `adjutant_clocks_at_risk{tenant="default",kind="${kind}",state="${state}"} 1`,
      ),
    ),
  );
});

test('without a database the rest is shown, and the trouble is told', async () => {
  const registry = new Registry();
  new Gauge({ name: 'another', help: 'another', registers: [registry] }).set(7);
  const nowhere = connectDatabase('postgres://nobody@127.0.0.1:1/nowhere');
  const problems: unknown[] = [];
  showClocksAtRisk({ registry, database: nowhere, tenant, rules, onProblem: (error) => problems.push(error) });
  expect(await registry.metrics()).toContain('another 7');
  expect(await shown(registry)).toEqual([]);
  expect(problems.length).toBeGreaterThan(0);
  await nowhere.$client.end();
});
