/** Payments through a bank interface. Instructed once per key; an unknown outcome is queried by that key first. */
import { z } from 'zod';
import { ClaimKey, CurrencyCode, EvidenceRef, IsoInstant, MinorUnits } from '../vocabulary';

export const PaymentStatus = z.enum(['accepted', 'released', 'rejected', 'voided']);
export type PaymentStatus = z.infer<typeof PaymentStatus>;

export const PaymentRequest = z.object({
  claim: ClaimKey,
  /** `payment/<tenant>/<claim>/<episode>/<n>`: the same key never pays twice, whatever is retried, reset or restarted. */
  key: z.string().min(5).max(160),
  currency: CurrencyCode,
  amountMinor: MinorUnits.min(1),
  /** Facts hold the payee; the account number stays out of history. */
  facts: EvidenceRef,
  /** Coverage says which sections of the policy pay; without it the amount is recorded under section `unknown`. */
  coverage: EvidenceRef.nullable().optional(),
  /** Interest on what was late is no indemnity: no section bears it, no limit is used by it. Indemnity where absent. */
  purpose: z.enum(['indemnity', 'interest']).optional(),
});
export type PaymentRequest = z.infer<typeof PaymentRequest>;

export const PaymentResult = z.object({
  key: z.string(),
  status: PaymentStatus,
  bankReference: z.string().nullable(),
  /** Why the bank said no, without account data. */
  rejection: z.string().nullable(),
  /**
   * True where it was not sent to the bank, because other claims have used up the yearly limit since this one was assessed: it
   * has to be assessed again. The status is `rejected` then.
   */
  limitReached: z.boolean().optional(),
  /** When it was first written down to be paid. The same after a repetition or a reset. */
  instructedAt: IsoInstant.optional(),
});
export type PaymentResult = z.infer<typeof PaymentResult>;

export interface PaymentActivities {
  /**
   * Instruct; on a time-out or a lost answer the bank is asked by key before anything is sent again. Non-retryable:
   * `payment-request-invalid`, `claim-not-found`, `payee-missing`, `payment-key-conflict`, `payment-over-reserve`. The bank's
   * no is a result.
   */
  instructPayment(input: PaymentRequest): Promise<PaymentResult>;
  /**
   * Void a payment that is not yet released. `released` comes back unchanged: a person recovers it. A key that was never
   * instructed is closed, so that a late attempt under it sends nothing.
   */
  voidPayment(input: { claim: ClaimKey; key: string }): Promise<PaymentResult>;
}
