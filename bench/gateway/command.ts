/**
 * `npm run bench -- gateway`: what the model gateway takes on top of the provider's own time, everything on, fsync on, the
 * provider in another process. Open loop: calls come at their times whether or not earlier ones are done, and each is
 * measured from the time when it was due.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import OpenAI from 'openai';
import { stringify } from 'yaml';
import { GuardThread } from '../../activities/guardrails/thread/thread';
import { AnchorFolder } from '../../activities/ledger/anchors';
import { LedgerAppender } from '../../activities/ledger/appender';
import { Gateway } from '../../activities/models/gateway';
import { PolicyFile } from '../../activities/models/policy-file';
import { PromptLibrary } from '../../activities/models/prompts';
import { ProviderRegistry } from '../../activities/models/providers/registry';
import { DatabaseSwitches } from '../../activities/switches/board';
import { FolderBlobStore } from '../../platform/blobs/store';
import { silentLog } from '../../platform/config/log';
import { connectDatabase } from '../../platform/database/client';
import { migrateDatabase } from '../../platform/database/migrate';
import { SigningKeys } from '../../platform/keys/signing';
import { choosePort } from '../../platform/local/ports';
import { clusterUrl, POSTGRES_STOP, prepareCluster, startCluster } from '../../platform/local/postgres';
import { stopProcess } from '../../platform/local/processes';
import { stopOnSignals } from '../../platform/local/signals';
import { builtModule, projectFile } from '../../platform/paths';
import { percentile } from '../statistics';
import { benchPolicy, letter, OPINION, opinionRequest } from './material';

export const GATEWAY_USAGE = `gateway    the model gateway's own time on top of the provider's, everything on
  --rate N       calls a second (default 200)
  --seconds N    measured time of each series (default 15)
  --latency N    the provider's time in ms (default 100)
  --kb N         size of a prompt in KB (default 10)
  --asks N       calls about the same letter, one after the other (default 1: every prompt is new)
  --json FILE    write the figures as JSON too`;

/** p99 on top of the provider's own time that we want, ms. */
const TARGET_P99_MS = 15;
const WARM_UP_SECONDS = 4;

/** One call: its whole time from when it was due, and what of it the provider took. ms */
interface Timed {
  wholeMs: number;
  providerMs: number;
}

interface Figures {
  calls: number;
  /** Processor time of this process for each call, ms: on a busy machine the times above are mostly waiting for it. */
  processorMs: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** @throws Error for options that are none, or when a server cannot be started */
export async function gatewayBench(words: string[]): Promise<void> {
  const options = readOptions(words);
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  const forget = stopOnSignals(stop);
  try {
    const { bare, whole } = await run(options, undo);
    const machine = { cores: availableParallelism(), model: cpus()[0]?.model ?? 'unknown', load: loadavg() };
    tell('openai client alone', bare);
    tell('gateway, everything on', whole);
    const own = whole.p99 < TARGET_P99_MS ? 'met' : 'missed';
    console.log(`\nTarget p99 < ${TARGET_P99_MS} ms on top of the provider: ${own} (${whole.p99.toFixed(1)} ms)`);
    if (options.json !== undefined)
      await writeFile(options.json, `${JSON.stringify({ options, machine, bare, gateway: whole }, null, 2)}\n`);
  } finally {
    forget();
    await stop();
  }
}

function tell(name: string, { calls, processorMs, p50, p95, p99, max }: Figures): void {
  const [a, b, c, d] = [p50, p95, p99, max].map((ms) => ms.toFixed(1).padStart(7));
  console.log(
    `${name.padEnd(24)} ${String(calls).padStart(6)} calls   p50 ${a}   p95 ${b}   p99 ${c}   max ${d} ms   processor ${processorMs.toFixed(2)} ms a call`,
  );
}

interface Options {
  rate: number;
  seconds: number;
  latency: number;
  kb: number;
  asks: number;
  json: string | undefined;
}

function readOptions(words: string[]): Options {
  const { values } = parseArgs({
    args: words,
    options: {
      rate: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '15' },
      latency: { type: 'string', default: '100' },
      kb: { type: 'string', default: '10' },
      asks: { type: 'string', default: '1' },
      json: { type: 'string' },
    },
  });
  const number = (name: 'rate' | 'seconds' | 'latency' | 'kb' | 'asks', most: number) => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < 1 || value > most) throw new Error(`--${name}: a number from 1 to ${most}`);
    return value;
  };
  return {
    rate: number('rate', 2_000),
    seconds: number('seconds', 600),
    latency: number('latency', 10_000),
    kb: number('kb', 200),
    asks: number('asks', 100),
    json: values.json,
  };
}

