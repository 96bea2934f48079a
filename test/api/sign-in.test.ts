/** Signing in with a password on a real PostgreSQL: what it opens, what guessing meets, how it is changed, and what a browser is told. */
import { scryptSync } from 'node:crypto';
import { Accounts } from '../../client/sdk/accounts';
import { SignIn } from '../../client/sdk/sign-in';
import { mintTicket } from '../../client/sdk/tickets';
import { hashPassword, newPassword, passwordMatches } from '../../platform/passwords';
import { runCli } from '../cli/run-cli';
import { type AccountsWorld, accountsWorld } from './accounts-world';

let world: AccountsWorld;
beforeAll(async () => {
  world = await accountsWorld();
}, 60_000);
afterAll(() => world?.close());

const LONG = 'a sentence that only I would think of';
const session = (headers: Record<string, string>) => world.get('/v1/session', headers);
let callers = 0;
const change = (headers: Record<string, string>, password: string, newPassword: string, from?: string) =>
  world.api.inject({
    method: 'PUT',
    url: '/v1/session/password',
    remoteAddress: from ?? `198.51.101.${++callers}`,
    headers,
    payload: { password, newPassword },
  });
const person = async (userId: string) =>
  new Accounts(world.database, 'default').add({ userId, name: `Person ${userId}`, role: 'adjuster' }, 'os:test');

describe('a password', () => {
  test('is kept as scrypt with its parameters and a salt of its own', async () => {
    const [one, other] = [await hashPassword(LONG), await hashPassword(LONG)];
    expect(one).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
    expect(one).not.toBe(other);
    expect(await passwordMatches(LONG, one)).toBe(true);
    expect(await passwordMatches(`${LONG} `, one)).toBe(false);
    expect(await passwordMatches(LONG, null)).toBe(false);
    // Made with weaker parameters some years ago, and typed with another form of the same letter.
    const key = scryptSync('Zoë'.normalize('NFKC'), 'salt', 32, { N: 1024, r: 8, p: 1 }).toString('base64url');
    const old = `scrypt$1024$8$1$${Buffer.from('salt').toString('base64url')}$${key}`;
    expect(await passwordMatches('Zoe\u0308', old)).toBe(true);
  });

  test('made by the program is long and never the same', () => {
    const made = Array.from({ length: 200 }, newPassword);
    expect(new Set(made).size).toBe(200);
    expect(made.every((password) => /^([a-km-zA-HJ-NP-Z2-9]{5}-){3}[a-km-zA-HJ-NP-Z2-9]{5}$/.test(password))).toBe(
      true,
    );
  });

  test('every local account of a person has one, and it is not stored', async () => {
    expect(Object.keys(world.passwords).sort()).toEqual(
      Object.keys(world.tokens)
        .filter((user) => user !== 'service-1')
        .sort(),
    );
    const { rows } = await world.database.$client.query('SELECT * FROM passwords');
    for (const password of Object.values(world.passwords)) expect(JSON.stringify(rows)).not.toContain(password);
  });
});

