/** An attacker who owns the database, and then one who has a signing key too. Each is named by its first record. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { AnchorFolder, signAnchor } from '../../activities/ledger/anchors';
import type { LedgerRecord } from '../../activities/ledger/contract';
import { canonicalJson, GENESIS_HASH, sealRecord } from '../../activities/ledger/record';
import { verifyLedger } from '../../activities/ledger/verify';
import { SigningKey } from '../../platform/keys/signing';
import { batch, createTestLedger, steps, type TestLedger } from './support';

let ledger: TestLedger;
beforeEach(async () => {
  ledger = await createTestLedger();
  await ledger.append(batch('CLM-1', steps('a', 4)));
  await ledger.appender.flush();
  await ledger.append(batch('CLM-2', steps('a', 4)));
  await ledger.appender.flush();
  expect(await ledger.verify()).toMatchObject({ ok: true, records: 8, anchoredSeq: 8 });
});
afterEach(() => ledger.close());

async function bodies(): Promise<LedgerRecord[]> {
  const { rows } = await ledger.database.$client.query(
    `SELECT body FROM ledger_records WHERE tenant = 'acme' ORDER BY seq`,
  );
  return rows.map(({ body }) => body);
}

/** Build the chain again from a changed record on, and put it in the place of the old one. */
async function rebuild(key: SigningKey, change: (record: LedgerRecord) => LedgerRecord, from = 1): Promise<void> {
  const records = await bodies();
  let previous = from === 1 ? GENESIS_HASH : records[from - 2]!.hash;
  const statements: string[] = [];
  for (const old of records.slice(from - 1)) {
    const { hash: _, signature: __, ...rest } = change(old);
    const record = sealRecord({ ...rest, prevHash: previous }, key);
    previous = record.hash;
    const text = canonicalJson(record).replaceAll("'", "''");
    statements.push(
      `UPDATE ledger_records SET body = '${text}', prev_hash = '${record.prevHash}', hash = '${record.hash}' WHERE tenant = 'acme' AND seq = ${record.seq}`,
      `UPDATE ledger_heads SET hash = '${record.hash}' WHERE tenant = 'acme'`,
    );
  }
  await ledger.attack(...statements);
}

const cheaper = (record: LedgerRecord): LedgerRecord =>
  record.seq === 3
    ? { ...record, entry: { ...record.entry, facts: { ...record.entry.facts, payableMinor: 1 } } }
    : record;

/** The real private key, as a thief reads it from the folder. */
const stolenKey = () => ledger.keys.current();

test.each([
  [
    'an amount in a body',
    3,
    `UPDATE ledger_records SET body = jsonb_set(body, '{entry,facts,payableMinor}', '1') WHERE seq = 3`,
  ],
  [
    'an amount beyond the precision of a double',
    3,
    `UPDATE ledger_records SET body = jsonb_set(body, '{entry,facts,confidence}', '0.87000000000000000001') WHERE seq = 3`,
  ],
  [
    'a part that was put in',
    3,
    `UPDATE ledger_records SET body = body || '{"approvedBy": "supervisor-1"}' WHERE seq = 3`,
  ],
  [
    'a part that was put into the signature',
    3,
    `UPDATE ledger_records SET body = jsonb_set(body, '{signature,note}', '"x"') WHERE seq = 3`,
  ],
  ['a part that was taken out', 3, `UPDATE ledger_records SET body = body - 'recordedAt' WHERE seq = 3`],
  ['a body that is no record', 3, `UPDATE ledger_records SET body = '7' WHERE seq = 3`],
  ['column claim_number', 5, `UPDATE ledger_records SET claim_number = 'CLM-1' WHERE seq = 5`],
  ['column workflow_id', 5, `UPDATE ledger_records SET workflow_id = 'x' WHERE seq = 5`],
  ['column step', 5, `UPDATE ledger_records SET step = 'x' WHERE seq = 5`],
  ['column episode', 5, `UPDATE ledger_records SET episode = 2 WHERE seq = 5`],
  ['column prev_hash', 5, `UPDATE ledger_records SET prev_hash = hash WHERE seq = 5`],
  ['column hash', 5, `UPDATE ledger_records SET hash = prev_hash WHERE seq = 5`],
])('altered: %s', async (_, seq, statement) => {
  await ledger.attack(statement);
  expect(await ledger.verify()).toMatchObject({ ok: false, records: 8, firstBroken: { seq, problem: 'altered' } });
});

