/**
 * Money before a request: reserved in PostgreSQL at its most, atomically over all workers and all budgets of the hierarchy,
 * in one row that is also the record of the request. No row, no request.
 *
 * Every transaction locks the ledger's head first, then budgets in one order, then attempts: they wait for each other and
 * never in a circle.
 */
import { sql } from 'drizzle-orm';
import type { Database, Transaction } from '../../../platform/database/client';
import { Combiner } from './combiner';
import type { Scope } from './scopes';

export interface Reservation {
  id: string;
  tenant: string;
  key: string;
  claimNumber: string;
  task: string;
  workflowId: string;
  rung: number;
  model: string;
  deployment: string;
  currency: string;
  amountNano: bigint;
  scopes: Scope[];
  policyHash: string;
  promptHash: string;
  pricesFrom: string;
  propensity: number;
}

export type ReservationAnswer =
  | { granted: true }
  /** The budget that would be overdrawn, and what is left of it. */
  | { granted: false; why: 'over-budget'; scope: string; leftNano: bigint }
  /**
   * Look again soon: another attempt for the key is open or its answer is stored, or the budget would do if open
   * reservations ended at less than their most.
   */
  | { granted: false; why: 'not-now' };

/** @param leaseMs how long an open attempt counts as alive without a sign of its holder */
export interface ReservationParts {
  database: Database;
  holder: string;
  leaseMs: number;
}

export class Reservations {
  private readonly combiner: Combiner<Reservation, ReservationAnswer>;
  /** Budget rows that are known to be there; they are never deleted while periods last. */
  private readonly known = new Set<string>();

  constructor(private readonly parts: ReservationParts) {
    this.combiner = new Combiner((items) => this.reserveAll(items));
  }

  /** Reserve the most that a request can cost. Resolves after the commit. */
  reserve(reservation: Reservation): Promise<ReservationAnswer> {
    return this.combiner.add(reservation);
  }

  private async reserveAll(items: Reservation[]): Promise<ReservationAnswer[]> {
    await this.makeRows(items);
    return this.parts.database.transaction(async (transaction) => {
      const left = await lockBudgets(transaction, namesOf(items));
      const answers: ReservationAnswer[] = [];
      const granted: Reservation[] = [];
      const keys = new Set<string>();
      for (const item of items) {
        const answer = judge(item, left, keys);
        answers.push(answer);
        if (!answer.granted) continue;
        granted.push(item);
        keys.add(keyOf(item));
        for (const { name } of item.scopes) {
          const row = rowName(item.tenant, name);
          const used = left.get(row);
          if (used !== undefined) used.reserved += item.amountNano;
        }
      }
      if (granted.length === 0) return answers;
      const written = await this.write(transaction, granted);
      return answers.map((answer, index) =>
        answer.granted && !written.has(items[index]?.id ?? '') ? { granted: false, why: 'not-now' } : answer,
      );
    });
  }

  private async makeRows(items: Reservation[]): Promise<void> {
    const rows = namesOf(items).filter(({ tenant, scope }) => !this.known.has(rowName(tenant, scope)));
    if (rows.length === 0) return;
    await this.parts.database.execute(sql`
      INSERT INTO model_budgets (tenant, scope, reserved_nano, settled_nano)
      SELECT tenant, scope, 0, 0 FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r (tenant text, scope text)
      ORDER BY tenant, scope ON CONFLICT DO NOTHING`);
    if (this.known.size > 50_000) this.known.clear();
    for (const { tenant, scope } of rows) this.known.add(rowName(tenant, scope));
  }

