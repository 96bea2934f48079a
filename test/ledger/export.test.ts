import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { unzipSync, zipSync } from 'fflate';
import { createLedgerActivities } from '../../activities/ledger/activities';
import { type ExportInput, exportClaim } from '../../activities/ledger/export';
import { verifyExport } from '../../activities/ledger/export-check';
import { canonicalJson, sealRecord } from '../../activities/ledger/record';
import { FolderBlobStore } from '../../platform/blobs/store';
import { putEvidence } from '../../platform/database/evidence';
import { claims, letters, payments } from '../../platform/database/schema';
import { SigningKey } from '../../platform/keys/signing';
import { batch, createTestLedger, entry, steps, type TestLedger } from './support';

const CLAIM = 'CLM-1';
const NOW = new Date('2026-04-01T00:00:00.000Z');
const DOCUMENT = Buffer.from('%PDF-1.7 an estimate');
const fileId = createHash('sha256').update(DOCUMENT).digest('hex');

let ledger: TestLedger;
let blobs: FolderBlobStore;
let evidenceRef: { ref: string; kind: string };

beforeAll(async () => {
  // Anchored where the test says so, not by the clock.
  ledger = await createTestLedger(3_600_000);
  blobs = new FolderBlobStore(join(ledger.folder, 'blobs'));
  const owner = { tenant: 'acme', claimNumber: CLAIM };
  await blobs.put(DOCUMENT);
  await ledger.database.insert(claims).values({
    ...owner,
    idempotencyKey: 'k',
    requestHash: 'h',
    notice: { claimant: { name: 'Mary Murphy' } },
    files: [
      { fileId, name: 'estimate.pdf', bytes: DOCUMENT.length },
      { fileId: 'd'.repeat(64), name: 'gone.pdf', bytes: 5 },
    ],
    policyNumber: 'POL-1',
    lossDate: '2026-03-01',
    cause: 'collision',
  });
  evidenceRef = await putEvidence(ledger.database, owner, 'coverage-assessment', {
    payableMinor: 90_000,
    terms: { product: 'motor-private', edition: '2026-01', sha256: 'c'.repeat(64) },
  });
  await putEvidence(ledger.database, { tenant: 'acme', claimNumber: 'CLM-2' }, 'note', { secret: 'of another claim' });
  await ledger.database.insert(letters).values({
    ...owner,
    key: '1/decision',
    kind: 'approval',
    requestHash: 'd'.repeat(64),
    contentRef: 'e'.repeat(64),
    sha256: 'e'.repeat(64),
    location: 'x',
    status: 'delivered',
  });
  await ledger.database.insert(payments).values({
    ...owner,
    key: 'payment/acme/CLM-1/1/1',
    currency: 'USD',
    amountMinor: 90_000,
    status: 'released',
    sections: [],
  });

  await ledger.append(batch('CLM-2', steps('before', 3)));
  await ledger.append(
    batch(CLAIM, [
      entry('assess', { inputs: [], output: evidenceRef }),
      entry('decide', { inputs: [evidenceRef], output: null }),
    ]),
  );
  // Claims in between, anchored in between; and after a rotation of the key the last record of ours.
  await ledger.append(
    batch('CLM-2', [entry('between', { facts: { secret: 'of another claim' } }), ...steps('between', 4)]),
  );
  await ledger.appender.flush();
  await ledger.keys.rotate();
  await ledger.append(batch(CLAIM, [entry('pay', { inputs: [{ ref: 'f'.repeat(64), kind: 'note' }], output: null })]));
  await ledger.append(batch('CLM-3', steps('after', 3)));
  await ledger.appender.flush();
  await ledger.append(batch('CLM-3', steps('later', 3)));
  await ledger.appender.flush();
});
afterAll(() => ledger.close());

async function archive(changes: Partial<ExportInput> = {}): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const { database, keys, anchors } = ledger;
  await exportClaim(
    { database, keys, anchors, tenant: 'acme', claimNumber: CLAIM, blobs, now: () => NOW, ...changes },
    (chunk) => {
      chunks.push(chunk);
    },
  );
  return Buffer.concat(chunks);
}