test('removed from the middle', async () => {
  await ledger.attack('DELETE FROM ledger_records WHERE seq IN (4, 5)');
  expect(await ledger.verify()).toMatchObject({
    ok: false,
    records: 6,
    firstBroken: { seq: 4, problem: 'removed', detail: 'records 4 to 5 are missing' },
  });
});

test('removed from the middle, and the rest moved up', async () => {
  await ledger.attack(
    'DELETE FROM ledger_records WHERE seq = 4',
    'UPDATE ledger_records SET seq = seq - 1 + 100 WHERE seq > 4',
    'UPDATE ledger_records SET seq = seq - 100 WHERE seq > 100',
  );
  expect(await ledger.verify()).toMatchObject({ firstBroken: { seq: 4, problem: 'out-of-order' } });
});

test('the first records removed', async () => {
  await ledger.attack('DELETE FROM ledger_records WHERE seq < 3');
  expect(await ledger.verify()).toMatchObject({ firstBroken: { seq: 1, problem: 'removed' } });
});

test.each([
  ['the records only', []],
  [
    'and the head moved back',
    [`UPDATE ledger_heads SET seq = 6, hash = (SELECT hash FROM ledger_records WHERE seq = 6)`],
  ],
  ['and the head removed', ['DELETE FROM ledger_heads']],
])('truncated: %s', async (_, more) => {
  await ledger.attack('DELETE FROM ledger_records WHERE seq > 6', ...more);
  expect(await ledger.verify()).toMatchObject({ records: 6, firstBroken: { seq: 7, problem: 'truncated' } });
});

test('truncated: everything', async () => {
  await ledger.attack('DELETE FROM ledger_records', 'DELETE FROM ledger_heads');
  expect(await ledger.verify()).toMatchObject({ records: 0, firstBroken: { seq: 1, problem: 'truncated' } });
});

test('a record that is not yet anchored, removed without moving the head', async () => {
  await ledger.appender.close();
  await ledger.append(batch('CLM-3', steps('a', 2)));
  await ledger.attack('DELETE FROM ledger_records WHERE seq = 10');
  expect(await ledger.verify()).toMatchObject({ firstBroken: { seq: 10, problem: 'truncated' } });
});

test('two records swapped by their seq', async () => {
  await ledger.attack(
    'UPDATE ledger_records SET seq = 1000 WHERE seq = 3',
    'UPDATE ledger_records SET seq = 3 WHERE seq = 6',
    'UPDATE ledger_records SET seq = 6 WHERE seq = 1000',
  );
  expect(await ledger.verify()).toMatchObject({ firstBroken: { seq: 3, problem: 'out-of-order' } });
});

test('two records swapped in the chain, their seq written into the bodies', async () => {
  await ledger.attack(
    `UPDATE ledger_records SET seq = 1000, body = jsonb_set(body, '{seq}', '4') WHERE seq = 3`,
    `UPDATE ledger_records SET seq = 3, body = jsonb_set(body, '{seq}', '3') WHERE seq = 4`,
    'UPDATE ledger_records SET seq = 4 WHERE seq = 1000',
  );
  expect(await ledger.verify()).toMatchObject({ firstBroken: { seq: 3, problem: 'altered' } });
});

test('a record put in before the first', async () => {
  await ledger.attack(
    `INSERT INTO ledger_records SELECT tenant, 0, 'x', step, claim_number, episode, prev_hash, hash, body FROM ledger_records WHERE seq = 1`,
  );
  expect(await ledger.verify()).toMatchObject({ firstBroken: { seq: 0, problem: 'out-of-order' } });
});

