/** Commands that change things, from submitting to the ledger: a real Temporal server, PostgreSQL and worker; each command a process. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { unzipSync, zipSync } from 'fflate';
import { createLocalUsers } from '../../activities/authority/directory';
import { preparePayloadKeys } from '../../platform/codec/payload-keys';
import { projectFile } from '../../platform/paths';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { testTemporal } from '../support/temporal';
import { type HalfScriptedWorker, startHalfScriptedWorker } from './half-scripted-worker';
import { emptyHome, removeHomes, runCli } from './run-cli';

let world: TestDatabase;
let worker: HalfScriptedWorker | undefined;
let environment: Record<string, string>;
let home: string;
const namespace = `cli-${process.pid}-${Date.now()}`;

const NOTICE = {
  policyNumber: 'HC-1001',
  lossDate: '2026-05-03',
  causeOfLoss: 'burglary',
  description: 'The back door was forced.',
  lossLocation: 'IE',
  claimant: { name: 'Niamh Byrne', role: 'policyholder' },
};

const cli = (...words: string[]) => runCli(words, environment, { cwd: home });

beforeAll(async () => {
  const { address } = testTemporal();
  const connection = await Connection.connect({ address });
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  world = await createTestDatabase();
  home = emptyHome();
  // As after a first start: clients make no keys.
  await preparePayloadKeys({ home });
  environment = {
    ADJUTANT_HOME: home,
    DATABASE_URL: world.url,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
  };
  const tokens = await createLocalUsers(world.database, 'default');
  writeFileSync(join(home, 'credentials.json'), JSON.stringify({ tenant: 'default', tokens }), { mode: 0o600 });
  writeFileSync(join(home, 'notice.json'), JSON.stringify(NOTICE));
  mkdirSync(join(home, 'documents'));
  writeFileSync(join(home, 'documents', 'receipt.txt'), 'Laptop 1,499.00 EUR');
  writeFileSync(join(home, 'more.txt'), 'Police report 77');
  // The server's parts learn of a new namespace one after the other.
  for (let tries = 0; ; tries++) {
    try {
      await connection.workflowService.listOpenWorkflowExecutions({ namespace, startTimeFilter: {} });
      break;
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  await connection.close();
});

afterAll(async () => {
  await worker?.stop();
  await world.close();
  removeHomes();
});

interface Claim {
  claimNumber: string;
  taskId: string;
  evidenceHash: string;
}

/** A claim that waits for an adjuster. */
async function claimInReview(lossDate: string): Promise<Claim> {
  const submitted = await cli(
    ...['claims', 'submit', '--json', '--notice', 'notice.json', '--loss-date', lossDate, '--wait', 'documents'],
  );
  expect(submitted).toMatchObject({ code: 0 });
  const page = submitted.json<{
    claim: { claim: { claimNumber: string }; status: string };
    tasks: { taskId: string; evidenceHash: string }[];
  }>();
  expect(page.claim.status).toBe('in-review');
  const { taskId, evidenceHash } = page.tasks[0]!;
  return { claimNumber: page.claim.claim.claimNumber, taskId, evidenceHash };
}

