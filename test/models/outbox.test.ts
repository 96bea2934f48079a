/** Records on their way to the ledger: none is lost with its worker, and one that is refused holds up no other. */
import { createTestDatabase, type TestDatabase } from '../support/database';
import { attemptRows, type Bench, buildGateway, examplePolicy, question } from './support/gateway-parts';
import { ScriptedProvider } from './support/scripted-provider';

let db: TestDatabase;
let provider: ScriptedProvider;
let bench: Bench;
const problems: unknown[] = [];

beforeEach(async () => {
  problems.length = 0;
  db = await createTestDatabase();
  provider = new ScriptedProvider();
  bench = await buildGateway(db.database, examplePolicy(await provider.start()), {
    onProblem: (problem) => problems.push(problem),
  });
});
afterEach(async () => {
  await bench.close();
  await provider.stop();
  await db.close();
});

const inLedger = async () => (await db.database.$client.query('SELECT body FROM ledger_records ORDER BY seq')).rows;
const waiting = async () => (await db.database.$client.query('SELECT * FROM model_records ORDER BY id')).rows;

/** As a worker leaves it that is lost between its answer and the ledger. */
async function leaveBehind(change: (batch: { entries: { kind: string; step: string }[] }) => void = () => {}) {
  const request = question();
  await bench.gateway.run(request);
  await bench.gateway.recorded();
  const batch = structuredClone((await inLedger()).at(-1).body);
  const left = {
    claim: { tenant: batch.tenant, claimNumber: batch.subject.claimNumber, episode: batch.subject.episode },
    process: { ...batch.process, runId: 'run-lost' },
    entries: [{ ...batch.entry, step: `${batch.entry.step}-left` }],
  };
  change(left);
  await db.database.$client.query('INSERT INTO model_records (tenant, batch) VALUES ($1, $2)', ['acme', left]);
}

test('a record stands in the ledger a moment after the answer, and nothing is left waiting', async () => {
  await bench.gateway.run(question());
  expect(await attemptRows(db.database)).toMatchObject([{ status: 'settled' }]);
  await bench.gateway.recorded();
  expect(await inLedger()).toHaveLength(1);
  expect(await waiting()).toEqual([]);
});

test('what a lost worker left behind is taken along by the sweep of another', async () => {
  await leaveBehind();
  expect(await inLedger()).toHaveLength(1);
  await bench.gateway.sweep();
  expect((await inLedger()).map(({ body }) => body.process.runId)).toEqual(['run-1', 'run-lost']);
  expect(await waiting()).toEqual([]);
});

test('a record that the ledger refuses stays with its reason, is reported, and holds up no other', async () => {
  await leaveBehind((batch) => {
    batch.entries[0]!.kind = 'no-such-kind';
  });
  const requests = Array.from({ length: 20 }, () => question());
  await Promise.all(requests.map((request) => bench.gateway.run(request)));
  await bench.gateway.recorded();
  expect(await inLedger()).toHaveLength(21);
  expect(await waiting()).toMatchObject([{ refused: 'ledger-entry-invalid' }]);
  expect(problems.map(String)).toEqual([expect.stringContaining('Not a ledger entry')]);
  await bench.gateway.sweep();
  expect(problems).toHaveLength(1);
});

test('closing takes along what waits', async () => {
  await Promise.all(Array.from({ length: 5 }, () => bench.gateway.run(question())));
  await bench.gateway.close();
  expect(await waiting()).toEqual([]);
  expect(await inLedger()).toHaveLength(5);
});

test('after closing nothing is asked of the database any more', async () => {
  await bench.gateway.run(question());
  await bench.close();
  const asked = jest.spyOn(db.database, 'transaction');
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(asked).not.toHaveBeenCalled();
  expect(problems).toEqual([]);
});