  /** Attempts and budgets in one statement. @returns ids that were written; a key that is taken is left out */
  private async write(transaction: Transaction, granted: Reservation[]): Promise<Set<string>> {
    const rows = granted.map(({ amountNano, scopes, ...rest }) => ({
      ...rest,
      amountNano: amountNano.toString(),
      scopes: scopes.map(({ name }) => name),
    }));
    const { rows: written } = await transaction.execute<{ id: string }>(sql`
      WITH asked AS (
        SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r (
          id uuid, tenant text, key text, "claimNumber" text, task text, "workflowId" text, rung int, model text,
          deployment text, currency text, "amountNano" bigint, scopes jsonb, "policyHash" text, "promptHash" text,
          "pricesFrom" text, propensity float8)
      ), written AS (
        INSERT INTO model_attempts (id, tenant, key, claim_number, task, workflow_id, rung, model, deployment, status, holder,
          lease_until, currency, reserved_nano, scopes, policy_hash, prompt_hash, prices_from, propensity)
        SELECT id, tenant, key, "claimNumber", task, "workflowId", rung, model, deployment, 'open', ${this.parts.holder}::uuid,
          now() + ${this.parts.leaseMs} * interval '1 millisecond', currency, "amountNano", scopes, "policyHash",
          "promptHash", "pricesFrom", propensity
        FROM asked
        WHERE NOT EXISTS (SELECT FROM model_answers a WHERE a.tenant = asked.tenant AND a.key = asked.key)
        ON CONFLICT DO NOTHING
        RETURNING id, tenant, reserved_nano, scopes
      ), sums AS (
        SELECT tenant, scope, sum(reserved_nano)::bigint AS amount
        FROM written, jsonb_array_elements_text(scopes) AS scope GROUP BY 1, 2
      ), counted AS (
        UPDATE model_budgets b SET reserved_nano = b.reserved_nano + sums.amount
        FROM sums WHERE b.tenant = sums.tenant AND b.scope = sums.scope
      )
      SELECT id FROM written`);
    return new Set(written.map(({ id }) => id));
  }
}

const rowName = (tenant: string, scope: string) => `${tenant} ${scope}`;
const keyOf = ({ tenant, key }: Reservation) => `${tenant} ${key}`;

function namesOf(items: { tenant: string; scopes: { name: string }[] }[]): { tenant: string; scope: string }[] {
  const rows = new Map<string, { tenant: string; scope: string }>();
  for (const { tenant, scopes } of items)
    for (const { name } of scopes) rows.set(rowName(tenant, name), { tenant, scope: name });
  return [...rows.values()];
}

function judge(item: Reservation, budgets: Map<string, Used>, keys: Set<string>): ReservationAnswer {
  if (keys.has(keyOf(item))) return { granted: false, why: 'not-now' };
  let later = false;
  for (const { name, limitNano } of item.scopes) {
    const used = budgets.get(rowName(item.tenant, name));
    if (used === undefined) throw new Error(`The budget row ${name} was there and is gone`);
    const left = limitNano - used.settled;
    if (item.amountNano > left)
      return { granted: false, why: 'over-budget', scope: name, leftNano: left > 0n ? left : 0n };
    later ||= item.amountNano > left - used.reserved;
  }
  if (later) return { granted: false, why: 'not-now' };
  return { granted: true };
}

/** Billionths that are reserved and spent on a budget. */
export interface Used {
  reserved: bigint;
  settled: bigint;
}

/** Lock budget rows until the commit, always in the same order. @returns what is used, by row */
export async function lockBudgets(
  transaction: Transaction,
  names: { tenant: string; scope: string }[],
): Promise<Map<string, Used>> {
  const { rows } = await transaction.execute<{ tenant: string; scope: string; reserved: string; settled: string }>(sql`
    SELECT b.tenant, b.scope, b.reserved_nano::text AS reserved, b.settled_nano::text AS settled FROM model_budgets b
    JOIN jsonb_to_recordset(${JSON.stringify(names)}::jsonb) AS r (tenant text, scope text)
      ON b.tenant = r.tenant AND b.scope = r.scope
    ORDER BY b.tenant, b.scope FOR UPDATE OF b`);
  return new Map(
    rows.map(({ tenant, scope, reserved, settled }) => [
      rowName(tenant, scope),
      { reserved: BigInt(reserved), settled: BigInt(settled) },
    ]),
  );
}
