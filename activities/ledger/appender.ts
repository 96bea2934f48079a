/**
 * Appending: entries become records, in order, inside the caller's transaction. What the caller writes beside them is
 * committed with its records or not at all.
 *
 * The tenant's head row is locked until the caller commits, so keep what follows in the transaction short; batches of
 * several claims in one transaction pay for one lock and one commit.
 */
import { ApplicationFailure } from '@temporalio/common';
import { eq, type SQL, sql } from 'drizzle-orm';
import type { Transaction } from '../../platform/database/client';
import { ledgerHeads, ledgerRecords } from '../../platform/database/schema';
import type { SigningKey } from '../../platform/keys/signing';
import { ClaimKey } from '../vocabulary';
import { Anchoring, type AnchoringParts } from './anchoring';
import { type LedgerAppends, type LedgerBatch, LedgerEntry, LedgerRecord } from './contract';
import { canonicalJson, GENESIS_HASH, sealRecord, sha256 } from './record';

/** Rows of one INSERT. */
const INSERT_ROWS = 1_000;

/** What PostgreSQL's jsonb cannot hold: NUL, and halves of surrogate pairs. As canonical JSON spells them. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

interface Item {
  batch: number;
  claim: ClaimKey;
  process: LedgerRecord['process'];
  entry: LedgerEntry;
}

interface Head {
  seq: number;
  hash: string;
}

function invalid(detail: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(`Not a ledger entry: ${detail}`, 'ledger-entry-invalid');
}

/**
 * What makes two entries of one step the same. Left out is what differs when a lost workflow task makes the same step
 * again: when it occurred, and measured durations (facts named `…Ms`).
 */
export function stepContentHash(subject: LedgerRecord['subject'], entry: LedgerEntry): string {
  const { occurredAt: _, facts, ...rest } = entry;
  const lasting = Object.fromEntries(Object.entries(facts).filter(([name]) => !name.endsWith('Ms')));
  return sha256(
    canonicalJson({ ...rest, facts: lasting, subject: { claimNumber: subject.claimNumber, episode: subject.episode } }),
  );
}

const stepKey = (workflowId: string, step: string) => `${workflowId}\n${step}`;

function check(batches: LedgerBatch[]): Item[] {
  return batches.flatMap(({ claim, process, entries }, batch) => {
    const owner = ClaimKey.safeParse(claim);
    if (!owner.success) throw invalid(`claim: ${owner.error.issues[0]?.message}`);
    const context = LedgerRecord.shape.process.safeParse(process);
    if (!context.success || UNSTORABLE.test(canonicalJson(context.data))) throw invalid('process');
    return entries.map((candidate, i): Item => {
      const entry = LedgerEntry.safeParse(candidate);
      if (!entry.success) {
        const issue = entry.error.issues[0];
        throw invalid(`entry ${i}, ${issue?.path.join('.')}: ${issue?.message}`);
      }
      if (UNSTORABLE.test(canonicalJson(entry.data))) {
        throw invalid(`entry ${i} (${JSON.stringify(entry.data.step)}) has a NUL or half a character in a text`);
      }
      return { batch, claim: owner.data, process: context.data, entry: entry.data };
    });
  });
}

export class LedgerAppender implements LedgerAppends<Transaction> {
  private readonly anchoring: Anchoring;

  /**
   * @param options.intervalMs  at most one anchor of a tenant in this time
   * @param options.onProblem   told when an anchor cannot be written (it is tried again)
   */
  constructor(
    private readonly parts: AnchoringParts,
    options: { intervalMs?: number; onProblem?: (error: unknown) => void } = {},
  ) {
    this.anchoring = new Anchoring(parts, options.intervalMs, options.onProblem);
  }

  /**
   * Append to the ledgers of the batches' tenants. An entry whose step is there already (same workflow, same step) is
   * skipped; records are anchored soon after the caller's commit.
   *
   * @returns for each batch the seq of its newest record; of a batch without entries, the tenant's newest
   * @throws ApplicationFailure `ledger-entry-invalid` (non-retryable) for what is no entry or cannot be stored,
   *   `ledger-step-conflict` (non-retryable) when a step is there already with another content;
   *   Error for a database that cannot be reached or a head that does not fit its chain
   */
  async appendEntries(transaction: Transaction, batches: LedgerBatch[]): Promise<number[]> {
    const items = check(batches);
    const key = await this.parts.keys.current();
    const last = batches.map(() => 0);
    // Always in the same order, so that two callers never wait for each other.
    const tenants = [...new Set(batches.map(({ claim }) => claim.tenant))].sort();
    for (const tenant of tenants) {
      const ours = items.filter(({ claim }) => claim.tenant === tenant);
      const head =
        ours.length === 0
          ? ((await this.head(transaction, tenant, false)) ?? { seq: 0, hash: GENESIS_HASH })
          : await this.appendTo(transaction, tenant, ours, last, key);
      batches.forEach(({ claim, entries }, i) => {
        if (claim.tenant === tenant && entries.length === 0) last[i] = head.seq;
      });
    }
    return last;
  }

  /**
   * A transaction with entries of this tenant has committed: anchor them soon. Without this call they are anchored too,
   * when the commit is noticed.
   */
  committed(tenant: string): void {
    this.anchoring.soon(tenant);
  }

  /** Anchor what is committed now. For tests and before a planned stop. */
  flush(): Promise<void> {
    return this.anchoring.flush();
  }

  /** Anchor what is committed and stop anchoring. Call it when the last transaction has ended. */
  close(): Promise<void> {
    return this.anchoring.close();
  }

