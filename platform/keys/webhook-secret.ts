/** Secrets that are derived, so that no table holds them. */
import { createHmac } from 'node:crypto';

/** Name of the key in the folder of keys (`loadOrCreateSecret`). */
export const WEBHOOK_KEY = 'webhooks';

/** The secret of an address, in the form of Standard Webhooks: `whsec_` and 32 bytes in base64. */
export function webhookSecret(key: Buffer, endpointId: string): string {
  return `whsec_${createHmac('sha256', key).update(endpointId).digest('base64')}`;
}
