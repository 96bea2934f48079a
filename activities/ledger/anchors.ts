/**
 * Anchors: heads of the chains, signed, in files outside the database, `<tenant>.jsonl`. Whoever can rewrite the database
 * (and even has the signing key) cannot rewrite what was written here before. A file begins with the start of the chain
 * (seq 0), so that a file that was removed and made again is noticed.
 *
 * Writers hold the tenant's anchor lock (anchoring.ts). A line is one write to a file opened for append, then fsync.
 */
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { hasCode, syncFolder } from '../../platform/keys/files';
import type { PublicKeys, SigningKey } from '../../platform/keys/signing';
import { IsoInstant, Sha256, TenantId } from '../vocabulary';
import { LedgerRecord } from './contract';
import { canonicalJson, checkSignature, type Fault, GENESIS_HASH, sha256 } from './record';

/** One line: at this moment the newest record of the tenant was `seq` with `hash`. */
export const Anchor = z.strictObject({
  tenant: z.string(),
  seq: z.number().int().min(0),
  hash: Sha256,
  anchoredAt: IsoInstant,
  /** ed25519 over the SHA-256 of the canonical JSON of the line without `signature`. */
  signature: LedgerRecord.shape.signature.strict(),
});
export type Anchor = z.infer<typeof Anchor>;

/** Longer than any line. */
const TAIL_BYTES = 4_096;

function hashOfAnchor(anchor: Omit<Anchor, 'signature'>): string {
  const { tenant, seq, hash, anchoredAt } = anchor;
  return sha256(canonicalJson({ tenant, seq, hash, anchoredAt }));
}

export function signAnchor(head: { tenant: string; seq: number; hash: string }, at: Date, key: SigningKey): Anchor {
  const { tenant, seq, hash } = head;
  const unsigned = { tenant, seq, hash, anchoredAt: at.toISOString() };
  return { ...unsigned, signature: { keyId: key.keyId, value: key.sign(Buffer.from(hashOfAnchor(unsigned), 'hex')) } };
}

export function checkAnchor(anchor: Anchor, keys: PublicKeys): Promise<Fault | null> {
  return checkSignature(hashOfAnchor(anchor), anchor.signature, keys);
}

/** What a reader finds, line by line: an anchor, a line that is none, or a last line that was cut off by a crash. */
export type AnchorLine = { line: number } & ({ anchor: Anchor } | { damaged: string } | { torn: true });

/** A file of anchors as it was at one moment; what is appended later is not read. */
export interface AnchorSnapshot {
  lines(): AsyncIterable<AnchorLine>;
}

function parseAnchor(text: string): Anchor | null {
  try {
    const parsed = Anchor.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

export class AnchorFolder {
  constructor(private readonly folder: string) {}

  /** @throws TypeError for what is no tenant (it becomes a file name) */
  path(tenant: string): string {
    if (!TenantId.safeParse(tenant).success) throw new TypeError(`Not a tenant: ${JSON.stringify(tenant)}`);
    return join(this.folder, `${tenant}.jsonl`);
  }

  /** Tenants that have a file of anchors. */
  async tenants(): Promise<string[]> {
    try {
      const names = await readdir(this.folder);
      return names
        .map((name) => /^([a-z0-9-]+)\.jsonl$/.exec(name)?.[1])
        .filter((name) => name !== undefined)
        .sort();
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return [];
      throw error;
    }
  }

  /** The newest anchor, or null where there is no file. @throws Error when the file has no readable end */
  async newest(tenant: string): Promise<Anchor | null> {
    const end = await this.readEnd(tenant);
    return end?.anchor ?? null;
  }

  /**
   * Write one anchor, unless the file has one for this or a later record: anchors never go backwards. What a crash left
   * of a last line was never an anchor and is cut off. To be called under the tenant's anchor lock.
   * @returns whether it was written
   */
  async append(anchor: Anchor): Promise<boolean> {
    const path = this.path(anchor.tenant);
    const end = await this.readEnd(anchor.tenant);
    if (end?.anchor != null && end.anchor.seq >= anchor.seq) return false;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    if (end !== null && end.torn > 0) {
      const file = await open(path, 'r+');
      try {
        await file.truncate(end.size - end.torn);
      } finally {
        await file.close();
      }
    }
    const line = Buffer.from(`${canonicalJson(anchor)}\n`);
    const file = await open(path, 'a', 0o600);
    try {
      const { bytesWritten } = await file.write(line);
      if (bytesWritten !== line.length) throw new Error(`${path}: the anchor was written in part, is the disk full?`);
      await file.sync();
    } finally {
      await file.close();
    }
    if (end === null) await syncFolder(this.folder);
    return true;
  }

  /** Put a file aside under the time, for a chain whose anchor has to be started again by a person. */
  async putAside(tenant: string, at: Date): Promise<void> {
    const path = this.path(tenant);
    try {
      await rename(path, `${path}.${at.toISOString().replaceAll(':', '')}.aside`);
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
    }
  }

  /** The file as it is now, or null where there is none. */
  async snapshot(tenant: string): Promise<AnchorSnapshot | null> {
    const path = this.path(tenant);
    try {
      const { size } = await stat(path);
      return { lines: () => readLines(path, size) };
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return null;
      throw error;
    }
  }

  private async readEnd(tenant: string): Promise<{ anchor: Anchor | null; torn: number; size: number } | null> {
    const path = this.path(tenant);
    let file: Awaited<ReturnType<typeof open>>;
    try {
      file = await open(path, 'r');
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return null;
      throw error;
    }
    try {
      const { size } = await file.stat();
      const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
      await file.read(tail, 0, tail.length, size - tail.length);
      const lastNewline = tail.lastIndexOf(0x0a);
      const torn = tail.length - (lastNewline + 1);
      if (lastNewline === -1) {
        if (size > TAIL_BYTES) throw new Error(`${path} has no readable end: it was altered`);
        return { anchor: null, torn, size };
      }
      const before = lastNewline === 0 ? -1 : tail.lastIndexOf(0x0a, lastNewline - 1);
      const anchor = parseAnchor(tail.toString('utf8', before + 1, lastNewline));
      if (anchor === null) throw new Error(`${path} has no readable end: it was altered`);
      return { anchor, torn, size };
    } finally {
      await file.close();
    }
  }
}

async function* readLines(path: string, size: number): AsyncGenerator<AnchorLine> {
  if (size === 0) return;
  let line = 0;
  let rest = '';
  for await (const chunk of createReadStream(path, { start: 0, end: size - 1, encoding: 'utf8' })) {
    rest += chunk;
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n')) {
      const text = rest.slice(0, end);
      rest = rest.slice(end + 1);
      line += 1;
      const anchor = parseAnchor(text);
      yield anchor === null ? { line, damaged: text.slice(0, 80) } : { line, anchor };
    }
    if (rest.length > TAIL_BYTES) {
      yield { line: line + 1, damaged: rest.slice(0, 80) };
      return;
    }
  }
  if (rest !== '') yield { line: line + 1, torn: true };
}

/** Does a file begin as the appender begins it? */
export function isStartOfChain(anchor: Anchor): boolean {
  return anchor.seq === 0 && anchor.hash === GENESIS_HASH;
}
