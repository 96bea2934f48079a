/** Figures of what machines settle, what people change of what machines propose, and what comes of referrals. */
import { sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database/client';
import { AutomationFigures, type FiguresScope, shareOf } from './contract';
import { latestClaims, newestProposals, recordsOf, rowsOf } from './sources';

const ROUTINE_HOURS = 4;

export async function automationFigures(database: Database, scope: FiguresScope): Promise<AutomationFigures> {
  const [straightThrough, routineWithin4Hours, overrides, referrals] = await Promise.all([
    straightThroughOf(database, scope),
    routineOf(database, scope),
    overridesOf(database, scope),
    referralsOf(database, scope),
  ]);
  return AutomationFigures.parse({ straightThrough, routineWithin4Hours, overrides, referrals });
}

async function straightThroughOf(database: Database, scope: FiguresScope) {
  const { tenant, from, until } = scope;
  const [row] = await rowsOf(
    database,
    sql`WITH ${latestClaims(scope)}, ${newestProposals(tenant)},
      closed AS (
        SELECT latest.*, proposals.action AS proposed, episode > 1 AS reopened,
          EXISTS (SELECT FROM ledger_records r WHERE r.tenant = ${tenant} AND r.claim_number = latest.claim_number
            AND r.body->'entry'->'actor'->>'type' = 'human' AND r.body->'entry'->>'kind' IN ('decide', 'refuse')) AS touched
        FROM latest LEFT JOIN proposals USING (claim_number)
        WHERE status = 'closed' AND closed_at >= ${from} AND closed_at < ${until}
      )
      SELECT count(*) AS closed, count(*) FILTER (WHERE straight) AS straight,
        count(*) FILTER (WHERE proposed = 'pay') AS eligible,
        count(*) FILTER (WHERE proposed = 'pay' AND straight) AS "eligibleStraight",
        count(*) FILTER (WHERE paid > 0) AS paid,
        count(*) FILTER (WHERE paid > 0 AND NOT touched AND NOT reopened) AS untouched
      FROM closed`,
  );
  const figure = (name: string) => Number(row?.[name] ?? 0);
  return {
    ofAllClosed: shareOf(figure('straight'), figure('closed')),
    ofEligible: shareOf(figure('eligibleStraight'), figure('eligible')),
    ofPaidUntouched: shareOf(figure('untouched'), figure('paid')),
  };
}

async function routineOf(database: Database, scope: FiguresScope) {
  const { tenant, from, until } = scope;
  const limit = sql`${sql.raw(String(ROUTINE_HOURS))} * interval '1 hour'`;
  const [row] = await rowsOf(
    database,
    sql`WITH ${latestClaims(scope)}, ${newestProposals(tenant)}
      SELECT count(*) AS routine, count(*) FILTER (WHERE closed_at < reported_at + ${limit}) AS soon
      FROM latest JOIN proposals USING (claim_number)
      WHERE route = 'straight-through' AND reported_at >= ${from} AND reported_at < ${until}
        AND (closed_at IS NOT NULL OR reported_at < now() - ${limit})`,
  );
  return shareOf(Number(row?.soon ?? 0), Number(row?.routine ?? 0));
}

async function overridesOf(database: Database, scope: FiguresScope) {
  const rows = await rowsOf(
    database,
    sql`WITH ${latestClaims(scope)}
      SELECT facts->>'action' AS action, reason AS "reasonCode", count(*) AS count,
        count(*) FILTER (WHERE facts->>'amountMinor' <> facts->>'proposedMinor') AS changed
      FROM ${recordsOf('decision-accepted', scope)} decided
      WHERE facts->>'taskKind' = 'decision'
        AND facts->>'action' IN ('approve', 'approve-with-changes', 'approve-in-part', 'deny')
      GROUP BY 1, 2 ORDER BY 4 DESC, 1, 2`,
  );
  const sum = (name: string) => rows.reduce((total, row) => total + Number(row[name]), 0);
  const byReason = rows.flatMap(({ action, reasonCode, changed }) =>
    Number(changed) === 0 ? [] : [{ action, reasonCode, count: changed }],
  );
  return { ...shareOf(sum('changed'), sum('count')), byReason };
}

async function referralsOf(database: Database, scope: FiguresScope) {
  const rows = await rowsOf(
    database,
    sql`WITH ${latestClaims(scope)},
      referred AS (
        SELECT claim_number FROM ${recordsOf('proposal-made', scope)} p WHERE facts->>'route' = 'investigation'
        UNION
        SELECT claim_number FROM ${recordsOf('decision-accepted', scope)} d WHERE facts->>'action' = 'refer-to-investigation'
      ),
      ended AS (
        SELECT claim_number, max(seq) AS seq FROM ledger_records
        WHERE tenant = ${scope.tenant} AND body->'entry'->>'action' = 'decision-accepted'
          AND body->'entry'->'facts'->>'action' IN ('clear-investigation', 'report-findings')
        GROUP BY 1
      )
      SELECT status, coalesce(outcome, 'open') AS outcome, r.body->'entry'->'facts'->>'action' AS found
      FROM referred JOIN latest USING (claim_number) LEFT JOIN ended USING (claim_number)
        LEFT JOIN ledger_records r ON r.tenant = ${scope.tenant} AND r.seq = ended.seq`,
  );
  const outcomes = new Map<unknown, number>();
  for (const { outcome } of rows) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const count = (test: (row: Record<string, unknown>) => boolean) => rows.filter(test).length;
  return {
    referred: rows.length,
    cleared: count(({ found }) => found === 'clear-investigation'),
    findingsReported: count(({ found }) => found === 'report-findings'),
    underInvestigation: count(({ status }) => status === 'under-investigation'),
    byOutcome: [...outcomes].map(([outcome, claims]) => ({ outcome, claims })).sort((a, b) => b.claims - a.claims),
  };
}
