/** Every address of /openapi.json, asked by every role, by strangers and by another tenant: let in or refused as `access` says. */
import { AccessRules, Role } from '../../activities/authority/contract';
import { AuthorityRules } from '../../activities/authority/rules';
import { loadRules } from '../../platform/config/yaml-rules';
import { projectFile } from '../../platform/paths';
import { storeClaim } from '../cli/stored-claim';
import { type AccountsWorld, accountsWorld } from './accounts-world';

let world: AccountsWorld;
let addresses: { method: string; path: string; needs: string | undefined }[];
beforeAll(async () => {
  world = await accountsWorld();
  await storeClaim(world.database, 'CLM-2026-000001');
  const { paths } = (await world.get('/openapi.json')).json();
  addresses = Object.entries(paths as Record<string, Record<string, Record<string, string>>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path,
        needs: operation['x-permission'],
      })),
  );
});
afterAll(() => world?.close());

const { access = {} } = loadRules(projectFile('config', 'authority.yaml'), AuthorityRules).rules;
const permissions = Object.keys(AccessRules.parse(access));

/** What comes back before anything that was sent is looked at: the values are none that any address takes. */
async function ask({ method, path }: (typeof addresses)[number], headers: Record<string, string>) {
  const url = path.replace(/\{\w+\}/g, '@');
  const payload = method === 'GET' || method === 'DELETE' ? {} : { payload: [] };
  return world.api.inject({ method: method as 'GET', url, headers, ...payload });
}

test('every address says what it needs, and needs something that somebody has', () => {
  expect(addresses.length).toBeGreaterThan(25);
  const known = ['everybody', 'signed-in', ...permissions];
  expect(addresses.filter(({ needs }) => !known.includes(String(needs)))).toEqual([]);
  // What everybody may call is a list that does not grow by itself.
  expect(addresses.filter(({ needs }) => needs === 'everybody').map(({ method, path }) => `${method} ${path}`)).toEqual(
    [
      'GET /health',
      'GET /ready',
      'POST /v1/session',
      'GET /v1/session/methods',
      'GET /v1/session/oidc/start',
      'GET /v1/session/oidc/callback',
    ],
  );
});

test.each(Role.options)('%s: let in or refused at every address as the file says', async (role) => {
  for (const address of addresses) {
    const { needs = '' } = address;
    const may =
      ['everybody', 'signed-in'].includes(needs) || access[needs as keyof typeof access]?.includes(role) === true;
    // A stream does not end; a verification and a report wait for a worker: other tests let people in there.
    if (may && ['/v1/events', '/v1/ledger/verification', '/v1/models/report'].includes(address.path)) continue;
    const answer = await ask(address, world.bearer(`${role}-1`));
    const code = answer.statusCode === 403 ? answer.json().code : null;
    const where = `${role}: ${address.method} ${address.path}`;
    expect([where, code]).toEqual([where, may ? null : 'access-refused']);
    expect([where, answer.statusCode]).not.toEqual([where, 401]);
    // 503: Temporal is not there.
    expect([where, answer.statusCode]).not.toEqual([where, 500]);
  }
});

test.each(Role.options)('%s: the session says what the role may, for pages to go by', async (role) => {
  const answer = await world.api.inject({ url: '/v1/session', headers: world.bearer(`${role}-1`) });
  const may = permissions.filter((permission) => access[permission as keyof typeof access]?.includes(role));
  expect(answer.json().permissions.toSorted()).toEqual(may.toSorted());
});

test('strangers, wrong tokens and those of another tenant are let in nowhere', async () => {
  for (const address of addresses.filter(({ needs }) => needs !== 'everybody')) {
    for (const headers of [
      {},
      { authorization: 'Bearer adj_nonsense' },
      { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` },
      { authorization: `Bearer ${world.foreignTokens['supervisor-1']}` },
      { cookie: `adjutant_session=${world.tokens['supervisor-1']}` },
      { cookie: 'adjutant_session=ses_nonsense' },
    ]) {
      const answer = await ask(address, headers as Record<string, string>);
      expect([address.path, answer.statusCode]).toEqual([address.path, 401]);
    }
  }
});

test('with a session nothing is changed without its CSRF token, at any address', async () => {
  const { headers } = await world.signIn({ userId: 'supervisor-1', password: world.passwords['supervisor-1'] });
  const { 'x-csrf-token': _, ...without } = headers;
  const changing = addresses.filter(
    ({ method, needs = '' }) =>
      method !== 'GET' && (needs === 'signed-in' || access[needs as keyof typeof access]?.includes('supervisor')),
  );
  expect(changing.length).toBeGreaterThan(5);
  for (const address of changing) {
    const answer = await ask(address, without);
    expect([address.path, answer.json().code]).toEqual([address.path, 'csrf-refused']);
  }
});

test('a refusal is recorded with who, what and where', async () => {
  await world.get('/v1/claims', world.bearer('administrator-1'));
  expect((await world.recorded('administrator-1')).at(-1)).toEqual({
    event: 'access-refused',
    actor: 'administrator-1',
    facts: { role: 'administrator', permission: 'read-claims', route: '/v1/claims' },
  });
});