async function run(options: Options, undo: (() => Promise<unknown>)[]): Promise<{ bare: Figures; whole: Figures }> {
  const home = await mkdtemp(join(tmpdir(), 'adjutant-bench-gateway-'));
  undo.push(() => rm(home, { recursive: true, force: true }));
  const url = await startProvider(options.latency, undo);
  const database = await startDatabase(home, undo);
  const policyPath = join(home, 'models.yaml');
  await writeFile(policyPath, stringify(benchPolicy(url)));
  const keys = await SigningKeys.open(join(home, 'keys'));
  const ledger = new LedgerAppender({ database, keys, anchors: new AnchorFolder(join(home, 'anchors')) });
  undo.push(() => ledger.close());
  const guardrails = new GuardThread(projectFile('config', 'guardrails', 'personal-data.model'));
  undo.push(() => guardrails.close());
  const gateway = new Gateway({
    database,
    switches: new DatabaseSwitches(database),
    ledger,
    policy: new PolicyFile(policyPath),
    prompts: new PromptLibrary(projectFile('config', 'prompts')),
    providers: new ProviderRegistry(() => 'bench'),
    blobs: new FolderBlobStore(join(home, 'blobs')),
    guardrails,
  });
  undo.push(() => gateway.close());

  const bytes = options.kb * 1_024;
  const client = new OpenAI({ apiKey: 'bench', baseURL: url, maxRetries: 0, logLevel: 'off' });
  const callBare = async (number: number) => {
    const answer = await client.responses.create({ model: 'bench', input: letter(number, bytes) });
    return { ms: OPINION.wire.parse(JSON.parse(answer.output_text)).ms };
  };
  const callGateway = async (number: number) => {
    const result = await gateway.run<{ ms: number }>(opinionRequest(number, bytes, options.asks), { schema: OPINION });
    if (result.outcome !== 'answered') throw new Error(`A call was not answered: ${result.reason}, ${result.detail}`);
    return result.output;
  };
  await openLoop(callBare, 0, options.rate, WARM_UP_SECONDS);
  const bare = await openLoop(callBare, 100_000, options.rate, options.seconds);
  await openLoop(callGateway, 200_000, options.rate, WARM_UP_SECONDS);
  const whole = await openLoop(callGateway, 300_000, options.rate, options.seconds);
  return { bare, whole };
}

/** Calls at fixed times. A late start counts against the call, as it would for whoever waits for it. */
async function openLoop(
  call: (number: number) => Promise<{ ms: number }>,
  first: number,
  rate: number,
  seconds: number,
): Promise<Figures> {
  const processor = process.cpuUsage();
  const count = rate * seconds;
  const began = performance.now();
  const running: Promise<Timed>[] = [];
  while (running.length < count) {
    const due = began + (running.length * 1_000) / rate;
    const early = due - performance.now();
    if (early > 0) await wait(early);
    const number = first + running.length;
    running.push(call(number).then(({ ms }) => ({ wholeMs: performance.now() - due, providerMs: ms })));
    // A call that fails ends the measurement below; until then it must not be an unhandled rejection.
    running.at(-1)?.catch(() => {});
  }
  const times = await Promise.all(running);
  const { user, system } = process.cpuUsage(processor);
  return figuresOf(times, (user + system) / 1_000 / count);
}

function figuresOf(times: Timed[], processorMs: number): Figures {
  const own = times.map(({ wholeMs, providerMs }) => wholeMs - providerMs);
  const [p50, p95, p99, max] = [0.5, 0.95, 0.99, 1].map((share) => percentile(own, share));
  return { calls: own.length, processorMs, p50: p50 ?? 0, p95: p95 ?? 0, p99: p99 ?? 0, max: max ?? 0 };
}

async function startProvider(latencyMs: number, undo: (() => Promise<unknown>)[]): Promise<string> {
  const child: ChildProcess = fork(builtModule('bench/gateway/provider-main'), [], { stdio: 'inherit' });
  undo.push(async () => child.kill('SIGKILL'));
  child.send({ latencyMs });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return `http://127.0.0.1:${port}/v1`;
}

async function startDatabase(home: string, undo: (() => Promise<unknown>)[]) {
  await mkdir(join(home, 'logs'), { recursive: true });
  const cluster = await prepareCluster(home, silentLog);
  const port = await choosePort(54_400, new Set());
  const server = await startCluster(cluster, port);
  undo.push(() => stopProcess(server, POSTGRES_STOP));
  const url = clusterUrl(cluster, port);
  await migrateDatabase(url);
  const database = connectDatabase(url);
  undo.push(() => database.$client.end());
  return database;
}
