/**
 * Verification: is the ledger of a tenant what was written? Reads one snapshot of the database and compares it with the
 * anchors outside of it.
 */
import { eq } from 'drizzle-orm';
import type { Database, Transaction } from '../../platform/database/client';
import { ledgerHeads, ledgerRecords } from '../../platform/database/schema';
import type { PublicKeys } from '../../platform/keys/signing';
import {
  type Anchor,
  type AnchorFolder,
  type AnchorLine,
  type AnchorSnapshot,
  checkAnchor,
  isStartOfChain,
} from './anchors';
import { walkChain } from './chain';
import type { LedgerVerification } from './contract';
import type { Fault } from './record';

type Broken = { seq: number } & Fault;

export interface VerificationInput {
  tenant: string;
  publicKeys: PublicKeys;
  /** Called now and then with the number of records checked; may throw to stop the walk (cancellation). */
  onProgress?: (records: number) => void;
}

/** Anchors in order, each checked; the first line that is not good ends them. */
class AnchorReader {
  /** Last good anchor read so far. */
  newest: Anchor | null = null;
  /** The one to compare next; null at the end of the file. */
  upcoming: Anchor | null = null;
  /** What is wrong with the file. */
  fault: Broken | null = null;
  torn = false;
  private readonly lines: AsyncIterator<AnchorLine>;

  constructor(
    snapshot: AnchorSnapshot,
    private readonly tenant: string,
    private readonly keys: PublicKeys,
  ) {
    this.lines = snapshot.lines()[Symbol.asyncIterator]();
  }

  async advance(): Promise<void> {
    this.upcoming = null;
    if (this.fault !== null) return;
    const { value, done } = await this.lines.next();
    if (done !== true && !('torn' in value)) {
      this.fault = await this.check(value);
      if (this.fault === null && 'anchor' in value) this.newest = this.upcoming = value.anchor;
      return;
    }
    this.torn = done !== true;
    if (this.newest === null) this.fault = missing('the anchor file has no whole line');
  }

  private async check(line: Exclude<AnchorLine, { torn: true }>): Promise<Broken | null> {
    const damaged = (detail: string): Broken => ({
      seq: this.newest?.seq ?? 0,
      problem: 'anchor-mismatch',
      detail: `line ${line.line} of the anchor file ${detail}`,
    });
    if ('damaged' in line) return damaged('is not an anchor');
    const { anchor } = line;
    if (anchor.tenant !== this.tenant) return damaged(`is an anchor of ${anchor.tenant}`);
    if (this.newest === null && !isStartOfChain(anchor)) {
      return missing(
        'the anchor file does not begin with the start of the chain: it was removed or cut, and begun again',
      );
    }
    if (this.newest !== null && anchor.seq <= this.newest.seq) return damaged('goes backwards');
    const fault = await checkAnchor(anchor, this.keys);
    return fault === null ? null : damaged(`was altered: ${fault.detail}`);
  }

  async close(): Promise<void> {
    await this.lines.return?.();
  }
}

function missing(detail: string): Broken {
  return { seq: 1, problem: 'anchor-missing', detail };
}

async function readHead(database: Transaction | Database, tenant: string) {
  const rows = await database.select().from(ledgerHeads).where(eq(ledgerHeads.tenant, tenant));
  return rows[0] ?? null;
}

/**
 * Verify inside a snapshot that the caller holds (REPEATABLE READ).
 * @param anchors taken before the snapshot, or an anchor could be newer than what the snapshot shows; null: no file
 */
export async function verifySnapshot(
  snapshot: Transaction,
  anchors: AnchorSnapshot | null,
  input: VerificationInput,
): Promise<LedgerVerification> {
  const { tenant, publicKeys } = input;
  const reader = anchors === null ? null : new AnchorReader(anchors, tenant, publicKeys);
  const notes: string[] = [];
  let records = 0;
  let lastHash: string | null = null;
  let broken: Broken | null = null;
  try {
    await reader?.advance();
    // The first line is the start of the chain, before any record.
    if (reader?.upcoming?.seq === 0) await reader.advance();
    for await (const step of walkChain(snapshot, { tenant, keys: publicKeys })) {
      if (step.fault !== null) {
        broken = { seq: step.seq, ...step.fault };
        break;
      }
      records = step.seq;
      lastHash = step.hash;
      const anchor = reader?.upcoming ?? null;
      if (anchor?.seq === step.seq) {
        if (anchor.hash !== step.hash) {
          const detail = `record ${anchor.seq} was anchored on ${anchor.anchoredAt} with another hash: it, or a record after the anchor before it, was made again and signed with a known key`;
          broken = { seq: anchor.seq, problem: 'anchor-mismatch', detail };
          break;
        }
        await reader?.advance();
      }
      if (records % 500 === 0) input.onProgress?.(records);
    }
    const walked = broken === null;
    if (walked && reader?.upcoming) {
      // Anchors are left over. To the end of the file: the newest one says how many records there were.
      while (reader.upcoming !== null) await reader.advance();
      const upTo = reader.newest?.seq ?? 0;
      const detail = `the ledger ends with record ${records}, but record ${upTo} was anchored: ${upTo - records} or more were removed from its end`;
      broken = { seq: records + 1, problem: 'truncated', detail };
    }
    if (broken === null) broken = reader?.fault ?? null;
    else if (reader?.fault) notes.push(reader.fault.detail);
    broken ??= checkHead(await readHead(snapshot, tenant), records, lastHash);
    if (broken === null && records > 0 && reader === null) {
      broken = missing(
        'there is no anchor file for this tenant: it was removed, or this is not the place where it is kept',
      );
    }
    if (reader?.torn) {
      notes.push(
        'the last line of the anchor file was cut off by a crash while it was written; the next anchor replaces it',
      );
    }
    const anchoredSeq = reader?.newest?.seq ?? null;
    return {
      tenant,
      ok: broken === null,
      records: walked ? records : await snapshot.$count(ledgerRecords, eq(ledgerRecords.tenant, tenant)),
      notYetAnchored: Math.max(0, records - (anchoredSeq ?? 0)),
      firstBroken: broken,
      anchoredSeq,
      notes,
    };
  } finally {
    await reader?.close();
  }
}

function checkHead(
  head: { seq: number; hash: string } | null,
  records: number,
  lastHash: string | null,
): Broken | null {
  if (head !== null && head.seq > records) {
    const detail = `the ledger ends with record ${records}, but its head in the database is ${head.seq}`;
    return { seq: records + 1, problem: 'truncated', detail };
  }
  if (records > 0 && (head === null || head.seq !== records || head.hash !== lastHash)) {
    const detail = 'the head in table ledger_heads is not the last record of the chain';
    return { seq: records, problem: 'altered', detail };
  }
  return null;
}

/** A transaction in which every query sees the database as it was at one moment. */
export function withSnapshot<T>(database: Database, work: (snapshot: Transaction) => Promise<T>): Promise<T> {
  return database.transaction(work, { isolationLevel: 'repeatable read', accessMode: 'read only' });
}

/**
 * Verify a tenant's ledger. A broken ledger is a result that names the first broken record, not an error.
 * @throws Error when the database or the anchor file cannot be read
 */
export async function verifyLedger(
  input: VerificationInput & { database: Database; anchors: AnchorFolder },
): Promise<LedgerVerification> {
  const anchors = await input.anchors.snapshot(input.tenant);
  return withSnapshot(input.database, (snapshot) => verifySnapshot(snapshot, anchors, input));
}
