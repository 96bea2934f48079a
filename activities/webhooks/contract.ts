/** Webhooks: what happened, told to addresses of others. CloudEvents 1.0, signed as Standard Webhooks; names and figures, no personal data. */
import { z } from 'zod';

export const WebhookType = z.enum([
  'adjutant.claim.received',
  'adjutant.claim.reopened',
  'adjutant.claim.status-changed',
  'adjutant.claim.closed',
  'adjutant.task.opened',
  'adjutant.task.ended',
  'adjutant.letter.delivered',
  'adjutant.payment.changed',
  'adjutant.webhook.test',
]);
export type WebhookType = z.infer<typeof WebhookType>;

/** The body of a webhook (CloudEvents 1.0, structured JSON). */
export const CloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.uuid(),
  /** `/tenants/<tenant>`. */
  source: z.string(),
  type: WebhookType,
  /** Claim number. */
  subject: z.string(),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type CloudEvent = z.infer<typeof CloudEvent>;

/** Tries after the first one wait for this long, seconds: about three days in all. Then a delivery is set aside. */
export const RETRY_AFTER_SECONDS = [5, 30, 120, 600, 3_600, 3 * 3_600, 6 * 3_600, 12 * 3_600, 24 * 3_600, 24 * 3_600];
