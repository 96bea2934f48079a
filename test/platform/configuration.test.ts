import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ConfigurationError, loadConfiguration } from '../../platform/config/configuration';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfiguration(environment);
  } catch (problem) {
    if (problem instanceof ConfigurationError) return problem.problems;
    throw problem;
  }
  return [];
}

test('with nothing set, everything is embedded and has a default', () => {
  const configuration = loadConfiguration({});
  expect(configuration.temporal).toEqual({ embedded: true, namespace: 'default' });
  expect(configuration.database).toEqual({ embedded: true });
  expect(configuration.tenant).toBe('default');
  expect(configuration.ports.temporal).toBe(7233);
  expect(configuration.paymentsUrl).toBeUndefined();
});

test('addresses replace the embedded parts, each for itself', () => {
  const temporal = loadConfiguration({ TEMPORAL_ADDRESS: 'temporal.example:7233', TEMPORAL_NAMESPACE: 'claims' });
  expect(temporal.temporal).toMatchObject({ embedded: false, address: 'temporal.example:7233', namespace: 'claims' });
  expect(temporal.database.embedded).toBe(true);
  const database = loadConfiguration({ DATABASE_URL: 'postgres://me:secret@db.example/claims' });
  expect(database.database).toEqual({ embedded: false, url: 'postgres://me:secret@db.example/claims' });
  expect(database.temporal.embedded).toBe(true);
});

test('an API key and TLS reach the connection options', () => {
  const { temporal } = loadConfiguration({ TEMPORAL_ADDRESS: 'cloud.example:7233', TEMPORAL_API_KEY: 'key-123' });
  if (temporal.embedded) throw new Error('embedded');
  expect(temporal.connectionOptions.apiKey).toBe('key-123');
  expect(temporal.connectionOptions.tls).toBeTruthy();
});

test('a profile file is read when it is asked for, and only then', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'adjutant-config-')), 'temporal.toml');
  writeFileSync(file, '[profile.staging]\naddress = "staging.example:7233"\nnamespace = "staging"\n');
  const asked = loadConfiguration({ TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'staging' });
  expect(asked.temporal).toMatchObject({ embedded: false, address: 'staging.example:7233', namespace: 'staging' });
  // A default profile in the home folder of whoever runs the demo.
  const home = mkdtempSync(join(tmpdir(), 'adjutant-config-'));
  expect(loadConfiguration({ HOME: home, XDG_CONFIG_HOME: home }).temporal.embedded).toBe(true);
  expect(problemsOf({ TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'absent' })[0]).toMatch(/^TEMPORAL_/);
});

test('everything that is wrong is named at once, without the values of secrets', () => {
  const problems = problemsOf({
    DATABASE_URL: 'mysql://root:hunter2@db/x',
    PAYMENTS_URL: 'ftp://bank',
    ADJUTANT_TENANT: 'Not A Tenant',
    ADJUTANT_API_PORT: '99999',
    ADJUTANT_TEMPORAL_PORT: 'abc',
    TEMPORAL_ADDRESS: 'https://temporal.example',
  });
  const text = problems.join('\n');
  for (const name of [
    'DATABASE_URL must be an address such as postgres',
    'PAYMENTS_URL must be',
    'ADJUTANT_TENANT must be',
    'ADJUTANT_API_PORT must be a port from 1 to 65535',
    'ADJUTANT_TEMPORAL_PORT must be a port number',
    'TEMPORAL_ADDRESS must be host:port',
  ]) {
    expect(text).toContain(name);
  }
  expect(text).not.toContain('hunter2');
});

test('credentials without an address are a mistake, not a reason to embed', () => {
  expect(problemsOf({ TEMPORAL_API_KEY: 'key-123' })).toEqual([
    'TEMPORAL_ADDRESS must be set when TEMPORAL_API_KEY or a client certificate is',
  ]);
});

test('blank settings count as not set', () => {
  expect(loadConfiguration({ DATABASE_URL: ' ', TEMPORAL_ADDRESS: '', ADJUTANT_API_PORT: '' }).ports.api).toBe(8080);
});

test('no way of printing the configuration shows a secret', () => {
  const configuration = loadConfiguration({
    DATABASE_URL: 'postgres://me:hunter2@db.example/claims?sslpassword=hunter3',
    TEMPORAL_ADDRESS: 'cloud.example:7233',
    TEMPORAL_API_KEY: 'key-123',
    PAYMENTS_URL: 'https://bank:hunter4@bank.example/?token=hunter5',
  });
  const printed = [
    JSON.stringify(configuration),
    inspect(configuration, { depth: 9 }),
    JSON.stringify(configuration.describe()),
  ];
  for (const text of printed) {
    expect(text).not.toMatch(/hunter|key-123/);
    expect(text).toContain('db.example');
    expect(text).toContain('API key (set)');
  }
});

