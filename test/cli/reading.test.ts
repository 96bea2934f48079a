/** Commands that read: lists and pages over real rows, JSON, and what a missing installation looks like. No Temporal runs here. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { Client } from 'pg';
import { DocumentReading } from '../../activities/documents/contract';
import { putEvidence } from '../../platform/database/evidence';
import { evidence } from '../../platform/database/schema';
import { freePort } from '../../platform/local/free-port';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { emptyHome, removeHomes, runCli } from './run-cli';
import { type StoredClaim, sha, storeClaim } from './stored-claim';

let world: TestDatabase;
let environment: Record<string, string>;
let inReview: StoredClaim;

beforeAll(async () => {
  world = await createTestDatabase();
  environment = {
    ADJUTANT_HOME: emptyHome(),
    DATABASE_URL: world.url,
    // Nobody listens there: reading must not need it.
    TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`,
  };
  inReview = await storeClaim(world.database, 'CLM-2026-000001');
  await storeClaim(world.database, 'CLM-2026-000002', {
    status: 'closed',
    outcome: 'paid',
    paidMinor: 94_920,
    waitingFor: null,
    decidedBy: ['adjuster-1'],
    closedAt: '2026-05-04T10:00:42.000Z',
  });
});

afterAll(async () => {
  await world.close();
  removeHomes();
});

const cli = (...words: string[]) => runCli(words, environment);

test('claims list: newest first, filtered, page by page', async () => {
  const all = await cli('claims', 'list');
  expect(all).toMatchObject({ code: 0, stderr: '' });
  const lines = all.stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(/^CLM-2026-000002 {2}HC-1001 {2}closed: paid .* 949\.20 EUR {2}949\.20 EUR/);
  expect(lines[2]).toMatch(/^CLM-2026-000001 {2}HC-1001 {2}in review .* an adjuster to decide/);
  const first = await cli('claims', 'list', '--limit', '1', '--json');
  expect(first.json<{ next: string }>().next).toBe('CLM-2026-000002');
  const second = await cli('--json', 'claims', 'list', '--after', 'CLM-2026-000002');
  const page = second.json<{ claims: { claim: { claimNumber: string } }[]; next: null }>();
  expect(page.claims.map(({ claim }) => claim.claimNumber)).toEqual(['CLM-2026-000001']);
  expect(page.next).toBeNull();
  expect((await cli('claims', 'list', '--status', 'settling')).stdout).toBe('No claims.\n');
});

test('claims show: everything that is known, without orders for the terminal', async () => {
  const { code, stdout } = await cli('claims', 'show', 'CLM-2026-000001');
  expect(code).toBe(0);
  for (const expected of [
    'burglary on 2026-05-03 in IE, policy HC-1001 (contents)',
    'Niamh Byrne (policyholder): The back door was forced',
    'Waits for an adjuster to decide, until 2099-01-01 00:00 UTC',
    'Not every line is payable. [needs-a-person]',
    'claimed 1,499.00 EUR · reserve 949.20 EUR · payable 949.20 EUR · paid 0.00 EUR',
    'pay in part 949.20 EUR (claimed 1,499.00 EUR)',
    '1  Laptop  1,499.00 EUR  1,199.20 EUR  covered  Wear is deducted by age. (5.2)',
    '1: 1499.00 EUR less 20 % (clause 5.2) = 1199.20 EUR',
    'Burglary is insured. (clause 2.1) [peril-insured]',
    'Was the door locked? (clauses 2.1, 4.3)',
    'purchase receipt',
    'set aside: It is encrypted.',
    'acknowledgment: /letters/acknowledgment.pdf',
    `adjutant review show ${inReview.taskId}`,
    'workflow claim/default/CLM-2026-000001/1 in namespace default',
  ]) {
    expect(stdout).toContain(expected);
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
  expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  expect(stdout).toContain('invoice\u{fffd}]0;owned\u{fffd}.pdf');
});

test('claims show --json has the claim, the evidence and the open tasks', async () => {
  const { claim, coverage, tasks, notice } = (await cli('claims', 'show', 'CLM-2026-000001', '--json')).json<{
    claim: { payableMinor: number };
    coverage: { value: { payableMinor: number } };
    tasks: { taskId: string }[];
    notice: { policyNumber: string };
  }>();
  expect([claim.payableMinor, coverage.value.payableMinor]).toEqual([94_920, 94_920]);
  expect(tasks.map((task) => task.taskId)).toEqual([inReview.taskId]);
  expect(notice.policyNumber).toBe('HC-1001');
});

test('claims documents: every value with its place, the words it was read from and how sure that is', async () => {
  const fileId = sha(inReview.claimNumber);
  const owner = { tenant: 'default', claimNumber: inReview.claimNumber };
  const at = { fileId, page: 2, box: { x: 0.5, y: 0.25, width: 0.1, height: 0.02 } };
  const formBox = (name: string, number: string | null, value: string | null, shown: boolean) => ({
    ...{ name, number, value, shown, kind: 'text', confidence: 0.98, method: 'ocr' },
    source: { ...at, quote: value ?? '' },
  });
  const reading = DocumentReading.parse({
    ...{
      fileId,
      name: 'document-1',
      mediaType: 'application/pdf',
      bytes: 10,
      pages: 2,
      status: 'read',
      setAside: null,
    },
    ...{ type: 'purchase-receipt', typeConfidence: 0.9, attachments: [], text: '' },
    reader: { version: '1', method: ['ocr'] },
    fields: [
      {
        ...{ name: 'total', value: '1.499,00', normalised: 149_900, confidence: 0.97, method: 'ocr' },
        source: { ...at, quote: 'Summe 1.499,00' },
      },
      {
        ...{ name: 'document-date', value: '03/04/2026', normalised: null, confidence: 0.5, method: 'ocr' },
        ...{ alternatives: ['2026-03-04', '2026-04-03'], source: { ...at, box: null, quote: '' } },
      },
    ],
    lines: [],
    flags: [{ code: 'hidden-text', detail: 'White text says another sum.', source: { ...at, quote: 'Total 9' } }],
    forms: [
      {
        ...{ template: 'cms-1500-02-12', page: 2 },
        boxes: [
          formBox('t_charge', '28', '412.50', true),
          formBox('note', null, 'pay twice', false),
          formBox('empty_one', null, null, true),
        ],
      },
    ],
    parts: [{ fileId, firstPage: 1, lastPage: 2 }],
  });
  const { ref } = await putEvidence(world.database, owner, 'document-reading', reading);
  const page = await cli('claims', 'documents', inReview.claimNumber);
  expect(page.code).toBe(0);
  expect(page.stdout).toMatch(/total +1,499\.00 \(no currency\) +p\. 2 at 50,25 \+10x2 +97 % +ocr +Summe 1\.499,00/);
  expect(page.stdout).toMatch(/03\/04\/2026 \(or 2026-03-04, 2026-04-03\) +p\. 2 +50 % +ocr +no source found/);
  expect(page.stdout).toContain('White text says another sum. [hidden-text] at p. 2 at 50,25 +10x2');
  expect(page.stdout).toMatch(/28 +t_charge +412\.50 +p\. 2 at 50,25 \+10x2 +98 % +ocr/);
  expect(page.stdout).toMatch(/note +pay twice \(not shown on the page\)/);
  expect(page.stdout).not.toContain('empty_one');
  expect(page.stdout).toContain(`pages 1 to 2: ${fileId.slice(0, 16)}`);
  expect(page.stdout).toContain('There is no reading of it.');
  const one = await cli('claims', 'documents', inReview.claimNumber, fileId.slice(0, 8), '--json');
  expect(one.json<{ reading: unknown }[]>().map((shown) => shown.reading)).toEqual([{ ref, value: reading }]);
  await world.database
    .update(evidence)
    .set({ body: { ...reading, pages: 3 } })
    .where(eq(evidence.ref, ref));
  expect((await cli('claims', 'documents', inReview.claimNumber)).stdout).toContain(
    'was altered: its content no longer has this hash',
  );
});

test('evidence that was altered in the database is said to be, and the rest of the page stays', async () => {
  const altered = await storeClaim(world.database, 'CLM-2026-000099');
  await world.database
    .update(evidence)
    .set({ body: sql`jsonb_set(body, '{payableMinor}', '1000000')` })
    .where(sql`claim_number = ${altered.claimNumber} AND kind = 'coverage-assessment'`);
  const { code, stdout } = await cli('claims', 'show', altered.claimNumber);
  expect(code).toBe(0);
  expect(stdout).toMatch(/coverage-assessment .* was altered/);
  expect(stdout).toContain('pay in part 949.20 EUR');
});

test('review list and show: what a decision rests on', async () => {
  const list = await cli('review', 'list', '--role', 'adjuster', '--claim', 'CLM-2026-000001');
  expect(list.stdout).toMatch(new RegExp(`^${inReview.taskId} .*949\\.20 EUR`, 'm'));
  const { code, stdout } = await cli('review', 'show', inReview.taskId);
  expect(code).toBe(0);
  for (const expected of [
    'For adjuster or above; opened 2026-05-04 10:00 UTC, due 2099-01-01',
    'Report of the burglary to the police [police-report]',
    'would settle it: the police report',
    'Opinions of models (advice; nothing is decided by them)',
    'The answers differ: it is yours to judge. 1 not counted (not-verified).',
    'model-a: covered. The lock was forced.',
    'account: "the lock was broken"',
    'but: Nobody saw it.',
    'for cover: clause 2.1, Burglary: "We pay after a burglary."',
    'against it, or a condition: clause 4.3, Open doors: "Not when a door stood open."',
    'Loss soon after the cover began. [early-loss, weight 3 of 5]',
    'policy HC-1001: cover began 2026-04-20',
    'cleared by: proof of earlier insurance',
    'watchlist: no list is configured',
    'Lines and total differ. [lines-do-not-add-up, warning]',
    'document-1.pdf, page 2: "Total 1,499.00"',
    `--evidence ${inReview.evidenceHash} --as USER`,
  ]) {
    expect(stdout).toContain(expected);
  }
});

test('what is not there is exit code 3, on standard error, as JSON when asked', async () => {
  const plain = await cli('claims', 'show', 'CLM-9');
  expect(plain).toMatchObject({ code: 3, stdout: '', stderr: 'Error: There is no claim CLM-9.\n' });
  const json = await cli('review', 'show', 'nope', '--json');
  expect(json).toMatchObject({ code: 3, stdout: '' });
  expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: 'not-found', exitCode: 3 } });
});

test('watch ends with the claim, and at once when it waits and that is enough', async () => {
  const closed = await cli('claims', 'watch', 'CLM-2026-000002', '--json');
  expect(closed.code).toBe(0);
  expect(closed.json<{ outcome: string }>().outcome).toBe('paid');
  const waiting = await cli('claims', 'watch', 'CLM-2026-000001', '--until-waiting');
  expect(waiting).toMatchObject({ code: 0 });
  expect(waiting.stdout).toMatch(/in review · waits for an adjuster to decide · due/);
});

test('Ctrl-C ends watching', async () => {
  const outcome = await runCli(['claims', 'watch', 'CLM-2026-000001'], environment, { interrupt: true });
  expect(outcome.code).toBe(130);
  expect(outcome.stdout).toContain('in review');
});

describe('deciding: what is wrong before anything is sent', () => {
  const decide = (...words: string[]) => cli('review', 'decide', inReview.taskId, '--reason', 'as-proposed', ...words);

  test('an unknown action, and an amount that the action does not take', async () => {
    const [unknown, amount] = await Promise.all([
      decide('--action', 'pay-it'),
      decide('--action', 'approve', '--amount', '10.00'),
    ]);
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toContain('One of: approve,');
    expect(amount).toMatchObject({ code: 2, stdout: '' });
    expect(amount.stderr).toContain('--amount goes with');
  });

  test('accounts: none here, none of this name, and tokens that others can read', async () => {
    const home = environment.ADJUTANT_HOME!;
    const none = await decide('--action', 'deny', '--as', 'adjuster-1');
    expect(none).toMatchObject({ code: 4 });
    expect(none.stderr).toMatch(/no local accounts[\s\S]*npm start[\s\S]*ADJUTANT_TOKEN/);
    const file = join(home, 'credentials.json');
    writeFileSync(file, JSON.stringify({ tenant: 'default', tokens: { 'adjuster-1': 'adj_secret' } }), { mode: 0o600 });
    const other = await decide('--action', 'deny', '--as', 'constructor');
    expect(other.code).toBe(4);
    expect(other.stderr).toMatch(/no local account constructor.*: adjuster-1\./);
    chmodSync(file, 0o644);
    const open = await decide('--action', 'deny', '--as', 'nobody');
    expect(open.stderr).toContain(`chmod 600 ${file}`);
    expect(other.stderr + open.stderr).not.toContain('adj_secret');
  });
});

describe('when the installation cannot be reached', () => {
  test('nothing is configured and nothing runs', async () => {
    const outcome = await runCli(['claims', 'list'], { ADJUTANT_HOME: emptyHome() });
    expect(outcome.code).toBe(5);
    expect(outcome.stderr).toMatch(/npm start.*TEMPORAL_ADDRESS and DATABASE_URL/);
  });

  test('a command that needs Temporal says within seconds that it is not there', async () => {
    const before = Date.now();
    const outcome = await cli('ledger', 'verify');
    expect(outcome.code).toBe(5);
    expect(outcome.stderr).toContain(`Temporal at ${environment.TEMPORAL_ADDRESS} does not answer`);
    expect(Date.now() - before).toBeLessThan(15_000);
  });

  test('PostgreSQL: gone, wrong password, wrong database, no tables', async () => {
    const at = (change: (url: URL) => void) => {
      const url = new URL(world.url);
      change(url);
      return runCli(['claims', 'list', '--json'], { ...environment, DATABASE_URL: url.toString() });
    };
    const port = await freePort();
    const server = new Client({ connectionString: `${process.env.TEST_POSTGRES}/postgres` });
    await server.connect();
    await server.query(`CREATE DATABASE bare_${port}`);
    await server.end();
    const outcomes = await Promise.all([
      at((url) => {
        url.port = String(port);
      }),
      at((url) => {
        url.password = 'wrong-secret';
      }),
      at((url) => {
        url.pathname = '/there_is_none';
      }),
      at((url) => {
        url.pathname = `/bare_${port}`;
      }),
    ]);
    const codes = outcomes.map(({ stderr }) => (JSON.parse(stderr) as { error: { code: string } }).error.code);
    expect(codes).toEqual(['database-unreachable', 'database-refused', 'database-refused', 'database-not-migrated']);
    expect(outcomes.map(({ code }) => code)).toEqual([5, 5, 5, 5]);
    expect(outcomes.map(({ stderr }) => stderr).join()).not.toContain('wrong-secret');
  });

  test('a setting that is wrong is named', async () => {
    const outcome = await runCli(['claims', 'list'], { ...environment, DATABASE_URL: 'mysql://x' });
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain('DATABASE_URL must be an address such as postgres://');
  });
});

test('doctor names each problem and what to do, and sees the tables', async () => {
  const outcome = await cli('doctor', '--json');
  expect(outcome.code).toBe(1);
  const { ok, findings } = outcome.json<{
    ok: boolean;
    findings: { check: string; state: string; remedy: string | null; detail: string }[];
  }>();
  expect(ok).toBe(false);
  const state = Object.fromEntries(findings.map((finding) => [finding.check, finding.state]));
  expect(state).toMatchObject({ Node: 'ok', 'Data folder': 'ok', Temporal: 'problem', PostgreSQL: 'ok', Tables: 'ok' });
  expect(findings.every((finding) => finding.state !== 'problem' || finding.remedy !== null)).toBe(true);
});

test('help: exit code 0, and every command has it; a word too many or unknown is wrong usage', async () => {
  expect((await cli('--help')).stdout).toContain('6  the ledger is broken');
  expect((await cli('review', 'decide', '--help')).stdout).toContain('--by-signal');
  expect(await cli('claims')).toMatchObject({ code: 2, stdout: '' });
  expect(await cli('claims', 'bogus')).toMatchObject({ code: 2, stdout: '' });
  expect(await cli('claims', 'show', 'CLM-1', 'CLM-2')).toMatchObject({ code: 2, stdout: '' });
  const json = await cli('review', 'decide', 'T', '--json');
  expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: 'wrong-usage', exitCode: 2 } });
});
