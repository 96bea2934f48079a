/**
 * Our book of payments (table `payments`) and what it changes in `claims_history`: one row a key, written before the
 * bank is called; the paid amount is added to the history in the same transaction that books the acceptance, once, and
 * taken back in the one that books a void.
 */
import { ApplicationFailure } from '@temporalio/common';
import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { claims, claimsHistory, payments } from '../../platform/database/schema';
import { type ClaimKey, MinorUnits } from '../vocabulary';
import { type PaymentRequest, PaymentResult, PaymentStatus } from './contract';
import type { LockedDatabase } from './key-lock';
import type { CoverageSections } from './section-split';

export type PaymentRow = typeof payments.$inferSelect;
type Writer = Parameters<Parameters<LockedDatabase['transaction']>[0]>[0];

/** Amount and currency of a key that was closed before anything was instructed. XXX is ISO 4217 for no currency. */
const NOTHING = { currency: 'XXX', amountMinor: 0, sections: [] as SectionShare[] };

/** A section's part of the payment, and what was claimed under it. Minor units. */
const SectionShare = z.object({ section: z.string(), amountMinor: MinorUnits, claimedMinor: MinorUnits });
export type SectionShare = z.infer<typeof SectionShare>;

/** What the bank said, ready to be stored: nothing of the payee in it. */
export interface Outcome {
  status: PaymentStatus;
  bankReference: string | null;
  rejection: string | null;
}

/** A section that pays no more than this for losses of a policy year. */
export type YearlyLimit = NonNullable<CoverageSections['yearlyLimits']>[number];

/**
 * Find the row of a key, or write it, within the yearly limits of the policy: claims that are settled at the same time stand in line
 * here, and what another one has told the bank to pay counts, whether or not the bank has answered. A payment that would pass a limit
 * is written as rejected and never sent.
 */
export async function openWithinLimits(
  database: LockedDatabase,
  claim: ClaimKey,
  key: string,
  payment: { currency: string; amountMinor: number; sections: SectionShare[] },
  { policyNumber, limits }: { policyNumber: string; limits: YearlyLimit[] },
): Promise<{ row: PaymentRow; existed: boolean }> {
  if (limits.length === 0) return openPayment(database, claim, key, payment);
  return database.transaction(async (writer) => {
    const place = `${claim.tenant} ${policyNumber}`;
    await writer.execute(sql`SELECT pg_advisory_xact_lock(${POLICY_LOCK_CLASS}, hashtext(${place}))`);
    const opened = await openPayment(writer, claim, key, payment);
    if (opened.existed) return opened;
    for (const { section, amountMinor } of payment.sections) {
      const limit = limits.find((one) => one.section === section);
      if (limit === undefined) continue;
      const used = await usedOf(writer, claim.tenant, key, { policyNumber, currency: payment.currency, limit });
      if (used + amountMinor <= limit.limitMinor) continue;
      const [row] = await writer
        .update(payments)
        .set({ status: 'rejected', overLimit: true, rejection: OVER_LIMIT, updatedAt: sql`now()` })
        .where(and(eq(payments.tenant, claim.tenant), eq(payments.key, key)))
        .returning();
      return { row: row ?? opened.row, existed: false };
    }
    return opened;
  });
}

/** Number space of this lock among the advisory locks of the database. */
const POLICY_LOCK_CLASS = 7_236_503;
const OVER_LIMIT = 'Other claims have used the yearly limit since this one was assessed. It was not sent to the bank.';

