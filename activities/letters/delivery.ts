/** How a letter leaves the house. Every delivery is addressed by tenant, claim and key: the same again is one letter. */
import type { LetterKind } from './contract';

export interface OutgoingLetter {
  tenant: string;
  claimNumber: string;
  key: string;
  kind: LetterKind;
  /** ISO date. */
  date: string;
  recipient: { name: string; email: string | null };
  /** SHA-256 of the PDF, hex. */
  sha256: string;
  pdf: Buffer;
  text: string;
  subject: string;
  /** On paper, whatever else there is. */
  byPost?: boolean;
}

export interface Delivery {
  /**
   * Deliver once per tenant, claim and key. @returns where the letter can be opened
   * @throws DeliveryUnavailable for temporary trouble; it may have been delivered all the same
   * @throws DeliveryConflict when another letter was delivered under this key
   * @throws DeliveryRefused when the service will not take it
   */
  deliver(letter: OutgoingLetter, signal?: AbortSignal): Promise<string>;
}

export class DeliveryUnavailable extends Error {
  override readonly name = 'DeliveryUnavailable';
}
export class DeliveryConflict extends Error {
  override readonly name = 'DeliveryConflict';
}
export class DeliveryRefused extends Error {
  override readonly name = 'DeliveryRefused';
}
