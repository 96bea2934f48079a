/**
 * kill -9 with ten claims in flight, at the worst moment: the bank has accepted a payment and has not answered yet. After
 * recovery every claim ends right, and outside every payment and letter took effect once.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { LedgerRecord } from '../../activities/ledger/contract';
import { Adjuster, within } from '../../bench/recovery/adjuster';
import { KillableInstallation } from '../../bench/recovery/killable';
import { Receiver } from '../../bench/recovery/receiver';
import { type ConnectedAdjutant, connectAdjutant } from '../../client/sdk';
import { reviewTasks } from '../../platform/database/schema';
import { ledgerRecords } from '../../platform/database/schema/ledger';
import { pause } from '../../platform/local/processes';
import { projectFile } from '../../platform/paths';
import { type ChaosClaim, policiesCsv, tenClaims } from './ten-claims';

jest.setTimeout(180_000);

/** The kill comes between the acceptance of this payment and its answer. */
const KILL_AT_PAYMENT = 3;
const LIMIT_MS = 130_000;

let receiver: Receiver;
let installation: KillableInstallation;
let connected: ConnectedAdjutant | undefined;

beforeEach(async () => {
  connected = undefined;
  receiver = new Receiver();
  installation = await KillableInstallation.prepare(await receiver.start());
  await installation.start();
});

afterEach(async () => {
  await connected?.close();
  const left = await installation?.end();
  await receiver?.stop();
  // A soft end leaves nothing that must be killed.
  expect(left).toEqual([]);
}, 60_000);

test('the process with all workers: started again, it goes on where it was', async () => {
  const { temporal, postgres } = servers();
  const claims = await killInTheMiddle(() => installation.killWorkers());
  await installation.workersGone();
  await installation.start();
  await allEndRight(claims, 'worker process');
  // The servers lived on and were taken over: nothing but the workers was lost.
  expect(servers()).toEqual({ temporal, postgres });
});

test('the Temporal server: it is started again by itself, and so is the work', async () => {
  const { temporal, postgres } = servers();
  const claims = await killInTheMiddle(() => expect(installation.killServer('temporal')).toContain(temporal));
  await allEndRight(claims, 'Temporal server');
  expect(servers().temporal).not.toBe(temporal);
  expect(servers().postgres).toBe(postgres);
});

test('PostgreSQL and its children: it recovers by itself, and so does the work', async () => {
  const { temporal, postgres } = servers();
  // The postmaster, its background processes and our connections.
  const claims = await killInTheMiddle(() => expect(installation.killServer('postgres').length).toBeGreaterThan(5));
  await allEndRight(claims, 'PostgreSQL');
  expect(servers().postgres).not.toBe(postgres);
  expect(servers().temporal).toBe(temporal);
});

interface InFlight extends ChaosClaim {
  claimNumber: string;
}

interface Killed {
  claims: InFlight[];
  killedAt: number;
  people: Adjuster;
}

function servers(): { temporal: number; postgres: number } {
  return { temporal: installation.serverPid('temporal'), postgres: installation.serverPid('postgres') };
}

/** Ten claims under way, then `kill`, while the bank is about to answer. */
async function killInTheMiddle(kill: () => void): Promise<Killed> {
  const { tokens } = JSON.parse(await readFile(join(installation.home, 'credentials.json'), 'utf8')) as {
    tokens: Record<string, string>;
  };
  connected = await connectAdjutant({ environment: installation.environment, token: tokens['service-1'] ?? '' });
  const { client } = connected;
  const history = await readFile(projectFile('examples', 'history.csv'));
  for (const [table, csv] of [
    ['policies', policiesCsv()],
    ['history', history],
  ] as const)
    expect((await client.administration.importTable(table, csv)).errors).toEqual([]);

  const claims = await Promise.all(
    (await tenClaims()).map(async (claim) => {
      const { claimNumber } = await client.claims.submit(claim.submit);
      return { ...claim, claimNumber };
    }),
  );
  expect(new Set(claims.map((claim) => claim.claimNumber)).size).toBe(10);
  const people = new Adjuster(connected, tokens['adjuster-1'] ?? '');
  let killedAt = 0;
  let problem: unknown;
  // Nothing was paid up to now, so at the kill at most three of ten claims are.
  expect(receiver.payments).toEqual([]);
  receiver.open(KILL_AT_PAYMENT, () => {
    try {
      kill();
    } catch (error) {
      problem = error;
    }
    killedAt = Date.now();
  });
  const deadline = Date.now() + LIMIT_MS;
  while (killedAt === 0) {
    if (Date.now() > deadline)
      throw new Error(`There were only ${receiver.payments.length} payments\n${await whereTheyStand()}`);
    await people.attend();
    await pause(100);
  }
  if (problem !== undefined) throw problem;
  return { claims, killedAt, people };
}

