/** Triage over stored evidence: what a decision is bound to, and what stays in the database. */

import { DatabaseSwitches } from '../../activities/switches/board';
import { createTriageActivities } from '../../activities/triage/activities';
import { Proposal } from '../../activities/triage/contract';
import { getEvidence, putEvidence } from '../../platform/database/evidence';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { type Changes, shipped, view } from './support';

let world: TestDatabase;
let triage: ReturnType<typeof createTriageActivities>;
beforeAll(async () => {
  world = await createTestDatabase();
  triage = createTriageActivities({
    database: world.database,
    switches: new DatabaseSwitches(world.database),
    rules: shipped,
  });
});
afterAll(() => world.close());

const claim = { tenant: 'acme', claimNumber: 'CLM-1', episode: 1 };
async function run(changes: Changes = {}) {
  const seen = view(changes);
  return triage.proposeAndTriage({
    claim,
    facts: await putEvidence(world.database, claim, 'claim-facts', seen.facts),
    coverage: await putEvidence(world.database, claim, 'coverage-assessment', seen.coverage),
    fraud: await putEvidence(world.database, claim, 'fraud-screening', seen.fraud),
    alreadyAsked: seen.alreadyAsked,
    investigationCleared: seen.investigationCleared,
  });
}

test('the proposal is in the database, the result holds no text of the claim', async () => {
  const result = await run();
  expect(result).toMatchObject({
    route: 'straight-through',
    action: 'pay',
    amountMinor: 90_000,
    rulesHash: shipped.sha256,
  });
  const proposal = await getEvidence(world.database, claim, result.proposal, Proposal);
  expect(proposal.basis.map((entry) => entry.kind)).toEqual(['claim-facts', 'coverage-assessment', 'fraud-screening']);
  expect(JSON.stringify(result)).not.toMatch(/Aoife|ADJT|Windscreen/);
});

test('repeated, it is the same result; on other evidence the hash is another one', async () => {
  const first = await run();
  expect(await run()).toEqual(first);
  const others = [
    await run({ facts: { phones: ['+353209110777'] } }),
    await run({ coverage: { payableMinor: 89_999 } }),
    await run({ fraud: { score: 1 } }),
  ];
  expect(new Set([first, ...others].map((result) => result.evidenceHash)).size).toBe(4);
});

test('altered evidence is not decided on', async () => {
  await run({ facts: { phones: ['altered'] } });
  await world.database.execute(
    `UPDATE evidence SET body = jsonb_set(body, '{claimedMinor}', '7') WHERE body -> 'phones' ->> 0 = 'altered'`,
  );
  await expect(run({ facts: { phones: ['altered'] } })).rejects.toThrow('was altered');
});

test('where switches cannot be read nothing goes straight through: the step fails, and is tried again', async () => {
  await world.database.$client.query('ALTER TABLE switches RENAME TO switches_away');
  await expect(run()).rejects.toThrow();
  await world.database.$client.query('ALTER TABLE switches_away RENAME TO switches');
  expect(await run()).toMatchObject({ route: 'straight-through' });
});
