/**
 * Money before a request: reserved in PostgreSQL at its most, atomically over all workers and all budgets of the hierarchy,
 * in one row that is also the record of the request. No row, no request.
 *
 * Every transaction locks budgets in one order first, then attempts: they wait for each other and never in a circle.
 */
import type { Database } from '../../../platform/database/client';
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

  constructor(private readonly parts: ReservationParts) {
    this.combiner = new Combiner((items) => this.reserveAll(items));
  }

  /** Reserve the most that a request can cost. Resolves after the commit. */
  reserve(reservation: Reservation): Promise<ReservationAnswer> {
    return this.combiner.add(reservation);
  }

  /** One statement, which is a transaction of its own: the locks of budgets are held no longer than it takes. */
  private async reserveAll(items: Reservation[]): Promise<ReservationAnswer[]> {
    const given = items.map(({ amountNano, scopes, ...rest }) => ({
      ...rest,
      amountNano: amountNano.toString(),
      scopes: scopes.map(({ name }) => name),
      limitsNano: scopes.map(({ limitNano }) => limitNano.toString()),
    }));
    const { rows } = await this.parts.database.$client.query<Judged>({
      name: 'reserve-model-money',
      text: `SELECT answer, over_scope, left_nano::text
        FROM reserve_model_money($1::jsonb, $2::uuid, $3::float8 * interval '1 millisecond')`,
      values: [JSON.stringify(given), this.parts.holder, this.parts.leaseMs],
    });
    return rows.map(({ answer, over_scope, left_nano }) => {
      if (answer === 'granted') return { granted: true };
      if (answer === 'not-now') return { granted: false, why: 'not-now' };
      return { granted: false, why: 'over-budget', scope: over_scope ?? '', leftNano: BigInt(left_nano ?? 0) };
    });
  }
}

/** A row of `reserve_model_money` (platform/database/guards.sql). */
interface Judged {
  answer: 'granted' | 'not-now' | 'over-budget';
  over_scope: string | null;
  left_nano: string | null;
}
