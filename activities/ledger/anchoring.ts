/**
 * Anchoring: some milliseconds after a commit, the newest record goes to the anchor file. What is anchored is what this
 * process appended itself and sees committed, never what the database merely says the head is.
 *
 * A crash in between leaves records that are not yet anchored; `catchUpAnchors` at the next start checks and anchors them.
 */
import { ApplicationFailure } from '@temporalio/common';
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../../platform/database/client';
import { ledgerHeads, ledgerRecords } from '../../platform/database/schema';
import type { SigningKeys } from '../../platform/keys/signing';
import { type Anchor, type AnchorFolder, signAnchor } from './anchors';
import { walkChain } from './chain';
import { GENESIS_HASH } from './record';
import { verifySnapshot } from './verify';

export interface AnchoringParts {
  database: Database;
  keys: SigningKeys;
  anchors: AnchorFolder;
  /** Clock; the system's when left out. */
  now?: () => Date;
}

/** An append whose transaction has not ended for so long was rolled back. */
const FORGET_AFTER_MS = 60_000;
const LONGEST_PAUSE_MS = 5_000;
const MOST_PENDING = 1_000;

/** Between processes and hosts: one writer of a tenant's anchor file at a time. Let go when the transaction ends. */
export async function lockAnchor(transaction: Transaction, tenant: string): Promise<void> {
  await transaction.execute(
    sql`SELECT pg_advisory_xact_lock(hashtextextended(${`adjutant ledger anchor ${tenant}`}, 0))`,
  );
}

export class Anchoring {
  /** By tenant: newest record of each append that is not yet seen committed. */
  private readonly pending = new Map<string, { seq: number; hash: string; since: number }[]>();
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  private pause: number;
  private closed = false;

  /**
   * @param intervalMs   at most one anchor of a tenant in this time
   * @param onProblem    told when an anchor cannot be written; it is tried again
   */
  constructor(
    private readonly parts: AnchoringParts,
    private readonly intervalMs = 50,
    private readonly onProblem: (error: unknown) => void = () => {},
  ) {
    this.pause = intervalMs;
  }

  /** Anchor this record soon after its transaction commits. */
  expect(tenant: string, seq: number, hash: string): void {
    const list = this.pending.get(tenant) ?? [];
    list.push({ seq, hash, since: performance.now() });
    // When anchors cannot be written for long: the newest ones stand for those before.
    if (list.length > MOST_PENDING) list.splice(0, list.length - MOST_PENDING);
    this.pending.set(tenant, list);
    this.soon(tenant);
  }

  /** Look for what is committed after the usual pause, not after one that was made long by an open transaction. */
  soon(tenant: string): void {
    if (!this.pending.has(tenant)) return;
    if (this.pause > this.intervalMs) {
      if (this.timer !== null) clearTimeout(this.timer);
      this.timer = null;
      this.pause = this.intervalMs;
    }
    this.schedule();
  }

  /**
   * The first line of a tenant's file, before its first record can be committed: from then on a missing file is a
   * removed file. Inside the transaction that creates the head.
   */
  async begin(transaction: Transaction, tenant: string): Promise<void> {
    await lockAnchor(transaction, tenant);
    if ((await this.parts.anchors.newest(tenant)) === null) await this.write(tenant, 0, GENESIS_HASH);
  }

  /** Anchor what is committed now. @throws Error when an anchor cannot be written */
  async flush(): Promise<void> {
    while (this.running !== null) await this.running.catch(() => {});
    const run = this.anchorPending();
    this.running = run;
    try {
      await run;
    } finally {
      this.running = null;
      this.schedule();
    }
  }

  /** Anchor what is committed and stop. What cannot be anchored now is anchored by `catchUpAnchors` at the next start. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    await this.flush().catch(this.onProblem);
  }

  private schedule(): void {
    if (this.closed || this.timer !== null || this.running !== null || this.pending.size === 0) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.flush().then(
        () => {
          // Still open transactions are asked about less and less often.
          this.pause = this.pending.size === 0 ? this.intervalMs : Math.min(this.pause * 2, LONGEST_PAUSE_MS);
        },
        (error: unknown) => {
          this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
          this.onProblem(error);
        },
      );
    }, this.pause);
    this.timer.unref();
  }

  private async anchorPending(): Promise<void> {
    for (const [tenant, list] of [...this.pending]) {
      const seqs = list.map(({ seq }) => seq);
      const done = await this.parts.database.transaction(async (transaction) => {
        await lockAnchor(transaction, tenant);
        const stored = await transaction
          .select({ seq: ledgerRecords.seq, hash: ledgerRecords.hash })
          .from(ledgerRecords)
          .where(and(eq(ledgerRecords.tenant, tenant), inArray(ledgerRecords.seq, seqs)));
        const hashes = new Map(stored.map(({ seq, hash }) => [seq, hash]));
        const committed = list.filter(({ seq, hash }) => hashes.get(seq) === hash);
        const newest = committed.reduce((a, b) => (b.seq > a.seq ? b : a), { seq: 0, hash: GENESIS_HASH });
        if (newest.seq > 0) await this.write(tenant, newest.seq, newest.hash);
        // Below an anchored record all is decided; where another hash stands, our append was rolled back.
        return (item: { seq: number; hash: string; since: number }) =>
          item.seq <= newest.seq || hashes.has(item.seq) || performance.now() - item.since > FORGET_AFTER_MS;
      });
      const open = (this.pending.get(tenant) ?? []).filter((item) => !done(item));
      if (open.length === 0) this.pending.delete(tenant);
      else this.pending.set(tenant, open);
    }
  }

  private async write(tenant: string, seq: number, hash: string): Promise<void> {
    const now = this.parts.now?.() ?? new Date();
    await this.parts.anchors.append(signAnchor({ tenant, seq, hash }, now, await this.parts.keys.current()));
  }
}

export interface CaughtUp {
  tenant: string;
  /** Records that were not yet anchored and now are. */
  anchored: number;
  /** Why nothing was anchored: a person has to look (`ledger verify`). */
  problem: string | null;
}

