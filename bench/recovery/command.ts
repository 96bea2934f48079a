/**
 * `npm run bench -- recovery`: kill -9 of workers, Temporal and PostgreSQL while claims are under way. What took effect is counted
 * outside, at a bank and a letter service that no kill reaches and that lose answers.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { connectAdjutant } from '../../client/sdk';
import { Random } from '../random';
import { Adjuster } from './adjuster';
import { Fleet } from './fleet';
import { KillableInstallation } from './killable';
import { Receiver } from './receiver';
import { type Outside, outsideOf, type Phase, renderPhases, renderVerdict } from './report';

export const RECOVERY_USAGE = `recovery   kill -9 of workers, Temporal and PostgreSQL with claims under way
  --claims N     claims under way at each planned kill (default 40)
  --kills N      kills at random moments after that (default 200)
  --seed N       of the random kills (default 1)
  --json FILE    write the figures as JSON too`;

const VICTIMS = ['workers', 'temporal', 'postgres'] as const;
type Victim = (typeof VICTIMS)[number];

/** Between two random kills at most this long after everything is up again. Milliseconds. */
const MOST_QUIET_MS = 3_000;

interface Options {
  claims: number;
  kills: number;
  seed: number;
  json: string | undefined;
}

/** @throws Error for options that are none, and when a claim does not end or something took effect twice */
export async function recovery(words: string[]): Promise<void> {
  const options = readOptions(words);
  const receiver = new Receiver();
  const installation = await KillableInstallation.prepare(await receiver.start());
  try {
    await installation.start();
    const { tokens } = JSON.parse(await readFile(join(installation.home, 'credentials.json'), 'utf8')) as {
      tokens: Record<string, string>;
    };
    const connection = await connectAdjutant({
      environment: installation.environment,
      token: tokens['service-1'] ?? '',
    });
    try {
      const people = new Adjuster(connection, tokens['adjuster-1'] ?? '');
      const fleet = new Fleet(connection, people);
      await fleet.prepare(options.claims * 5 + options.kills * 4 + 50);
      receiver.open();
      // Warm up: the first claim of a process pays for compiling and for the first model.
      await fleet.send(4);
      await fleet.allEnd();

      const phases = [await undisturbed(fleet, options.claims)];
      for (const victim of VICTIMS)
        phases.push(await killedHalfWay(fleet, receiver, installation, victim, options.claims));
      const random = await killedAtRandom(fleet, installation, options);
      const verification = await connection.client.administration.verifyLedger();
      const outside = await outsideOf(connection, receiver, fleet, people);
      report(options, { phases, random, outside, ledgerOk: verification.ok });
      if (options.json !== undefined)
        await writeFile(
          options.json,
          `${JSON.stringify({ options, phases, random, outside, ledgerOk: verification.ok }, null, 2)}\n`,
        );
      if (outside.wrong.length > 0 || !verification.ok)
        throw new Error('Something was lost or took effect twice: see above.');
    } finally {
      await connection.close();
    }
  } finally {
    await installation.end();
    await receiver.stop();
  }
}

async function undisturbed(fleet: Fleet, claims: number): Promise<Phase> {
  const began = Date.now();
  await fleet.send(claims);
  await fleet.allEnd();
  return { what: 'nothing', claims, wholeMs: Date.now() - began, upMs: null, afterUpMs: null };
}

/** Half of the claims are paid when the victim dies: between the bank's acceptance and its answer. */
async function killedHalfWay(
  fleet: Fleet,
  receiver: Receiver,
  installation: KillableInstallation,
  victim: Victim,
  claims: number,
): Promise<Phase> {
  let killedAt = 0;
  receiver.open(receiver.payments.length + Math.ceil(claims / 2), () => {
    strike(installation, victim);
    killedAt = Date.now();
  });
  const began = Date.now();
  const sending = fleet.send(claims);
  while (killedAt === 0) {
    await fleet.look();
    await pause(50);
  }
  await upAgain(installation, victim);
  const upAt = Date.now();
  await sending;
  await fleet.allEnd();
  const ended = Date.now();
  return { what: victim, claims, wholeMs: ended - began, upMs: upAt - killedAt, afterUpMs: ended - upAt };
}

/** Kills at moments that the seed gives, while claims keep coming. */
async function killedAtRandom(fleet: Fleet, installation: KillableInstallation, { kills, seed, claims }: Options) {
  const random = new Random(seed);
  const began = Date.now();
  const before = fleet.claims.size;
  const count = { workers: 0, temporal: 0, postgres: 0 };
  for (let kill = 0; kill < kills; kill += 1) {
    const quietUntil = Date.now() + random.whole(0, MOST_QUIET_MS);
    const victim = random.pick(VICTIMS);
    const sending = fleet.send(Math.max(0, Math.min(4, claims - fleet.open.size)));
    while (Date.now() < quietUntil) {
      await fleet.look();
      await pause(20);
    }
    strike(installation, victim);
    count[victim] += 1;
    await upAgain(installation, victim);
    await sending;
    if ((kill + 1) % 20 === 0)
      console.log(`  ${kill + 1} kills, ${fleet.claims.size - before} claims sent, ${fleet.open.size} under way`);
  }
  await fleet.allEnd();
  return { kills: count, claims: fleet.claims.size - before, seconds: Math.round((Date.now() - began) / 1000) };
}

function strike(installation: KillableInstallation, victim: Victim): void {
  if (victim === 'workers') installation.killWorkers();
  else installation.killServer(victim);
}

/** Workers are started again; servers come back by themselves, noticed by a new pid. */
async function upAgain(installation: KillableInstallation, victim: Victim): Promise<void> {
  if (victim === 'workers') {
    await installation.workersGone();
    await installation.start();
    return;
  }
  await installation.serverBack(victim);
}

function report(
  options: Options,
  {
    phases,
    random,
    outside,
    ledgerOk,
  }: { phases: Phase[]; random: Awaited<ReturnType<typeof killedAtRandom>>; outside: Outside; ledgerOk: boolean },
): void {
  console.log(
    `\n${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}; ${options.claims} claims under way at each kill\n`,
  );
  console.log(renderPhases(phases));
  const { workers, temporal, postgres } = random.kills;
  console.log(
    `\nAt random (seed ${options.seed}): ${workers + temporal + postgres} kills (workers ${workers}, Temporal ${temporal}, PostgreSQL ${postgres}) in ${random.seconds} s, ${random.claims} claims`,
  );
  console.log(renderVerdict(outside, ledgerOk));
}

function readOptions(words: string[]): Options {
  const { values } = parseArgs({
    args: words,
    options: {
      claims: { type: 'string', default: '40' },
      kills: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      json: { type: 'string' },
    },
  });
  const whole = (name: string, text: string) => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < 0) throw new Error(`--${name} must be a whole number, not ${text}`);
    return number;
  };
  return {
    claims: whole('claims', values.claims),
    kills: whole('kills', values.kills),
    seed: whole('seed', values.seed),
    json: values.json,
  };
}
