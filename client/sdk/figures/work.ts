/** Figures of who does the work: people who decide, and models. */
import { sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database/client';
import { type FiguresScope, shareOf, WorkFigures } from './contract';
import { latestClaims, percentile, recordsOf, rowsOf } from './sources';

export async function workFigures(database: Database, scope: FiguresScope): Promise<WorkFigures> {
  const [reviewers, models] = await Promise.all([reviewersOf(database, scope), modelsOf(database, scope)]);
  return WorkFigures.parse({ reviewers, models });
}

/** The time is that from the first look at the task over the API; a task that was decided elsewhere has none. */
async function reviewersOf(database: Database, scope: FiguresScope) {
  const quick = sql`seconds IS NOT NULL AND facts->>'action' = 'approve' AND facts->>'amountMinor' = facts->>'proposedMinor'`;
  const rows = await rowsOf(
    database,
    sql`WITH ${latestClaims(scope)},
      decided AS (
        SELECT d.*, extract(epoch FROM d.at - v.first_shown_at) AS seconds
        FROM ${recordsOf('decision-accepted', scope)} d
          LEFT JOIN task_views v ON v.tenant = ${scope.tenant} AND v.task_id = d.oversight->>'taskId'
            AND v.user_id = d.actor->>'id' AND v.first_shown_at <= d.at
        WHERE d.actor->>'type' = 'human'
      )
      SELECT actor->>'id' AS "userId", coalesce(max(u.name), actor->>'id') AS name, max(actor->>'role') AS role,
        count(*) AS decisions, count(seconds) AS timed,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS "medianSeconds",
        count(*) FILTER (WHERE ${quick}) AS approvals,
        count(*) FILTER (WHERE ${quick} AND seconds < ${scope.quickSeconds}) AS quick
      FROM decided LEFT JOIN users u ON u.tenant = ${scope.tenant} AND u.user_id = actor->>'id'
      GROUP BY actor->>'id' ORDER BY 4 DESC, 1`,
  );
  return rows.map(({ approvals, quick: quickly, ...row }) => ({
    ...row,
    quickApprovals: shareOf(Number(quickly), Number(approvals)),
  }));
}

function modelsOf(database: Database, scope: FiguresScope) {
  const { tenant, from, until, line } = scope;
  const ofLine =
    line === null
      ? sql``
      : sql`AND claim_number IN (SELECT claim_number FROM claim_projections WHERE tenant = ${tenant} AND line = ${line})`;
  const ms = (fraction: number) => sql`round(1000 * ${percentile(fraction, sql`provider_ms * interval '1 ms'`)})`;
  return rowsOf(
    database,
    sql`SELECT task, model, currency, count(*) AS requests, count(*) FILTER (WHERE outcome = 'answered') AS answered,
        coalesce(sum(settled_nano), 0) AS "costNano", ${ms(0.5)} AS "medianMs", ${ms(0.95)} AS "p95Ms"
      FROM model_attempts WHERE tenant = ${tenant} AND started_at >= ${from} AND started_at < ${until} ${ofLine}
      GROUP BY task, model, currency ORDER BY 4 DESC, 1, 2`,
  );
}
