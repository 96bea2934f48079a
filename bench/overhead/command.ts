/** `npm run bench -- overhead`: what Adjutant costs on top of the work, against a bare workflow in the same run. */
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { AdjutantClient, registerSearchAttributes } from '../../client/sdk';
import { FolderBlobStore } from '../../platform/blobs/store';
import { encryptedDataConverter } from '../../platform/codec/data-converter';
import { preparePayloadKeys } from '../../platform/codec/payload-keys';
import { loadConfiguration } from '../../platform/config/configuration';
import { connectDatabase } from '../../platform/database/client';
import { migrateDatabase } from '../../platform/database/migrate';
import { stopOnSignals } from '../../platform/local/signals';
import { startLocalStack } from '../../platform/local/stack';
import { dataFolders } from '../../workers/data-folders';
import type { IntakeParts } from './intake';
import { measure, type SeriesTimes, WARM_UP_PER_SERIES } from './measure';
import { figuresOf, ratiosOf, renderFigures, renderTimeline, renderVerdict, TARGETS } from './report';
import { historyCsv, policiesCsv, type RoutineClaim, routineClaim } from './routine-claims';
import { ALL_SERIES, type Series, tenantOf } from './variants';
import { WorkerProcess } from './worker-process';

export const OVERHEAD_USAGE = `overhead   the claims process against a bare workflow of the same stages
  --claims N     claims one at a time, of each variant (default 40)
  --at-once N    claims at once (default 50)
  --rounds N     rounds of claims at once, of each variant (default 3)
  --json FILE    write the figures as JSON too
  --timeline     print the events of one claim of each variant`;

/** Processes that read documents, as an installation starts them. */
const READERS = 2;

interface Options {
  claims: number;
  atOnce: number;
  rounds: number;
  json: string | undefined;
  timeline: boolean;
}

/** @throws Error for options that are none, or when something of the installation cannot be started */
export async function overhead(words: string[]): Promise<void> {
  const options = readOptions(words);
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    // A worker process that died must not leave the servers behind.
    const failures: unknown[] = [];
    for (const step of undo.splice(0).reverse()) await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
  const forget = stopOnSignals(stop);
  try {
    const began = loadavg();
    const { times, ledgers, versions } = await run(options, undo);
    const figures = times.map((series) => figuresOf(series, options.atOnce));
    const ratios = ratiosOf(figures);
    const machine = {
      cores: availableParallelism(),
      model: cpus()[0]?.model ?? 'unknown',
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      loadBefore: began[0],
      loadAfter: loadavg()[0],
    };
    console.log(
      `\n${machine.cores} cores (${machine.model}), ${machine.memoryGiB} GiB, load before ${machine.loadBefore?.toFixed(1)}; Node ${versions.node}, Temporal ${versions.temporal}\n`,
    );
    console.log(renderFigures(figures, options.atOnce));
    console.log(`\n${renderVerdict(figures, ratios)}`);
    for (const { tenant, records, ok } of ledgers)
      console.log(`Ledger of ${tenant}: ${records} records, ${ok ? 'whole' : 'NOT WHOLE'}`);
    if (options.timeline)
      for (const series of figures)
        console.log(
          `\n${series.variant}, ${series.bodies} bodies (ms, since the event before)\n${renderTimeline(series)}`,
        );
    if (options.json !== undefined) {
      const { claims, atOnce, rounds } = options;
      const data = {
        machine,
        versions,
        claims,
        atOnce,
        rounds,
        targets: TARGETS,
        figures,
        ratios,
        ledgers,
        samples: times,
      };
      await writeFile(options.json, `${JSON.stringify(data, null, 2)}\n`);
      console.log(`\nThe same as data: ${options.json}`);
    }
  } finally {
    forget();
    await stop();
  }
}

function readOptions(words: string[]): Options {
  const { values } = parseArgs({
    args: words,
    options: {
      claims: { type: 'string', default: '40' },
      'at-once': { type: 'string', default: '50' },
      rounds: { type: 'string', default: '3' },
      json: { type: 'string' },
      timeline: { type: 'boolean', default: false },
    },
  });
  const count = (name: 'claims' | 'at-once' | 'rounds') => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < 1 || value > 1000)
      throw new Error(`--${name} is a whole number from 1 to 1000, not ${values[name]}.`);
    return value;
  };
  return {
    claims: count('claims'),
    atOnce: count('at-once'),
    rounds: count('rounds'),
    json: values.json,
    timeline: values.timeline,
  };
}