describe('signing in', () => {
  test('with name and password opens a session of that account, and is recorded', async () => {
    const { answer, headers, csrf } = await world.signIn({
      userId: 'supervisor-1',
      password: world.passwords['supervisor-1'],
    });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ userId: 'supervisor-1', role: 'supervisor', tenant: 'default' });
    expect((await session(headers)).json()).toMatchObject({ userId: 'supervisor-1', csrfToken: csrf });
    expect((await world.get('/v1/claims', headers)).statusCode).toBe(200);
    expect((await world.recorded('supervisor-1')).at(-1)).toMatchObject({
      event: 'signed-in',
      facts: { by: 'password' },
    });
  });

  test.each([
    ['a wrong password', { userId: 'supervisor-1', password: 'wrong' }],
    ['an account that does not exist', { userId: 'nobody-1', password: 'wrong' }],
    ['an account without a password', { userId: 'service-1', password: 'wrong' }],
    ['the capital letters of another account', { userId: 'SUPERVISOR-1', password: 'wrong' }],
  ])('%s is refused in the same words, and without a cookie', async (_what, proof) => {
    const { answer } = await world.signIn(proof);
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toMatchObject({
      code: 'wrong-password',
      detail: 'There is no such account with this password.',
    });
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('refusals are recorded, and never what a stranger typed for a name', async () => {
    await world.signIn({ userId: 'my-secret-password', password: 'x' });
    expect((await world.recorded(null)).at(-1)).toMatchObject({
      event: 'sign-in-refused',
      actor: null,
      facts: { code: 'no-such-account' },
    });
    const { rows } = await world.database.$client.query('SELECT * FROM access_records, sign_in_attempts');
    expect(JSON.stringify(rows)).not.toContain('my-secret-password');
  });

  test('an account that does not exist takes as long as one that does', async () => {
    const time = async (userId: string) => {
      const taken: number[] = [];
      for (let turn = 0; turn < 3; turn++) {
        const from = performance.now();
        await world.signIn({ userId, password: 'wrong' });
        taken.push(performance.now() - from);
      }
      return Math.min(...taken);
    };
    const [known, unknown] = [await time('investigator-1'), await time('nobody-2')];
    // Hashing takes most of the time: without it one would be a small part of the other.
    expect(unknown).toBeGreaterThan(known / 2);
    expect(known).toBeGreaterThan(unknown / 2);
  });

  test.each([
    [{ userId: 'supervisor-1' }],
    [{ userId: 'supervisor-1', password: '' }],
    [{ userId: 'supervisor-1\0', password: 'x' }],
    [{ userId: 'supervisor-1', password: 'x'.repeat(201) }],
    [{ userId: 'supervisor-1', password: 'x', role: 'administrator' }],
    [{ userId: { $ne: '' }, password: 'x' }],
    [{ token: 'x', userId: 'supervisor-1', password: 'x' }],
  ])('%j is not a sign-in', async (proof) => {
    expect((await world.signIn(proof)).answer.statusCode).toBe(400);
  });

  test('an account of another tenant has no door here', async () => {
    await new Accounts(world.database, 'other').add({ userId: 'theirs', name: 'Theirs', role: 'adjuster' }, 'os:test');
    const password = await new Accounts(world.database, 'other').reset('theirs', 'os:test');
    expect((await world.signIn({ userId: 'theirs', password })).answer.statusCode).toBe(401);
  });
});

