/** What doctor looks at: one function a check, each with a finding and, where something is wrong, what to do. */
import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { findOnPath } from '../../platform/artifacts/files';
import { ensureArtifact } from '../../platform/artifacts/pinned';
import { EncryptionCodec, isEncrypted } from '../../platform/codec/payload-codec';
import { PayloadKeys, payloadKeysFolder } from '../../platform/codec/payload-keys';
import type { Configuration } from '../../platform/config/configuration';
import { silentLog } from '../../platform/config/log';
import type { Database } from '../../platform/database/client';
import { cacheFolder, projectFile } from '../../platform/paths';
import { findTemporalBinary, temporalArtifact } from '../../platform/temporal/binary';
import { CLAIMS_PROCESS, SEARCH_ATTRIBUTES } from '../../workflows/claims/contract';
import { type AdjutantPlace, checkDatabase, checkTemporal } from '../sdk/connect';
import { countPollers, neededPollers } from './workers';

export interface Finding {
  check: string;
  /** `skipped`: not looked at, because what it needs is missing; `problem` makes doctor fail. */
  state: 'ok' | 'problem' | 'skipped';
  detail: string;
  /** What to do about a problem. */
  remedy: string | null;
}

const LEAST_NODE = 22;
const LEAST_FREE_BYTES = 2 ** 30;
const CALL_LIMIT_MS = 4_000;

export const ok = (check: string, detail: string): Finding => ({ check, state: 'ok', detail, remedy: null });
export const skipped = (check: string, detail: string): Finding => ({ check, state: 'skipped', detail, remedy: null });
export const problem = (check: string, detail: string, remedy: string): Finding => ({
  check,
  state: 'problem',
  detail,
  remedy,
});

export function checkNode(version: string = process.versions.node): Finding {
  return Number(version.split('.')[0]) >= LEAST_NODE
    ? ok('Node', `v${version}`)
    : problem(
        'Node',
        `v${version}; ${LEAST_NODE} or newer is needed`,
        'Run `npm ci`, which brings one, or install it.',
      );
}

/** The data folder, or the nearest folder above it that exists, can be written to. */
export async function checkHome(home: string): Promise<Finding> {
  const folder = await nearestFolder(home);
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    return problem(
      'Data folder',
      `${folder} cannot be written (${(error as NodeJS.ErrnoException).code})`,
      'Give its owner the right to write, or set ADJUTANT_HOME to another folder.',
    );
  }
  return ok('Data folder', folder === home ? home : `${home} (made at the first start)`);
}

export async function checkDisk(home: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(await nearestFolder(home));
  const free = bavail * bsize;
  const text = `${(free / 2 ** 30).toFixed(1)} GiB free`;
  return free >= LEAST_FREE_BYTES
    ? ok('Disk', text)
    : problem('Disk', text, `Make room: at least 1 GiB is needed at ${home}.`);
}

async function nearestFolder(path: string): Promise<string> {
  for (let folder = path; ; folder = dirname(folder)) {
    const there = await access(folder).then(
      () => true,
      () => false,
    );
    if (there || dirname(folder) === folder) return folder;
  }
}

/** Without them nothing that Temporal stores can be read. Makes none. */
export async function checkPayloadKeys(configuration: Configuration): Promise<Finding> {
  const check = 'Payload keys';
  const folder = payloadKeysFolder(configuration);
  if (configuration.payloadKeys === undefined && (await nearestFolder(folder)) !== folder)
    return skipped(check, 'none yet; `npm start` makes the first one');
  try {
    const keys = await new PayloadKeys(folder).list();
    const current = keys.find((key) => key.current);
    return ok(check, `${keys.length} in ${folder}; ${current?.id} encrypts`);
  } catch (error) {
    return problem(check, said(error), 'Restore the folder from its backup, or copy it from where the workers run.');
  }
}

/** Where `npm start` would take Temporal's binary from. Nothing is downloaded here. */
export async function checkTemporalBinary(
  configuration: Configuration,
  environment: NodeJS.ProcessEnv,
): Promise<Finding> {
  const check = 'Temporal binary';
  if (!configuration.temporal.embedded) return skipped(check, 'not needed: TEMPORAL_ADDRESS is set');
  const named = environment.TEMPORAL_CLI || (await findOnPath('temporal', environment));
  if (named) {
    try {
      const { path, version } = await findTemporalBinary({ ...environment, TEMPORAL_CLI: named }, silentLog);
      return ok(check, `${version}, ${path}`);
    } catch (error) {
      if (environment.TEMPORAL_CLI) return problem(check, said(error), 'Correct TEMPORAL_CLI, or unset it.');
      // One on PATH that is of no use is passed over.
    }
  }
  try {
    const artifact = { ...temporalArtifact(environment), sources: [] };
    const files = await ensureArtifact(artifact, { cache: cacheFolder(environment), log: silentLog });
    return ok(check, `${artifact.version}, ${files.get('temporal')}`);
  } catch {
    return ok(check, 'not here yet; `npm start` fetches it');
  }
}

