/** Recorded requests for a replay, oldest first. */
import { sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database/client';
import type { ModelReplayInput } from '../contract';
import type { RecordedRequest } from './replay';
import { rewardOf } from './rewards-sql';

/** The newest of them, where there are more. */
const MOST = 200_000;

export async function recordedRequests(
  database: Database,
  { tenant, from, until }: ModelReplayInput,
): Promise<{ requests: RecordedRequest[]; currencies: string[] }> {
  const { rows } = await database.execute<Omit<RecordedRequest, 'costNano'> & { cost: string; currency: string }>(sql`
    SELECT a.key, a.task, a.model, a.outcome, a.usage, coalesce(a.settled_nano, a.reserved_nano)::text AS cost, a.propensity,
      to_char(a.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, a.currency,
      CASE WHEN a.outcome = 'answered' THEN ${rewardOf} END AS reward
    FROM model_attempts a LEFT JOIN model_answers m ON m.tenant = a.tenant AND m.key = a.key
    WHERE a.tenant = ${tenant} AND a.started_at >= ${from}::timestamptz AND a.started_at < ${until}::timestamptz
      AND a.status <> 'open'
    ORDER BY a.started_at DESC LIMIT ${MOST}`);
  return {
    requests: rows.reverse().map(({ cost, currency: _, ...rest }) => ({ ...rest, costNano: BigInt(cost) })),
    currencies: [...new Set(rows.map(({ currency }) => currency))],
  };
}