interface Measured {
  times: SeriesTimes[];
  ledgers: { tenant: string; records: number; ok: boolean }[];
  versions: { node: string; temporal: string };
}

/** An installation of its own in a temporary folder, which is removed afterwards. `undo` is filled as things come up. */
async function run({ claims, atOnce, rounds }: Options, undo: (() => Promise<unknown>)[]): Promise<Measured> {
  const tell = (line: string) => console.log(line);
  const home = join(tmpdir(), `adjutant-bench-${randomUUID().slice(0, 8)}`);
  // Only the home is given on: addresses of somebody's cluster or database must not be measured, let alone filled.
  const configuration = loadConfiguration({ ADJUTANT_HOME: home });
  undo.push(() => rm(home, { recursive: true, force: true }));
  tell('Starting Temporal, PostgreSQL and a worker process');
  const stack = await startLocalStack({ configuration, log: { info: () => {}, warn: tell } });
  undo.push(() => stack.stop());
  await migrateDatabase(stack.databaseUrl);
  const database = connectDatabase(stack.databaseUrl, 20);
  undo.push(() => database.$client.end());
  const connection = await Connection.connect({ address: stack.temporalAddress });
  // Ended last: an interrupted measurement still waits on it for claims.
  undo.unshift(() => connection.close());
  await registerSearchAttributes(connection, stack.namespace);
  const dataConverter = encryptedDataConverter(await preparePayloadKeys(configuration));
  const worker = await WorkerProcess.start({
    home,
    temporalAddress: stack.temporalAddress,
    namespace: stack.namespace,
    databaseUrl: stack.databaseUrl,
    readers: READERS,
  });
  undo.push(() => worker.stop());

  const parts: IntakeParts = {
    temporal: new Client({ connection, namespace: stack.namespace, dataConverter }),
    plainTemporal: new Client({ connection, namespace: stack.namespace }),
    database,
    blobs: new FolderBlobStore(dataFolders(home).blobs),
  };
  const perSeries = WARM_UP_PER_SERIES + claims + atOnce * rounds;
  tell(`Making ${perSeries} policies and invoices, and importing the policies for ${ALL_SERIES.length} tenants`);
  const routine: RoutineClaim[] = [];
  for (let serial = 1; serial <= perSeries; serial += 1) routine.push(await routineClaim(serial));
  for (const series of ALL_SERIES) await importTables(parts, series, perSeries);

  const used = new Map<string, number>();
  const nextClaim = (series: Series): RoutineClaim => {
    const index = used.get(tenantOf(series)) ?? 0;
    used.set(tenantOf(series), index + 1);
    const claim = routine[index];
    if (claim === undefined) throw new Error(`There are only ${routine.length} claims`);
    return claim;
  };
  const pids = { temporal: stack.embedded.temporal?.pid, postgres: stack.embedded.postgres?.pid };
  const measuring = measure({ parts, worker, pids, nextClaim, claims, atOnce, rounds, tell });
  const times = await Promise.race([measuring, worker.ended]);
  const ledgers = await verifyLedgers(parts);
  const { serverVersion } = await connection.workflowService.getSystemInfo({});
  return { times, ledgers, versions: { node: process.version, temporal: serverVersion ?? 'unknown' } };
}

async function importTables(parts: IntakeParts, series: Series, policies: number): Promise<void> {
  const { administration } = new AdjutantClient({ ...parts, tenant: tenantOf(series) });
  const tables = [
    ['policies', policiesCsv(policies)],
    ['history', historyCsv()],
  ] as const;
  for (const [name, csv] of tables) {
    const { errors } = await administration.importTable(name, csv);
    const [first] = errors;
    if (first !== undefined) throw new Error(`${name}, row ${first.row}, ${first.column ?? 'file'}: ${first.problem}`);
  }
}

/** That the ledger was on, and is whole. */
async function verifyLedgers(parts: IntakeParts): Promise<Measured['ledgers']> {
  const ours = ALL_SERIES.filter(({ variant }) => variant === 'adjutant').map(tenantOf);
  return Promise.all(
    ours.map(async (tenant) => {
      const { records, ok } = await new AdjutantClient({ ...parts, tenant }).administration.verifyLedger();
      return { tenant, records, ok };
    }),
  );
}
