/** Figures of claims: how many come, where they stand, how long they take, what is paid and reserved. */
import { sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database/client';
import { ClaimFigures, type FiguresScope } from './contract';
import { dayOf, latestClaims, percentile, rowsOf } from './sources';

export async function claimFigures(database: Database, scope: FiguresScope): Promise<ClaimFigures> {
  const { from, until } = scope;
  const latest = latestClaims(scope);
  const inPeriod = (instant: string) => sql`${sql.raw(instant)} >= ${from} AND ${sql.raw(instant)} < ${until}`;
  const took = sql`(closed_at - reported_at)`;
  const times = sql`count(*) AS closed, ${percentile(0.5, took)} AS "medianSeconds", ${percentile(0.9, took)} AS "p90Seconds"`;
  const [perDay, openByStage, clocks, whole, closedPerDay, outcomes, paid, reserved] = await Promise.all([
    rowsOf(
      database,
      sql`WITH ${latest} SELECT ${dayOf(sql`reported_at`)} AS day, count(*) AS reported
        FROM latest WHERE ${inPeriod('reported_at')} GROUP BY 1 ORDER BY 1`,
    ),
    rowsOf(
      database,
      sql`WITH ${latest} SELECT status, count(*) AS open FROM latest WHERE status <> 'closed' GROUP BY 1 ORDER BY 2 DESC, 1`,
    ),
    rowsOf(
      database,
      sql`WITH ${latest} SELECT count(*) FILTER (WHERE due_at < now()) AS overdue,
          count(*) FILTER (WHERE due_at >= now() AND due_at < now() + interval '24 hours') AS "within24Hours",
          count(*) FILTER (WHERE due_at >= now() + interval '24 hours') AS later,
          count(*) FILTER (WHERE due_at IS NULL) AS none
        FROM latest WHERE status <> 'closed'`,
    ),
    rowsOf(
      database,
      sql`WITH ${latest} SELECT ${times} FROM latest WHERE status = 'closed' AND ${inPeriod('closed_at')}`,
    ),
    rowsOf(
      database,
      sql`WITH ${latest} SELECT ${dayOf(sql`closed_at`)} AS day, ${times} FROM latest
        WHERE status = 'closed' AND ${inPeriod('closed_at')} GROUP BY 1 ORDER BY 1`,
    ),
    rowsOf(
      database,
      sql`WITH ${latest} SELECT coalesce(outcome, 'unknown') AS outcome, count(*) AS closed FROM latest
        WHERE status = 'closed' AND ${inPeriod('closed_at')} GROUP BY 1 ORDER BY 2 DESC, 1`,
    ),
    rowsOf(
      database,
      sql`WITH ${latest} SELECT currency, sum(paid) AS minor FROM latest
        WHERE paid > 0 AND status = 'closed' AND ${inPeriod('closed_at')} GROUP BY 1 ORDER BY 1`,
    ),
    rowsOf(
      database,
      sql`WITH ${latest} SELECT currency, sum(reserve) AS minor FROM latest WHERE reserve > 0 GROUP BY 1 ORDER BY 1`,
    ),
  ]);
  return ClaimFigures.parse({
    inflow: { reported: perDay.reduce((sum, { reported }) => sum + Number(reported), 0), perDay },
    openByStage,
    clocks: clocks[0],
    cycleTime: { ...whole[0], perDay: closedPerDay },
    outcomes,
    paid,
    reserved,
  });
}