describe('guessing', () => {
  test('after five failures one waits, longer each time, whether the account exists or not; the right password waits too', async () => {
    const password = await person('guessed');
    for (const [userId, address] of [
      ['guessed', '192.0.2.10'],
      ['nobody-3', '192.0.2.11'],
    ] as const) {
      const guess = (given = 'wrong') => world.signIn({ userId, password: given }, {}, address);
      // All at once, so that none is judged before the others are counted.
      const codes = await Promise.all(Array.from({ length: 7 }, () => guess()));
      expect(codes.map(({ answer }) => answer.statusCode).sort()).toEqual([401, 401, 401, 401, 401, 429, 429]);
      const { answer } = await guess(password);
      expect(answer.json()).toMatchObject({ status: 429, code: 'too-many-sign-ins' });
      const wait = Number(answer.headers['retry-after']);
      expect(wait).toBeGreaterThan(20);
      expect(wait).toBeLessThanOrEqual(30);
      await waitOver();
      expect((await guess()).answer.statusCode).toBe(401);
      const longer = await world.api.inject({
        method: 'POST',
        url: '/v1/session',
        remoteAddress: address,
        payload: { userId, password },
      });
      expect(longer.statusCode).toBe(429);
    }
    await waitOver();
    // The other door of ten calls a minute from one address is shut by now; another address is another door.
    expect((await world.signIn({ userId: 'guessed', password })).answer.statusCode).toBe(201);
  });

  test('from many addresses: the account itself is shut for a while', async () => {
    const password = await person('hunted');
    await world.signIn({ userId: 'hunted', password: 'wrong' }, {}, '203.0.113.1');
    // Eighteen more, each from another address.
    await world.database.$client.query('UPDATE sign_in_attempts SET failures = failures + 18');
    await world.signIn({ userId: 'hunted', password: 'wrong' }, {}, '203.0.113.2');
    const shut = await world.signIn({ userId: 'hunted', password }, {}, '203.0.113.99');
    expect(shut.answer.json()).toMatchObject({ code: 'too-many-sign-ins' });
    await waitOver();
    expect((await world.signIn({ userId: 'hunted', password }, {}, '203.0.113.99')).answer.statusCode).toBe(201);
  });

  test('of many accounts from one address: the address is shut, also when one sign-in of it succeeds', async () => {
    const accounts = new Accounts(world.database, 'default');
    const address = '192.0.2.20';
    const password = await person('insider');
    await expect(accounts.checkPassword('nobody-at-all', 'x', address)).rejects.toThrow('no such account');
    await world.database.$client.query('UPDATE sign_in_attempts SET failures = failures + 18');
    await accounts.checkPassword('insider', password, address);
    await expect(accounts.checkPassword('somebody', 'x', address)).rejects.toThrow('no such account');
    await expect(accounts.checkPassword('somebody-else', 'x', address)).rejects.toThrow('Wait');
  });

  test('failures of an hour ago are forgotten', async () => {
    const accounts = new Accounts(world.database, 'default');
    await expect(accounts.checkPassword('nobody-old', 'x', '192.0.2.21')).rejects.toThrow('no such account');
    await world.database.$client.query(
      `UPDATE sign_in_attempts SET failures = 19, last_at = now() - interval '61 minutes', blocked_until = NULL`,
    );
    for (let turn = 0; turn < 2; turn++)
      await expect(accounts.checkPassword('nobody-old', 'x', '192.0.2.21')).rejects.toThrow('no such account');
  });

  /** As if the time had passed. */
  const waitOver = () =>
    world.database.$client.query(`UPDATE sign_in_attempts SET blocked_until = now() - interval '1 second'`);
});

describe('changing the password', () => {
  test('needs the old one, ends the other sessions and not one’s own, and is recorded', async () => {
    const password = await person('changer');
    const [here, there] = [
      await world.signIn({ userId: 'changer', password }),
      await world.signIn({ userId: 'changer', password }),
    ];
    const wrong = await change(here.headers, 'not it', LONG);
    expect(wrong.json()).toMatchObject({ status: 403, code: 'wrong-password' });
    expect((await change(here.headers, password, LONG)).statusCode).toBe(204);
    expect((await session(here.headers)).statusCode).toBe(200);
    expect((await session(there.headers)).statusCode).toBe(401);
    expect((await world.signIn({ userId: 'changer', password })).answer.statusCode).toBe(401);
    expect((await world.signIn({ userId: 'changer', password: LONG })).answer.statusCode).toBe(201);
    expect((await world.recorded('changer')).map(({ event }) => event)).toEqual([
      'account-added',
      'signed-in',
      'signed-in',
      'password-change-refused',
      'password-changed',
      'sign-in-refused',
      'signed-in',
    ]);
  });

  test.each([
    ['too short', 'fourteen chars'],
    ['a few letters again and again', 'abababababababababab'],
    ['the name of its owner', 'Person with-a-long-name'],
    ['the same as before', null],
  ])('%s is refused, and the old one stays', async (_what, wanted) => {
    const userId = 'with-a-long-name';
    const accounts = new Accounts(world.database, 'default');
    const password = await person(userId).catch(() => accounts.reset(userId, 'os:test'));
    const { headers } = await world.signIn({ userId, password });
    const answer = await change(headers, password, wanted ?? password);
    expect(answer.json()).toMatchObject({ status: 400, code: 'invalid-input' });
    expect(answer.body).not.toContain(password);
    expect((await session(headers)).statusCode).toBe(200);
  });

  test('old passwords cannot be guessed through a session that was left open', async () => {
    const { headers } = await world.signIn({ userId: 'lefty', password: await person('lefty') });
    const codes = [];
    for (let turn = 0; turn < 6; turn++)
      codes.push((await change(headers, `guess ${turn}`, LONG, '192.0.2.40')).statusCode);
    expect(codes).toEqual([403, 403, 403, 403, 403, 429]);
  });

  test('another site cannot have a browser change it', async () => {
    const password = await person('forged');
    const { headers } = await world.signIn({ userId: 'forged', password });
    const { 'x-csrf-token': _, ...without } = headers;
    expect((await change(without, password, LONG)).json()).toMatchObject({ status: 403, code: 'csrf-refused' });
    expect((await world.recorded('forged')).at(-1)).toMatchObject({ event: 'csrf-refused' });
  });
});

