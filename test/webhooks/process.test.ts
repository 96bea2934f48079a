/** What a whole claim writes into the outbox: from its report to its payment and letter. */
import { randomBytes } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { scenarioNamed } from '../../examples/generator';
import { webhookDeliveries } from '../../platform/database/schema';
import { ProcessWorld } from '../examples/process';

jest.setTimeout(120_000);

let world: ProcessWorld;
beforeAll(async () => {
  world = await ProcessWorld.start();
});
afterAll(() => world?.close());

test('every turn of a claim that a person decides is told, and nothing of what it says about people', async () => {
  const insurer = await world.insurer();
  await insurer.client.webhooks.add(
    { url: 'https://hooks.invalid/adjutant' },
    { key: randomBytes(32), inside: false },
    'administrator-1',
  );
  const folder = await world.changed(scenarioNamed('02'));
  const claim = await world.take(insurer, folder);
  const rows = await world.database
    .select()
    .from(webhookDeliveries)
    .where(eq(webhookDeliveries.tenant, insurer.tenant))
    .orderBy(asc(webhookDeliveries.id));
  const told = rows.map(({ type, data }) => [type.replace('adjutant.', ''), data as Record<string, unknown>] as const);
  const types = told.map(([type]) => type);
  expect(types[0]).toBe('claim.received');
  for (const type of ['claim.status-changed', 'task.opened', 'task.ended', 'payment.changed', 'letter.delivered'])
    expect(types).toContain(type);
  expect(types.filter((type) => type === 'claim.closed')).toHaveLength(1);
  expect(told.find(([type]) => type === 'claim.closed')?.[1]).toMatchObject({
    outcome: 'paid',
    paidMinor: claim.paidMinor,
    currency: 'USD',
  });
  const said = JSON.stringify(rows);
  const { claimant, payee, description } = folder.notice;
  for (const secret of [claimant.name, claimant.email, payee?.iban, description]) {
    if (secret !== undefined) expect(said).not.toContain(secret);
  }
});
