/**
 * The bank as the claims process sees it: three operations, each addressed by the idempotency key of the payment.
 * Accounts go in; no answer and no error carries one out.
 */
import type { CurrencyCode } from '../vocabulary';
import type { PaymentStatus } from './contract';

/** What is to be paid, to whom. Amount in minor units. */
export interface PaymentOrder {
  currency: CurrencyCode;
  amountMinor: number;
  payee: { name: string | null; account: string };
  /** What the payee sees on the statement: the claim number. */
  reference: string;
}

/** What the bank says about a key. */
export interface BankAnswer {
  status: PaymentStatus;
  /** The bank's own reference. */
  reference: string | null;
  /** Why it was rejected, in the bank's words; may name an account, so it is scrubbed before it is stored. */
  reason: string | null;
  /** What the bank has under this key, where it says so: compared with what was meant to be paid. */
  booked: { currency: string; amountMinor: number } | null;
}

export interface Bank {
  /** Said in messages to people; a simulated bank says so here. */
  readonly name: string;
  /**
   * Pay once per key: the same key again is the same payment.
   * @throws BankUnavailable when there is no answer or a temporary one; the payment may have been accepted all the same
   * @throws BankKeyConflict when the bank has another payment under this key
   */
  instruct(key: string, order: PaymentOrder, signal?: AbortSignal): Promise<BankAnswer>;
  /** What became of a key; null when the bank has never seen it. @throws BankUnavailable */
  query(key: string, signal?: AbortSignal): Promise<BankAnswer | null>;
  /**
   * Take back a payment that is not yet released; a released or rejected one comes back unchanged. A key that the bank
   * has not seen should be closed there, so that an instruction still under way is not carried out; null where the bank
   * cannot do that. @throws BankUnavailable
   */
  void(key: string, signal?: AbortSignal): Promise<BankAnswer | null>;
}

/** The bank did not answer, or asks to try later. What became of the payment is unknown until it is asked for. */
export class BankUnavailable extends Error {
  constructor(bank: string, what: string) {
    super(`${bank}: ${what}`);
    this.name = 'BankUnavailable';
  }
}

/** The bank holds another payment under this key. */
export class BankKeyConflict extends Error {
  constructor(bank: string, key: string) {
    super(`${bank} holds another payment under key ${key}`);
    this.name = 'BankKeyConflict';
  }
}