describe('an identity provider', () => {
  const PROVIDER = { ADJUTANT_OIDC_ISSUER: 'https://login.example/realms/claims', ADJUTANT_OIDC_CLIENT_ID: 'adjutant' };
  const PUBLIC = { ADJUTANT_PUBLIC_URL: 'https://claims.example' };

  test('is an issuer, a client and the public address together', () => {
    expect(loadConfiguration({ ...PROVIDER, ...PUBLIC })).toMatchObject({
      publicUrl: 'https://claims.example',
      identityProvider: { issuer: PROVIDER.ADJUTANT_OIDC_ISSUER, clientId: 'adjutant' },
    });
    expect(loadConfiguration({}).identityProvider).toBeUndefined();
  });

  test.each<[string, Record<string, string>]>([
    ['without a public address', PROVIDER],
    ['without a client', { ...PUBLIC, ADJUTANT_OIDC_ISSUER: 'https://login.example' }],
    ['without TLS', { ...PROVIDER, ...PUBLIC, ADJUTANT_OIDC_ISSUER: 'http://login.example/' }],
    ['a public address with a path', { ADJUTANT_PUBLIC_URL: 'https://claims.example/desk' }],
    ["Temporal's UI with a path", { ADJUTANT_TEMPORAL_UI: 'https://temporal.example/ui' }],
    ['a public address with a user', { ADJUTANT_PUBLIC_URL: 'https://a:b@claims.example' }],
  ])('%s stops the start', (_what, environment) => {
    expect(() => loadConfiguration(environment)).toThrow(ConfigurationError);
  });
});

test.each([
  ['by default', {}, true],
  ['when they are turned off', { ADJUTANT_SAMPLES: 'off' }, false],
  ['with a database of somebody', { DATABASE_URL: 'postgres://user:secret@db.example:5432/claims' }, false],
  ['with a bank that would pay', { PAYMENTS_URL: 'https://bank.example/api' }, false],
  ['with a post office that would print', { LETTERS_URL: 'https://post.example/api' }, false],
  [
    'with a mail server that would send',
    { LETTERS_SMTP_URL: 'smtp://mail.example', LETTERS_SMTP_FROM: 'claims@insurer.example' },
    false,
  ],
])('sample claims %s', (_when, environment, samples) => {
  expect(loadConfiguration(environment).samples).toBe(samples);
});

describe('letters by e-mail', () => {
  const FROM = { LETTERS_SMTP_FROM: 'Harbour & Vale Claims <claims@harbourvale.example>' };
  const sender = { name: 'Harbour & Vale Claims', address: 'claims@harbourvale.example' };
  const server = (address: string, more: Record<string, string> = {}) => ({
    LETTERS_SMTP_URL: address,
    ...FROM,
    ...more,
  });

  test.each([
    ['smtp://mail.example', {}, { host: 'mail.example', port: 587, tls: 'starttls', sender }],
    ['smtps://mail.example', {}, { host: 'mail.example', port: 465, tls: 'always', sender }],
    ['smtp://relay:2525', { LETTERS_SMTP_TLS: 'off' }, { host: 'relay', port: 2525, tls: 'off', sender }],
    [
      'smtp://me%40insurer.example@mail.example',
      { LETTERS_SMTP_PASSWORD_FILE: '/run/secrets/mail' },
      {
        host: 'mail.example',
        port: 587,
        tls: 'starttls',
        sender,
        user: 'me@insurer.example',
        passwordFile: '/run/secrets/mail',
      },
    ],
    [
      'smtps://me:s%2Fcret@[::1]:4650',
      {},
      { host: '::1', port: 4650, tls: 'always', sender, user: 'me', password: 's/cret' },
    ],
  ])('%s %j', (address, more, mail) => {
    expect(loadConfiguration(server(address, more)).mail).toEqual(mail);
  });

  test('by default none, and nothing printed has the password', () => {
    expect(loadConfiguration({}).mail).toBeUndefined();
    const configuration = loadConfiguration(server('smtp://me:hunter2@mail.example'));
    const printed = inspect(configuration) + JSON.stringify(configuration);
    expect(printed).toContain('mail.example:587 (STARTTLS, signed in) from claims@harbourvale.example');
    expect(printed).not.toContain('hunter2');
  });

  test.each<[string, Record<string, string>, string]>([
    ['another protocol', server('https://mail.example'), 'LETTERS_SMTP_URL'],
    ['a path', server('smtp://mail.example/inbox'), 'LETTERS_SMTP_URL'],
    ['no sender', { LETTERS_SMTP_URL: 'smtp://mail.example' }, 'LETTERS_SMTP_FROM'],
    [
      'a sender that is none',
      { LETTERS_SMTP_URL: 'smtp://mail.example', LETTERS_SMTP_FROM: 'claims' },
      'LETTERS_SMTP_FROM',
    ],
    ['a sender without a server', FROM, 'LETTERS_SMTP_FROM'],
    ['two ways at once', server('smtp://mail.example', { LETTERS_URL: 'https://post.example' }), 'LETTERS_URL'],
    ['a user without a password', server('smtp://me@mail.example'), 'LETTERS_SMTP_PASSWORD_FILE'],
    [
      'a password without a user',
      server('smtp://mail.example', { LETTERS_SMTP_PASSWORD_FILE: '/f' }),
      'LETTERS_SMTP_URL',
    ],
    [
      'two passwords',
      server('smtp://me:hunter2@mail.example', { LETTERS_SMTP_PASSWORD_FILE: '/f' }),
      'LETTERS_SMTP_PASSWORD_FILE',
    ],
    ['a password in clear', server('smtp://me:hunter2@mail.example', { LETTERS_SMTP_TLS: 'off' }), 'LETTERS_SMTP_TLS'],
    ['TLS on and off', server('smtps://mail.example', { LETTERS_SMTP_TLS: 'off' }), 'LETTERS_SMTP_TLS'],
  ])('%s stops the start, and the line names the setting', (_what, environment, name) => {
    const problems = problemsOf(environment);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} `));
    expect(problems[0]).not.toContain('hunter2');
  });

  test('a relay on this machine may be signed in to without TLS', () => {
    expect(loadConfiguration(server('smtp://me:pw@127.0.0.1', { LETTERS_SMTP_TLS: 'off' })).mail?.tls).toBe('off');
  });
});
