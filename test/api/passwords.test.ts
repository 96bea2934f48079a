/** Signing in with a password: cookies, wrong passwords, locks, changing it. */
import { Client, Connection } from '@temporalio/client';
import { eq, sql } from 'drizzle-orm';
import { createLocalUsers } from '../../activities/authority/directory';
import type { ApiServer } from '../../client/api/context';
import { buildApi } from '../../client/api/server';
import { AdjutantClient } from '../../client/sdk';
import { Accounts } from '../../client/sdk/accounts';
import { FolderBlobStore } from '../../platform/blobs/store';
import { localPasswords } from '../../platform/database/schema';
import { emptyHome, removeHomes } from '../cli/run-cli';
import { createTestDatabase, type TestDatabase } from '../support/database';

let world: TestDatabase;
let connection: Connection;
let api: ApiServer;
let passwords: Record<string, string>;

beforeAll(async () => {
  world = await createTestDatabase();
  const { database } = world;
  connection = Connection.lazy({ address: '127.0.0.1:1' });
  for (const tenant of ['default', 'other']) await createLocalUsers(database, tenant);
  ({ passwords } = await new Accounts(database, 'default').preparePasswords({}));
  api = await buildApi({
    client: new AdjutantClient({
      temporal: new Client({ connection }),
      database,
      blobs: new FolderBlobStore(`${emptyHome()}/blobs`),
      tenant: 'default',
    }),
    database,
    place: { tenant: 'default', namespace: 'none', uiAddress: undefined },
    pageImages: { draw: async () => ({ problem: 'none here' }) },
  });
});

afterAll(async () => {
  await api?.close();
  await connection?.close();
  await world?.close();
  removeHomes();
});

// Each sign-in comes from an address of its own, so that the limit by address does not stand in the way.
let caller = 0;
const address = () => {
  caller += 1;
  return `10.0.0.${caller}`;
};
function signIn(userId: string, password: string, remoteAddress = address()) {
  return api.inject({ method: 'POST', url: '/v1/session', payload: { userId, password }, remoteAddress });
}

interface Signed {
  cookie: string;
  csrf: string;
}
async function signedIn(userId: string, password: string): Promise<Signed> {
  const answer = await signIn(userId, password);
  expect(answer.statusCode).toBe(201);
  const cookie = String(answer.headers['set-cookie']).split(';')[0]!;
  return { cookie, csrf: answer.json<{ csrfToken: string }>().csrfToken };
}
const whoAmI = ({ cookie }: Signed) => api.inject({ method: 'GET', url: '/v1/session', headers: { cookie } });
const change = ({ cookie, csrf }: Signed, payload: object) =>
  api.inject({
    method: 'PUT',
    url: '/v1/session/password',
    headers: { cookie, 'x-csrf-token': csrf },
    payload,
    remoteAddress: address(),
  });

test('a password opens a session that scripts cannot read; the database keeps a salted scrypt hash', async () => {
  const answer = await signIn('adjuster-1', passwords['adjuster-1']!);
  expect(answer.statusCode).toBe(201);
  expect(answer.json()).toMatchObject({ userId: 'adjuster-1', role: 'adjuster', tenant: 'default' });
  expect(String(answer.headers['set-cookie'])).toMatch(/; HttpOnly; SameSite=Strict/);
  const rows = await world.database.select().from(localPasswords);
  for (const { hash } of rows) expect(hash).toMatch(/^scrypt\$131072\$8\$1\$/);
  expect(new Set(rows.map(({ hash }) => hash.split('$')[4])).size).toBe(rows.length);
  expect(rows.some(({ userId }) => userId === 'service-1')).toBe(false);
});

test.each([
  ['a wrong password', 'handler-1', 'wrong-wrong-wrong'],
  ['a user that there is not', 'nobody-9', 'wrong-wrong-wrong'],
  ['the user of another tenant, who has no password there', 'service-1', 'wrong-wrong-wrong'],
])('%s is refused in the same words', async (_what, userId, password) => {
  const answer = await signIn(userId, password);
  expect(answer.statusCode).toBe(401);
  expect(answer.json()).toMatchObject({
    code: 'sign-in-needed',
    detail: 'The sign-in is missing, not known here, or has ended. Sign in again.',
  });
});

