/**
 * A bank for trying things out: no money moves, and its name and references say so. Its books are the table
 * `simulated_bank`; they stand for somebody else's system. What it does is data, chosen by the last digits of the
 * payee's account, so that a test or a demonstration can bring about each case at will.
 */
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../../platform/database/client';
import { simulatedBank } from '../../platform/database/schema';
import { CurrencyCode, MinorUnits } from '../vocabulary';
import { type Bank, type BankAnswer, BankKeyConflict, BankUnavailable, type PaymentOrder } from './bank';
import { PaymentStatus } from './contract';

const Suffix = z.string().regex(/^[0-9A-Z]{1,12}$/);

/** How the simulated bank behaves. Each case has the ending of the accounts that it applies to. */
export const SimulatedBehaviour = z.strictObject({
  rejects: z.array(z.strictObject({ accountEndsIn: Suffix, reason: z.string().max(200) })).default([]),
  delays: z
    .array(z.strictObject({ accountEndsIn: Suffix, milliseconds: z.number().int().min(0).max(60_000) }))
    .default([]),
  /** Accepted in the books, but the caller's first so many calls end without an answer. */
  losesAnswer: z.array(z.strictObject({ accountEndsIn: Suffix, times: z.number().int().min(1).max(20) })).default([]),
});
export type SimulatedBehaviour = z.infer<typeof SimulatedBehaviour>;

/** For demonstrations: every account is paid, except those that end in 0000. */
export const DEMONSTRATION_BEHAVIOUR: SimulatedBehaviour = SimulatedBehaviour.parse({
  rejects: [{ accountEndsIn: '0000', reason: 'The account is closed.' }],
});

/** A row of the books. Of the account only its ending is kept. */
const Booking = z.object({
  simulated: z.literal(true),
  currency: CurrencyCode.nullable(),
  amountMinor: MinorUnits.nullable(),
  accountEnding: z.string().nullable(),
  reference: z.string().nullable(),
  reason: z.string().nullable(),
  calls: z.number().int(),
});
type Booking = z.infer<typeof Booking>;

export class SimulatedBank implements Bank {
  readonly name = 'Simulated bank (no money moves)';

  constructor(
    private readonly database: Database,
    private readonly behaviour: SimulatedBehaviour = DEMONSTRATION_BEHAVIOUR,
  ) {}

  async instruct(key: string, order: PaymentOrder, signal?: AbortSignal): Promise<BankAnswer> {
    const account = order.payee.account;
    const ending = <T extends { accountEndsIn: string }>(cases: T[]) =>
      cases.find((one) => account.endsWith(one.accountEndsIn));
    const delay = ending(this.behaviour.delays);
    if (delay !== undefined) await wait(delay.milliseconds, undefined, { signal });

    const reason = ending(this.behaviour.rejects)?.reason ?? null;
    const body: Booking = {
      simulated: true,
      currency: order.currency,
      amountMinor: order.amountMinor,
      accountEnding: account.slice(-4),
      reference: order.reference,
      reason,
      calls: 0,
    };
    await this.database
      .insert(simulatedBank)
      .values({ key, bankReference: referenceOf(key), status: reason === null ? 'accepted' : 'rejected', body })
      .onConflictDoNothing();
    const [row] = await this.database
      .update(simulatedBank)
      .set({
        body: sql`jsonb_set(${simulatedBank.body}, '{calls}', to_jsonb((${simulatedBank.body}->>'calls')::int + 1))`,
      })
      .where(eq(simulatedBank.key, key))
      .returning();
    if (row === undefined) throw new BankUnavailable(this.name, 'the books could not be read');
    const booking = Booking.parse(row.body);
    const answer = answerOf(row);
    if (
      answer.booked !== null &&
      (answer.booked.amountMinor !== order.amountMinor || answer.booked.currency !== order.currency)
    )
      throw new BankKeyConflict(this.name, key);
    const lost = ending(this.behaviour.losesAnswer);
    if (lost !== undefined && booking.calls <= lost.times)
      throw new BankUnavailable(this.name, 'no answer in time (simulated)');
    return answer;
  }

  async query(key: string): Promise<BankAnswer | null> {
    const [row] = await this.database.select().from(simulatedBank).where(eq(simulatedBank.key, key));
    return row === undefined ? null : answerOf(row);
  }

  async void(key: string): Promise<BankAnswer | null> {
    const closed: Booking = {
      simulated: true,
      currency: null,
      amountMinor: null,
      accountEnding: null,
      reference: null,
      reason: null,
      calls: 0,
    };
    await this.database
      .insert(simulatedBank)
      .values({ key, bankReference: referenceOf(key), status: 'voided', body: closed })
      .onConflictDoNothing();
    await this.database
      .update(simulatedBank)
      .set({ status: 'voided' })
      .where(and(eq(simulatedBank.key, key), eq(simulatedBank.status, 'accepted')));
    return this.query(key);
  }

  /** Send an accepted payment on its way, after which it cannot be voided. */
  async release(key: string): Promise<void> {
    await this.database
      .update(simulatedBank)
      .set({ status: 'released' })
      .where(and(eq(simulatedBank.key, key), eq(simulatedBank.status, 'accepted')));
  }
}

/** `SIM-` and twelve characters that follow from the key. */
function referenceOf(key: string): string {
  return `SIM-${createHash('sha256').update(key).digest('hex').slice(0, 12).toUpperCase()}`;
}

function answerOf(row: typeof simulatedBank.$inferSelect): BankAnswer {
  const { currency, amountMinor, reason } = Booking.parse(row.body);
  return {
    status: PaymentStatus.parse(row.status),
    reference: row.bankReference,
    reason,
    booked: currency === null || amountMinor === null ? null : { currency, amountMinor },
  };
}
