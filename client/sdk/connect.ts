/**
 * From the environment to a client: `TEMPORAL_*` and `DATABASE_URL` where they are set, else the stack that `npm start` runs on this
 * home. What cannot be reached is said within seconds, with what to do about it.
 */
import { join } from 'node:path';
import { Client, Connection, ServiceError } from '@temporalio/client';
import { sql } from 'drizzle-orm';
import { FolderBlobStore } from '../../platform/blobs/store';
import { dataConverterOf } from '../../platform/codec/data-converter';
import {
  type Configuration,
  type ConnectionOptions,
  loadConfiguration,
  redactUrl,
} from '../../platform/config/configuration';
import { connectDatabase, type Database } from '../../platform/database/client';
import { type RunningStack, readRunningStack } from '../../platform/local/running';
import { AdjutantClient } from './client';
import { AdjutantError } from './errors';

/** Temporal, PostgreSQL or a worker does not answer, or does not let us in. */
export class CannotConnectError extends AdjutantError {
  override readonly name = 'CannotConnectError';
  constructor(
    code:
      | 'not-running'
      | 'temporal-unreachable'
      | 'temporal-refused'
      | 'database-unreachable'
      | 'database-refused'
      | 'database-not-migrated'
      | 'no-worker',
    message: string,
    details: Record<string, unknown> = {},
  ) {
    super(code, message, details);
  }
}

/** Where Temporal is. */
export interface TemporalAddress {
  temporalAddress: string;
  namespace: string;
  /** Keys and certificates, where the environment has them. */
  connectionOptions: ConnectionOptions | undefined;
}

/** Where one installation is. `databaseUrl` holds a password: not for logs. */
export interface AdjutantPlace extends TemporalAddress {
  home: string;
  tenant: string;
  databaseUrl: string;
  /** Web UI of Temporal, where it is known. */
  uiAddress: string | undefined;
  /** Whether the addresses are those of the stack that runs on this home. */
  local: { temporal: boolean; database: boolean };
}

export interface ConnectInput {
  /** Default: that of the process. */
  environment?: NodeJS.ProcessEnv;
  /** Access token; needed for decisions. Default: `ADJUTANT_TOKEN`. */
  token?: string;
  /** `when-used` leaves Temporal alone until it is needed: for callers that only read from PostgreSQL. */
  temporal?: 'now' | 'when-used';
}

export interface ConnectedAdjutant {
  client: AdjutantClient;
  temporal: Client;
  connection: Connection;
  database: Database;
  blobs: FolderBlobStore;
  place: AdjutantPlace;
  /** End all connections. May be called again. */
  close(): Promise<void>;
}

const TEMPORAL_LIMIT_MS = 4_000;
const MOST_DATABASE_CONNECTIONS = 4;

/**
 * Where Adjutant is, without connecting.
 * @throws CannotConnectError when the environment does not say and nothing runs on this home
 * @throws ConfigurationError when a setting is wrong
 */
export async function findAdjutant(
  environment: NodeJS.ProcessEnv = process.env,
  configuration: Configuration = loadConfiguration(environment),
): Promise<AdjutantPlace> {
  const { home, tenant, temporal, database } = configuration;
  const running = temporal.embedded || database.embedded ? await readRunningStack(home) : undefined;
  const databaseUrl = database.embedded ? running?.databaseUrl : database.url;
  const address = temporalAddress(configuration, running);
  if (databaseUrl === undefined || address === undefined) {
    const missing = [temporal.embedded ? 'TEMPORAL_ADDRESS' : '', database.embedded ? 'DATABASE_URL' : ''];
    throw nothingRuns(home, missing.filter(Boolean));
  }
  const local = { temporal: temporal.embedded, database: database.embedded };
  return { ...address, home, tenant, databaseUrl, uiAddress: running?.uiAddress, local };
}

/**
 * The same for those who need Temporal only.
 * @throws CannotConnectError, ConfigurationError as `findAdjutant`
 */
