/**
 * One record of the ledger: how its hashes are made, how it is sealed, and how it is checked by itself. Its place among
 * the others is checked in chain.ts.
 *
 *     contentHash = SHA-256(canonical JSON of the record without schemaVersion, tenant, seq, prevHash, hash, signature)
 *     hash        = SHA-256(canonical JSON of {contentHash, prevHash, schemaVersion, seq, tenant})
 *     signature   = ed25519 over the 32 bytes of hash
 */
import { createHash, verify } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { PublicKeys, SigningKey } from '../../platform/keys/signing';
import { type LedgerProblem, LedgerRecord } from './contract';

/** What the first record of a chain has for the hash of its predecessor. */
export const GENESIS_HASH = '0'.repeat(64);

/** Strict: in what is not hashed (the signature) nothing may be added, and nothing unknown beside it. */
const StoredRecord = LedgerRecord.extend({ signature: LedgerRecord.shape.signature.strict() }).strict();

export interface Fault {
  problem: LedgerProblem;
  detail: string;
}

export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Canonical JSON (RFC 8785) of a JSON value. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('Only JSON values have a canonical form');
  return text;
}

/** The place of a record in its chain. */
export interface Link {
  tenant: string;
  seq: number;
  prevHash: string;
  contentHash: string;
}

export function hashOfLink(link: Link): string {
  const { contentHash, prevHash, seq, tenant } = link;
  return sha256(canonicalJson({ contentHash, prevHash, schemaVersion: 1, seq, tenant }));
}

/** Hash of all that a record says; an unknown part that somebody added counts too. */
export function contentHashOf(body: Readonly<Record<string, unknown>>): string {
  const { schemaVersion: _1, tenant: _2, seq: _3, prevHash: _4, hash: _5, signature: _6, ...content } = body;
  return sha256(canonicalJson(content));
}

/** Complete a record: its hash and signature. */
export function sealRecord(record: Omit<LedgerRecord, 'hash' | 'signature'>, key: SigningKey): LedgerRecord {
  const { tenant, seq, prevHash } = record;
  const hash = hashOfLink({ tenant, seq, prevHash, contentHash: contentHashOf(record) });
  return { ...record, hash, signature: { keyId: key.keyId, value: key.sign(Buffer.from(hash, 'hex')) } };
}

/** A signature over a hash, checked outside the main thread. */
export async function checkSignature(
  hash: string,
  signature: { keyId: string; value: string },
  keys: PublicKeys,
): Promise<Fault | null> {
  const key = keys.get(signature.keyId);
  if (key === undefined) {
    return {
      problem: 'unknown-key',
      detail: `signed with key ${signature.keyId}, which is none of the ${keys.size} known keys`,
    };
  }
  const bytes = Buffer.from(signature.value, 'base64');
  // Base64 has spare bits and ignores foreign characters: only the one spelling that we write is taken.
  const good =
    bytes.toString('base64') === signature.value &&
    (await new Promise<boolean>((resolve) => {
      verify(null, Buffer.from(hash, 'hex'), key, bytes, (error, result) => resolve(error === null && result));
    }));
  return good
    ? null
    : { problem: 'bad-signature', detail: `the signature by key ${signature.keyId} does not fit the record` };
}

/** Decimal notation without exponent, as PostgreSQL's jsonb writes numbers. */
function plainDecimal(value: number): string {
  const text = String(value);
  const parts = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (parts === null) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return point >= digits.length
    ? `${sign}${digits.padEnd(point, '0')}`
    : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/**
 * The first number in stored JSON text that is not spelt as we spell it. A number altered beyond the precision of a
 * double would read as the same value and slip through the hash.
 */
function foreignNumber(text: string): string | null {
  for (const [number] of text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').matchAll(/-?\d[\d.eE+-]*/g)) {
    if (plainDecimal(Number(number)) !== number && String(Number(number)) !== number) return number;
  }
  return null;
}

/** A stored record that reads well and has the hash it claims; the signature is still to be checked. */
export type ReadRecord = { record: LedgerRecord; contentHash: string; fault: null } | { record: null; fault: Fault };

/**
 * Read a record from its stored JSON text and check its hash.
 * @param text JSON as stored (PostgreSQL's text of jsonb) or exported
 */
export function readRecord(text: string): ReadRecord {
  const altered = (detail: string): ReadRecord => ({ record: null, fault: { problem: 'altered', detail } });
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return altered('the record is not JSON');
  }
  const parsed = StoredRecord.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return altered(
      `the record is not of the ledger's form: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
    );
  }
  const record = parsed.data;
  const contentHash = contentHashOf(body as Record<string, unknown>);
  if (hashOfLink({ tenant: record.tenant, seq: record.seq, prevHash: record.prevHash, contentHash }) !== record.hash) {
    return altered('the content does not have the hash that the record carries');
  }
  const number = foreignNumber(text);
  if (number !== null) return altered(`the number ${number} is not as it was written`);
  return { record, contentHash, fault: null };
}
