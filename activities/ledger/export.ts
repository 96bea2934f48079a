/**
 * The archive of a claim: its records, what they refer to, and the proof of their place in the tenant's chain, so that
 * somebody without our database can check it (README.txt in the archive, export-check.ts).
 *
 * The same ledger and the same time give the same bytes; another time changes verification.json and the manifest only.
 */
import { ApplicationFailure } from '@temporalio/common';
import { and, asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { BlobStore } from '../../platform/blobs/store';
import type { Database, Transaction } from '../../platform/database/client';
import { claims, evidence, ledgerRecords, letters, payments } from '../../platform/database/schema';
import type { SigningKeys } from '../../platform/keys/signing';
import { CoverageAssessment } from '../coverage/contract';
import { EvidenceRef, FileRef, Sha256 } from '../vocabulary';
import type { Anchor, AnchorFolder, AnchorSnapshot } from './anchors';
import { hashOfManifest, type Manifest, README } from './archive';
import { ArchiveWriter, type ByteSink } from './archive-zip';
import { readRows } from './chain';
import type { LedgerVerification } from './contract';
import { canonicalJson, contentHashOf } from './record';
import { verifySnapshot, withSnapshot } from './verify';

export interface ExportInput {
  database: Database;
  keys: SigningKeys;
  anchors: AnchorFolder;
  tenant: string;
  claimNumber: string;
  /** Where the documents are; needed for `includeFiles`. */
  blobs?: BlobStore;
  includeFiles?: boolean;
  now?: () => Date;
  onProgress?: (records: number) => void;
}

/** Readable rows of JSON for people; canonical so that they are the same every time. */
const pretty = (value: unknown) => `${JSON.stringify(JSON.parse(canonicalJson(value)), null, 2)}\n`;

/** What an export needs to know of a record, whatever state it is in. */
const Mentions = z.object({
  entry: z.object({ inputs: z.array(EvidenceRef), output: EvidenceRef.nullable(), rulesHash: Sha256.nullable() }),
});

interface ClaimRecords {
  /** Canonical JSON, a line each. */
  lines: string[];
  seqs: number[];
  evidence: Map<string, { ref: string; kind: string; records: number[] }>;
  rules: Map<string, number[]>;
}

async function readClaim(snapshot: Transaction, tenant: string, claimNumber: string): Promise<ClaimRecords> {
  const rows = await snapshot
    .select({ seq: ledgerRecords.seq, body: ledgerRecords.body })
    .from(ledgerRecords)
    .where(and(eq(ledgerRecords.tenant, tenant), eq(ledgerRecords.claimNumber, claimNumber)))
    .orderBy(asc(ledgerRecords.seq));
  const found: ClaimRecords = { lines: [], seqs: [], evidence: new Map(), rules: new Map() };
  for (const { seq, body } of rows) {
    found.seqs.push(seq);
    found.lines.push(`${canonicalJson(body)}\n`);
    // A record that was altered beyond recognition is exported as it is; its references are then not followed.
    const mentions = Mentions.safeParse(body);
    if (!mentions.success) continue;
    const { inputs, output, rulesHash } = mentions.data.entry;
    for (const { ref, kind } of output === null ? inputs : [...inputs, output]) {
      const known = found.evidence.get(ref) ?? { ref, kind, records: [] };
      if (!known.records.includes(seq)) known.records.push(seq);
      found.evidence.set(ref, known);
    }
    if (rulesHash !== null) found.rules.set(rulesHash, [...(found.rules.get(rulesHash) ?? []), seq]);
  }
  return found;
}

/** Good anchors from `first` on, up to the first one at or after `last`. Damaged lines are the verification's business. */
async function anchorsFor(anchors: AnchorSnapshot | null, first: number, last: number): Promise<Anchor[]> {
  const found: Anchor[] = [];
  if (anchors === null) return found;
  for await (const line of anchors.lines()) {
    if (!('anchor' in line) || line.anchor.seq < first) continue;
    found.push(line.anchor);
    if (line.anchor.seq >= last) break;
  }
  return found;
}

async function* chainLines(
  snapshot: Transaction,
  tenant: string,
  first: number,
  end: number,
  onProgress?: (records: number) => void,
) {
  for (let after = first - 1; after < end; ) {
    const rows = await readRows(snapshot, tenant, after);
    if (rows.length === 0) return;
    let text = '';
    for (const { seq, text: body } of rows) {
      if (seq <= end) text += `${canonicalJson({ seq, contentHash: contentHashOf(JSON.parse(body)) })}\n`;
      after = seq;
    }
    yield text;
    onProgress?.(after);
  }
}

/** Write what stands behind the records: the claim's row, evidence, documents, letters, payments, terms. */
async function writeBacking(
  archive: ArchiveWriter,
  snapshot: Transaction,
  input: ExportInput,
  records: ClaimRecords,
): Promise<void> {
  const { tenant, claimNumber } = input;
  const [claim] = await snapshot
    .select()
    .from(claims)
    .where(and(eq(claims.tenant, tenant), eq(claims.claimNumber, claimNumber)));
  if (claim !== undefined) {
    const { episode, policyNumber, lossDate, cause, createdAt } = claim;
    await archive.add('claim.json', pretty({ tenant, claimNumber, episode, policyNumber, lossDate, cause, createdAt }));
  }

  const terms = new Map(
    [...records.rules].map(([hash, seqs]) => [
      hash,
      { sha256: hash, records: seqs, product: null as string | null, edition: null as string | null },
    ]),
  );
  const index = new Map([...records.evidence].map(([ref, entry]) => [ref, { ...entry, included: false }]));
  const ofClaim = and(eq(evidence.tenant, tenant), eq(evidence.claimNumber, claimNumber));
  // Bodies one at a time: a claim can have many large ones.
  const refs = await snapshot
    .select({ ref: evidence.ref, kind: evidence.kind })
    .from(evidence)
    .where(ofClaim)
    .orderBy(asc(evidence.ref));
  for (const { ref, kind } of refs) {
    const [row] = await snapshot
      .select({ body: evidence.body })
      .from(evidence)
      .where(and(ofClaim, eq(evidence.ref, ref)));
    await archive.add(`evidence/${ref}.json`, canonicalJson({ kind, body: row?.body ?? null }));
    index.set(ref, { ref, kind, records: index.get(ref)?.records ?? [], included: true });
    const assessment = CoverageAssessment.pick({ terms: true }).safeParse(row?.body);
    if (assessment.success && assessment.data.terms !== null) {
      const { sha256, product, edition } = assessment.data.terms;
      terms.set(sha256, { sha256, records: terms.get(sha256)?.records ?? [], product, edition });
    }
  }
  const sorted = <T>(map: Map<string, T>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
  await archive.add('evidence.json', pretty(sorted(index)));
  await archive.add('terms.json', pretty(sorted(terms)));

  const files = new Map(
    z
      .array(FileRef)
      .catch([])
      .parse(claim?.files)
      .map((file) => [file.fileId, { ...file, included: false }]),
  );
  for (const file of sorted(files)) {
    const { blobs } = input;
    if (input.includeFiles !== true || blobs === undefined || (await blobs.size(file.fileId)) === null) continue;
    await archive.add(`documents/${file.fileId}`, await blobs.get(file.fileId), true);
    file.included = true;
  }
  await archive.add('documents.json', pretty(sorted(files)));

  const letterRows = await snapshot
    .select()
    .from(letters)
    .where(and(eq(letters.tenant, tenant), eq(letters.claimNumber, claimNumber)))
    .orderBy(asc(letters.key));
  await archive.add('letters.json', pretty(letterRows));
  const paymentRows = await snapshot
    .select()
    .from(payments)
    .where(and(eq(payments.tenant, tenant), eq(payments.claimNumber, claimNumber)))
    .orderBy(asc(payments.key));
  await archive.add('payments.json', pretty(paymentRows));
}

/**
 * Write the archive of a claim to a sink, in one snapshot of the database. A broken ledger is exported as it is, with the
 * verification that says so.
 *
 * @throws ApplicationFailure `ledger-claim-unknown` (non-retryable) when the ledger has no record of the claim;
 *   Error when the database, the keys, the anchors or the documents cannot be read
 */
export async function exportClaim(input: ExportInput, sink: ByteSink): Promise<LedgerVerification> {
  const { tenant, claimNumber } = input;
  const key = await input.keys.current();
  const publicKeys = await input.keys.publicKeys();
  const anchors = await input.anchors.snapshot(tenant);
  return withSnapshot(input.database, async (snapshot) => {
    const records = await readClaim(snapshot, tenant, claimNumber);
    const first = records.seqs[0];
    const last = records.seqs.at(-1);
    if (first === undefined || last === undefined) {
      throw ApplicationFailure.nonRetryable(
        `The ledger of ${tenant} has no record of claim ${claimNumber}: check the number`,
        'ledger-claim-unknown',
      );
    }
    const verification = await verifySnapshot(snapshot, anchors, { tenant, publicKeys, onProgress: input.onProgress });
    const anchored = await anchorsFor(anchors, first, last);
    const chainEnd = Math.max(last, anchored.at(-1)?.seq ?? 0);

    const archive = new ArchiveWriter(sink);
    await archive.add('README.txt', README);
    await archive.add('records.jsonl', records.lines.join(''));
    await archive.add('chain.jsonl', chainLines(snapshot, tenant, first, chainEnd, input.onProgress));
    await archive.add('anchors.jsonl', anchored.map((anchor) => `${canonicalJson(anchor)}\n`).join(''));
    await writeBacking(archive, snapshot, input, records);
    for (const [id, publicKey] of [...publicKeys].sort(([a], [b]) => (a < b ? -1 : 1))) {
      await archive.add(`public-keys/${id}.pem`, publicKey.export({ type: 'spki', format: 'pem' }).toString());
    }
    const verifiedAt = (input.now?.() ?? new Date()).toISOString();
    await archive.add('verification.json', pretty({ ...verification, verifiedAt }));

    const unsigned: Omit<Manifest, 'signature'> = {
      schemaVersion: 1,
      tenant,
      claimNumber,
      seqs: records.seqs,
      chainEnd,
      files: Object.fromEntries(archive.hashes),
    };
    const signature = { keyId: key.keyId, value: key.sign(Buffer.from(hashOfManifest(unsigned), 'hex')) };
    await archive.add('manifest.json', pretty({ ...unsigned, signature }));
    await archive.end();
    return verification;
  });
}