  private async appendTo(
    transaction: Transaction,
    tenant: string,
    items: Item[],
    last: number[],
    key: SigningKey,
  ): Promise<Head> {
    let head = await this.lockHead(transaction, tenant);
    const known = await this.storedSteps(transaction, tenant, items);
    const recordedAt = (this.parts.now?.() ?? new Date()).toISOString();
    const records: LedgerRecord[] = [];
    for (const { batch, claim, process, entry } of items) {
      const subject = { claimNumber: claim.claimNumber, episode: claim.episode };
      const name = stepKey(process.workflowId, entry.step);
      const content = stepContentHash(subject, entry);
      let stored = known.get(name);
      if (stored === undefined) {
        const { seq, hash } = head;
        const record = sealRecord(
          { schemaVersion: 1, tenant, seq: seq + 1, recordedAt, process, subject, entry, prevHash: hash },
          key,
        );
        records.push(record);
        head = { seq: record.seq, hash: record.hash };
        stored = { seq: record.seq, content };
        known.set(name, stored);
      } else if (stored.content !== content) {
        throw ApplicationFailure.nonRetryable(
          `Step ${entry.step} of ${process.workflowId} is record ${stored.seq} of the ledger already, with another content: a step that is done again differently needs a name of its own`,
          'ledger-step-conflict',
        );
      }
      last[batch] = Math.max(last[batch] ?? 0, stored.seq);
    }
    if (records.length > 0) {
      await this.insert(transaction, tenant, records);
      this.anchoring.expect(tenant, head.seq, head.hash);
    }
    return head;
  }

  private async head(transaction: Transaction, tenant: string, lock: boolean): Promise<Head | null> {
    const query = transaction
      .select({ seq: ledgerHeads.seq, hash: ledgerHeads.hash })
      .from(ledgerHeads)
      .where(eq(ledgerHeads.tenant, tenant));
    const rows = await (lock ? query.for('update') : query);
    return rows[0] ?? null;
  }

  private async lockHead(transaction: Transaction, tenant: string): Promise<Head> {
    const locked = await this.head(transaction, tenant, true);
    if (locked !== null) return locked;
    const made = await transaction
      .insert(ledgerHeads)
      .values({ tenant, seq: 0, hash: GENESIS_HASH })
      .onConflictDoNothing()
      .returning({ tenant: ledgerHeads.tenant });
    if (made.length > 0) await this.anchoring.begin(transaction, tenant);
    const head = await this.head(transaction, tenant, true);
    if (head === null) throw new Error(`The head of the ledger of ${tenant} cannot be locked: try again`);
    return head;
  }

  private async storedSteps(
    transaction: Transaction,
    tenant: string,
    items: Item[],
  ): Promise<Map<string, { seq: number; content: string }>> {
    const t = ledgerRecords;
    const workflows = sql.param(items.map(({ process }) => process.workflowId));
    const steps = sql.param(items.map(({ entry }) => entry.step));
    // LATERAL … LIMIT 1: one look into the unique index for each step. A plain join is planned as a scan of the whole
    // tenant, which would make every append slower than the one before.
    const { rows } = await transaction.execute<{ seq: string; body: LedgerRecord }>(sql`
      SELECT stored.seq, stored.body
      FROM unnest(${workflows}::text[], ${steps}::text[]) AS wanted (workflow_id, step)
      CROSS JOIN LATERAL (
        SELECT ${t.seq} AS seq, ${t.body} AS body FROM ${t}
        WHERE ${t.tenant} = ${tenant} AND ${t.workflowId} = wanted.workflow_id AND ${t.step} = wanted.step
        LIMIT 1
      ) AS stored`);
    return new Map(
      rows.map(({ seq, body }) => [
        stepKey(body.process.workflowId, body.entry.step),
        { seq: Number(seq), content: stepContentHash(body.subject, body.entry) },
      ]),
    );
  }

  /** Rows are made from the signed records by the database itself: a column cannot say something else than its record. */
  private async insert(transaction: Transaction, tenant: string, records: LedgerRecord[]): Promise<void> {
    for (let i = 0; i < records.length; i += INSERT_ROWS) {
      const rows = records.slice(i, i + INSERT_ROWS);
      const last = rows.at(-1);
      if (last === undefined) return;
      await execute(
        transaction,
        tenant,
        sql`
        WITH added AS (
          INSERT INTO ledger_records (tenant, seq, workflow_id, step, claim_number, episode, prev_hash, hash, body)
          SELECT r->>'tenant', (r->>'seq')::bigint, r#>>'{process,workflowId}', r#>>'{entry,step}',
            r#>>'{subject,claimNumber}', (r#>>'{subject,episode}')::int, r->>'prevHash', r->>'hash', r
          FROM jsonb_array_elements(${`[${rows.map(canonicalJson).join(',')}]`}::jsonb) AS r
        )
        UPDATE ledger_heads SET seq = ${last.seq}, hash = ${last.hash} WHERE tenant = ${tenant}`,
      );
    }
  }
}

async function execute(transaction: Transaction, tenant: string, statement: SQL): Promise<void> {
  try {
    await transaction.execute(statement);
  } catch (error) {
    const code = (error as { cause?: { code?: unknown } }).cause?.code;
    // 23505: unique_violation. Under the lock of the head a taken place means that the head was altered.
    if (code !== '23505') throw error;
    throw new Error(
      `The head of the ledger of ${tenant} does not fit its last record: run "adjutant ledger verify" and restore the head`,
      { cause: error },
    );
  }
}