export async function findTemporal(environment: NodeJS.ProcessEnv = process.env): Promise<TemporalAddress> {
  const configuration = loadConfiguration(environment);
  const { home, temporal } = configuration;
  const address = temporalAddress(configuration, temporal.embedded ? await readRunningStack(home) : undefined);
  if (address === undefined) throw nothingRuns(home, ['TEMPORAL_ADDRESS']);
  return address;
}

function temporalAddress({ temporal }: Configuration, running: RunningStack | undefined): TemporalAddress | undefined {
  if (!temporal.embedded) {
    const { address, namespace, connectionOptions } = temporal;
    return { temporalAddress: address, namespace, connectionOptions };
  }
  if (running === undefined) return undefined;
  return { temporalAddress: running.temporalAddress, namespace: running.namespace, connectionOptions: undefined };
}

function nothingRuns(home: string, missing: string[]): CannotConnectError {
  const verb = missing.length > 1 ? 'are' : 'is';
  return new CannotConnectError(
    'not-running',
    `Adjutant does not run on ${home}, and ${missing.join(' and ')} ${verb} not set.\n` +
      `Start it with \`npm start\`, or set ${missing.join(' and ')} to an installation that runs elsewhere.`,
    { home, missing },
  );
}

/**
 * Connect to the installation that the environment names, or to the one that runs on this home.
 *
 * @throws CannotConnectError within seconds when something cannot be reached; nothing is left open then
 * @throws ConfigurationError when a setting is wrong
 */
export async function connectAdjutant(input: ConnectInput = {}): Promise<ConnectedAdjutant> {
  const environment = input.environment ?? process.env;
  const configuration = loadConfiguration(environment);
  const place = await findAdjutant(environment, configuration);
  const connection = openTemporal(place);
  const dataConverter = dataConverterOf(configuration);
  const temporal = new Client({ connection, namespace: place.namespace, dataConverter });
  const database = connectDatabase(place.databaseUrl, MOST_DATABASE_CONNECTIONS);
  const blobs = new FolderBlobStore(join(place.home, 'blobs'));
  const token = input.token ?? (environment.ADJUTANT_TOKEN?.trim() || undefined);
  const client = new AdjutantClient({ temporal, database, blobs, tenant: place.tenant, token });
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= Promise.allSettled([connection.close(), database.$client.end()]).then(() => {});
    return closing;
  };
  const checks = [
    checkDatabase(database, place),
    input.temporal === 'when-used' ? undefined : checkTemporal(connection, place),
  ];
  for (const outcome of await Promise.allSettled(checks)) {
    if (outcome.status === 'fulfilled') continue;
    await close();
    throw outcome.reason;
  }
  return { client, temporal, connection, database, blobs, place, close };
}

/** A connection to Temporal that is made on first use. */
export function openTemporal({ connectionOptions, temporalAddress }: TemporalAddress): Connection {
  return Connection.lazy({ ...connectionOptions, address: temporalAddress, connectTimeout: TEMPORAL_LIMIT_MS });
}

/** @throws CannotConnectError when Temporal does not answer or does not let us in */
export async function checkTemporal(connection: Connection, place: TemporalAddress): Promise<void> {
  try {
    await connection.ensureConnected();
  } catch (error) {
    throw explainTemporalTrouble(error, place) ?? temporalSilent(place, error);
  }
}

/** @throws CannotConnectError when PostgreSQL does not answer, does not let us in, or has none of our tables */
export async function checkDatabase(database: Database, place: AdjutantPlace): Promise<void> {
  let tables: string | null | undefined;
  try {
    const answer = await database.execute<{ found: string | null }>(
      sql`SELECT to_regclass('claim_projections') AS found`,
    );
    tables = answer.rows[0]?.found;
  } catch (error) {
    throw explainDatabaseTrouble(error, place) ?? databaseSilent(error, place);
  }
  if (!tables) throw notMigrated(place);
}

function temporalSilent(place: TemporalAddress | undefined, error: unknown): CannotConnectError {
  return new CannotConnectError(
    'temporal-unreachable',
    `Temporal${place ? ` at ${place.temporalAddress}` : ''} does not answer (${innermost(error)}).\n` +
      'Check that it runs and that TEMPORAL_ADDRESS is right; `adjutant doctor` looks closer.',
    place ? { address: place.temporalAddress } : {},
  );
}