describe('a browser', () => {
  const proof = () => ({ userId: 'auditor-1', password: world.passwords['auditor-1'] });

  test('gets a cookie that scripts cannot read and other sites cannot send; with https only over TLS', async () => {
    const { answer } = await world.signIn(proof());
    expect(String(answer.headers['set-cookie'])).toMatch(
      /^adjutant_session=ses_[\w-]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
    );
    const secure = await world.apiWith({ publicUrl: 'https://claims.example' });
    const sent = await secure.inject({
      method: 'POST',
      url: '/v1/session',
      headers: { 'x-forwarded-for': '198.51.100.200' },
      payload: proof(),
    });
    expect(sent.cookies[0]).toMatchObject({ httpOnly: true, sameSite: 'Strict', secure: true });
    expect(sent.headers['strict-transport-security']).toBe('max-age=31536000');
  });

  test('behind a proxy the caller’s address is the one that the proxy names; without one nobody’s word counts', async () => {
    const secure = await world.apiWith({ publicUrl: 'https://claims.example' });
    const tries = async (api: typeof secure, address: string) => {
      const codes = [];
      for (let turn = 0; turn < 11; turn++) {
        const headers = { 'x-forwarded-for': `${address}.${turn + 1}` };
        const answer = await api.inject({ method: 'POST', url: '/v1/session', headers, payload: { token: 'adj_x' } });
        codes.push(answer.statusCode);
      }
      return codes.at(-1);
    };
    expect(await tries(secure, '198.18.0')).toBe(401);
    expect(await tries(world.api, '198.18.1')).toBe(429);
  });

  test('a session that was planted is not the one that is opened', async () => {
    const planted = 'adjutant_session=ses_planted';
    const { cookie } = await world.signIn(proof(), { cookie: planted });
    expect(cookie).not.toBe('ses_planted');
    expect((await session({ cookie: planted })).statusCode).toBe(401);
    const again = await world.signIn(proof(), { cookie: `adjutant_session=${cookie}` });
    expect(again.cookie).not.toBe(cookie);
  });

  test('is not signed in by the page of another site', async () => {
    const cross = await world.signIn(proof(), { 'sec-fetch-site': 'cross-site' });
    expect(cross.answer.json()).toMatchObject({ status: 403, code: 'csrf-refused' });
    // What a form of another site can send without being asked first.
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const answer = await world.api.inject({
        method: 'POST',
        url: '/v1/session',
        remoteAddress: '192.0.2.30',
        headers: { 'content-type': type },
        payload: JSON.stringify(proof()),
      });
      expect([400, 415]).toContain(answer.statusCode);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });
});