export async function checkTemporalServer(connection: Connection, place: AdjutantPlace): Promise<Finding> {
  const check = 'Temporal';
  try {
    await checkTemporal(connection, place);
    const { serverVersion } = await call(connection, () => connection.workflowService.getSystemInfo({}));
    await call(connection, () => connection.workflowService.describeNamespace({ namespace: place.namespace }));
    return ok(check, `server ${serverVersion} at ${place.temporalAddress}, namespace ${place.namespace}`);
  } catch (error) {
    return problem(
      check,
      said(error),
      place.local.temporal
        ? 'Start again: `npm start`.'
        : 'Check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and the network.',
    );
  }
}

export async function checkSearchAttributes(connection: Connection, place: AdjutantPlace): Promise<Finding> {
  const check = 'Search attributes';
  const { IndexedValueType } = temporal.api.enums.v1;
  try {
    const { customAttributes } = await call(connection, () =>
      connection.operatorService.listSearchAttributes({ namespace: place.namespace }),
    );
    const missing: string[] = [];
    const wrong: string[] = [];
    for (const { name, type } of Object.values(SEARCH_ATTRIBUTES)) {
      const found = customAttributes?.[name];
      if (found === undefined || found === null) missing.push(name);
      else if (found !== IndexedValueType[`INDEXED_VALUE_TYPE_${type}`]) wrong.push(name);
    }
    if (wrong.length > 0) {
      return problem(check, `of another type: ${wrong.join(', ')}`, 'Remove or rename them in this namespace.');
    }
    if (missing.length > 0) {
      return problem(check, `missing: ${missing.join(', ')}`, 'Run `adjutant search-attributes register`.');
    }
    return ok(check, `all ${Object.keys(SEARCH_ATTRIBUTES).length} are there`);
  } catch (error) {
    return problem(check, said(error), 'Make them by the means of your Temporal service; docs/cli.md lists them.');
  }
}

/** A copy of the keys that is not the workers' is found before a claim waits for it: what was sent to the newest claim is read. */
export async function checkPayloadsReadable(
  connection: Connection,
  { namespace }: AdjutantPlace,
  configuration: Configuration,
): Promise<Finding> {
  const check = 'Payloads';
  const codec = new EncryptionCodec(new PayloadKeys(payloadKeysFolder(configuration)));
  try {
    const query = `WorkflowType = '${CLAIMS_PROCESS}'`;
    const { executions } = await call(connection, () =>
      connection.workflowService.listWorkflowExecutions({ namespace, query, pageSize: 1 }),
    );
    const execution = executions?.[0]?.execution;
    if (!execution) return skipped(check, 'there is no claim yet');
    const { history } = await call(connection, () =>
      connection.workflowService.getWorkflowExecutionHistory({ namespace, execution, maximumPageSize: 1 }),
    );
    const sent = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    await codec.decode(sent);
    return ok(check, `${sent.some(isEncrypted) ? 'encrypted' : 'in clear'}; those of the newest claim can be read`);
  } catch (error) {
    return problem(check, said(error), 'Copy the folder of keys from where the workers run.');
  }
}

/** Both task queues: a claim needs the first for everything, the second for reading its documents. */
export async function checkWorkers(connection: Connection, place: AdjutantPlace): Promise<Finding[]> {
  return Promise.all(
    neededPollers().map(async ({ queue, kind }) => {
      const check = `Workers (${kind} of ${queue})`;
      try {
        const pollers = await countPollers(connection, place.namespace, queue, kind);
        return pollers > 0
          ? ok(check, `${pollers} polling`)
          : problem(check, 'nobody polls, so claims wait', 'Start workers: `npm start`.');
      } catch (error) {
        return problem(check, said(error), 'See Temporal above.');
      }
    }),
  );
}

export async function checkPostgres(database: Database, place: AdjutantPlace): Promise<Finding[]> {
  const check = 'PostgreSQL';
  const remedy = place.local.database ? 'Start again: `npm start`.' : 'Check DATABASE_URL and the network.';
  let version: string;
  try {
    const answer = await database.execute<{ server_version: string }>(sql`SHOW server_version`);
    version = answer.rows[0]?.server_version ?? 'of unknown version';
  } catch (error) {
    const trouble = await checkDatabase(database, place).then(
      () => error,
      (explained: unknown) => explained,
    );
    return [problem(check, said(trouble), remedy), skipped('Tables', 'PostgreSQL does not answer')];
  }
  return [ok(check, `server ${version}`), await checkTables(database, place)];
}

async function checkTables(database: Database, place: AdjutantPlace): Promise<Finding> {
  const check = 'Tables';
  const remedy = 'Start the workers of this version on this database: they bring its tables up to date.';
  try {
    await checkDatabase(database, place);
    const wanted = readMigrationFiles({ migrationsFolder: projectFile('platform', 'database', 'migrations') });
    const done = await database.execute<{ hash: string }>(sql`SELECT hash FROM drizzle.__drizzle_migrations`);
    const hashes = new Set(done.rows.map((row) => row.hash));
    const missing = wanted.filter((migration) => !hashes.has(migration.hash)).length;
    return missing === 0
      ? ok(check, `migrated (${wanted.length} of ${wanted.length})`)
      : problem(check, `${missing} of ${wanted.length} migrations of this version are missing`, remedy);
  } catch (error) {
    return problem(check, said(error), remedy);
  }
}

function call<Answer>(connection: Connection, work: () => Promise<Answer>): Promise<Answer> {
  return connection.withDeadline(Date.now() + CALL_LIMIT_MS, work);
}

/** The first line: the remedy is doctor's own. */
function said(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