/** Claims, money, letters, questions and the ledger after recovery. */
async function allEndRight({ claims, killedAt, people }: Killed, what: string): Promise<void> {
  const { client, database } = reconnected();
  const deadline = killedAt + LIMIT_MS;
  const open = new Set(claims.map((claim) => claim.claimNumber));
  while (open.size > 0) {
    if (Date.now() > deadline)
      throw new Error(
        `${open.size} claims did not end within ${LIMIT_MS} ms after the kill: ${[...open].join(', ')}\n${people.story()}\n${await whereTheyStand()}`,
      );
    await people.attend();
    for (const claimNumber of open) {
      const claim = await within(2_000, client.claims.show(claimNumber)).catch(() => null);
      if (claim === null) break;
      if (claim.status === 'closed') open.delete(claimNumber);
    }
    await pause(150);
  }
  const seconds = ((Date.now() - killedAt) / 1000).toFixed(1);

  const ended = await Promise.all(claims.map((claim) => client.claims.show(claim.claimNumber)));
  expect(
    ended.map(({ claim, outcome, paidMinor, decidedBy }) => [claim.claimNumber, outcome, paidMinor, decidedBy]),
  ).toEqual(
    claims.map(({ claimNumber, amountMinor, reviewed }) => [
      claimNumber,
      'paid',
      amountMinor,
      [reviewed ? 'adjuster-1' : 'straight-through'],
    ]),
  );

  // Outside: one payment for each claim, under one key, to its own account; whatever was sent how often.
  const sorted = (rows: unknown[][]) => rows.map((row) => JSON.stringify(row)).sort();
  expect(
    sorted(
      receiver.payments.map(({ claimNumber, account, amountMinor, currency }) => [
        claimNumber,
        account,
        amountMinor,
        currency,
      ]),
    ),
  ).toEqual(sorted(claims.map(({ claimNumber, account, amountMinor }) => [claimNumber, account, amountMinor, 'USD'])));
  // One approval for each, one confirmation of receipt where a person was waited for, each under one key.
  expect(sorted(receiver.letters.map(({ claimNumber, kind }) => [claimNumber, kind]))).toEqual(
    sorted(
      claims.flatMap(({ claimNumber, reviewed }) =>
        (reviewed ? ['acknowledgment', 'approval'] : ['approval']).map((kind) => [claimNumber, kind]),
      ),
    ),
  );
  expect(receiver.conflicts).toEqual([]);

  // Inside: each adjuster's claim was one question, answered once; the others were none.
  const reviewed = claims.filter((claim) => claim.reviewed).map((claim) => claim.claimNumber);
  const tasks = await database.select().from(reviewTasks).where(eq(reviewTasks.tenant, 'default'));
  expect(tasks.map((task) => task.claimNumber).sort()).toEqual([...reviewed].sort());
  expect(people.refusals).toEqual([]);
  const rows = await database.select().from(ledgerRecords).where(eq(ledgerRecords.tenant, 'default'));
  const records = rows.map((row) => LedgerRecord.parse(row.body));
  const claimsOf = (action: string) =>
    records.flatMap(({ entry, subject }) => (entry.action === action ? [subject.claimNumber] : [])).sort();
  const all = claims.map((claim) => claim.claimNumber).sort();
  expect(claimsOf('decision-accepted')).toEqual([...reviewed].sort());
  expect(claimsOf('payment-instructed')).toEqual(all);
  expect(claimsOf('claim-closed')).toEqual(all);
  expect(claimsOf('letter-sent')).toEqual([...all, ...reviewed].sort());
  const verification = await client.administration.verifyLedger();
  expect(verification).toMatchObject({ ok: true, records: records.length });

  process.stdout.write(
    `kill -9 of ${what}: all ten claims closed ${seconds} s later; ${receiver.lostAnswers} answers lost on purpose, ${receiver.repeats} requests repeated\n`,
  );
}

function reconnected(): ConnectedAdjutant {
  if (connected === undefined) throw new Error('Not connected');
  return connected;
}

async function whereTheyStand(): Promise<string> {
  const claims = await within(5_000, reconnected().client.claims.list()).catch((error: unknown) => String(error));
  return `${JSON.stringify(claims, null, 1).slice(0, 6_000)}\n${installation.output.slice(-4_000)}`;
}