const unpack = (zip: Uint8Array) => unzipSync(new Uint8Array(zip));
const text = (zip: Uint8Array, name: string) => Buffer.from(unpack(zip)[name]!).toString();

/** The archive with one file changed. */
function altered(zip: Uint8Array, name: string, change: (content: string) => string | null): Uint8Array {
  const files = unpack(zip);
  const content = change(Buffer.from(files[name] ?? []).toString());
  if (content === null) delete files[name];
  else files[name] = new Uint8Array(Buffer.from(content));
  return zipSync(files);
}

test('an archive has what is recorded of the claim, proves its place, and checks out', async () => {
  const zip = await archive({ includeFiles: true });
  const names = Object.keys(unpack(zip));
  expect(names).toEqual(
    expect.arrayContaining([
      'README.txt',
      'records.jsonl',
      'chain.jsonl',
      `evidence/${evidenceRef.ref}.json`,
      `documents/${fileId}`,
      'manifest.json',
    ]),
  );
  expect(names.filter((name) => name.startsWith('public-keys/'))).toHaveLength(2);
  expect(
    text(zip, 'records.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).seq),
  ).toEqual([4, 5, 11]);
  // From the claim's first record to the first anchor after its last: 14 of 17.
  expect(text(zip, 'chain.jsonl').trim().split('\n')).toHaveLength(11);
  expect(JSON.parse(text(zip, 'documents.json'))).toEqual(
    [
      { fileId, name: 'estimate.pdf', bytes: DOCUMENT.length, included: true },
      { fileId: 'd'.repeat(64), name: 'gone.pdf', bytes: 5, included: false },
    ].sort((a, b) => (a.fileId < b.fileId ? -1 : 1)),
  );
  expect(JSON.parse(text(zip, 'terms.json'))).toEqual([
    { sha256: 'c'.repeat(64), records: [4, 5, 11], product: 'motor-private', edition: '2026-01' },
  ]);
  expect(JSON.parse(text(zip, 'evidence.json'))).toEqual(
    [
      { ...evidenceRef, records: [4, 5], included: true },
      { ref: 'f'.repeat(64), kind: 'note', records: [11], included: false },
    ].sort((a, b) => (a.ref < b.ref ? -1 : 1)),
  );
  expect(JSON.parse(text(zip, 'verification.json'))).toMatchObject({
    ok: true,
    records: 17,
    verifiedAt: NOW.toISOString(),
  });
  const keyIds = [...(await ledger.keys.publicKeys()).keys()].sort();
  expect(await verifyExport(zip)).toEqual({
    ok: true,
    tenant: 'acme',
    claimNumber: CLAIM,
    records: 3,
    keyIds,
    anchoredSeq: 14,
    problems: [],
  });
  expect((await verifyExport(zip, keyIds)).ok).toBe(true);
});

test('nothing of other claims is in it, and no document unless asked for', async () => {
  const files = unpack(await archive());
  const all = Object.values(files)
    .map((content) => Buffer.from(content).toString())
    .join('\n');
  for (const foreign of ['CLM-2', 'CLM-3', 'of another claim']) expect(all).not.toContain(foreign);
  expect(Object.keys(files).some((name) => name.startsWith('documents/'))).toBe(false);
});

test('the same ledger gives the same bytes; another time changes the report and the manifest only', async () => {
  const first = await archive();
  expect((await archive()).equals(first)).toBe(true);
  const later = unpack(await archive({ now: () => new Date('2026-05-01T00:00:00.000Z') }));
  const before = unpack(first);
  expect(Object.keys(later)).toEqual(Object.keys(before));
  expect(Object.keys(later).filter((name) => !Buffer.from(later[name]!).equals(Buffer.from(before[name]!)))).toEqual([
    'verification.json',
    'manifest.json',
  ]);
});

test('the steps of README.txt by hand, without our code', async () => {
  const zip = await archive();
  const record = JSON.parse(text(zip, 'records.jsonl').split('\n')[1]!);
  const link = JSON.parse(text(zip, 'chain.jsonl').split('\n')[1]!);
  const hash = createHash('sha256')
    .update(
      `{"contentHash":"${link.contentHash}","prevHash":"${record.prevHash}","schemaVersion":1,"seq":${record.seq},"tenant":"${record.tenant}"}`,
    )
    .digest('hex');
  expect(hash).toBe(record.hash);
  const path = (name: string) => join(ledger.folder, name);
  await writeFile(path('hash.bin'), Buffer.from(hash, 'hex'));
  await writeFile(path('sig.bin'), Buffer.from(record.signature.value, 'base64'));
  await writeFile(path('key.pem'), text(zip, `public-keys/${record.signature.keyId}.pem`));
  const openssl = [
    'pkeyutl',
    '-verify',
    '-pubin',
    '-inkey',
    path('key.pem'),
    '-rawin',
    '-in',
    path('hash.bin'),
    '-sigfile',
    path('sig.bin'),
  ];
  expect(execFileSync('openssl', openssl).toString()).toContain('Signature Verified Successfully');
  const evidence = Buffer.from(unpack(zip)[`evidence/${evidenceRef.ref}.json`]!);
  expect(createHash('sha256').update(evidence).digest('hex')).toBe(evidenceRef.ref);
});

const line = (index: number, change: (line: string) => string) => (content: string) =>
  content
    .split('\n')
    .map((part, i) => (i === index ? change(part) : part))
    .join('\n');

test.each([
  ['an amount', 'records.jsonl', line(1, (part) => part.replace('90000', '90001')), { seq: 5, problem: 'altered' }],
  ['a record that is no JSON', 'records.jsonl', line(2, (part) => part.slice(1)), { seq: 11, problem: 'altered' }],
  [
    'a record taken out',
    'records.jsonl',
    (content: string) => content.split('\n').toSpliced(1, 1).join('\n'),
    { seq: 5, problem: 'out-of-order' },
  ],
  [
    'the last record taken out',
    'records.jsonl',
    (content: string) => content.split('\n').toSpliced(2, 1).join('\n'),
    { seq: 11, problem: 'removed' },
  ],
  [
    'a record in between taken out',
    'chain.jsonl',
    (content: string) => content.split('\n').toSpliced(4, 1).join('\n'),
    { seq: 8, problem: 'removed' },
  ],
  [
    'a record in between altered',
    'chain.jsonl',
    line(4, (part) => part.replace(/"[0-9a-f]{64}"/, `"${'0'.repeat(64)}"`)),
    { seq: 10, problem: 'anchor-mismatch' },
  ],
  [
    'an anchor',
    'anchors.jsonl',
    line(1, (part) => part.replace(/"hash":"[0-9a-f]{64}"/, `"hash":"${'0'.repeat(64)}"`)),
    { seq: 14, problem: 'bad-signature' },
  ],
  [
    'evidence',
    () => `evidence/${evidenceRef.ref}.json`,
    (content: string) => content.replace('90000', '90001'),
    { seq: 4, problem: 'altered' },
  ],
  ['evidence taken out', () => `evidence/${evidenceRef.ref}.json`, () => null, { seq: 4, problem: 'missing-file' }],
  [
    'a payment',
    'payments.json',
    (content: string) => content.replace('90000', '90001'),
    { file: 'payments.json', problem: 'altered' },
  ],
  ['a file put in', 'extra.txt', () => 'x', { file: 'extra.txt', problem: 'foreign-file' }],
  [
    'the report',
    'verification.json',
    (content: string) => content.replace('"ok": true', '"ok": false'),
    { problem: 'ledger-broken' },
  ],
  [
    'the manifest',
    'manifest.json',
    (content: string) => content.replace(/"records.jsonl": "[0-9a-f]{64}"/, `"records.jsonl": "${'0'.repeat(64)}"`),
    { file: 'records.jsonl', problem: 'altered' },
  ],
  ['the manifest taken out', 'manifest.json', () => null, { file: 'manifest.json', problem: 'unreadable' }],
])('an archive altered is named: %s', async (_, name, change, expected) => {
  const result = await verifyExport(altered(await archive(), typeof name === 'string' ? name : name(), change));
  expect(result.ok).toBe(false);
  expect(result.problems[0]).toMatchObject(expected);
});

test('a record signed again with a key put into the archive is found when the published keys are given', async () => {
  const attacker = SigningKey.generate();
  const published = [...(await ledger.keys.publicKeys()).keys()];
  let forged = altered(
    await archive(),
    'records.jsonl',
    line(0, (part) => {
      const { hash: _, signature: __, ...record } = JSON.parse(part);
      return canonicalJson(sealRecord({ ...record, recordedAt: '2020-01-01T00:00:00.000Z' }, attacker));
    }),
  );
  forged = altered(forged, `public-keys/${attacker.keyId}.pem`, () => attacker.publicPem());
  expect((await verifyExport(forged, published)).problems[0]).toMatchObject({ seq: 4, problem: 'unknown-key' });
  // Without them the chain still does not lead to it, and the foreign key is listed.
  const trusting = await verifyExport(forged);
  expect(trusting.ok).toBe(false);
  expect(trusting.keyIds).toContain(attacker.keyId);
});

test('whatever bytes come, the answer is a result', async () => {
  const zip = await archive();
  const original = unpack(zip);
  expect(await verifyExport(Buffer.from('no zip'))).toMatchObject({ ok: false, problems: [{ problem: 'unreadable' }] });
  expect(await verifyExport(zip.subarray(0, zip.length / 2))).toMatchObject({ ok: false });
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: zip.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
      const bytes = Buffer.from(zip);
      bytes[at] = bytes[at]! ^ mask;
      const result = await verifyExport(bytes);
      if (!result.ok) return;
      // Accepted: then the byte was of the zip's own book-keeping and every file is as it was.
      const files = unpack(bytes);
      expect(Object.keys(files).sort()).toEqual(Object.keys(original).sort());
      for (const [name, content] of Object.entries(original))
        expect(Buffer.from(files[name]!).equals(Buffer.from(content))).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('as an activity: the archive is in the blob store', async () => {
  const { database, appender, keys, anchors } = ledger;
  const activities = createLedgerActivities({ database, appender, keys, anchors, blobs });
  const result = await activities.exportClaimArchive({ tenant: 'acme', claimNumber: CLAIM, includeFiles: true });
  expect(result).toMatchObject({ verification: { ok: true, records: 17 } });
  const zip = await blobs.get(result.sha256);
  expect(zip).toHaveLength(result.bytes);
  expect(await verifyExport(zip)).toMatchObject({ ok: true, records: 3 });
  await expect(activities.exportClaimArchive({ tenant: 'acme', claimNumber: 'CLM-404' })).rejects.toMatchObject({
    type: 'ledger-claim-unknown',
    nonRetryable: true,
  });
});

test('a store that fails fails the activity with its reason', async () => {
  const { database, appender, keys, anchors } = ledger;
  const broken = new FolderBlobStore('/dev/null/blobs');
  const activities = createLedgerActivities({ database, appender, keys, anchors, blobs: broken });
  await expect(activities.exportClaimArchive({ tenant: 'acme', claimNumber: CLAIM })).rejects.toThrow(/ENOTDIR/);
});

test('a broken ledger is exported with the report that says so, and the check repeats it', async () => {
  const { rows } = await database().query('SELECT body::text AS text FROM ledger_records WHERE seq = 5');
  await ledger.attack(`UPDATE ledger_records SET body = jsonb_set(body, '{entry,automated}', 'false') WHERE seq = 5`);
  const result = await verifyExport(await archive());
  await ledger.attack(`UPDATE ledger_records SET body = '${rows[0].text.replaceAll("'", "''")}' WHERE seq = 5`);
  expect(result.problems[0]).toMatchObject({ file: 'records.jsonl', seq: 5, problem: 'altered' });
  expect(result.problems).toContainEqual(expect.objectContaining({ problem: 'ledger-broken', seq: 5 }));
  expect((await ledger.verify()).ok).toBe(true);
});

const database = () => ledger.database.$client;
