/**
 * Check the archive of a claim by itself: no database, no key folder. Every record, its signature, its place in the
 * tenant's chain, the anchors, the evidence and documents by their hashes, and the manifest.
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { z } from 'zod';
import { keyIdOf } from '../../platform/keys/signing';
import { Anchor, checkAnchor } from './anchors';
import { ChainLink, DocumentIndex, EvidenceIndex, hashOfManifest, Manifest, VerificationReport } from './archive';
import { readArchive } from './archive-zip';
import type { ExportCheck, ExportProblem, LedgerRecord } from './contract';
import { checkSignature, hashOfLink, readRecord, sha256 } from './record';

/** What the checks share. */
class Inspection {
  readonly problems: ExportProblem[] = [];
  readonly signers = new Set<string>();

  constructor(
    readonly files: Map<string, Buffer>,
    readonly keys: ReadonlyMap<string, KeyObject>,
    readonly manifest: Manifest,
  ) {}

  report(file: string | null, seq: number | null, problem: ExportProblem['problem'], detail: string): void {
    this.problems.push({ file, seq, problem, detail });
  }

  lines(name: string): string[] {
    const text = this.files.get(name)?.toString('utf8') ?? '';
    return text.split('\n').filter((line) => line !== '');
  }

  json<T>(name: string, schema: z.ZodType<T>): T | null {
    const content = this.files.get(name);
    if (content === undefined) return null;
    const value = parseJson(content.toString('utf8'), schema);
    if (value === null) this.report(name, null, 'unreadable', 'it is not of the form that the export writes');
    return value;
  }
}

function parseJson<T>(text: string, schema: z.ZodType<T>): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function readKeys(files: Map<string, Buffer>, trusted: readonly string[] | undefined): Map<string, KeyObject> {
  const keys = new Map<string, KeyObject>();
  for (const [name, pem] of files) {
    if (!name.startsWith('public-keys/')) continue;
    try {
      const key = createPublicKey(pem);
      const id = keyIdOf(key);
      if (trusted === undefined || trusted.includes(id)) keys.set(id, key);
    } catch {
      // Not a key: what it should have checked is then signed by an unknown key.
    }
  }
  return keys;
}

/** Every record by itself. @returns the good ones by seq */
async function checkRecords(
  inspection: Inspection,
): Promise<Map<number, { record: LedgerRecord; contentHash: string }>> {
  const { manifest, keys } = inspection;
  const file = 'records.jsonl';
  const good = new Map<number, { record: LedgerRecord; contentHash: string }>();
  const lines = inspection.lines(file);
  for (const [i, line] of lines.entries()) {
    const seq = manifest.seqs[i] ?? null;
    const read = readRecord(line);
    if (read.fault !== null) {
      inspection.report(file, seq, read.fault.problem, read.fault.detail);
      continue;
    }
    const { record } = read;
    if (record.seq !== seq) {
      inspection.report(file, seq, 'out-of-order', `line ${i + 1} is record ${record.seq}`);
    } else if (record.tenant !== manifest.tenant || record.subject.claimNumber !== manifest.claimNumber) {
      inspection.report(
        file,
        seq,
        'out-of-order',
        `it is a record of claim ${record.subject.claimNumber} of ${record.tenant}`,
      );
    } else {
      inspection.signers.add(record.signature.keyId);
      const fault = await checkSignature(record.hash, record.signature, keys);
      if (fault !== null) inspection.report(file, seq, fault.problem, fault.detail);
      else good.set(record.seq, read);
    }
  }
  for (const seq of manifest.seqs.slice(lines.length))
    inspection.report(file, seq, 'removed', `record ${seq} is missing`);
  return good;
}

/** The place of the records among those of the tenant. @returns newest seq whose anchor fits */
async function checkChain(
  inspection: Inspection,
  records: Map<number, { record: LedgerRecord; contentHash: string }>,
): Promise<number | null> {
  const { manifest, keys } = inspection;
  const anchors = new Map<number, Anchor>();
  for (const [i, line] of inspection.lines('anchors.jsonl').entries()) {
    const anchor = parseJson(line, Anchor);
    if (anchor === null || anchor.tenant !== manifest.tenant) {
      inspection.report(
        'anchors.jsonl',
        null,
        'anchor-mismatch',
        `line ${i + 1} is not an anchor of ${manifest.tenant}`,
      );
      continue;
    }
    inspection.signers.add(anchor.signature.keyId);
    const fault = await checkAnchor(anchor, keys);
    if (fault !== null) inspection.report('anchors.jsonl', anchor.seq, fault.problem, fault.detail);
    else anchors.set(anchor.seq, anchor);
  }

  const first = manifest.seqs[0];
  const start = first === undefined ? undefined : records.get(first);
  // Without its first record the chain has no beginning; that record is named already.
  if (first === undefined || start === undefined) return null;
  let previous = start.record.prevHash;
  let seq = first;
  let anchored: number | null = null;
  for (const line of inspection.lines('chain.jsonl')) {
    const link = parseJson(line, ChainLink);
    if (link === null || link.seq !== seq) {
      inspection.report('chain.jsonl', seq, 'removed', `record ${seq} is not in its place in the chain`);
      return anchored;
    }
    const hash = hashOfLink({ tenant: manifest.tenant, seq, prevHash: previous, contentHash: link.contentHash });
    const record = records.get(seq)?.record;
    if (record !== undefined && (record.prevHash !== previous || record.hash !== hash)) {
      inspection.report(
        'chain.jsonl',
        seq,
        'altered',
        `the chain does not lead to record ${seq}: one of the records before it was altered, put in or taken out`,
      );
      return anchored;
    }
    const anchor = anchors.get(seq);
    if (anchor !== undefined) {
      if (anchor.hash !== hash) {
        inspection.report(
          'chain.jsonl',
          seq,
          'anchor-mismatch',
          `record ${seq} was anchored on ${anchor.anchoredAt} with another hash`,
        );
        return anchored;
      }
      anchored = seq;
    }
    previous = hash;
    seq += 1;
  }
  if (seq <= manifest.chainEnd)
    inspection.report('chain.jsonl', seq, 'removed', `the chain ends before record ${manifest.chainEnd}`);
  return anchored;
}

