/** `npm run bench -- api`: how fast the API reads with many claims in the database, at a fixed rate. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ProcessPageImages } from '../../activities/documents/page-images';
import { buildApi } from '../../client/api/server';
import { loadConfiguration } from '../../platform/config/configuration';
import { silentLog } from '../../platform/config/log';
import { stopOnSignals } from '../../platform/local/signals';
import { builtModule } from '../../platform/paths';
import { type Installation, startInstallation } from '../../workers/local/installation';
import { sendSampleClaims } from '../../workers/local/sample-claims';
import { percentile } from '../statistics';
import type { LoadOrder, LoadResult } from './load-main';
import { copyClaims } from './many-claims';

export const API_USAGE = `api        reads of the HTTP API at a fixed rate, with many claims in the database
  --claims N     claims in the database (default 10000)
  --rate N       requests a second (default 200)
  --seconds N    measured time (default 30)
  --json FILE    write the figures as JSON too`;

/** What we want on two cores. */
const TARGET = { p99Ms: 100, rate: 200, claims: 10_000 };
/** A server that runs for weeks is measured, not its first seconds: until then V8 compiles, and requests queue up behind that. */
const WARM_UP_SECONDS = 30;
const READY_MS = 180_000;
/** Where a claim waits for somebody, or is at its end. */
const AT_REST = new Set([
  'closed',
  'in-review',
  'under-investigation',
  'awaiting-information',
  'awaiting-second-approval',
]);

interface Options {
  claims: number;
  rate: number;
  seconds: number;
  json: string | undefined;
}

/** @throws Error for options that are none, or when something of the installation cannot be started */
export async function apiBench(words: string[]): Promise<void> {
  const options = readOptions(words);
  const home = await mkdtemp(join(tmpdir(), 'adjutant-bench-'));
  const undo: (() => Promise<unknown>)[] = [() => rm(home, { recursive: true, force: true })];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step().catch(() => {});
  };
  const forget = stopOnSignals(stop);
  try {
    const { order, open } = await prepare(home, options, undo);
    const processor = process.cpuUsage();
    const results = await load(order, undo);
    const used = process.cpuUsage(processor);
    const processorMs = (used.user + used.system) / 1000 / ((WARM_UP_SECONDS + options.seconds) * options.rate);
    const figures = ['all', ...order.reads.map(({ kind }) => kind)].map((kind) =>
      figuresOf(kind, kind === 'all' ? results : results.filter((result) => result.kind === kind)),
    );
    const machine = { cores: availableParallelism(), model: cpus()[0]?.model ?? 'unknown', load: loadavg()[0] ?? 0 };
    console.log(
      `\n${machine.cores} cores (${machine.model}), load ${machine.load.toFixed(1)}, Node ${process.versions.node}; ${options.claims} claims, ${open} open tasks, ${options.rate} requests a second for ${options.seconds} s after ${WARM_UP_SECONDS} s of the same\n`,
    );
    console.table(Object.fromEntries(figures.map(({ kind, ...rest }) => [kind, rest])));
    console.log(`Processor time of this process, workers at rest included: ${processorMs.toFixed(1)} ms a request.`);
    const p99 = figures[0]?.p99 ?? Number.POSITIVE_INFINITY;
    const asked = options.rate >= TARGET.rate && options.claims >= TARGET.claims;
    const verdict = !asked ? 'not asked for by these options' : p99 <= TARGET.p99Ms ? 'met' : 'NOT met';
    console.log(`Target: p99 ${TARGET.p99Ms} ms at ${TARGET.rate} a second with ${TARGET.claims} claims: ${verdict}.`);
    if (options.json !== undefined)
      await writeFile(options.json, `${JSON.stringify({ machine, options, open, processorMs, figures }, null, 2)}\n`);
  } finally {
    forget();
    await stop();
  }
}