function databaseSilent(error: unknown, place?: Pick<AdjutantPlace, 'databaseUrl'>): CannotConnectError {
  const address = place && redactUrl(place.databaseUrl);
  return new CannotConnectError(
    'database-unreachable',
    `PostgreSQL${address ? ` at ${address}` : ''} does not answer (${innermost(error)}).\n` +
      'Check that it runs and that DATABASE_URL is right; `adjutant doctor` looks closer.',
    address ? { address } : {},
  );
}

function notMigrated(place?: Pick<AdjutantPlace, 'databaseUrl'>): CannotConnectError {
  return new CannotConnectError(
    'database-not-migrated',
    `The database${place ? ` ${redactUrl(place.databaseUrl)}` : ''} does not have Adjutant's tables, or not those of this version.\n` +
      'The workers make them when they start; check that DATABASE_URL names the database that the workers use.',
  );
}

/** gRPC status codes: https://grpc.io/docs/guides/status-codes/ */
const GRPC = { deadlineExceeded: 4, notFound: 5, permissionDenied: 7, unavailable: 14, unauthenticated: 16 } as const;

/** The error as one of ours when Temporal cannot be reached or refuses us; undefined when it is about something else. */
export function explainTemporalTrouble(error: unknown, place?: TemporalAddress): CannotConnectError | undefined {
  for (const link of causes(error)) {
    const { code, details } = link as { code?: unknown; details?: unknown };
    if (typeof details !== 'string' || typeof code !== 'number') continue;
    if (code === GRPC.unavailable || code === GRPC.deadlineExceeded) return temporalSilent(place, link);
    if (code === GRPC.unauthenticated || code === GRPC.permissionDenied) {
      return new CannotConnectError(
        'temporal-refused',
        `Temporal does not let us in (${details}).\nCheck TEMPORAL_API_KEY or the client certificate, and that they may use the namespace.`,
      );
    }
    if (code === GRPC.notFound && /namespace/i.test(details)) {
      return new CannotConnectError(
        'temporal-refused',
        `Temporal has no such namespace (${details}).\nCheck TEMPORAL_NAMESPACE, or make the namespace there.`,
      );
    }
  }
  const failed = error instanceof ServiceError && /failed to connect/i.test(error.message);
  return failed ? temporalSilent(place, error) : undefined;
}

/** SQLSTATE classes and codes: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const LOST = /^(08...|57P0[1-3]|53300)$/;
const REFUSED = /^(28...|3D000|42501)$/;
const NO_TABLE = /^42(P01|703)$/;

/** The error as one of ours when PostgreSQL cannot be reached or used; undefined when it is about something else. */
export function explainDatabaseTrouble(error: unknown, place?: AdjutantPlace): CannotConnectError | undefined {
  for (const link of causes(error)) {
    const { code, severity, syscall } = link as { code?: unknown; severity?: unknown; syscall?: unknown };
    if (typeof code === 'string' && typeof severity === 'string') {
      if (LOST.test(code)) return databaseSilent(link, place);
      if (NO_TABLE.test(code)) return notMigrated(place);
      if (REFUSED.test(code)) {
        return new CannotConnectError(
          'database-refused',
          `PostgreSQL does not let us in (${link.message}).\nCheck user, password and database name in DATABASE_URL.`,
        );
      }
    }
    if (syscall === 'connect' || syscall === 'getaddrinfo') return databaseSilent(link, place);
    if (/^(timeout exceeded when trying to connect|Connection terminated)/.test(link.message)) {
      return databaseSilent(link, place);
    }
  }
  return undefined;
}

/** The error and what caused it, outermost first; of several attempts (IPv4 and IPv6) all. */
function causes(error: unknown): Error[] {
  if (!(error instanceof Error)) return [];
  const inner = error instanceof AggregateError ? error.errors : [];
  return [error, ...inner.flatMap(causes), ...causes(error.cause)];
}

function innermost(error: unknown): string {
  const all = causes(error);
  return all.findLast((link) => link.message !== '')?.message ?? String(error);
}
