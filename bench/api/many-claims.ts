/** Thousands of claims out of a few that went through the whole process: their rows, copied under numbers of their own. */
import { getTableColumns, getTableName, type SQL, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Database } from '../../platform/database/client';
import { claimProjections, claims, evidence, ledgerRecords, reviewTasks } from '../../platform/database/schema';

/**
 * Copy every claim that is there until there are `count` more. Evidence keeps its content, and so its hash; the copies of
 * ledger records are no chain and do not verify.
 */
export async function copyClaims(database: Database, count: number): Promise<void> {
  await database.execute(sql`CREATE TABLE bench_copies AS
    SELECT original, 'CLM-2020-' || lpad(n::text, 6, '0') AS copy, n
    FROM generate_series(1, ${count}::int) n
      JOIN (SELECT claim_number AS original, row_number() OVER (ORDER BY claim_number) - 1 AS place, count(*) OVER () AS of
        FROM claims) known ON known.place = n % known.of`);
  const renamed = (column: string, type: string) =>
    sql.raw(`replace(t."${column}"::text, b.original, b.copy)::${type}`);
  await copy(
    database,
    claims,
    { serial: sql`1000000 + b.n`, idempotencyKey: sql`t.idempotency_key || b.copy` },
    renamed,
  );
  await copy(database, claimProjections, {}, renamed);
  // Due from a day ago to three days ahead, so that each clock has some; to the millisecond, as the process writes it.
  await copy(
    database,
    reviewTasks,
    { dueAt: sql`date_trunc('milliseconds', now()) + (b.n % 96 - 24) * interval '1 hour'` },
    renamed,
  );
  await copy(database, evidence, { body: sql`t.body`, ref: sql`t.ref` }, renamed);
  // Far above: claims that have just been brought there may still write records of their own.
  const last = sql`(SELECT max(seq) + 1000000 FROM ledger_records)`;
  await copy(database, ledgerRecords, { seq: sql`${last} + row_number() OVER (ORDER BY b.n, t.seq)` }, renamed);
  await database.execute(sql`INSERT INTO task_assignments (tenant, task_id, claim_number, assignee, assigned_by, version)
    SELECT tenant, task_id, claim_number, 'adjuster-' || 1 + abs(hashtext(task_id)) % 2, 'supervisor-1', 1
    FROM review_tasks WHERE status = 'open' AND abs(hashtext(task_id)) % 3 = 0`);
  await database.execute(sql`DROP TABLE bench_copies`);
  await database.execute(sql`VACUUM ANALYZE`);
}

async function copy(
  database: Database,
  table: PgTable,
  values: Record<string, SQL>,
  renamed: (column: string, type: string) => SQL,
): Promise<void> {
  const columns = Object.entries(getTableColumns(table)).filter(([, column]) => column.generated === undefined);
  const names = columns.map(([, column]) => sql.identifier(column.name));
  const selected = columns.map(([name, { name: column, columnType }]) => {
    if (values[name] !== undefined) return values[name];
    if (columnType === 'PgText') return renamed(column, 'text');
    return columnType === 'PgJsonb' ? renamed(column, 'jsonb') : sql.raw(`t."${column}"`);
  });
  await database.execute(sql`INSERT INTO ${sql.identifier(getTableName(table))} (${sql.join(names, sql`, `)})
    SELECT ${sql.join(selected, sql`, `)} FROM ${sql.identifier(getTableName(table))} t
      JOIN bench_copies b ON b.original = t.claim_number`);
}