describe('before a worker runs', () => {
  test('search attributes are registered once, and again without harm', async () => {
    const first = await cli('search-attributes', 'register', '--json');
    expect(first.json<{ added: string[] }>().added).toContain('AdjutantStatus');
    const second = await cli('search-attributes', 'register');
    expect(second).toMatchObject({ code: 0, stdout: `Namespace ${namespace} has all search attributes.\n` });
  });

  test('a notice that is not right is refused field by field, and nothing is stored', async () => {
    const outcome = await cli('claims', 'submit', '--policy', 'HC-1001', '--cause', 'meteorite', '--name', 'N. Byrne');
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    for (const field of ['lossDate', 'causeOfLoss', 'description', 'lossLocation']) {
      expect(outcome.stderr).toContain(`${field}: `);
    }
    const missing = await cli('claims', 'submit', '--notice', 'notice.json', 'no-such.pdf');
    expect(missing).toMatchObject({ code: 2 });
    expect(missing.stderr).toContain('no-such.pdf cannot be read (ENOENT)');
    expect((await cli('claims', 'list', '--json')).json()).toEqual({ claims: [], next: null });
  });

  test('a claim is kept until one runs; what needs an answer says that nobody is there', async () => {
    const submit = ['claims', 'submit', '--notice', 'notice.json', '--key', 'first-claim', 'documents/receipt.txt'];
    const [submitted, verified] = await Promise.all([cli(...submit), cli('ledger', 'verify')]);
    expect(submitted.code).toBe(0);
    expect(submitted.stdout).toMatch(/^Claim CLM-\S+ is registered with 1 file\.\nNo worker has answered yet/);
    expect(verified).toMatchObject({ code: 5, stdout: '' });
    expect(verified.stderr).toMatch(/No worker polls the task queue adjutant-claims[\s\S]*npm start/);
    const doctor = await cli('doctor');
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toMatch(/problem {2}Workers \(workflows of adjutant-claims\): nobody polls/);
    expect(doctor.stdout).toMatch(/ok {7}Search attributes: all 7 are there/);
  });
});

