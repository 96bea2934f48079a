/** Webhooks over HTTP: an administrator manages them, and nobody else. */
import { sql } from 'drizzle-orm';
import { type AccountsWorld, accountsWorld } from './accounts-world';

let world: AccountsWorld;
beforeAll(async () => {
  world = await accountsWorld();
});
afterAll(() => world.close());

const ask = (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object, user = 'administrator-1') =>
  world.api.inject({ method, url, headers: world.bearer(user), ...(payload === undefined ? {} : { payload }) });

test('added, listed, tried out, tried again, removed; the secret is shown once', async () => {
  const added = await ask('POST', '/v1/webhooks', { url: 'https://hooks.invalid/a', types: ['adjutant.claim.closed'] });
  expect(added.statusCode).toBe(201);
  const { id, secret } = added.json();
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const listed = await ask('GET', '/v1/webhooks');
  expect(listed.json().webhooks).toMatchObject([
    {
      id,
      url: 'https://hooks.invalid/a',
      types: ['adjutant.claim.closed'],
      status: 'active',
      createdBy: 'administrator-1',
    },
  ]);
  expect(listed.body).not.toContain('whsec_');
  expect((await ask('POST', `/v1/webhooks/${id}/test`)).statusCode).toBe(202);
  expect((await ask('GET', `/v1/webhooks/${id}/deliveries`)).json().deliveries).toMatchObject([
    { type: 'adjutant.webhook.test', status: 'pending', tries: 0 },
  ]);
  await world.database.execute(sql`UPDATE webhook_deliveries SET status = 'set-aside'`);
  expect((await ask('POST', `/v1/webhooks/${id}/retry`)).json()).toEqual({ again: 1 });
  expect((await ask('DELETE', `/v1/webhooks/${id}`)).statusCode).toBe(204);
  // Nothing would ever be sent.
  for (const what of ['retry', 'test'])
    expect((await ask('POST', `/v1/webhooks/${id}/${what}`)).json()).toMatchObject({
      status: 409,
      code: 'webhook-ended',
    });
  expect((await ask('GET', '/v1/webhooks')).json().webhooks).toMatchObject([{ id, status: 'ended' }]);
});

test('who added and removed one is on record; what is no address, and what is not there, is refused', async () => {
  for (const url of ['file:///etc/passwd', 'http://hooks.invalid/'])
    expect((await ask('POST', '/v1/webhooks', { url })).statusCode).toBe(400);
  expect((await ask('DELETE', '/v1/webhooks/00000000-0000-4000-8000-000000000000')).json()).toMatchObject({
    code: 'not-found',
  });
  for (const user of ['supervisor-1', 'auditor-1', 'service-1', 'claimant-1'])
    expect((await ask('GET', '/v1/webhooks', undefined, user)).statusCode).toBe(403);
  const recorded = await world.recorded(null);
  expect(recorded.map(({ event, actor }) => [event, actor])).toEqual(
    expect.arrayContaining([
      ['webhook-added', 'administrator-1'],
      ['webhook-removed', 'administrator-1'],
    ]),
  );
});