test('too many wrong passwords close the account for a while, to the right one too; the right one then counts anew', async () => {
  const right = passwords['auditor-1']!;
  // At once: each is counted.
  await Promise.all(Array.from({ length: 5 }, () => signIn('auditor-1', 'wrong-wrong-wrong')));
  const closed = await signIn('auditor-1', right);
  expect(closed.statusCode).toBe(429);
  expect(closed.json()).toMatchObject({ code: 'account-locked' });
  expect(Number(closed.headers['retry-after'])).toBeGreaterThan(20);
  const mine = eq(localPasswords.userId, 'auditor-1');
  const [locked] = await world.database.select().from(localPasswords).where(mine);
  expect(locked!.failures).toBe(5);

  await world.database.update(localPasswords).set({ lockedUntil: sql`now() - interval '1 second'` }).where(mine);
  await signedIn('auditor-1', right);
  const [open] = await world.database.select().from(localPasswords).where(mine);
  expect(open).toMatchObject({ failures: 0, lockedUntil: null });
});

test('more than ten sign-ins a minute from one address are refused', async () => {
  const answers = [];
  for (let count = 0; count < 11; count += 1) answers.push(await signIn('nobody-1', 'x', '10.9.9.9'));
  expect(answers.at(9)!.statusCode).toBe(401);
  expect(answers.at(10)!.statusCode).toBe(429);
});

test('a changed password ends the other sessions and the old password; this session goes on', async () => {
  const before = passwords['supervisor-1']!;
  const [here, elsewhere] = [await signedIn('supervisor-1', before), await signedIn('supervisor-1', before)];
  const after = 'an entirely new password';
  expect((await change(here, { password: 'not-the-old-one', newPassword: after })).json()).toMatchObject({
    code: 'wrong-password',
  });
  expect((await change(here, { password: before, newPassword: 'too short' })).statusCode).toBe(400);
  expect(
    (await change({ ...here, csrf: 'of another page' }, { password: before, newPassword: after })).json(),
  ).toMatchObject({ code: 'csrf-refused' });
  expect((await change(here, { password: before, newPassword: after })).statusCode).toBe(204);
  expect((await whoAmI(here)).statusCode).toBe(200);
  expect((await whoAmI(elsewhere)).statusCode).toBe(401);
  expect((await signIn('supervisor-1', before)).statusCode).toBe(401);
  await signedIn('supervisor-1', after);
});

test('a chosen password stays at the next start; a lost file of passwords makes new ones', async () => {
  const accounts = new Accounts(world.database, 'default');
  const again = await accounts.preparePasswords(passwords);
  expect(again.made).toEqual([]);
  expect(Object.keys(again.passwords)).not.toContain('supervisor-1');
  const lost = await accounts.preparePasswords({});
  expect(lost.made).toContain('adjuster-2');
  expect(lost.made).not.toContain('supervisor-1');
  expect((await signIn('adjuster-2', passwords['adjuster-2']!)).statusCode).toBe(401);
  await signedIn('adjuster-2', lost.passwords['adjuster-2']!);
});

test('a reset password ends sessions; a deactivated account lets nobody in', async () => {
  const accounts = new Accounts(world.database, 'default');
  const password = await accounts.add('temp-1', 'Tess Moreau', 'handler');
  const session = await signedIn('temp-1', password);
  const next = await accounts.resetPassword('temp-1');
  expect((await whoAmI(session)).statusCode).toBe(401);
  const second = await signedIn('temp-1', next);
  await accounts.deactivate('temp-1');
  expect((await whoAmI(second)).statusCode).toBe(401);
  expect((await signIn('temp-1', next)).statusCode).toBe(401);
  await expect(accounts.add('temp-1', 'Tess Moreau', 'handler')).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(accounts.resetPassword('nobody-9')).rejects.toMatchObject({ code: 'not-found' });
});

test('a cookie that somebody planted before the sign-in is not the session after it', async () => {
  const planted = 'adjutant_session=ses_planted-by-somebody';
  const answer = await api.inject({
    method: 'POST',
    url: '/v1/session',
    headers: { cookie: planted },
    payload: {
      userId: 'adjuster-1',
      password: await new Accounts(world.database, 'default').resetPassword('adjuster-1'),
    },
    remoteAddress: '10.0.2.1',
  });
  expect(answer.statusCode).toBe(201);
  expect(String(answer.headers['set-cookie'])).not.toContain('planted');
  expect((await api.inject({ method: 'GET', url: '/v1/session', headers: { cookie: planted } })).statusCode).toBe(401);
});