describe('with a worker', () => {
  beforeAll(async () => {
    worker = await startHalfScriptedWorker(environment.TEMPORAL_ADDRESS!, namespace, world.database, home);
  });

  test('the waiting claim goes on by itself; its key leads to it, and not another notice', async () => {
    const again = ['claims', 'submit', '--key', 'first-claim', '--notice', 'notice.json', 'documents/receipt.txt'];
    const same = await cli(...again, '--json');
    const { claimNumber, created } = same.json<{ claimNumber: string; created: boolean }>();
    expect(created).toBe(false);
    expect(claimNumber).toMatch(/000001$/);
    const watched = await cli('claims', 'watch', claimNumber, '--until-waiting');
    expect(watched.stdout).toContain('in review');
    const conflict = await cli(...again, '--description', 'Another story.');
    expect(conflict).toMatchObject({ code: 1, stdout: '' });
    expect(conflict.stderr).toContain(`now claim ${claimNumber}`);
  });

  test('doctor finds nothing to put right', async () => {
    const outcome = await cli('doctor');
    expect(outcome).toMatchObject({ code: 0 });
    expect(outcome.stdout).toContain('All is well.');
  });

  test('decide: refused without authority and on other evidence, then approved, paid, closed, and too late', async () => {
    const { claimNumber, taskId, evidenceHash } = await claimInReview('2026-04-01');
    const decide = (...words: string[]) => cli('review', 'decide', taskId, '--reason', 'as-proposed', ...words);
    const auditor = await decide('--action', 'approve', '--as', 'auditor-1', '--json');
    expect(auditor.code).toBe(4);
    expect(auditor.json()).toMatchObject({ accepted: false, code: 'no-authority' });
    const stale = await decide('--action', 'approve', '--as', 'adjuster-1', '--evidence', 'a'.repeat(64));
    expect(stale.code).toBe(4);
    expect(stale.stdout).toMatch(/^Refused: .*evidence has changed.*\[stale-evidence\]/);
    const accepted = await decide('--action', 'approve', '--as', 'adjuster-1', '--evidence', evidenceHash);
    expect(accepted).toMatchObject({ code: 0, stderr: '' });
    expect(accepted.stdout).toMatch(/^Accepted: The decision is final/);
    const end = await cli('claims', 'watch', claimNumber);
    expect(end.stdout).toMatch(/closed: paid in part · paid 949\.20 EUR\n$/);
    const late = await decide('--action', 'deny', '--as', 'adjuster-1');
    expect(late.code).toBe(4);
    expect(late.stderr).toContain('can no longer be decided');
    const filesOf = async () => {
      const query = 'SELECT files FROM claims WHERE claim_number = $1';
      return (await world.database.$client.query(query, [claimNumber])).rows[0].files;
    };
    const before = await filesOf();
    const documents = await cli('claims', 'add-documents', claimNumber, 'more.txt');
    expect(documents.code).toBe(4);
    // What will never be read is not listed as received.
    expect(await filesOf()).toEqual(before);
    const cancelled = await cli('claims', 'cancel', claimNumber);
    expect(cancelled.code).toBe(4);
    expect(cancelled.stderr).toContain('closed: paid in part');
  });

  test('an amount is taken to the cent; more than was claimed is refused', async () => {
    const { claimNumber, taskId } = await claimInReview('2026-04-02');
    const decide = (amount: string) =>
      cli(
        ...['review', 'decide', taskId, '--action', 'approve-with-changes', '--amount', amount],
        ...['--reason', 'repair-cheaper', '--as', 'adjuster-1'],
      );
    expect((await decide('1.234,56')).code).toBe(2);
    expect((await decide('1499.01')).stdout).toContain('[amount-not-allowed]');
    expect((await decide('512.37')).code).toBe(0);
    expect((await cli('claims', 'watch', claimNumber)).stdout).toContain('paid 512.37 EUR');
  });

  test('a denial by signal waits for a second person, who is not the first', async () => {
    const { claimNumber, taskId } = await claimInReview('2026-04-03');
    const first = await cli(
      ...['review', 'decide', taskId, '--action', 'deny', '--reason', 'not-insured', '--by-signal'],
      ...['--as', 'adjuster-1', '--note', 'See clause 4.3', '--json'],
    );
    const { effect, openTasks } = first.json<{ effect: string; openTasks: string[] }>();
    expect(effect).toBe('awaiting-second-approval');
    const second = openTasks[0]!;
    const page = await cli('review', 'show', second);
    expect(page.stdout).toContain('First decision, by adjuster-1: deny');
    expect(page.stdout).toContain('one of deny, reject-first-decision');
    const deny = ['review', 'decide', second, '--action', 'deny', '--reason', 'agreed', '--as'];
    const same = await cli(...deny, 'adjuster-1');
    expect(same.code).toBe(4);
    expect(same.stdout).toContain('[same-person-twice]');
    expect((await cli(...deny, 'supervisor-1')).stdout).toContain('final');
    expect((await cli('claims', 'watch', claimNumber)).stdout).toContain('closed: denied');
  });

  test('documents come later, the decision is repeatable, and a claim can be cancelled', async () => {
    const { claimNumber, taskId } = await claimInReview('2026-04-04');
    const added = await cli('claims', 'add-documents', claimNumber, 'more.txt', 'documents', '--json');
    expect(added.json()).toMatchObject({ received: 1, sent: 2 });
    const ask = ['review', 'decide', taskId, '--action', 'ask-for-information', '--items', 'police-report'];
    const words = [...ask, '--reason', 'no-report', '--as', 'adjuster-1', '--decision-id', 'ask-again-1', '--json'];
    await cli('claims', 'watch', claimNumber, '--until-waiting');
    const tasks = (await cli('review', 'list', '--claim', claimNumber, '--json')).json<{ tasks: Claim[] }>().tasks;
    const onNewTask = words.map((word) => (word === taskId ? tasks[0]!.taskId : word));
    const answer = (await cli(...onNewTask)).json();
    expect(answer).toMatchObject({ accepted: true, effect: 'recorded' });
    expect((await cli(...onNewTask)).json()).toMatchObject({ accepted: true, effect: 'recorded' });
    const cancelled = await cli('claims', 'cancel', claimNumber);
    expect(cancelled.code).toBe(0);
    expect((await cli('claims', 'watch', claimNumber)).stdout).toContain('closed: cancelled');
  });

  test('users and policies', async () => {
    const users = await cli('users', 'list');
    expect(users.stdout).toMatch(/^adjuster-1 .* adjuster +yes +no +yes$/m);
    expect(users.stdout).not.toContain('adj_');
    const sample = await cli('import', 'policies', projectFile('examples', 'policies.csv'), '--json');
    expect(sample).toMatchObject({ code: 0 });
    expect(sample.json<{ imported: number; errors: [] }>().imported).toBeGreaterThan(0);
    const broken = readFileSync(projectFile('examples', 'policies.csv'), 'utf8').replace(/\b(USD|EUR)\b/, 'GROATS');
    writeFileSync(join(home, 'broken.csv'), broken);
    const refused = await cli('import', 'policies', 'broken.csv');
    expect(refused.code).toBe(1);
    expect(refused.stdout).toMatch(/^Nothing was imported[\s\S]*currency/);
  });

  test('the ledger is whole, a claim is exported, and one changed byte is found', async () => {
    const whole = await cli('ledger', 'verify');
    expect(whole).toMatchObject({ code: 0 });
    expect(whole.stdout).toMatch(/^Whole: \d+ records of tenant default/);
    const claimNumber = `CLM-${new Date().getUTCFullYear()}-000001`;
    const exported = await cli('ledger', 'export', claimNumber, '--json');
    expect(exported.code).toBe(0);
    const file = join(home, `${claimNumber}.zip`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(Object.keys(unzipSync(readFileSync(file))).length).toBeGreaterThan(1);
    expect((await cli('ledger', 'export', claimNumber)).stderr).toContain('is there already');
    expect(await cli('ledger', 'export', '../../etc/passwd')).toMatchObject({ code: 3 });
    expect(await cli('ledger', 'export', 'CLM-9')).toMatchObject({ code: 3 });

    await anchorBeginsAgain();

    // Its check needs nothing but the file: not this installation, its database or its keys.
    const alone = (...words: string[]) => runCli(['ledger', 'check-export', ...words], { ADJUTANT_HOME: emptyHome() });
    const good = await alone(file);
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(good.stdout).toMatch(
      new RegExp(`^Whole: the archive of claim ${claimNumber} of tenant default, \\d+ records`),
    );
    const { keyIds } = (await alone(file, '--json')).json<{ keyIds: string[] }>();
    expect(keyIds).toHaveLength(1);
    expect((await alone(file, '--key', keyIds[0]!)).code).toBe(0);
    const foreign = await alone(file, '--key', 'f'.repeat(16));
    expect(foreign.code).toBe(6);
    expect(foreign.stdout).toMatch(/records\.jsonl, record 1: signed with key .* \[unknown-key\]/);
    const tampered = join(home, 'tampered.zip');
    const tamper = (name: string, change: (text: string) => string) => {
      const files = unzipSync(readFileSync(file));
      files[name] = new Uint8Array(Buffer.from(change(Buffer.from(files[name]!).toString())));
      writeFileSync(tampered, zipSync(files));
    };
    tamper('records.jsonl', (text) => text.replace('notice-received', 'notice-rejected'));
    const altered = await alone(tampered);
    expect(altered.code).toBe(6);
    expect(altered.stdout).toMatch(/^Not as it was written: [\s\S]*records\.jsonl, record \d+: .* \[altered\]/);
    tamper('letters.json', (text) => text.replace('[', '[ '));
    expect((await alone(tampered)).stdout).toMatch(/letters\.json: .* \[altered\]/);
    writeFileSync(tampered, readFileSync(file).subarray(0, 1_000));
    expect(await alone(tampered, '--json')).toMatchObject({ code: 6 });
    expect(await alone(join(home, 'no-such.zip'))).toMatchObject({ code: 2, stdout: '' });
    expect(await alone(file, '--key', 'mine')).toMatchObject({ code: 2, stdout: '' });

    const client = await world.database.$client.connect();
    await client.query('ALTER TABLE ledger_records DISABLE TRIGGER USER');
    await client.query(
      `UPDATE ledger_records SET body = jsonb_set(body, '{entry,action}', '"nothing-happened"') WHERE seq = 3`,
    );
    client.release();
    const broken = await cli('ledger', 'verify');
    expect(broken.code).toBe(6);
    expect(broken.stdout).toMatch(/^Broken: [\s\S]*First broken record: 3 \(altered\)/);
    const over = await restartAnchor('administrator-1');
    expect(over).toMatchObject({ code: 1, stdout: '' });
    expect(over.stderr).toContain('broken at record 3');
  });

  test('without the keys of the installation nothing is sent, and keys can be listed once they are there', async () => {
    const strange = { ...environment, ADJUTANT_PAYLOAD_KEYS: join(home, 'not-copied-yet') };
    const submit = ['claims', 'submit', '--notice', 'notice.json', '--key', 'without-keys', 'more.txt', '--json'];
    const refused = await runCli(submit, strange, { cwd: home });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('"payload-keys-unusable"');
    expect((await runCli(['doctor'], strange, { cwd: home })).stdout).toMatch(
      /problem {2}Payload keys: .*not-copied-yet/,
    );
    const listed = (await cli('keys', 'list', '--json')).json<{ keys: { current: boolean }[] }>();
    expect(listed.keys).toMatchObject([{ current: true }]);
    const others = join(home, 'of-somebody-else');
    await preparePayloadKeys({ home: others });
    const strangers = { ...environment, ADJUTANT_PAYLOAD_KEYS: join(others, 'keys', 'payloads') };
    expect((await runCli(['doctor'], strangers, { cwd: home })).stdout).toMatch(
      /problem {2}Payloads: A payload is encrypted with key [0-9a-f]{16}, which is not in .*of-somebody-else/,
    );
    expect((await cli('doctor')).stdout).toMatch(/ok {7}Payloads: encrypted; those of the newest claim can be read/);
    // With them the same key goes on where it stopped.
    expect((await cli(...submit)).code).toBe(0);
  });
});

const restartAnchor = (user: string, ...words: string[]) =>
  cli('ledger', 'restart-anchor', '--reason', 'new-host', '--as', user, ...words);

/** The anchor file is lost: noticed, begun again by an administrator and nobody else, and on record. */
async function anchorBeginsAgain(): Promise<void> {
  rmSync(join(home, 'anchors', 'default.jsonl'));
  const missing = await cli('ledger', 'verify', '--json');
  expect(missing.code).toBe(6);
  expect(missing.json()).toMatchObject({ firstBroken: { problem: 'anchor-missing' } });

  const supervisor = await restartAnchor('supervisor-1');
  expect(supervisor.code).toBe(4);
  expect(supervisor.stdout).toMatch(/^Refused: .*administrator.* \[no-authority\]/);
  expect((await cli('ledger', 'verify')).code).toBe(6);

  const done = await restartAnchor('administrator-1', '--json');
  expect(done).toMatchObject({ code: 0 });
  const { anchoredSeq } = done.json<{ accepted: true; anchoredSeq: number }>();
  const whole = await cli('ledger', 'verify', '--json');
  expect(whole.code).toBe(0);
  // The refusal before it, and the restart after it.
  expect(whole.json()).toMatchObject({ ok: true, records: anchoredSeq + 1 });
  const { rows } = await world.database.$client.query(
    `SELECT body FROM ledger_records WHERE claim_number = 'ADMINISTRATION' ORDER BY seq`,
  );
  expect(rows.map(({ body: { entry, seq } }) => [seq, entry.action, entry.actor.id, entry.reasons[0].code])).toEqual([
    [anchoredSeq, 'anchor-restart-refused', 'supervisor-1', 'no-authority'],
    [anchoredSeq + 1, 'anchor-restarted', 'administrator-1', 'new-host'],
  ]);
  expect(rows[1].body.entry.facts).toMatchObject({ anchoredSeq });
  expect(readdirSync(join(home, 'anchors')).filter((name) => name.endsWith('.aside'))).toHaveLength(1);
}
