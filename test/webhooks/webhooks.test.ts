/** The outbox and its sender, over a real database and a real receiver with faults. */
import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { Webhook } from 'standardwebhooks';
import { isInside } from '../../activities/webhooks/post';
import { WebhookSender } from '../../activities/webhooks/sender';
import { Webhooks } from '../../client/sdk/webhooks';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { Receiver } from './receiver';

const TENANT = 'acme';
const key = randomBytes(32);
const rules = { key, inside: true };
let db: TestDatabase;
let receiver: Receiver;
let url: string;
let webhooks: Webhooks;

beforeEach(async () => {
  db = await createTestDatabase();
  receiver = new Receiver();
  url = await receiver.start();
  webhooks = new Webhooks(db.database, TENANT);
});
afterEach(async () => {
  await receiver.stop();
  await db.close();
});

const sender = (more = {}) =>
  new WebhookSender({ database: db.database, key, inside: true, timeoutMs: 400, retryAfterSeconds: [0, 0], ...more });

/** As the process writes it. */
async function claim(claimNumber: string, status: string, tenant = TENANT): Promise<void> {
  await db.database.execute(sql`
    INSERT INTO claim_projections (tenant, claim_number, episode, version, status, outcome, policy_number, updated_at, body)
    VALUES (${tenant}, ${claimNumber}, 1, 1, ${status}, ${status === 'closed' ? 'paid' : null}, 'P-1', now(),
      '{"paidMinor": 12500, "currency": "EUR"}')
    ON CONFLICT (tenant, claim_number, episode) DO UPDATE SET status = excluded.status, outcome = excluded.outcome,
      version = claim_projections.version + 1`);
}

async function drain(one = sender()): Promise<void> {
  while ((await one.sendDue()) > 0);
}

const types = () => receiver.received.map(({ event }) => `${event.subject} ${event.type.replace('adjutant.', '')}`);

test('what happens to a claim arrives in order, signed, without anything personal', async () => {
  const { id, secret } = await webhooks.add({ url }, rules, 'administrator-1');
  await claim('CLM-1', 'notified');
  await claim('CLM-1', 'in-review');
  await claim('CLM-1', 'in-review');
  await claim('CLM-1', 'closed');
  await drain();
  expect(types()).toEqual([
    'CLM-1 claim.received',
    'CLM-1 claim.status-changed',
    'CLM-1 claim.status-changed',
    'CLM-1 claim.closed',
  ]);
  const [first, , , last] = receiver.received;
  expect(JSON.parse(last!.body)).toEqual({
    specversion: '1.0',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    source: '/tenants/acme',
    type: 'adjutant.claim.closed',
    subject: 'CLM-1',
    time: expect.stringMatching(/Z$/),
    datacontenttype: 'application/json',
    data: { claimNumber: 'CLM-1', episode: 1, status: 'closed', outcome: 'paid', paidMinor: 12500, currency: 'EUR' },
  });
  // By an implementation that is not ours.
  expect(new Webhook(secret).verify(first!.body, first!.headers)).toMatchObject({ subject: 'CLM-1' });
  expect(() => new Webhook(secret).verify(first!.body.replace('CLM-1', 'CLM-2'), first!.headers)).toThrow();
  expect(first!.headers['content-type']).toContain('application/cloudevents+json');
  expect(await webhooks.list()).toMatchObject([{ id, pending: 0, setAside: 0 }]);
});

test('a change that is rolled back tells nobody; another tenant and other types are not told', async () => {
  await webhooks.add({ url, types: ['adjutant.claim.closed'] }, rules, 'administrator-1');
  await db.database
    .transaction(async (transaction) => {
      await transaction.execute(sql`INSERT INTO claim_projections (tenant, claim_number, episode, version, status, policy_number,
        updated_at, body) VALUES (${TENANT}, 'CLM-9', 1, 1, 'closed', 'P-1', now(), '{}')`);
      throw new Error('back');
    })
    .catch(() => {});
  await claim('CLM-2', 'closed', 'another');
  await claim('CLM-1', 'notified');
  await claim('CLM-1', 'closed');
  await drain();
  expect(types()).toEqual(['CLM-1 claim.closed']);
});

