/** Signing in through a real OpenID Connect provider, and everything that can be wrong with what comes back. */
import { type ChildProcess, spawn } from 'node:child_process';
import { safeReturn } from '../../client/api/identity-provider';
import { Accounts } from '../../client/sdk/accounts';
import { freePort } from '../../platform/local/free-port';
import { projectFile } from '../../platform/paths';
import { type AccountsWorld, accountsWorld } from './accounts-world';

const PUBLIC = 'http://127.0.0.1:8080';
let world: AccountsWorld;
let provider: ChildProcess;
let issuer: string;

beforeAll(async () => {
  const port = await freePort();
  issuer = `http://127.0.0.1:${port}`;
  provider = spawn(process.execPath, [projectFile('test', 'support', 'identity-provider.mjs'), String(port), PUBLIC], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise((resolve, reject) => {
    provider.stdout?.once('data', resolve);
    provider.once('exit', () => reject(new Error('the identity provider did not start')));
  });
  const identityProvider = { issuer, clientId: 'adjutant', clientSecret: 'a-secret-of-the-test' };
  world = await accountsWorld({ publicUrl: PUBLIC, identityProvider });
}, 60_000);
afterAll(async () => {
  provider?.kill('SIGKILL');
  await world?.close();
});

let callers = 0;
const visit = (url: string, cookie = '', api = world.api) =>
  api.inject({
    method: 'GET',
    url,
    remoteAddress: '127.0.0.1',
    headers: { cookie, 'x-forwarded-for': `198.51.100.${(++callers % 250) + 1}` },
  });
/** The first step: what the browser is told to visit, and the cookie that it keeps. */
async function start(returnTo = '/claims?view=mine') {
  const answer = await visit(`/v1/session/oidc/start?returnTo=${encodeURIComponent(returnTo)}`);
  expect(answer.statusCode).toBe(302);
  const [cookie] = answer.cookies;
  return {
    location: new URL(String(answer.headers.location)),
    cookie: `${cookie?.name}=${cookie?.value}`,
    set: cookie,
  };
}

/** At the provider: a browser with a cookie jar signs in as somebody. @returns where it is sent back to */
async function atProvider(location: URL, person: string): Promise<URL> {
  const jar = new Map<string, string>();
  let next = location;
  for (let hop = 0; hop < 8 && next.origin === issuer; hop++) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(next, { redirect: 'manual', headers: { cookie, 'x-person': person } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    const to = answer.headers.get('location');
    if (to === null) throw new Error(`The provider answered ${answer.status}: ${await answer.text()}`);
    next = new URL(to, next);
  }
  return next;
}
const back = (url: URL, cookie: string, api = world.api) => visit(`${url.pathname}${url.search}`, cookie, api);

async function signedIn(person: string) {
  const { location, cookie } = await start();
  const answer = await back(await atProvider(location, person), cookie);
  const session = answer.cookies.find(({ name }) => name === 'adjutant_session');
  return { answer, session: `adjutant_session=${session?.value}` };
}
const whoIs = async (session: string) => (await world.get('/v1/session', { cookie: session })).json();
/** Nobody is signed in, and the page is told why. */
function expectRefused(answer: Awaited<ReturnType<typeof visit>>, code: string) {
  expect(answer.statusCode).toBe(302);
  expect(answer.headers.location).toBe(`/?signInProblem=${code}`);
  expect(answer.cookies.filter(({ value }) => value !== '')).toEqual([]);
}

describe('signing in', () => {
  test('asks with state, nonce and PKCE, comes back to a session of the mapped role, and goes on to where one was', async () => {
    const { location, cookie, set } = await start();
    expect(Object.fromEntries(location.searchParams)).toMatchObject({
      response_type: 'code',
      redirect_uri: `${PUBLIC}/v1/session/oidc/callback`,
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^.{40,}$/),
      nonce: expect.stringMatching(/^.{40,}$/),
      code_challenge: expect.stringMatching(/^.{43}$/),
    });
    expect(set).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/v1/session/oidc' });
    const answer = await back(await atProvider(location, 'anna'), cookie);
    expect([answer.statusCode, answer.headers.location]).toEqual([302, '/claims?view=mine']);
    const session = answer.cookies.find(({ name }) => name === 'adjutant_session');
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    const user = await whoIs(`adjutant_session=${session?.value}`);
    expect(user).toMatchObject({ name: 'Anna Provider', role: 'adjuster' });
    expect(user.userId).toMatch(/^oidc-[0-9a-f]{20}$/);
    expect((await world.recorded(user.userId)).map(({ event }) => event)).toEqual(['account-added', 'signed-in']);
    expect((await world.get('/v1/session/methods')).json()).toEqual({ password: true, identityProvider: true });
  });

  test('the same person has the same account, with the role that the provider says now', async () => {
    const before = await whoIs((await signedIn('both')).session);
    // Of several the one that stands first in config/sign-in.yaml.
    expect(before.role).toBe('supervisor');
    await fetch(`${issuer}/change/both/adjutant-auditors`);
    const after = await whoIs((await signedIn('both')).session);
    expect(after).toMatchObject({ userId: before.userId, role: 'auditor' });
  });

  test('a name at the provider is not an account here', async () => {
    const user = await whoIs((await signedIn('impostor')).session);
    expect(user).toMatchObject({ role: 'handler' });
    expect(user.userId).not.toBe('administrator-1');
  });

  test('a session of before is not taken over: the new one is another', async () => {
    const { location, cookie } = await start();
    const answer = await back(await atProvider(location, 'anna'), `${cookie}; adjutant_session=ses_planted`);
    const session = answer.cookies.find(({ name }) => name === 'adjutant_session');
    expect(session?.value).toMatch(/^ses_adj_/);
    expect((await world.get('/v1/session', { cookie: 'adjutant_session=ses_planted' })).statusCode).toBe(401);
  });

  test('signing out ends the session here and says where to end it there', async () => {
    const { session } = await signedIn('anna');
    const { csrfToken } = await whoIs(session);
    const out = await world.api.inject({
      method: 'POST',
      url: '/v1/session/oidc/logout',
      headers: { cookie: session, 'x-csrf-token': csrfToken },
    });
    const location = new URL(out.json().location);
    expect(location.origin).toBe(issuer);
    expect(location.searchParams.get('post_logout_redirect_uri')).toBe(`${PUBLIC}/`);
    expect((await world.get('/v1/session', { cookie: session })).statusCode).toBe(401);
    expect((await fetch(location)).status).toBe(200);
  });
});

describe('what does not fit is refused', () => {
  test.each<[string, (location: URL) => void, (answer: URL) => void]>([
    ['another state', () => {}, (answer) => answer.searchParams.set('state', 'x'.repeat(43))],
    ['no state', () => {}, (answer) => answer.searchParams.delete('state')],
    ['another nonce', (location) => location.searchParams.set('nonce', 'x'.repeat(43)), () => {}],
    ['another code challenge', (location) => location.searchParams.set('code_challenge', 'x'.repeat(43)), () => {}],
    ['another issuer', () => {}, (answer) => answer.searchParams.set('iss', 'https://evil.example')],
    ['a made-up code', () => {}, (answer) => answer.searchParams.set('code', 'x'.repeat(43))],
    [
      'an error in place of a code',
      () => {},
      (answer) => {
        answer.searchParams.delete('code');
        answer.searchParams.set('error', 'access_denied');
        answer.searchParams.set('error_description', '<script>alert(1)</script>');
      },
    ],
  ])('%s', async (_what, changeQuestion, changeAnswer) => {
    const { location, cookie } = await start();
    changeQuestion(location);
    const answer = await atProvider(location, 'anna');
    changeAnswer(answer);
    expectRefused(await back(answer, cookie), 'oidc-refused');
    expect((await world.recorded(null)).at(-1)).toMatchObject({
      event: 'sign-in-refused',
      facts: { code: 'oidc-refused', by: 'identity-provider' },
    });
  });

  test('the answer of one browser in another, and an answer that comes twice', async () => {
    const { location, cookie } = await start();
    const answer = await atProvider(location, 'anna');
    expectRefused(await back(answer, ''), 'oidc-refused');
    expectRefused(await back(answer, (await start()).cookie), 'oidc-refused');
    expect((await back(answer, cookie)).headers.location).toBe('/claims?view=mine');
    expectRefused(await back(answer, cookie), 'oidc-refused');
  });

  test('a code that has expired, and a question that has', async () => {
    const { location, cookie } = await start();
    const answer = await atProvider(location, 'anna');
    await new Promise((resolve) => setTimeout(resolve, 5_500));
    expectRefused(await back(answer, cookie), 'oidc-refused');
    const late = await start();
    const lateAnswer = await atProvider(late.location, 'anna');
    await world.database.$client.query(`UPDATE pending_sign_ins SET expires_at = now() - interval '1 second'`);
    expectRefused(await back(lateAnswer, late.cookie), 'oidc-refused');
  });

  test('somebody without a mapped role, and somebody who was deactivated', async () => {
    const { rows: before } = await world.database.$client.query('SELECT count(*)::int AS n FROM users');
    expectRefused((await signedIn('nobody')).answer, 'oidc-no-role');
    expect((await world.database.$client.query('SELECT count(*)::int AS n FROM users')).rows).toEqual(before);
    const { session } = await signedIn('anna');
    const { userId } = await whoIs(session);
    await new Accounts(world.database, 'default').setActive(userId, false, 'os:test');
    expect((await world.get('/v1/session', { cookie: session })).statusCode).toBe(401);
    expectRefused((await signedIn('anna')).answer, 'sign-in-needed');
    await new Accounts(world.database, 'default').setActive(userId, true, 'os:test');
  });

  test('a wrong client secret, and a provider that is away', async () => {
    const identityProvider = { issuer, clientId: 'adjutant', clientSecret: 'not-the-secret' };
    const wrong = await world.apiWith({ publicUrl: PUBLIC, identityProvider });
    const { location, cookie } = await start();
    expectRefused(await back(await atProvider(location, 'anna'), cookie, wrong), 'oidc-refused');
    const away = await world.apiWith({
      publicUrl: PUBLIC,
      identityProvider: { issuer: 'http://127.0.0.1:1', clientId: 'adjutant', clientSecret: null },
    });
    const answer = await visit('/v1/session/oidc/start', '', away);
    expect(answer.json()).toMatchObject({ status: 503, code: 'oidc-unavailable' });
  });

  test('without a provider there is no such door', async () => {
    const local = await world.apiWith({});
    expect((await visit('/v1/session/oidc/start', '', local)).statusCode).toBe(404);
    expect((await visit('/v1/session/methods', '', local)).json()).toEqual({ password: true, identityProvider: false });
    await expect(world.apiWith({ identityProvider: { issuer, clientId: 'a', clientSecret: null } })).rejects.toThrow();
  });
});

describe('no open redirect', () => {
  const EVIL = [
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    'evil.example',
    '/a\r\nset-cookie: x=y',
    '/%0d%0a\r\n',
    '///evil.example',
    '/..//evil.example',
    '/.//evil.example',
    '/a/%2e%2e//evil.example',
    '/a\\..\\..//evil.example',
    '',
  ];
  test.each(EVIL)('%j leads to the start page', (wanted) => {
    expect(safeReturn(wanted, PUBLIC)).toBe('/');
  });
  test.each(['/', '/claims/CLM-2026-000001', '/queue?view=mine&due=today#row', '/%2F/evil.example'])(
    '%s is kept',
    (wanted) => {
      const kept = safeReturn(wanted, PUBLIC);
      expect(kept).toBe(wanted);
      expect(new URL(kept, PUBLIC).origin).toBe(PUBLIC);
    },
  );
  test('what comes back from a sign-in goes nowhere else', async () => {
    const { location, cookie } = await start('//evil.example/x');
    expect((await back(await atProvider(location, 'anna'), cookie)).headers.location).toBe('/');
  });
});
