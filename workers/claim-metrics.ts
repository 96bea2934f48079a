/** Claims for Prometheus: how many stand where, how they ended, what waits for people. Counts alone: no claim, no content. */
import { type SQL, sql } from 'drizzle-orm';
import type { Registry } from 'prom-client';
import type { Database } from '../platform/database/client';
import { type KeptGauge, showKeptGauge } from './kept-gauge';

/** One query over an index or a small table each. */
const KEPT_MS = 15_000;

export interface ClaimMetricsInput {
  registry: Registry;
  database: Database;
  tenant: string;
  onProblem?: (error: unknown) => void;
}

/** Show the gauges of docs/operations.md that are about claims. */
export function showClaims({ registry, database, tenant, onProblem }: ClaimMetricsInput): void {
  const show = (name: string, help: string, labels: string[], query: SQL) =>
    showKeptGauge({
      registry,
      name,
      help,
      labelNames: ['tenant', ...labels],
      keptMs: KEPT_MS,
      onProblem,
      read: () => counted(database, tenant, labels, query),
    });
  // A claim counts once, as its newest episode stands.
  const latest = sql`SELECT DISTINCT ON (claim_number) * FROM claim_projections
    WHERE tenant = ${tenant} ORDER BY claim_number, episode DESC`;
  show(
    'adjutant_claims',
    'Claims by status, each as its newest episode stands',
    ['status'],
    sql`SELECT status, count(*)::int AS value FROM (${latest}) c GROUP BY status`,
  );
  show(
    'adjutant_claims_closed',
    'Closed claims by how they ended',
    ['outcome'],
    sql`SELECT outcome, count(*)::int AS value FROM (${latest}) c WHERE status = 'closed' AND outcome IS NOT NULL GROUP BY outcome`,
  );
  show(
    'adjutant_straight_through_ratio',
    'Share of claims that were settled without a person, of those closed within 30 days; none where none was closed',
    [],
    sql`SELECT avg((body->'decidedBy' = '["straight-through"]' AND episode = 1)::int)::float8 AS value FROM (${latest}) c
      WHERE status = 'closed' AND updated_at > now() - interval '30 days' HAVING count(*) > 0`,
  );
  show(
    'adjutant_review_tasks',
    'Open questions to people by kind, overdue or not',
    ['kind', 'state'],
    sql`SELECT kind, CASE WHEN due_at < now() THEN 'overdue' ELSE 'in-time' END AS state, count(*)::int AS value
      FROM review_tasks WHERE tenant = ${tenant} AND status = 'open' GROUP BY 1, 2`,
  );
  show(
    'adjutant_payments',
    'Payments by status; those that stay `instructing` wait for the bank',
    ['status'],
    sql`SELECT status, count(*)::int AS value FROM payments WHERE tenant = ${tenant} GROUP BY status`,
  );
  show(
    'adjutant_webhook_deliveries',
    'Events for webhooks that wait or were set aside',
    ['status'],
    sql`SELECT status, count(*)::int AS value FROM webhook_deliveries
      WHERE tenant = ${tenant} AND status <> 'delivered' GROUP BY status`,
  );
  show(
    'adjutant_ledger_records',
    'Records of the ledger',
    [],
    sql`SELECT seq::float8 AS value FROM ledger_heads WHERE tenant = ${tenant}`,
  );
}

type Values = Awaited<ReturnType<KeptGauge['read']>>;

async function counted(database: Database, tenant: string, names: string[], query: SQL): Promise<Values> {
  const { rows } = await database.execute<Record<string, unknown>>(query);
  return rows.map((row) => ({
    labels: { tenant, ...Object.fromEntries(names.map((name) => [name, String(row[name])])) },
    value: Number(row.value),
  }));
}
