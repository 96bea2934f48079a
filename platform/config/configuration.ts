/**
 * Settings of one installation, read from the environment once, checked, and handed on as an object. What is not set has a default
 * that works without any account: Temporal and PostgreSQL are then embedded (`platform/local`).
 */
import { isAbsolute } from 'node:path';
import { inspect } from 'node:util';
import { type ClientConnectConfig, loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import { homeFolder } from '../paths';
import { describeMailServer, type MailServer, MailVariables, mailServer } from './mail-settings';

export type ConnectionOptions = ClientConnectConfig['connectionOptions'];

/** Where Temporal is. `embedded`: a development server of our own. */
export type TemporalPlace =
  | { embedded: true; namespace: string }
  | { embedded: false; address: string; namespace: string; connectionOptions: ConnectionOptions };

/** Where PostgreSQL is. `embedded`: a cluster of our own. */
export type DatabasePlace = { embedded: true } | { embedded: false; url: string };

/** TCP ports. Those of embedded servers are wishes: a port that somebody else holds is replaced by a free one. */
export interface Ports {
  api: number;
  metrics: number;
  temporal: number;
  temporalUi: number;
  postgres: number;
}

export interface Configuration {
  home: string;
  tenant: string;
  temporal: TemporalPlace;
  database: DatabasePlace;
  /** Folder with the keys of payloads, where it is not in the home. */
  payloadKeys?: string;
  /** Address of the bank's or payment provider's service. */
  paymentsUrl?: string;
  /** Address of the service that prints and posts letters. */
  lettersUrl?: string;
  /** Mail server that letters go out by; with neither it nor `lettersUrl` they go into a folder. */
  mail?: MailServer;
  /** Address under which browsers reach the HTTP API, where that is not its own. */
  publicUrl?: string;
  /** Origin of the UI of a Temporal of one's own, which may ask the API to decrypt payloads. */
  temporalUiOrigin?: string;
  /** Webhooks may go to addresses of the own network, and by http. */
  webhooksInside: boolean;
  /** Identity provider (OpenID Connect); local accounts alone without it. */
  identityProvider?: { issuer: string; clientId: string; clientSecretFile?: string };
  /** Index of policy wordings; kept in memory without it. */
  qdrant?: { url: string; apiKey?: string };
  ports: Ports;
  /**
   * `npm start` sends the example claims in where there are none. Never to a database that is not embedded, and never where a bank or a
   * post office of somebody's own would pay and print for them.
   */
  samples: boolean;
  /** What is set, line by line, without secrets. Printing the configuration in any way prints this. */
  describe(): Readonly<Record<string, string>>;
}

/** One or more settings are wrong; `problems` has a line for each. Values of secrets are never in it. */
export class ConfigurationError extends Error {
  readonly code = 'configuration-invalid';
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not valid:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

const webAddress = z.url({ protocol: /^https?$/, error: 'must be an address such as https://bank.example/api' });
const databaseAddress = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must be an address such as postgres://user:password@host:5432/database',
});
const origin = z
  .url({ protocol: /^https?$/, error: 'must be an address such as https://claims.example' })
  .refine((address) => new URL(address).pathname === '/' && !/[?#@]/.test(address), 'must be an origin, without a path')
  .transform((address) => new URL(address).origin);
const port = (preferred: number) =>
  z.coerce
    .number({ error: 'must be a port number' })
    .int('must be a port number')
    .min(1, 'must be a port from 1 to 65535')
    .max(65_535, 'must be a port from 1 to 65535')
    .default(preferred);

const Settings = z.object({
  ADJUTANT_TENANT: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and dashes, at most 63')
    .default('default'),
  DATABASE_URL: databaseAddress.optional(),
  ADJUTANT_PAYLOAD_KEYS: z
    .string()
    .refine((path) => isAbsolute(path), 'must be the absolute path of a folder')
    .optional(),
  PAYMENTS_URL: webAddress.optional(),
  LETTERS_URL: webAddress.optional(),
  ...MailVariables.shape,
  ADJUTANT_PUBLIC_URL: origin.optional(),
  ADJUTANT_TEMPORAL_UI: origin.optional(),
  ADJUTANT_OIDC_ISSUER: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://login.example/realms/claims' })
    .refine(
      (address) => /^https:/.test(address) || /^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(address),
      'must be https, or on this machine',
    )
    .optional(),
  ADJUTANT_OIDC_CLIENT_ID: z.string().max(200).optional(),
  ADJUTANT_OIDC_CLIENT_SECRET_FILE: z.string().optional(),
  QDRANT_URL: webAddress.optional(),
  QDRANT_API_KEY: z.string().optional(),
  ADJUTANT_SAMPLES: z.enum(['on', 'off'], { error: 'must be on or off' }).default('on'),
  ADJUTANT_WEBHOOKS_INSIDE: z.enum(['on', 'off'], { error: 'must be on or off' }).default('off'),
  ADJUTANT_API_PORT: port(8080),
  ADJUTANT_METRICS_PORT: port(9464),
  ADJUTANT_TEMPORAL_PORT: port(7233),
  ADJUTANT_TEMPORAL_UI_PORT: port(8233),
  ADJUTANT_POSTGRES_PORT: port(54_329),
});

/**
 * Read and check the settings.
 *
 * Temporal's own settings (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, `TEMPORAL_TLS…`) are read by its envconfig package. Its
 * profile file is read only when `TEMPORAL_PROFILE` or `TEMPORAL_CONFIG_FILE` asks for it: a default profile on
 * somebody's machine must not send a demo to a production cluster.
 *
 * @throws ConfigurationError listing everything that is wrong
 */
export function loadConfiguration(environment: NodeJS.ProcessEnv = process.env): Configuration {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const problems: string[] = [];
  const parsed = Settings.safeParse(present);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) problems.push(`${issue.path.join('.')} ${issue.message}`);
  }
  const { ADJUTANT_OIDC_ISSUER: issuer, ADJUTANT_OIDC_CLIENT_ID: clientId } = present;
  if ((issuer === undefined) !== (clientId === undefined))
    problems.push('ADJUTANT_OIDC_ISSUER and ADJUTANT_OIDC_CLIENT_ID are set together or not at all');
  if (issuer !== undefined && present.ADJUTANT_PUBLIC_URL === undefined)
    problems.push('ADJUTANT_PUBLIC_URL must be set with ADJUTANT_OIDC_ISSUER: the provider sends browsers back to it');
  const mail = parsed.success ? mailServer(parsed.data) : undefined;
  if (mail !== undefined && 'problems' in mail) problems.push(...mail.problems);
  if (present.LETTERS_URL !== undefined && present.LETTERS_SMTP_URL !== undefined)
    problems.push('LETTERS_URL and LETTERS_SMTP_URL exclude each other: letters go out one way');
  let temporal: TemporalPlace | undefined;
  try {
    temporal = temporalPlace(present);
  } catch (problem) {
    problems.push(problem instanceof Error ? problem.message : String(problem));
  }
  if (!parsed.success || !temporal || problems.length > 0) throw new ConfigurationError(problems);
  const settings = parsed.data;
  const values = {
    home: homeFolder(present),
    tenant: settings.ADJUTANT_TENANT,
    temporal,
    database: settings.DATABASE_URL
      ? ({ embedded: false, url: settings.DATABASE_URL } as const)
      : ({ embedded: true } as const),
    ...(settings.ADJUTANT_PAYLOAD_KEYS === undefined ? {} : { payloadKeys: settings.ADJUTANT_PAYLOAD_KEYS }),
    paymentsUrl: settings.PAYMENTS_URL,
    lettersUrl: settings.LETTERS_URL,
    ...(mail === undefined || 'problems' in mail ? {} : { mail }),
    publicUrl: settings.ADJUTANT_PUBLIC_URL,
    ...(settings.ADJUTANT_TEMPORAL_UI === undefined ? {} : { temporalUiOrigin: settings.ADJUTANT_TEMPORAL_UI }),
    webhooksInside: settings.ADJUTANT_WEBHOOKS_INSIDE === 'on',
    ...identityProvider(settings),
    ...(settings.QDRANT_URL === undefined
      ? {}
      : {
          qdrant: {
            url: settings.QDRANT_URL,
            ...(settings.QDRANT_API_KEY === undefined ? {} : { apiKey: settings.QDRANT_API_KEY }),
          },
        }),
    samples:
      settings.ADJUTANT_SAMPLES === 'on' &&
      [settings.DATABASE_URL, settings.PAYMENTS_URL, settings.LETTERS_URL, settings.LETTERS_SMTP_URL].every(
        (url) => url === undefined,
      ),
    ports: {
      api: settings.ADJUTANT_API_PORT,
      metrics: settings.ADJUTANT_METRICS_PORT,
      temporal: settings.ADJUTANT_TEMPORAL_PORT,
      temporalUi: settings.ADJUTANT_TEMPORAL_UI_PORT,
      postgres: settings.ADJUTANT_POSTGRES_PORT,
    },
  };
  const describe = () => description(values);
  const configuration: Configuration = { ...values, describe };
  // A stray console.log or JSON.stringify must not print a password.
  Object.defineProperty(configuration, inspect.custom, { value: describe });
  Object.defineProperty(configuration, 'toJSON', { value: describe });
  return configuration;
}

