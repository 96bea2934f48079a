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

  /** One statement, which is a transaction of its own: the locks of budgets are held no longer than it takes. */
  private async reserveAll(items: Reservation[]): Promise<ReservationAnswer[]> {
    await this.makeRows(items);
    const given = items.map(({ amountNano, scopes, ...rest }) => ({
      ...rest,
      amountNano: amountNano.toString(),
      scopes: scopes.map(({ name, limitNano }) => ({ name, limitNano: limitNano.toString() })),
    }));
    const { rows } = await this.parts.database.execute<Judged>(sql`
      SELECT answer, over_scope, left_nano::text FROM reserve_model_money(${JSON.stringify(given)}::jsonb,
        ${this.parts.holder}::uuid, ${this.parts.leaseMs} * interval '1 millisecond')`);
    return rows.map(({ answer, over_scope, left_nano }) => {
      if (answer === 'granted') return { granted: true };
      if (answer === 'not-now') return { granted: false, why: 'not-now' };
      return { granted: false, why: 'over-budget', scope: over_scope ?? '', leftNano: BigInt(left_nano ?? 0) };
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
}

/** A row of `reserve_model_money` (platform/database/guards.sql). */
interface Judged extends Record<string, unknown> {
  answer: 'granted' | 'not-now' | 'over-budget';
  over_scope: string | null;
  left_nano: string | null;
}

const rowName = (tenant: string, scope: string) => `${tenant} ${scope}`;

function namesOf(items: { tenant: string; scopes: { name: string }[] }[]): { tenant: string; scope: string }[] {
  const rows = new Map<string, { tenant: string; scope: string }>();
  for (const { tenant, scopes } of items)
    for (const { name } of scopes) rows.set(rowName(tenant, name), { tenant, scope: name });
  return [...rows.values()];
}

/** Lock budget rows until the commit, always in the same order. */
export async function lockBudgets(transaction: Transaction, names: { tenant: string; scope: string }[]): Promise<void> {
  await transaction.execute(sql`
    SELECT FROM model_budgets b
    JOIN jsonb_to_recordset(${JSON.stringify(names)}::jsonb) AS r (tenant text, scope text)
      ON b.tenant = r.tenant AND b.scope = r.scope
    ORDER BY b.tenant, b.scope FOR UPDATE OF b`);
}
