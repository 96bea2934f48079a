/**
 * Leases of open attempts. The process that sends prolongs them while it lives; when it is gone they run out, and whoever
 * comes by ends the attempt as settled at its reserved maximum, outcome unknown.
 */
import { sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database/client';

/** Attempts ended by one transaction. */
const AT_ONCE = 200;

export class Leases {
  private readonly timer: NodeJS.Timeout;
  private readonly open = new Set<string>();

  /** @param onProblem told when leases could not be prolonged; tried again */
  constructor(
    private readonly database: Database,
    private readonly leaseMs: number,
    private readonly onProblem: (problem: unknown) => void = () => {},
  ) {
    this.timer = setInterval(() => void this.prolong(), leaseMs / 3);
    this.timer.unref();
  }

  /** Run work with an open attempt: its lease is prolonged meanwhile, and not when the work ended without settling. */
  async during<T>(attemptId: string, work: () => Promise<T>): Promise<T> {
    this.open.add(attemptId);
    try {
      return await work();
    } finally {
      this.open.delete(attemptId);
    }
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async prolong(): Promise<void> {
    if (this.open.size === 0) return;
    try {
      await this.database.execute(sql`
        UPDATE model_attempts SET lease_until = now() + ${this.leaseMs} * interval '1 millisecond'
        WHERE id IN (SELECT id::uuid FROM jsonb_array_elements_text(${JSON.stringify([...this.open])}::jsonb) AS id)
          AND status = 'open'`);
    } catch (problem) {
      this.onProblem(problem);
    }
  }
}

/**
 * End every open attempt whose lease has run out.
 * @returns how many
 */
export async function sweep(database: Database): Promise<number> {
  let ended = 0;
  for (;;) {
    const { rows } = await database.execute<{ id: string; tenant: string; scopes: string[] }>(sql`
      SELECT id, tenant, scopes FROM model_attempts WHERE status = 'open' AND lease_until < now()
      ORDER BY lease_until LIMIT ${AT_ONCE}`);
    if (rows.length === 0) return ended;
    ended += await endAsUnknown(database, rows);
  }
}

async function endAsUnknown(
  database: Database,
  attempts: { id: string; tenant: string; scopes: string[] }[],
): Promise<number> {
  return database.transaction(async (transaction) => {
    await transaction.execute(sql`SELECT lock_model_budgets(${JSON.stringify(attempts)}::jsonb)`);
    const ids = JSON.stringify(attempts.map(({ id }) => id));
    const { rows } = await transaction.execute<{ count: number }>(sql`
      WITH ended AS (
        UPDATE model_attempts SET status = 'unknown', settled_nano = reserved_nano, outcome = 'worker-lost', ended_at = now()
        WHERE id IN (SELECT id::uuid FROM jsonb_array_elements_text(${ids}::jsonb) AS id)
          AND status = 'open' AND lease_until < now()
        RETURNING tenant, scopes, reserved_nano
      ), sums AS (
        SELECT tenant, scope, sum(reserved_nano)::bigint AS amount
        FROM ended, jsonb_array_elements_text(scopes) AS scope GROUP BY 1, 2
      ), counted AS (
        UPDATE model_budgets b SET reserved_nano = b.reserved_nano - sums.amount, settled_nano = b.settled_nano + sums.amount
        FROM sums WHERE b.tenant = sums.tenant AND b.scope = sums.scope
      )
      SELECT count(*)::int AS count FROM ended`);
    return rows[0]?.count ?? 0;
  });
}