describe('on the command line', () => {
  const cli = (...words: string[]) =>
    runCli(['users', ...words], {
      DATABASE_URL: world.url,
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      ADJUTANT_HOME: '/nonexistent/adjutant-home',
    });

  test('an account is added, reset, deactivated and let in again; each is recorded with who did it', async () => {
    const added = await cli('add', 'nora', '--name', 'Nora Quinn', '--role', 'adjuster', '--json');
    expect(added.code).toBe(0);
    const { password } = added.json<{ password: string }>();
    const { answer, headers } = await world.signIn({ userId: 'nora', password });
    expect(answer.json()).toMatchObject({ role: 'adjuster', name: 'Nora Quinn' });

    const reset = await cli('reset', 'nora');
    const second = /this once: (\S+)/.exec(reset.stdout)?.[1] ?? '';
    expect((await session(headers)).statusCode).toBe(401);
    expect((await world.signIn({ userId: 'nora', password })).answer.statusCode).toBe(401);
    const open = await world.signIn({ userId: 'nora', password: second });
    expect(open.answer.statusCode).toBe(201);

    expect((await cli('deactivate', 'nora')).code).toBe(0);
    expect((await session(open.headers)).statusCode).toBe(401);
    expect((await world.signIn({ userId: 'nora', password: second })).answer.statusCode).toBe(401);
    expect((await cli('activate', 'nora')).code).toBe(0);
    // Sessions of before do not come back.
    expect((await session(open.headers)).statusCode).toBe(401);
    expect((await world.signIn({ userId: 'nora', password: second })).answer.statusCode).toBe(201);

    const events = (await world.recorded('nora')).filter(({ actor }) => actor?.startsWith('os:'));
    expect(events.map(({ event }) => event)).toEqual([
      'account-added',
      'password-reset',
      'account-deactivated',
      'account-activated',
    ]);
    const { users } = (await cli('list', '--json')).json<{ users: { userId: string }[] }>();
    expect(users.find(({ userId }) => userId === 'nora')).toMatchObject({ active: true, password: true });
  });

  test('what cannot be is said', async () => {
    expect((await cli('add', 'handler-1', '--name', 'Again', '--role', 'handler')).stderr).toContain('users list');
    expect((await cli('add', 'Not Valid', '--name', 'X', '--role', 'handler')).code).toBe(2);
    expect((await cli('add', 'fine', '--name', 'X', '--role', 'king')).code).toBe(2);
    expect((await cli('reset', 'nobody-4')).code).toBe(3);
    expect((await cli('deactivate', 'nobody-4')).code).toBe(3);
  });
});

test('an API key of a service may do what its scopes name and no more, opens no session, decides nothing, and ends', async () => {
  const accounts = new Accounts(world.database, 'default');
  const settings = { DATABASE_URL: world.url, TEMPORAL_ADDRESS: '127.0.0.1:1', ADJUTANT_HOME: '/nonexistent/home' };
  const made = await runCli(['users', 'key', 'service-1', '--scope', 'read-claims,read-tasks', '--json'], settings);
  const { key } = made.json<{ key: string }>();
  const headers = { authorization: `Bearer ${key}` };
  expect((await world.get('/v1/claims', headers)).statusCode).toBe(200);
  // Named by the scopes and not the role's; the role's and not named.
  for (const [method, url] of [
    ['GET', '/v1/tasks'],
    ['POST', '/v1/claims'],
  ] as const) {
    const answer = await world.api.inject({ method, url, headers });
    expect(answer.json()).toMatchObject({ status: 403, code: 'access-refused' });
  }
  expect((await world.signIn({ token: key })).answer.statusCode).toBe(401);
  await expect(
    mintTicket(world.database, 'default', new SignIn(world.database, 'default', key), 'CLM-1'),
  ).rejects.toThrow('does not decide');
  for (const [user, scope] of [
    ['adjuster-1', 'read-claims'],
    ['service-1', 'everything'],
  ] as const)
    await expect(accounts.addKey(user, [scope], 'os:test')).rejects.toThrow('not valid');
  expect((await runCli(['users', 'key', 'service-1'], settings)).code).toBe(2);
  expect(await accounts.endKeys('service-1', 'os:test')).toBe(1);
  expect((await world.get('/v1/claims', headers)).statusCode).toBe(401);
  expect((await world.get('/v1/claims', world.bearer('service-1'))).statusCode).toBe(200);
  const events = (await world.recorded('service-1')).map(({ event }) => event);
  expect(events.slice(-4)).toEqual(['key-added', 'access-refused', 'access-refused', 'keys-ended']);
});

test('the records of access cannot be changed or removed', async () => {
  const { $client } = world.database;
  for (const statement of [
    `UPDATE access_records SET event = 'signed-in'`,
    'DELETE FROM access_records',
    'TRUNCATE access_records',
  ])
    await expect($client.query(statement)).rejects.toThrow('append-only');
});
