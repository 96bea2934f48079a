/**
 * Writes the ends of stages: ledger records, projection and review tasks in one transaction, all or nothing.
 *
 * Appends to one tenant's chain have to stand in line. So that fifty claims at once do not wait for fifty commits, the
 * ends of stages that arrive while one transaction is under way go together into the next.
 */
import { sql } from 'drizzle-orm';
import type { Database, Transaction } from '../../platform/database/client';
import { contentHash } from '../../platform/database/evidence';
import { claimProjections, reviewTasks } from '../../platform/database/schema';
import type { LedgerEntry, LedgerRecord } from '../ledger/contract';
import type { ClaimKey } from '../vocabulary';
import type { Progress } from './contract';

/** What the ledger offers for use inside a transaction (its implementation is given by the composition root). */
export interface EntryAppender {
  /** Append entries of one tenant; entries that are already there are skipped. @returns last sequence number of each batch */
  appendEntries(
    transaction: Transaction,
    batches: { claim: ClaimKey; process: LedgerRecord['process']; entries: LedgerEntry[] }[],
  ): Promise<number[]>;
  /** Called after the commit. */
  committed(tenant: string): void;
}

interface Waiting {
  progress: Progress;
  resolve(result: { lastSeq: number }): void;
  reject(error: unknown): void;
}

const MOST_IN_ONE_TRANSACTION = 64;

export class ProgressWriter {
  private readonly queues = new Map<string, Waiting[]>();
  private readonly busy = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly appender: EntryAppender,
  ) {}

  /** Write one end of a stage. Resolves after the commit; safe to repeat. @throws what the database throws */
  save(progress: Progress): Promise<{ lastSeq: number }> {
    const { tenant } = progress.claim;
    return new Promise((resolve, reject) => {
      const queue = this.queues.get(tenant) ?? [];
      queue.push({ progress, resolve, reject });
      this.queues.set(tenant, queue);
      if (!this.busy.has(tenant)) void this.drain(tenant);
    });
  }

  private async drain(tenant: string): Promise<void> {
    this.busy.add(tenant);
    const queue = this.queues.get(tenant) ?? [];
    while (queue.length > 0) {
      const batch = queue.splice(0, MOST_IN_ONE_TRANSACTION);
      try {
        await this.write(tenant, batch);
      } catch (error) {
        if (batch.length === 1) {
          batch[0]?.reject(error);
        } else {
          // One bad member must not fail the others: each gets a transaction and an answer of its own.
          for (const waiting of batch) await this.write(tenant, [waiting]).catch(waiting.reject);
        }
      }
    }
    this.busy.delete(tenant);
  }

  private async write(tenant: string, batch: Waiting[]): Promise<void> {
    const lastSeqs = await this.database.transaction(async (transaction) => {
      const seqs = await this.appender.appendEntries(
        transaction,
        batch.map(({ progress }) => ({
          claim: progress.claim,
          process: progress.process,
          entries: progress.entries.map(named),
        })),
      );
      await writeProjections(
        transaction,
        batch.map(({ progress }) => progress),
      );
      await writeTasks(
        transaction,
        batch.map(({ progress }) => progress),
      );
      return seqs;
    });
    this.appender.committed(tenant);
    for (const [index, { resolve }] of batch.entries()) resolve({ lastSeq: lastSeqs[index] ?? 0 });
  }
}

/**
 * A stage that is written again after a lost workflow task has the version of the first try and may differ in times
 * only, so the newer write of the same version wins; a lower version never does.
 */
async function writeProjections(transaction: Transaction, batch: Progress[]): Promise<void> {
  const newest = new Map<string, Progress>();
  for (const progress of batch) {
    const key = `${progress.claim.claimNumber}/${progress.claim.episode}`;
    const known = newest.get(key);
    if (known === undefined || known.projection.version <= progress.projection.version) newest.set(key, progress);
  }
  const rows = [...newest.values()].map(({ claim, projection }) => ({
    tenant: claim.tenant,
    claimNumber: claim.claimNumber,
    episode: claim.episode,
    version: projection.version,
    status: projection.status,
    outcome: projection.outcome,
    line: projection.line,
    policyNumber: projection.policyNumber,
    payableMinor: projection.payableMinor,
    updatedAt: projection.updatedAt,
    body: projection,
  }));
  await transaction
    .insert(claimProjections)
    .values(rows)
    .onConflictDoUpdate({
      target: [claimProjections.tenant, claimProjections.claimNumber, claimProjections.episode],
      set: {
        version: sql`excluded.version`,
        status: sql`excluded.status`,
        outcome: sql`excluded.outcome`,
        line: sql`excluded.line`,
        policyNumber: sql`excluded.policy_number`,
        payableMinor: sql`excluded.payable_minor`,
        updatedAt: sql`excluded.updated_at`,
        body: sql`excluded.body`,
      },
      setWhere: sql`${claimProjections.version} <= excluded.version`,
    });
}

async function writeTasks(transaction: Transaction, batch: Progress[]): Promise<void> {
  const newest = new Map<string, typeof reviewTasks.$inferInsert>();
  for (const { claim, projection, tasks } of batch) {
    for (const task of tasks) {
      const known = newest.get(task.taskId);
      if (known !== undefined && known.version > projection.version) continue;
      newest.set(task.taskId, {
        tenant: claim.tenant,
        taskId: task.taskId,
        claimNumber: claim.claimNumber,
        episode: claim.episode,
        version: projection.version,
        kind: task.kind,
        status: task.status,
        role: task.role,
        openedAt: task.openedAt,
        dueAt: task.dueAt,
        line: projection.line,
        stakeMinor: Math.max(projection.claimedMinor ?? 0, task.amountMinor ?? 0),
        body: task,
      });
    }
  }
  if (newest.size === 0) return;
  await transaction
    .insert(reviewTasks)
    .values([...newest.values()])
    .onConflictDoUpdate({
      target: [reviewTasks.tenant, reviewTasks.taskId],
      set: {
        version: sql`excluded.version`,
        kind: sql`excluded.kind`,
        status: sql`excluded.status`,
        role: sql`excluded.role`,
        dueAt: sql`excluded.due_at`,
        line: sql`excluded.line`,
        stakeMinor: sql`excluded.stake_minor`,
        body: sql`excluded.body`,
      },
      setWhere: sql`${reviewTasks.version} <= excluded.version`,
    });
}

/**
 * The step's name with a hash of what it says. The same step done again after a lost workflow task has the same name and
 * is skipped; a step that says something else (a reset, a second round) is a record of its own, never a conflict that
 * would hold up the claim. Times differ between tries and do not count.
 */
function named(entry: LedgerEntry): LedgerEntry {
  const { occurredAt: _, ...content } = entry;
  const facts = Object.fromEntries(Object.entries(entry.facts).filter(([name]) => !name.endsWith('Ms')));
  return { ...entry, step: `${entry.step.slice(0, 100)}#${contentHash({ ...content, facts }).slice(0, 12)}` };
}