/** Paid, or told to the bank and not answered, under a section for losses of a policy year; this key is left out. Minor units. */
async function usedOf(
  writer: Writer,
  tenant: string,
  key: string,
  { policyNumber, currency, limit }: { policyNumber: string; currency: string; limit: YearlyLimit },
): Promise<number> {
  const { rows } = await writer.execute<{ used: string }>(sql`
    SELECT (SELECT coalesce(sum(h.paid_minor), 0) FROM claims_history h
        WHERE h.tenant = ${tenant} AND h.policy_number = ${policyNumber} AND h.section = ${limit.section}
          AND h.currency = ${currency} AND h.loss_date >= ${limit.from} AND h.loss_date < ${limit.to})
      + (SELECT coalesce(sum((s->>'amountMinor')::bigint), 0)
        FROM payments p JOIN claims c ON c.tenant = p.tenant AND c.claim_number = p.claim_number,
          jsonb_array_elements(p.sections) s
        WHERE p.tenant = ${tenant} AND p.key <> ${key} AND p.status = 'instructing' AND p.currency = ${currency}
          AND c.policy_number = ${policyNumber} AND s->>'section' = ${limit.section}
          AND c.loss_date >= ${limit.from} AND c.loss_date < ${limit.to}) AS used`);
  return Number(rows[0]?.used ?? 0);
}

/**
 * Nothing is paid above what is reserved for the claim when the payment is first told to the bank. What was told before has its row,
 * and its reserve may be gone by now.
 * @throws non-retryable `payment-over-reserve`
 */
export async function refuseOverReserve(
  database: LockedDatabase,
  { claim, key, amountMinor }: Pick<PaymentRequest, 'claim' | 'key' | 'amountMinor'>,
): Promise<void> {
  const { tenant, claimNumber, episode } = claim;
  const { rows } = await database.execute<{ reserve: string | null; known: boolean }>(sql`
    SELECT (SELECT p.body->>'reserveMinor' FROM claim_projections p
        WHERE p.tenant = ${tenant} AND p.claim_number = ${claimNumber} AND p.episode = ${episode}) AS reserve,
      EXISTS (SELECT FROM payments WHERE tenant = ${tenant} AND key = ${key}) AS known`);
  const reserveMinor = Number(rows[0]?.reserve ?? 0);
  if (rows[0]?.known === true || amountMinor <= reserveMinor) return;
  throw ApplicationFailure.nonRetryable(
    `Payment ${key} is over the reserve of claim ${claimNumber}, which is ${reserveMinor} (minor units). Set the reserve first, then pay again.`,
    'payment-over-reserve',
  );
}

/** Find the row of a key, or write it; without a payment the key is closed. @returns the row, and whether it was there before */
export async function openPayment(
  database: LockedDatabase | Writer,
  claim: ClaimKey,
  key: string,
  payment: { currency: string; amountMinor: number; sections: SectionShare[] } | null,
): Promise<{ row: PaymentRow; existed: boolean }> {
  const inserted = await database
    .insert(payments)
    .values({
      tenant: claim.tenant,
      key,
      claimNumber: claim.claimNumber,
      ...(payment ?? NOTHING),
      status: payment === null ? 'voided' : 'instructing',
    })
    .onConflictDoNothing()
    .returning();
  if (inserted[0] !== undefined) return { row: inserted[0], existed: false };
  const [row] = await database
    .select()
    .from(payments)
    .where(and(eq(payments.tenant, claim.tenant), eq(payments.key, key)));
  if (row === undefined) throw new Error(`Payment ${key} was there and is gone`);
  return { row, existed: true };
}

/**
 * A key belongs to one amount of one claim.
 * @throws non-retryable `payment-key-conflict`
 */
export function refuseConflict(
  key: string,
  known: { currency: string; amountMinor: number; claimNumber?: string },
  asked: { currency: string; amountMinor: number; claimNumber: string },
): void {
  const same =
    known.currency === asked.currency &&
    known.amountMinor === asked.amountMinor &&
    (known.claimNumber ?? asked.claimNumber) === asked.claimNumber;
  if (!same) throw keyConflict(key);
}

export function keyConflict(key: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `Payment key ${key} was used for another amount, currency or claim. Look the first payment up; use the next key for another payment.`,
    'payment-key-conflict',
  );
}