test('the head altered', async () => {
  await ledger.attack(`UPDATE ledger_heads SET hash = (SELECT hash FROM ledger_records WHERE seq = 7)`);
  expect(await ledger.verify()).toMatchObject({
    firstBroken: { seq: 8, problem: 'altered', detail: expect.stringContaining('ledger_heads') },
  });
});

test('the whole chain made again with a key of the attacker', async () => {
  await rebuild(SigningKey.generate(), cheaper);
  expect(await ledger.verify()).toMatchObject({ firstBroken: { seq: 1, problem: 'unknown-key' } });
});

test('the chain made again from a record on with a key of the attacker under the id of ours', async () => {
  const [attacker, ours] = [SigningKey.generate(), await stolenKey()];
  await rebuild(
    { keyId: ours.keyId, sign: (bytes: Uint8Array) => attacker.sign(bytes) } as unknown as SigningKey,
    cheaper,
    3,
  );
  expect(await ledger.verify()).toMatchObject({ firstBroken: { seq: 3, problem: 'bad-signature' } });
});

test('the whole chain made again with the stolen key: perfect in itself, and caught by the anchor', async () => {
  await rebuild(await stolenKey(), cheaper);
  expect(await ledger.verify()).toMatchObject({ firstBroken: { seq: 4, problem: 'anchor-mismatch' } });
  // Proof that nothing but the anchor caught it.
  await rm(ledger.anchors.path('acme'));
  expect(await ledger.verify()).toMatchObject({ firstBroken: { seq: 1, problem: 'anchor-missing' } });
});

test('one record made again with the stolen key: the next one does not follow it', async () => {
  const key = await stolenKey();
  const [, second] = await bodies();
  const { hash: _, signature: __, ...rest } = second!;
  const record = sealRecord({ ...rest, recordedAt: '2026-01-01T00:00:00.000Z' }, key);
  await ledger.attack(
    `UPDATE ledger_records SET body = '${canonicalJson(record).replaceAll("'", "''")}', hash = '${record.hash}' WHERE seq = 2`,
  );
  expect(await ledger.verify()).toMatchObject({
    firstBroken: { seq: 3, problem: 'altered', detail: expect.stringContaining('does not follow record 2') },
  });
});

test('the same signature in another spelling of base64', async () => {
  const [first] = await bodies();
  const value = first!.signature.value;
  const last = value.at(-3)!;
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const other = `${value.slice(0, -3)}${alphabet[alphabet.indexOf(last) + 1]}==`;
  expect(Buffer.from(other, 'base64')).toEqual(Buffer.from(value, 'base64'));
  await ledger.attack(
    `UPDATE ledger_records SET body = jsonb_set(body, '{signature,value}', '"${other}"') WHERE seq = 1`,
  );
  expect(await ledger.verify()).toMatchObject({ firstBroken: { seq: 1, problem: 'bad-signature' } });
});