/**
 * At start: anchor the records that a crash left without an anchor, after checking them from the last anchor on. A tenant
 * whose anchor file is gone, or whose new records do not verify, is reported and left as it is.
 */
export async function catchUpAnchors(parts: AnchoringParts): Promise<CaughtUp[]> {
  const tenants = await parts.database
    .select({ tenant: ledgerHeads.tenant })
    .from(ledgerHeads)
    .orderBy(ledgerHeads.tenant);
  const results: CaughtUp[] = [];
  for (const { tenant } of tenants) results.push(await catchUp(parts, tenant));
  return results;
}

async function catchUp(parts: AnchoringParts, tenant: string): Promise<CaughtUp> {
  const key = await parts.keys.current();
  const publicKeys = await parts.keys.publicKeys();
  return parts.database.transaction(async (transaction) => {
    await lockAnchor(transaction, tenant);
    const refuse = (problem: string): CaughtUp => ({ tenant, anchored: 0, problem });
    let newest: Anchor | null;
    try {
      newest = await parts.anchors.newest(tenant);
    } catch (error) {
      return refuse(String(error));
    }
    if (newest === null)
      return refuse('there is no anchor file: it was removed, or this is not the place where it is kept');
    if (newest.seq > 0) {
      const [stored] = await transaction
        .select({ hash: ledgerRecords.hash })
        .from(ledgerRecords)
        .where(and(eq(ledgerRecords.tenant, tenant), eq(ledgerRecords.seq, newest.seq)));
      if (stored?.hash !== newest.hash) return refuse(`record ${newest.seq} is not the one that was anchored`);
    }
    let head = { seq: newest.seq, hash: newest.hash };
    for await (const step of walkChain(transaction, { tenant, keys: publicKeys, start: head })) {
      if (step.fault !== null) return refuse(`record ${step.seq}: ${step.fault.problem}, ${step.fault.detail}`);
      head = step;
    }
    const anchored = head.seq - newest.seq;
    if (anchored > 0) {
      const at = parts.now?.() ?? new Date();
      await parts.anchors.append(signAnchor({ tenant, ...head }, at, key));
    }
    return { tenant, anchored, problem: null };
  });
}

/**
 * Start a tenant's anchor again, knowingly: after a restored backup, or on a host with an anchor folder of its own. The
 * old file is put aside, not deleted. The chain must verify by itself.
 * @returns records that are anchored now
 * @throws ApplicationFailure `ledger-broken` (non-retryable) when the chain is broken
 */
export async function restartAnchor(parts: AnchoringParts, tenant: string): Promise<number> {
  const key = await parts.keys.current();
  const publicKeys = await parts.keys.publicKeys();
  return parts.database.transaction(
    async (transaction) => {
      await lockAnchor(transaction, tenant);
      const { firstBroken } = await verifySnapshot(transaction, null, { tenant, publicKeys });
      if (firstBroken !== null && firstBroken.problem !== 'anchor-missing') {
        throw ApplicationFailure.nonRetryable(
          `The ledger of ${tenant} is broken at record ${firstBroken.seq}: ${firstBroken.problem}, ${firstBroken.detail}. Its anchor stays as it is.`,
          'ledger-broken',
        );
      }
      let head = { seq: 0, hash: GENESIS_HASH };
      for await (const step of walkChain(transaction, { tenant, keys: publicKeys })) {
        if (step.fault !== null) throw new Error(`Record ${step.seq}: ${step.fault.detail}`);
        head = step;
      }
      const at = parts.now?.() ?? new Date();
      await parts.anchors.putAside(tenant, at);
      await parts.anchors.append(signAnchor({ tenant, seq: 0, hash: GENESIS_HASH }, at, key));
      if (head.seq > 0) await parts.anchors.append(signAnchor({ tenant, ...head }, at, key));
      return head.seq;
    },
    { isolationLevel: 'repeatable read' },
  );
}