/** From which status a payment may go where; anything else leaves the row as it is. */
const FOLLOWS: Record<string, PaymentStatus[]> = {
  instructing: ['accepted', 'released', 'rejected', 'voided'],
  accepted: ['released', 'voided', 'rejected'],
};

/**
 * Book what the bank said. The history follows in the same transaction: an acceptance adds to it, a void takes back, and
 * a repeat changes nothing.
 * @returns the result as now stored
 */
export function bookOutcome(
  database: LockedDatabase,
  claim: ClaimKey,
  key: string,
  outcome: Outcome,
): Promise<PaymentResult> {
  return database.transaction(async (writer) => {
    const thisPayment = and(eq(payments.tenant, claim.tenant), eq(payments.key, key));
    const [row] = await writer.select().from(payments).where(thisPayment).for('update');
    if (row === undefined) throw new Error(`Payment ${key} was there and is gone`);
    if (!FOLLOWS[row.status]?.includes(outcome.status)) return resultOf(row);

    const shares = z.array(SectionShare).parse(row.sections);
    if (!isPaid(row.status) && isPaid(outcome.status)) await addToHistory(writer, claim, row.currency, shares);
    if (isPaid(row.status) && !isPaid(outcome.status)) await takeFromHistory(writer, claim, shares);
    const [changed] = await writer
      .update(payments)
      .set({ ...outcome, updatedAt: sql`now()` })
      .where(thisPayment)
      .returning();
    return resultOf(changed ?? row);
  });
}

function isPaid(status: string): boolean {
  return status === 'accepted' || status === 'released';
}

/** The stored result of a row that has one. */
export function resultOf(row: PaymentRow): PaymentResult {
  return PaymentResult.parse({
    key: row.key,
    status: PaymentStatus.parse(row.status),
    bankReference: row.bankReference,
    rejection: row.rejection,
    ...(row.overLimit ? { limitReached: true } : {}),
    instructedAt: new Date(row.createdAt).toISOString(),
  });
}

const ClaimantName = z.object({ claimant: z.object({ name: z.string() }) });

/** A reopened claim pays again under its number: amounts add up, the claimed amount is the newest. */
async function addToHistory(writer: Writer, claim: ClaimKey, currency: string, shares: SectionShare[]): Promise<void> {
  const [claimRow] = await writer
    .select()
    .from(claims)
    .where(and(eq(claims.tenant, claim.tenant), eq(claims.claimNumber, claim.claimNumber)));
  if (claimRow === undefined) throw new Error(`Claim ${claim.claimNumber} was there and is gone`);
  for (const share of shares) {
    await writer
      .insert(claimsHistory)
      .values({
        tenant: claim.tenant,
        reference: claim.claimNumber,
        section: share.section,
        policyNumber: claimRow.policyNumber,
        lossDate: claimRow.lossDate,
        peril: claimRow.cause,
        currency,
        claimedMinor: share.claimedMinor,
        paidMinor: share.amountMinor,
        origin: 'own',
        claimantName: ClaimantName.safeParse(claimRow.notice).data?.claimant.name ?? null,
      })
      .onConflictDoUpdate({
        target: [claimsHistory.tenant, claimsHistory.reference, claimsHistory.section],
        set: {
          paidMinor: sql`${claimsHistory.paidMinor} + excluded.paid_minor`,
          claimedMinor: sql`excluded.claimed_minor`,
        },
        setWhere: eq(claimsHistory.origin, 'own'),
      });
  }
}

async function takeFromHistory(writer: Writer, claim: ClaimKey, shares: SectionShare[]): Promise<void> {
  for (const share of shares) {
    await writer
      .update(claimsHistory)
      .set({ paidMinor: sql`${claimsHistory.paidMinor} - ${share.amountMinor}` })
      .where(
        and(
          eq(claimsHistory.tenant, claim.tenant),
          eq(claimsHistory.reference, claim.claimNumber),
          eq(claimsHistory.section, share.section),
          eq(claimsHistory.origin, 'own'),
        ),
      );
  }
}