describe('the anchor file', () => {
  const file = () => ledger.anchors.path('acme');
  const change = async (edit: (lines: string[]) => string[]) =>
    writeFile(file(), edit((await readFile(file(), 'utf8')).split('\n')).join('\n'));

  test('removed', async () => {
    await rm(file());
    expect(await ledger.verify()).toMatchObject({
      ok: false,
      records: 8,
      notYetAnchored: 8,
      firstBroken: { seq: 1, problem: 'anchor-missing' },
    });
  });

  test('removed, and begun again by later appends', async () => {
    await rm(file());
    await ledger.append(batch('CLM-3', steps('a', 1)));
    await ledger.appender.flush();
    expect(await ledger.verify()).toMatchObject({ firstBroken: { problem: 'anchor-missing' } });
  });

  test('emptied', async () => {
    await writeFile(file(), '');
    expect(await ledger.verify()).toMatchObject({ firstBroken: { problem: 'anchor-missing' } });
  });

  test('a line altered', async () => {
    await change((lines) => lines.map((line, i) => (i === 1 ? line.replace('"seq":4', '"seq":5') : line)));
    expect(await ledger.verify()).toMatchObject({
      firstBroken: { seq: 0, problem: 'anchor-mismatch', detail: expect.stringContaining('line 2') },
    });
  });

  test('a line that is no anchor', async () => {
    await change((lines) => lines.map((line, i) => (i === 2 ? line.slice(0, 40) : line)));
    expect(await ledger.verify()).toMatchObject({ firstBroken: { seq: 4, problem: 'anchor-mismatch' } });
  });

  test('lines swapped', async () => {
    await change(([start, a, b, ...rest]) => [start!, b!, a!, ...rest]);
    expect(await ledger.verify()).toMatchObject({
      firstBroken: { seq: 8, problem: 'anchor-mismatch', detail: expect.stringContaining('backwards') },
    });
  });

  test('a line of another tenant', async () => {
    const key = await stolenKey();
    const anchor = signAnchor({ tenant: 'zeta', seq: 9, hash: 'f'.repeat(64) }, new Date(), key);
    await writeFile(file(), `${canonicalJson(anchor)}\n`, { flag: 'a' });
    expect(await ledger.verify()).toMatchObject({ firstBroken: { problem: 'anchor-mismatch' } });
  });

  test('a tampered record is named even when the anchors are damaged too', async () => {
    await change((lines) => lines.map((line, i) => (i === 1 ? 'x' : line)));
    await ledger.attack(`UPDATE ledger_records SET episode = 2 WHERE seq = 6`);
    expect(await ledger.verify()).toMatchObject({
      firstBroken: { seq: 6, problem: 'altered' },
      notes: [expect.stringContaining('line 2')],
    });
  });
});

test('any byte of any stored record flipped: that record is named', async () => {
  const { rows } = await ledger.database.$client.query(
    'SELECT seq::int, body::text AS text FROM ledger_records ORDER BY seq',
  );
  const client = await ledger.database.$client.connect();
  const publicKeys = await ledger.keys.publicKeys();
  let tried = 0;
  try {
    await client.query('ALTER TABLE ledger_records DISABLE TRIGGER USER');
    const anyByte = fc.tuple(
      fc.integer({ min: 0, max: 7 }),
      fc.nat({ max: 1_000_000 }),
      fc.integer({ min: 1, max: 127 }),
    );
    await fc.assert(
      fc.asyncProperty(anyByte, async ([index, place, mask]) => {
        const { seq, text } = rows[index] as { seq: number; text: string };
        const bytes = Buffer.from(text);
        const at = place % bytes.length;
        bytes[at] = bytes[at]! ^ mask;
        // What the database does not take as JSON text, nobody can store; what it reads as the same value is the same.
        const { rows: taken } = await client
          .query("SELECT convert_from(decode($1, 'hex'), 'UTF8')::jsonb::text AS stored", [bytes.toString('hex')])
          .catch((error: { code?: string }) => {
            // Not UTF-8, not JSON, or a character that jsonb does not hold.
            if (!['22021', '22P02', '22P05'].includes(error.code ?? '')) throw error;
            return { rows: [] as { stored: string }[] };
          });
        const stored = taken[0]?.stored;
        if (stored === undefined || stored === text) return;
        tried += 1;
        await client.query('UPDATE ledger_records SET body = $1::jsonb WHERE seq = $2', [stored, seq]);
        const result = await verifyLedger({
          database: ledger.database,
          tenant: 'acme',
          anchors: ledger.anchors,
          publicKeys,
        });
        await client.query('UPDATE ledger_records SET body = $1::jsonb WHERE seq = $2', [text, seq]);
        expect(result).toMatchObject({ ok: false, firstBroken: { seq } });
      }),
      { numRuns: 500 },
    );
  } finally {
    client.release();
  }
  expect(tried).toBeGreaterThan(100);
  expect((await ledger.verify()).ok).toBe(true);
});

test('records are looked for where the anchors are: another folder has none', async () => {
  const result = await verifyLedger({
    database: ledger.database,
    tenant: 'acme',
    anchors: new AnchorFolder(`${ledger.folder}/elsewhere`),
    publicKeys: await ledger.keys.publicKeys(),
  });
  expect(result).toMatchObject({ firstBroken: { problem: 'anchor-missing' } });
});