/** An installation with the example claims gone as far as they go without people, and their copies. */
async function prepare(home: string, { claims, rate, seconds }: Options, undo: (() => Promise<unknown>)[]) {
  const configuration = loadConfiguration({
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME,
    ADJUTANT_HOME: home,
  });
  const log = { info: () => {}, warn: (text: string) => console.warn(`  ${text}`) };
  console.log('Starting servers and workers');
  const installation = await startInstallation({ configuration, log, workerLog: 'ERROR' });
  undo.push(() => installation.stop());
  const { client, database, blobs, stack, tokens } = installation;
  console.log('Taking the example claims as far as they go');
  await exampleClaims(installation);
  console.log(`Copying them to ${claims}`);
  await copyClaims(database, claims);
  const pageImages = new ProcessPageImages({ blobs });
  undo.push(async () => pageImages.close());
  const place = { tenant: configuration.tenant, namespace: stack.namespace, uiAddress: undefined };
  const api = await buildApi({ client, database, place, pageImages, callsAMinute: rate * 60 + 1000 });
  undo.push(() => api.close());
  const address = await api.listen({ host: '127.0.0.1', port: 0 });
  const token = tokens['adjuster-1'] ?? '';
  const open = await client.reviews.list({ limit: 500 });
  const { claims: some } = await client.claims.list({ limit: 500 });
  const order: LoadOrder = {
    address,
    token,
    rate,
    seconds,
    warmUpSeconds: WARM_UP_SECONDS,
    reads: [
      {
        kind: 'queue by due date',
        weight: 5,
        paths: ['team', 'mine', 'unassigned'].map((view) => `/v1/tasks?view=${view}`),
      },
      {
        kind: 'queue by severity',
        weight: 3,
        paths: ['/v1/tasks?view=team&sort=severity', '/v1/tasks?view=team&sort=amount'],
      },
      { kind: 'counts', weight: 3, paths: ['/v1/tasks/counts'] },
      { kind: 'claims', weight: 3, paths: ['/v1/claims', '/v1/claims?status=in-review'] },
      { kind: 'claim', weight: 3, paths: some.map(({ claim }) => `/v1/claims/${claim.claimNumber}`) },
      { kind: 'task', weight: 3, paths: open.map(({ taskId }) => `/v1/tasks/${encodeURIComponent(taskId)}`) },
      { kind: 'timeline', weight: 2, paths: some.map(({ claim }) => `/v1/claims/${claim.claimNumber}/timeline`) },
      { kind: 'session', weight: 2, paths: ['/v1/session'] },
    ],
  };
  const { all } = await client.queue.counts({ userId: 'adjuster-1', decides: [] });
  return { order, open: all?.open ?? 0 };
}

/** @throws Error when one has not come to rest in time */
async function exampleClaims({ client }: Installation): Promise<void> {
  await sendSampleClaims(client, silentLog);
  const deadline = Date.now() + READY_MS;
  for (;;) {
    const { claims } = await client.claims.list();
    const moving = claims.filter(({ status }) => !AT_REST.has(status));
    if (claims.length > 0 && moving.length === 0) return;
    if (Date.now() > deadline) throw new Error(`${moving.length} claims have not come to rest in ${READY_MS / 1000} s`);
    await wait(200);
  }
}

async function load(order: LoadOrder, undo: (() => Promise<unknown>)[]): Promise<LoadResult[]> {
  console.log(`Measuring for ${order.seconds} s`);
  const child = fork(builtModule('bench/api/load-main'), [], { stdio: 'inherit' });
  undo.push(async () => child.kill('SIGKILL'));
  child.send(order);
  const ended = once(child, 'exit').then(() => {
    throw new Error('The process that sends requests has ended without a result');
  });
  ended.catch(() => {});
  const [results] = (await Promise.race([once(child, 'message'), ended])) as [LoadResult[]];
  return results;
}

function figuresOf(kind: string, results: LoadResult[]) {
  const times = results.map(({ ms }) => ms);
  const at = (share: number) => Math.round(percentile(times, share) * 10) / 10;
  const failed = results.filter(({ status }) => status !== 200).length;
  const kilobytes = Math.round(results.reduce((sum, { bytes }) => sum + bytes, 0) / results.length / 102.4) / 10;
  return { kind, requests: results.length, failed, kilobytes, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

function readOptions(words: string[]): Options {
  const { values } = parseArgs({
    args: words,
    options: {
      claims: { type: 'string', default: '10000' },
      rate: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '30' },
      json: { type: 'string' },
    },
  });
  const whole = (name: 'claims' | 'rate' | 'seconds') => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < 1)
      throw new Error(`--${name} must be a whole number from 1.\n\n${API_USAGE}`);
    return value;
  };
  return { claims: whole('claims'), rate: whole('rate'), seconds: whole('seconds'), json: values.json };
}
