/** `/metrics` counts claims as they stand, each once, and says nothing of anybody. */
import { Registry } from 'prom-client';
import { scenarioNamed } from '../../examples/generator';
import { showClaims } from '../../workers/claim-metrics';
import { ProcessWorld } from '../examples/process';

jest.setTimeout(120_000);

let world: ProcessWorld;
beforeAll(async () => {
  world = await ProcessWorld.start();
});
afterAll(() => world?.close());

test('claims by status and end, questions to people, payments, and the share that went straight through', async () => {
  const insurer = await world.insurer();
  const closed = await world.take(insurer, await world.changed(scenarioNamed('01')));
  await world.takeToReview(insurer, await world.changed(scenarioNamed('02')));
  const registry = new Registry();
  const problems: unknown[] = [];
  showClaims({
    registry,
    database: world.database,
    tenant: insurer.tenant,
    onProblem: (error) => problems.push(error),
  });
  const text = await registry.metrics();
  expect(problems).toEqual([]);
  const { tenant } = insurer;
  expect(
    text
      .split('\n')
      .filter((line) => /^adjutant/.test(line) && !line.startsWith('adjutant_ledger'))
      .sort(),
  ).toEqual(
    [
      `adjutant_claims{tenant="${tenant}",status="closed"} 1`,
      `adjutant_claims{tenant="${tenant}",status="in-review"} 1`,
      `adjutant_claims_closed{tenant="${tenant}",outcome="paid"} 1`,
      `adjutant_straight_through_ratio{tenant="${tenant}"} 1`,
      `adjutant_review_tasks{tenant="${tenant}",kind="decision",state="in-time"} 1`,
      `adjutant_payments{tenant="${tenant}",status="accepted"} 1`,
    ].sort(),
  );
  expect(text).toMatch(/^adjutant_ledger_records\{.*\} \d\d+$/m);
  expect(text).not.toContain('CLM-');

  // Opened again, it is one claim still, and was not settled by nobody.
  const { claimNumber } = closed.claim;
  await insurer.client
    .as(insurer.tokens['adjuster-1']!)
    .reopenings.reopen(claimNumber, { kind: 'correction', reason: 'The account was wrong.' });
  const again = new Registry();
  showClaims({ registry: again, database: world.database, tenant });
  const after = await again.metrics();
  const claims = after.split('\n').filter((line) => line.startsWith('adjutant_claims{'));
  expect(claims.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)).toBe(2);
  expect(after).not.toMatch(/^adjutant_straight_through_ratio\{/m);
});
