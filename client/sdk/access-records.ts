/** The record of sign-ins, refusals and changes of accounts: append-only, without addresses, names or anything typed by strangers. */
import type { Database, Transaction } from '../../platform/database/client';
import { accessRecords } from '../../platform/database/schema';

export type AccessEvent =
  | 'signed-in'
  | 'signed-out'
  | 'sign-in-refused'
  | 'access-refused'
  | 'csrf-refused'
  | 'password-changed'
  | 'password-change-refused'
  | 'password-reset'
  | 'account-added'
  | 'account-changed'
  | 'key-added'
  | 'keys-ended'
  | 'account-deactivated'
  | 'account-activated'
  | 'absence-set'
  | 'absence-ended'
  | 'webhook-added'
  | 'webhook-removed'
  | 'payload-key-used';

export interface AccessRecord {
  tenant: string;
  event: AccessEvent;
  /** Account that it is about; null where it is none of ours. */
  userId: string | null;
  /** Who did it; null for strangers. */
  actor: string | null;
  facts?: Record<string, string | number | boolean | null>;
}

export async function recordAccess(database: Database | Transaction, record: AccessRecord): Promise<void> {
  await database.insert(accessRecords).values({ ...record, facts: record.facts ?? {} });
}
