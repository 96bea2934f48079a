/** `adjutant models report`: what requests cost, how long they took, how good they were, how often a dearer rung was needed. */
import { sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database/client';
import type { ModelReportInput, ModelReportRow } from '../contract';
import { rewardOf } from './rewards-sql';

const COLUMNS = { task: 'task', model: 'model', tenant: 'tenant', claim: 'claim_number' } as const;
const MOST_GROUPS = 1_000;

/** @returns groups, the dearest first */
export async function reportModelUse(database: Database, input: ModelReportInput): Promise<ModelReportRow[]> {
  const group = sql.raw(COLUMNS[input.by]);
  const owner = input.by === 'tenant' ? sql`true` : sql`a.tenant = ${input.tenant}`;
  const task = input.task === null ? sql`true` : sql`a.task = ${input.task}`;
  const { rows } = await database.execute<Record<keyof ModelReportRow, never>>(sql`
    WITH requests AS (
      SELECT a.*, ${rewardOf} AS reward,
        max(a.rung) OVER call AS last_rung, min(a.rung) OVER call AS first_rung,
        bool_or(a.outcome = 'answered') OVER call AS call_answered
      FROM model_attempts a
      LEFT JOIN model_answers m ON m.tenant = a.tenant AND m.key = a.key AND a.outcome = 'answered'
      WHERE ${owner} AND ${task} AND a.started_at >= ${input.from}::timestamptz AND a.started_at < ${input.until}::timestamptz
      WINDOW call AS (PARTITION BY a.tenant, a.key)
    )
    SELECT ${group} AS "group", currency, count(DISTINCT (tenant, key))::int AS calls, count(*)::int AS requests,
      count(DISTINCT (tenant, key)) FILTER (WHERE call_answered)::int AS answered,
      count(DISTINCT (tenant, key)) FILTER (WHERE rung < last_rung)::int AS escalated,
      count(*) FILTER (WHERE outcome = 'rejected')::int AS rejected,
      count(*) FILTER (WHERE status = 'unknown')::int AS unknown,
      coalesce(sum((usage->>'input')::bigint), 0)::float8 AS "inputTokens",
      coalesce(sum((usage->>'cached')::bigint), 0)::float8 AS "cachedTokens",
      coalesce(sum((usage->>'output')::bigint), 0)::float8 AS "outputTokens",
      sum(coalesce(settled_nano, reserved_nano))::text AS "costNano",
      percentile_cont(0.5) WITHIN GROUP (ORDER BY provider_ms) FILTER (WHERE usage IS NOT NULL) AS "p50Ms",
      percentile_cont(0.95) WITHIN GROUP (ORDER BY provider_ms) FILTER (WHERE usage IS NOT NULL) AS "p95Ms",
      count(reward)::int AS judged, avg(reward)::float8 AS quality
    FROM requests GROUP BY 1, 2 ORDER BY sum(coalesce(settled_nano, reserved_nano)) DESC, 1 LIMIT ${MOST_GROUPS}`);
  return rows;
}