/** Evidence and documents by their hashes. */
function checkBacking(inspection: Inspection, records: Map<number, { record: LedgerRecord }>): void {
  const { files } = inspection;
  const named = new Map<string, number>();
  for (const [seq, { record }] of records) {
    for (const reference of [...record.entry.inputs, record.entry.output]) {
      if (reference !== null && !named.has(reference.ref)) named.set(reference.ref, seq);
    }
  }
  for (const [name, content] of files) {
    const hash = /^(?:evidence|documents)\/([0-9a-f]{64})(?:\.json)?$/.exec(name)?.[1];
    if (hash !== undefined && sha256(content) !== hash) {
      inspection.report(
        name,
        named.get(hash) ?? null,
        'altered',
        'its content does not have the hash that it is named by',
      );
    }
  }
  const evidence = inspection.json('evidence.json', EvidenceIndex);
  const listed = new Map((evidence ?? []).map((entry) => [entry.ref, entry]));
  for (const [ref, seq] of named) {
    if (evidence !== null && !listed.has(ref))
      inspection.report('evidence.json', seq, 'removed', `evidence ${ref} of record ${seq} is not listed`);
  }
  for (const { ref, included, records: seqs } of listed.values()) {
    if (included && !files.has(`evidence/${ref}.json`))
      inspection.report(`evidence/${ref}.json`, seqs[0] ?? null, 'missing-file', 'it is listed and not there');
  }
  for (const { fileId, included } of inspection.json('documents.json', DocumentIndex) ?? []) {
    if (included && !files.has(`documents/${fileId}`))
      inspection.report(`documents/${fileId}`, null, 'missing-file', 'it is listed and not there');
  }
}

async function checkManifest(inspection: Inspection): Promise<void> {
  const { files, manifest, keys } = inspection;
  for (const [name, hash] of Object.entries(manifest.files)) {
    const content = files.get(name);
    if (content === undefined)
      inspection.report(name, null, 'missing-file', 'the manifest has it, the archive has not');
    else if (sha256(content) !== hash)
      inspection.report(name, null, 'altered', 'its content is not what the manifest says');
  }
  for (const name of files.keys()) {
    if (name !== 'manifest.json' && !Object.hasOwn(manifest.files, name)) {
      inspection.report(name, null, 'foreign-file', 'the archive has it, the manifest has not');
    }
  }
  inspection.signers.add(manifest.signature.keyId);
  const fault = await checkSignature(hashOfManifest(manifest), manifest.signature, keys);
  if (fault !== null) inspection.report('manifest.json', null, fault.problem, fault.detail);
}

/**
 * Check an archive. Whatever the bytes are, the answer is a result and never an error.
 *
 * @param trustedKeyIds ids of the insurer's keys, as published. When left out, the keys inside the archive are believed,
 *   and the reader has to compare `keyIds` himself
 */
export async function verifyExport(zipBytes: Uint8Array, trustedKeyIds?: readonly string[]): Promise<ExportCheck> {
  const unreadable = (file: string | null, detail: string): ExportCheck => ({
    ok: false,
    tenant: null,
    claimNumber: null,
    records: 0,
    keyIds: [],
    anchoredSeq: null,
    problems: [{ file, seq: null, problem: 'unreadable', detail }],
  });
  const files = readArchive(zipBytes);
  if (!(files instanceof Map)) return unreadable(null, files.problem);
  const manifest = parseJson(files.get('manifest.json')?.toString('utf8') ?? '', Manifest);
  if (manifest === null) return unreadable('manifest.json', 'the archive has no readable manifest');

  const inspection = new Inspection(files, readKeys(files, trustedKeyIds), manifest);
  const records = await checkRecords(inspection);
  const anchoredSeq = await checkChain(inspection, records);
  checkBacking(inspection, records);
  const report = inspection.json('verification.json', VerificationReport);
  if (report !== null && !report.ok) {
    const { firstBroken } = report;
    inspection.report(
      'verification.json',
      firstBroken?.seq ?? null,
      'ledger-broken',
      `the ledger was broken when this was exported: ${firstBroken?.detail}`,
    );
  }
  await checkManifest(inspection);
  return {
    ok: inspection.problems.length === 0,
    tenant: manifest.tenant,
    claimNumber: manifest.claimNumber,
    records: manifest.seqs.length,
    keyIds: [...inspection.signers].sort(),
    anchoredSeq,
    problems: inspection.problems,
  };
}
