/**
 * Records on their way to the ledger. They are written in the transaction that settles a call (`settle_model_money`), so that
 * none is lost; here they are appended, many in one transaction, off the caller's path: a tenant's chain has one lock, and
 * calls would stand in line for it. What a lost worker left behind, any other one takes along.
 */
import { sql } from 'drizzle-orm';
import type { Database, Transaction } from '../../../platform/database/client';
import type { LedgerAppends, LedgerBatch } from '../../ledger/contract';
import { Combiner } from './combiner';
import { storable } from './settlements';

/** Records of one transaction: few enough that sealing them holds up nobody. */
const MOST = 16;
/** Records that come meanwhile go along. ms */
const PAUSE_MS = 50;

type Row = { id: number; tenant: string; batch: LedgerBatch };

export class Outbox {
  private readonly combiner: Combiner<LedgerBatch, undefined>;
  /** One after the other: what is under way is not looked for a second time. */
  private turn: Promise<unknown> = Promise.resolve();
  private scheduled: NodeJS.Timeout | null = null;
  private closed = false;

  /** @param onProblem told when records could not be appended; they are tried again with the next ones and by the sweep */
  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerAppends<Transaction>,
    private readonly onProblem: (problem: unknown) => void = () => {},
  ) {
    this.combiner = new Combiner((batches) => this.write(batches));
  }

  /** Write down a record of a call that settles nothing. Resolves after the commit. */
  add(record: LedgerBatch): Promise<undefined> {
    return this.combiner.add(record);
  }

  /** Records wait: take them to the ledger soon. */
  soon(): void {
    if (this.scheduled !== null || this.closed) return;
    this.scheduled = setTimeout(() => {
      this.scheduled = null;
      this.drain().catch(this.onProblem);
    }, PAUSE_MS);
    this.scheduled.unref();
  }

  /** Take along what waits, and nothing after it: the database may be closed then. @throws as `drain` */
  close(): Promise<void> {
    this.closed = true;
    if (this.scheduled !== null) clearTimeout(this.scheduled);
    return this.drain();
  }

  /** Resolves when everything that waits now is in the ledger. @throws what the database or the ledger throws */
  drain(): Promise<void> {
    const drained = this.turn.then(async () => {
      while ((await this.appendSome()) === MOST);
    });
    this.turn = drained.catch(() => {});
    return drained;
  }

  private async write(batches: LedgerBatch[]): Promise<undefined[]> {
    await this.database.execute(sql`
      INSERT INTO model_records (tenant, batch)
      SELECT r#>>'{claim,tenant}', r FROM jsonb_array_elements(${storable(batches)}::jsonb) AS r`);
    this.soon();
    return batches.map(() => undefined);
  }

  /** @returns how many rows were looked at */
  private async appendSome(): Promise<number> {
    try {
      return await this.append(MOST);
    } catch (problem) {
      if (!isRefusal(problem)) throw problem;
      // One that the ledger refuses must not hold up the others.
      return await this.append(1);
    }
  }

  private async append(most: number): Promise<number> {
    const rows = await this.database.transaction(async (transaction) => {
      const { rows: taken } = await transaction.execute<Row>(sql`
        SELECT id, tenant, batch FROM model_records WHERE refused IS NULL ORDER BY id LIMIT ${most}
        FOR UPDATE SKIP LOCKED`);
      if (taken.length === 0) return taken;
      const ids = JSON.stringify(taken.map(({ id }) => id));
      const these = sql`id IN (SELECT jsonb_array_elements_text(${ids}::jsonb)::bigint)`;
      try {
        // A savepoint: what is refused is marked in the same transaction that took it.
        await transaction.transaction((inner) =>
          this.ledger.appendEntries(
            inner,
            taken.map(({ batch }) => batch),
          ),
        );
        await transaction.execute(sql`DELETE FROM model_records WHERE ${these}`);
      } catch (problem) {
        if (most > 1 || !isRefusal(problem)) throw problem;
        await transaction.execute(sql`UPDATE model_records SET refused = ${String(problem.type)} WHERE ${these}`);
        this.onProblem(problem);
      }
      return taken;
    });
    for (const tenant of new Set(rows.map(({ tenant }) => tenant))) this.ledger.committed(tenant);
    return rows.length === most ? MOST : rows.length;
  }
}

/** The ledger will not take it, however often it is asked. */
function isRefusal(problem: unknown): problem is Error & { type: unknown } {
  return problem instanceof Error && problem.name === 'ApplicationFailure';
}
