/** What figures are made from, as parts of queries. */
import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database/client';
import type { FiguresScope } from './contract';

/** Each claim as it stands: `latest`, its newest episode, of the line that is asked for. */
export function latestClaims({ tenant, line }: Pick<FiguresScope, 'tenant' | 'line'>): SQL {
  return sql`latest AS (
    SELECT * FROM (
      SELECT DISTINCT ON (p.claim_number) p.claim_number, p.episode, p.status, p.outcome, p.line,
        coalesce(p.body->>'currency', '') AS currency,
        (p.body->>'paidMinor')::bigint AS paid, coalesce((p.body->>'reserveMinor')::bigint, 0) AS reserve,
        (p.body->>'dueAt')::timestamptz AS due_at, (p.body->>'closedAt')::timestamptz AS closed_at,
        p.body->'decidedBy' = '["straight-through"]' AS straight, c.created_at AS reported_at
      FROM claim_projections p JOIN claims c ON c.tenant = p.tenant AND c.claim_number = p.claim_number
      WHERE p.tenant = ${tenant} ORDER BY p.claim_number, p.episode DESC
    ) newest WHERE ${line}::text IS NULL OR line = ${line}
  )`;
}

/** Records of one action in the period, of claims in `latest`: `at`, `facts`, `actor`, `reason`, `oversight`. */
export function recordsOf(action: string, { tenant, from, until }: FiguresScope): SQL {
  return sql`(
    SELECT r.claim_number, r.seq, (r.body->'entry'->>'occurredAt')::timestamptz AS at, r.body->'entry'->'facts' AS facts,
      r.body->'entry'->'actor' AS actor, r.body->'entry'->'reasons'->0->>'code' AS reason,
      r.body->'entry'->'oversight' AS oversight
    FROM ledger_records r JOIN latest ON latest.claim_number = r.claim_number
    WHERE r.tenant = ${tenant} AND r.body->'entry'->>'action' = ${action}
      AND r.body->'entry'->>'occurredAt' >= ${from} AND r.body->'entry'->>'occurredAt' < ${until}
  )`;
}

/** `proposals`: the newest proposal of each claim, whenever it was made. */
export function newestProposals(tenant: string): SQL {
  return sql`proposals AS (
    SELECT DISTINCT ON (claim_number) claim_number, body->'entry'->'facts'->>'action' AS action,
      body->'entry'->'facts'->>'route' AS route
    FROM ledger_records WHERE tenant = ${tenant} AND body->'entry'->>'action' = 'proposal-made'
    ORDER BY claim_number, seq DESC
  )`;
}

export async function rowsOf(database: Database, query: SQL): Promise<Record<string, unknown>[]> {
  return (await database.execute(query)).rows as Record<string, unknown>[];
}

export const dayOf = (instant: SQL) => sql`to_char(${instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD')`;
/** In seconds. */
export const percentile = (fraction: number, interval: SQL) =>
  sql`percentile_cont(${sql.raw(String(fraction))}) WITHIN GROUP (ORDER BY extract(epoch FROM ${interval}))`;