test.each([[500], ['reset'], ['hang'], [302], [404]] as const)(
  'after %s it is sent again with the same id, and what follows waits for it',
  async (fault) => {
    await webhooks.add({ url }, rules, 'administrator-1');
    receiver.answers = [fault];
    await claim('CLM-1', 'notified');
    await claim('CLM-1', 'in-review');
    await drain();
    expect(types()).toEqual(['CLM-1 claim.received', 'CLM-1 claim.received', 'CLM-1 claim.status-changed']);
    const [first, again] = receiver.received;
    expect(again!.event.id).toBe(first!.event.id);
    expect(again!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
  },
);

test('after its last try a delivery is set aside and stops nobody; a person sends it again', async () => {
  const { id } = await webhooks.add({ url }, rules, 'administrator-1');
  receiver.answers = [500, 500, 500];
  await claim('CLM-1', 'notified');
  await claim('CLM-1', 'in-review');
  await drain();
  expect(await webhooks.deliveries(id)).toMatchObject([
    { type: 'adjutant.claim.status-changed', status: 'delivered', problem: null },
    { type: 'adjutant.claim.received', status: 'set-aside', tries: 3, problem: 'HTTP 500' },
  ]);
  expect(await webhooks.retry(id)).toBe(1);
  await drain();
  expect((await webhooks.deliveries(id)).map(({ status }) => status)).toEqual(['delivered', 'delivered']);
});

test('an address that answers 410 is told no more', async () => {
  const { id } = await webhooks.add({ url }, rules, 'administrator-1');
  receiver.answers = [410];
  await claim('CLM-1', 'notified');
  await claim('CLM-1', 'in-review');
  await drain();
  await claim('CLM-2', 'notified');
  await drain();
  expect(types()).toEqual(['CLM-1 claim.received']);
  expect(await webhooks.list()).toMatchObject([{ id, status: 'ended', pending: 0, setAside: 2 }]);
  for (const ask of [() => webhooks.retry(id), () => webhooks.test(id)])
    await expect(ask()).rejects.toMatchObject({ code: 'webhook-ended' });
});

test('two senders at once send nothing twice, and keep the order of each claim', async () => {
  await webhooks.add({ url }, rules, 'administrator-1');
  const claims = Array.from({ length: 12 }, (_, index) => `CLM-${index}`);
  for (const status of ['notified', 'assessing', 'in-review', 'settling'])
    for (const one of claims) await claim(one, status);
  await Promise.all([drain(sender()), drain(sender())]);
  // A sender that finds nothing due ends while the other one still sends.
  await drain();
  const ids = receiver.received.map(({ event }) => event.id);
  expect(ids).toHaveLength(48);
  expect(new Set(ids).size).toBe(48);
  for (const one of claims)
    expect(
      receiver.received.filter(({ event }) => event.subject === one).map(({ event }) => event.data.status),
    ).toEqual(['notified', 'assessing', 'in-review', 'settling']);
});

test('what a killed sender had taken is sent by another one when its time is up', async () => {
  await webhooks.add({ url }, rules, 'administrator-1');
  await claim('CLM-1', 'notified');
  // Taken, and gone before it was sent.
  const killed = sender();
  jest.spyOn(killed as unknown as { send(): Promise<void> }, 'send').mockImplementation(async () => {});
  expect(await killed.sendDue()).toBe(1);
  expect(await sender().sendDue()).toBe(0);
  await db.database.execute(sql`UPDATE webhook_deliveries SET next_at = now()`);
  await drain();
  expect(types()).toEqual(['CLM-1 claim.received']);
});

test('an address in the own network is not sent to, whatever its name leads to', async () => {
  const { id } = await webhooks.add({ url }, rules, 'administrator-1');
  const { id: named } = await webhooks.add({ url: 'https://localhost:1/hook' }, rules, 'administrator-1');
  await claim('CLM-1', 'notified');
  await drain(sender({ inside: false }));
  expect(receiver.received).toEqual([]);
  for (const one of [id, named])
    expect(await webhooks.deliveries(one)).toMatchObject([{ status: 'set-aside', problem: 'InsideError' }]);
  for (const inside of [
    '10.1.2.3',
    '169.254.169.254',
    '192.168.0.1',
    '::1',
    'fd00::1',
    '::ffff:10.0.0.1',
    '2002:a00:1::',
    '64:ff9b::a00:1',
  ])
    expect([inside, isInside(inside)]).toEqual([inside, true]);
  for (const outside of ['93.184.216.34', '2606:2800:220:1::1']) expect(isInside(outside)).toBe(false);
});

test('what was delivered is forgotten after 30 days, and nothing else', async () => {
  const { id } = await webhooks.add({ url }, rules, 'administrator-1');
  receiver.answers = [204, 500, 500, 500];
  for (const claimNumber of ['CLM-1', 'CLM-2']) {
    await claim(claimNumber, 'notified');
    await drain();
  }
  await claim('CLM-3', 'notified');
  await drain();
  const age = (days: number) =>
    db.database.execute(sql`UPDATE webhook_deliveries SET occurred_at = now() - ${days} * interval '1 day',
      delivered_at = CASE WHEN subject = 'CLM-3' THEN delivered_at ELSE delivered_at - ${days} * interval '1 day' END`);
  await age(29);
  expect(await sender().sweep()).toBe(0);
  await age(2);
  expect(await sender().sweep()).toBe(1);
  expect((await webhooks.deliveries(id)).map(({ subject, status }) => [subject, status])).toEqual([
    ['CLM-3', 'delivered'],
    ['CLM-2', 'set-aside'],
  ]);
});

test('an address that would be refused when it is connected to is refused at once where that can be known', async () => {
  const strict = { key, inside: false };
  await expect(webhooks.add({ url }, strict, 'administrator-1')).rejects.toThrow(/https/);
  await webhooks.add({ url: 'https://hooks.invalid/' }, strict, 'administrator-1');
});

test('what is no address is refused, and another tenant finds nothing', async () => {
  for (const wrong of ['ftp://example.com', 'nonsense', 'https://user:secret@example.com/'])
    await expect(webhooks.add({ url: wrong }, rules, 'administrator-1')).rejects.toMatchObject({
      code: 'invalid-input',
    });
  const { id } = await webhooks.add({ url }, rules, 'administrator-1');
  const other = new Webhooks(db.database, 'another');
  expect(await other.list()).toEqual([]);
  for (const ask of [
    () => other.remove(id, 'x'),
    () => other.retry(id),
    () => other.deliveries(id),
    () => other.test(id),
  ])
    await expect(ask()).rejects.toMatchObject({ code: 'not-found' });
  // No table has the secret.
  const { rows } = await db.database.execute(sql`SELECT to_jsonb(e) AS row FROM webhook_endpoints e`);
  expect(JSON.stringify(rows)).not.toContain('whsec_');
});