function identityProvider(settings: z.infer<typeof Settings>): Pick<Configuration, 'identityProvider'> {
  const { ADJUTANT_OIDC_ISSUER: issuer, ADJUTANT_OIDC_CLIENT_ID: clientId } = settings;
  if (issuer === undefined || clientId === undefined) return {};
  const clientSecretFile = settings.ADJUTANT_OIDC_CLIENT_SECRET_FILE;
  return { identityProvider: { issuer, clientId, ...(clientSecretFile === undefined ? {} : { clientSecretFile }) } };
}

function temporalPlace(present: Record<string, string | undefined>): TemporalPlace {
  const variables = Object.fromEntries(
    Object.entries(present).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  const fileAsked = Boolean(variables.TEMPORAL_PROFILE ?? variables.TEMPORAL_CONFIG_FILE);
  let loaded: ClientConnectConfig;
  try {
    loaded = loadClientConnectConfig({ overrideEnvVars: variables, disableFile: !fileAsked });
  } catch (problem) {
    throw new Error(`TEMPORAL_*: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
  const { address } = loaded.connectionOptions;
  const namespace = loaded.namespace ?? 'default';
  if (!address) {
    if (fileAsked) throw new Error('TEMPORAL_PROFILE: the profile has no address');
    if (
      variables.TEMPORAL_API_KEY ||
      variables.TEMPORAL_TLS_CLIENT_CERT_PATH ||
      variables.TEMPORAL_TLS_CLIENT_CERT_DATA
    ) {
      throw new Error('TEMPORAL_ADDRESS must be set when TEMPORAL_API_KEY or a client certificate is');
    }
    return { embedded: true, namespace };
  }
  if (!/^[^\s/]+:\d{1,5}$/.test(address)) throw new Error('TEMPORAL_ADDRESS must be host:port, without https://');
  return { embedded: false, address, namespace, connectionOptions: loaded.connectionOptions };
}

function description(values: Omit<Configuration, 'describe'>): Readonly<Record<string, string>> {
  const { temporal, database, ports } = values;
  return {
    home: values.home,
    tenant: values.tenant,
    temporal: temporal.embedded ? 'embedded' : temporal.address,
    namespace: temporal.namespace,
    temporalCredentials: temporal.embedded ? 'none' : credentials(temporal.connectionOptions),
    database: database.embedded ? 'embedded' : redactUrl(database.url),
    payments: values.paymentsUrl ? redactUrl(values.paymentsUrl) : 'not set',
    publicUrl: values.publicUrl ?? 'not set',
    identityProvider: values.identityProvider ? redactUrl(values.identityProvider.issuer) : 'none',
    letters: values.mail
      ? describeMailServer(values.mail)
      : values.lettersUrl
        ? redactUrl(values.lettersUrl)
        : 'not set',
    ports: Object.entries(ports)
      .map(([name, number]) => `${name} ${number}`)
      .join(', '),
  };
}

function credentials(options: ConnectionOptions): string {
  const used: string[] = [];
  if (options.apiKey) used.push('API key (set)');
  if (typeof options.tls === 'object' && options.tls?.clientCertPair) used.push('client certificate (set)');
  else if (options.tls) used.push('TLS');
  return used.length > 0 ? used.join(', ') : 'none';
}

/** An address without password, and without the query, which may hold one. */
export function redactUrl(address: string): string {
  const url = new URL(address);
  if (url.password) url.password = '***';
  if (url.search) url.search = '?***';
  return url.toString();
}
