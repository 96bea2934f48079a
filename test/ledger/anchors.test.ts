import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { catchUpAnchors, restartAnchor } from '../../activities/ledger/anchoring';
import { Anchor } from '../../activities/ledger/anchors';
import { LedgerAppender } from '../../activities/ledger/appender';
import { startProcess } from '../support/processes';
import { batch, createTestLedger, steps, type TestLedger } from './support';

let ledger: TestLedger;
beforeEach(async () => {
  ledger = await createTestLedger();
});
afterEach(() => ledger.close());

const file = () => ledger.anchors.path('acme');
const anchored = async () =>
  (await readFile(file(), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => Anchor.parse(JSON.parse(line)).seq);
/** An appender whose process dies before it anchors: it waits too long. */
const slow = () => new LedgerAppender(ledger, { intervalMs: 3_600_000 });

/** A worker process that appends; sources as tests have them, a database and folders as here. */
const worker = (intervalMs: number, body: string) => `
  const { connectDatabase } = require('./platform/database/client.ts');
  const { SigningKeys } = require('./platform/keys/signing.ts');
  const { AnchorFolder } = require('./activities/ledger/anchors.ts');
  const { LedgerAppender } = require('./activities/ledger/appender.ts');
  const { batch, steps } = require('./test/ledger/support.ts');
  const database = connectDatabase(${JSON.stringify(ledger.url)}, 3);
  const keys = await SigningKeys.open(${JSON.stringify(join(ledger.folder, 'keys'))});
  const anchors = new AnchorFolder(${JSON.stringify(join(ledger.folder, 'anchors'))});
  const appender = new LedgerAppender({ database, keys, anchors }, { intervalMs: ${intervalMs} });
  const append = (claim, entries) => database.transaction((t) => appender.appendEntries(t, [batch(claim, entries)]));
  ${body}`;

test('anchors are written by themselves soon after the commit, and many appends share one', async () => {
  const appender = new LedgerAppender(ledger, { intervalMs: 40 });
  for (let i = 0; i < 60; i++) {
    await ledger.database.transaction((t) => appender.appendEntries(t, [batch(`CLM-${i}`, steps('a', 1))]));
  }
  for (let i = 0; i < 100 && (await anchored()).at(-1) !== 60; i++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const seqs = await anchored();
  expect(seqs[0]).toBe(0);
  expect(seqs.at(-1)).toBe(60);
  expect(seqs.length).toBeLessThan(40);
  await appender.close();
});

test('an open transaction is anchored when it commits, not before', async () => {
  let commit = () => {};
  const open = new Promise<void>((resolve) => {
    commit = resolve;
  });
  let appended = () => {};
  const ready = new Promise<void>((resolve) => {
    appended = resolve;
  });
  const done = ledger.database.transaction(async (transaction) => {
    await ledger.appender.appendEntries(transaction, [batch('CLM-1', steps('a', 2))]);
    appended();
    await open;
  });
  await ready;
  // The first anchor of a tenant is written inside this transaction under its lock, so the flush waits for it.
  const flushed = ledger.appender.flush();
  expect(await anchored()).toEqual([0]);
  commit();
  await done;
  await flushed;
  await ledger.appender.flush();
  expect(await anchored()).toEqual([0, 2]);
});

test('killed between commit and anchor: not tampering, and anchored at the next start', async () => {
  const { child, line, output } = startProcess(
    worker(
      3_600_000,
      `
    await append('CLM-1', steps('a', 7));
    console.log('committed');
    setInterval(() => {}, 1000);`,
    ),
  );
  expect(await line).toBe('committed');
  child.kill('SIGKILL');
  await expect(output).rejects.toThrow();
  expect(await ledger.verify()).toMatchObject({ ok: true, records: 7, notYetAnchored: 7, anchoredSeq: 0 });
  expect(await catchUpAnchors(ledger)).toEqual([{ tenant: 'acme', anchored: 7, problem: null }]);
  expect(await ledger.verify()).toMatchObject({ ok: true, records: 7, notYetAnchored: 0, anchoredSeq: 7 });
  expect(await catchUpAnchors(ledger)).toEqual([{ tenant: 'acme', anchored: 0, problem: null }]);
});

test('several worker processes append and anchor at once: in order, no torn lines, complete', async () => {
  const script = (name: string) =>
    worker(
      1,
      `
    for (let i = 0; i < 40; i++) await append('CLM-' + ${JSON.stringify(name)}, steps('s' + i, 2));
    await appender.close();
    await database.$client.end();`,
    );
  await Promise.all(['A1', 'B2', 'C3'].map((name) => startProcess(script(name)).output));
  const seqs = await anchored();
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  expect(await ledger.verify()).toMatchObject({ ok: true, records: 240, notYetAnchored: 0, anchoredSeq: 240 });
});

test('a line that a crash tore is reported, and cut off by the next anchor', async () => {
  await ledger.append(batch('CLM-1', steps('a', 2)));
  await ledger.appender.flush();
  const whole = await readFile(file(), 'utf8');
  await writeFile(file(), whole.trimEnd().split('\n').at(-1)!.slice(0, 100), { flag: 'a' });
  expect(await ledger.verify()).toMatchObject({
    ok: true,
    anchoredSeq: 2,
    notes: [expect.stringContaining('cut off by a crash')],
  });
  await ledger.append(batch('CLM-1', steps('b', 1)));
  await ledger.appender.flush();
  expect(await anchored()).toEqual([0, 2, 3]);
  expect(await ledger.verify()).toMatchObject({ ok: true, anchoredSeq: 3, notes: [] });
});

test('while anchors cannot be written, appends go on; the problem is told, and made good later', async () => {
  const problems: unknown[] = [];
  const appender = new LedgerAppender(ledger, { intervalMs: 5, onProblem: (error) => problems.push(error) });
  const append = (claim: string) =>
    ledger.database.transaction((t) => appender.appendEntries(t, [batch(claim, steps('a', 1))]));
  await append('CLM-1');
  await appender.flush();
  const folder = join(ledger.folder, 'anchors');
  await rename(folder, `${folder}.away`);
  await writeFile(folder, 'a file where the folder was');
  await append('CLM-2');
  for (let i = 0; i < 100 && problems.length === 0; i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(problems.length).toBeGreaterThan(0);
  await rm(folder);
  await rename(`${folder}.away`, folder);
  await appender.close();
  expect(await ledger.verify()).toMatchObject({ ok: true, records: 2, anchoredSeq: 2 });
});

test('the first record of a tenant is not committed when its anchor file cannot be begun', async () => {
  await writeFile(join(ledger.folder, 'anchors'), 'a file where the folder should be');
  await expect(ledger.append(batch('CLM-1', steps('a', 1)))).rejects.toThrow();
  await rm(join(ledger.folder, 'anchors'));
  expect(await ledger.verify()).toMatchObject({ ok: true, records: 0 });
});

describe('catching up leaves alone what it cannot vouch for', () => {
  beforeEach(async () => {
    await ledger.append(batch('CLM-1', steps('a', 3)));
    await ledger.appender.flush();
    const late = slow();
    await ledger.database.transaction((t) => late.appendEntries(t, [batch('CLM-1', steps('late', 3))]));
  });

  test('records altered after the crash', async () => {
    await ledger.attack('UPDATE ledger_records SET episode = 9 WHERE seq = 5');
    expect(await catchUpAnchors(ledger)).toEqual([
      { tenant: 'acme', anchored: 0, problem: expect.stringMatching(/record 5: altered/) },
    ]);
    expect(await anchored()).toEqual([0, 3]);
  });

  test('an anchored record altered', async () => {
    await ledger.attack(`UPDATE ledger_records SET hash = 'x' WHERE seq = 3`);
    expect(await catchUpAnchors(ledger)).toMatchObject([{ anchored: 0, problem: expect.stringContaining('record 3') }]);
  });

  test('a removed anchor file is not quietly made again; a person starts it again', async () => {
    await rm(file());
    expect(await catchUpAnchors(ledger)).toMatchObject([{ anchored: 0, problem: expect.stringContaining('removed') }]);
    expect(await ledger.verify()).toMatchObject({ ok: false, firstBroken: { problem: 'anchor-missing' } });
    expect(await restartAnchor(ledger, 'acme')).toBe(6);
    expect(await ledger.verify()).toMatchObject({ ok: true, anchoredSeq: 6 });
  });

  test('an anchor file without a readable end', async () => {
    await writeFile(file(), 'rubbish\n');
    expect(await catchUpAnchors(ledger)).toMatchObject([{ anchored: 0, problem: expect.stringContaining('altered') }]);
  });

  test('no anchor is started again over a broken chain', async () => {
    await ledger.attack('DELETE FROM ledger_records WHERE seq = 2');
    await expect(restartAnchor(ledger, 'acme')).rejects.toMatchObject({
      type: 'ledger-broken',
      nonRetryable: true,
      message: expect.stringContaining('record 2: removed'),
    });
    expect(await anchored()).toEqual([0, 3]);
  });
});
