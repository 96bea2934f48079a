/** Webhooks: which addresses are told of events, and what became of each. Managed by whoever administers the installation. */
import { and, desc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { WebhookType } from '../../activities/webhooks/contract';
import type { Database } from '../../platform/database/client';
import { webhookDeliveries, webhookEndpoints } from '../../platform/database/schema';
import { webhookSecret } from '../../platform/keys/webhook-secret';
import { recordAccess } from './access-records';
import { AdjutantError, InvalidInputError, NotFoundError } from './errors';

export const WebhookEndpoint = z.object({
  id: z.uuid(),
  url: z.string(),
  /** Null for all. */
  types: z.array(WebhookType).nullable(),
  status: z.enum(['active', 'ended']),
  createdBy: z.string(),
  createdAt: z.string(),
  pending: z.number().int(),
  setAside: z.number().int(),
});
export type WebhookEndpoint = z.infer<typeof WebhookEndpoint>;

export const WebhookDelivery = z.object({
  id: z.number().int(),
  endpointId: z.uuid(),
  eventId: z.uuid(),
  type: z.string(),
  subject: z.string(),
  occurredAt: z.string(),
  status: z.enum(['pending', 'delivered', 'set-aside']),
  tries: z.number().int(),
  problem: z.string().nullable(),
});
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

export const NewWebhook = z.object({
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .refine((url) => !URL.canParse(url) || (new URL(url).username === '' && new URL(url).password === ''), {
      message: 'must hold no user or password',
    }),
  types: z.array(WebhookType).min(1).optional(),
});
export type NewWebhook = z.infer<typeof NewWebhook>;

const MOST_ENDPOINTS = 20;

/** Where events may go, and from what secrets are derived. */
export interface WebhookRules {
  /** `WEBHOOK_KEY` of the folder of keys. */
  key: Buffer;
  /** True where http and addresses of the own network are allowed (ADJUTANT_WEBHOOKS_INSIDE). */
  inside: boolean;
}

/** The address was removed, or has answered 410. */
export class WebhookEndedError extends AdjutantError {
  override readonly name = 'WebhookEndedError';
  constructor(id: string) {
    super('webhook-ended', `Webhook ${id} has ended: nothing is sent to it. Add its address again.`);
  }
}

export class Webhooks {
  constructor(
    private readonly database: Database,
    private readonly tenant: string,
  ) {}

  async list(): Promise<WebhookEndpoint[]> {
    const count = (status: string) =>
      this.database.$count(
        webhookDeliveries,
        and(eq(webhookDeliveries.endpointId, webhookEndpoints.id), eq(webhookDeliveries.status, status)),
      );
    const rows = await this.database
      .select({ row: webhookEndpoints, pending: count('pending'), setAside: count('set-aside') })
      .from(webhookEndpoints)
      .where(eq(webhookEndpoints.tenant, this.tenant))
      .orderBy(webhookEndpoints.createdAt);
    return rows.map(({ row: { tenant: _, ...row }, ...counts }) =>
      WebhookEndpoint.parse({ ...row, createdAt: new Date(row.createdAt).toISOString(), ...counts }),
    );
  }

  /**
   * Tell an address of events from now on.
   * @returns its id, and the secret by which it knows that it is us: shown this once
   * @throws InvalidInputError
   */
  async add(given: NewWebhook, { key, inside }: WebhookRules, actor: string): Promise<{ id: string; secret: string }> {
    const parsed = NewWebhook.safeParse(given);
    if (!parsed.success) throw new InvalidInputError('The webhook', parsed.error.issues);
    // Where its name leads is looked at when it is connected to.
    if (!inside && new URL(parsed.data.url).protocol !== 'https:')
      throw new InvalidInputError('The webhook', [{ path: ['url'], message: 'must be https' }]);
    if ((await this.list()).filter(({ status }) => status === 'active').length >= MOST_ENDPOINTS)
      throw new InvalidInputError('The webhook', [{ path: [], message: `there are ${MOST_ENDPOINTS} already` }]);
    const { url, types } = parsed.data;
    return this.database.transaction(async (transaction) => {
      const [row] = await transaction
        .insert(webhookEndpoints)
        .values({ tenant: this.tenant, url, types: types ?? null, createdBy: actor })
        .returning({ id: webhookEndpoints.id });
      const id = row?.id ?? '';
      await recordAccess(transaction, {
        tenant: this.tenant,
        event: 'webhook-added',
        userId: null,
        actor,
        facts: { id, host: new URL(url).host },
      });
      return { id, secret: webhookSecret(key, id) };
    });
  }

  /** Tell it no more; what waits for it is set aside. @throws NotFoundError */
  async remove(id: string, actor: string): Promise<void> {
    await this.mustBeOurs(id);
    await this.database.transaction(async (transaction) => {
      await transaction.update(webhookEndpoints).set({ status: 'ended' }).where(eq(webhookEndpoints.id, id));
      await transaction
        .update(webhookDeliveries)
        .set({ status: 'set-aside', problem: 'removed' })
        .where(and(eq(webhookDeliveries.endpointId, id), eq(webhookDeliveries.status, 'pending')));
      await recordAccess(transaction, {
        tenant: this.tenant,
        event: 'webhook-removed',
        userId: null,
        actor,
        facts: { id },
      });
    });
  }

  /** Send an event of the type `adjutant.webhook.test`. @throws NotFoundError, WebhookEndedError */
  async test(id: string): Promise<void> {
    await this.mustBeActive(id);
    await this.database.insert(webhookDeliveries).values({
      tenant: this.tenant,
      endpointId: id,
      eventId: sql`gen_random_uuid()`,
      type: 'adjutant.webhook.test',
      subject: 'TEST',
      data: {},
    });
  }

  /** Newest first. */
  async deliveries(id: string, limit = 50): Promise<WebhookDelivery[]> {
    await this.mustBeOurs(id);
    const rows = await this.database
      .select()
      .from(webhookDeliveries)
      .where(eq(webhookDeliveries.endpointId, id))
      .orderBy(desc(webhookDeliveries.id))
      .limit(limit);
    return rows.map((row) => WebhookDelivery.parse({ ...row, occurredAt: new Date(row.occurredAt).toISOString() }));
  }

  /** Try again what was set aside, from the first try on. @returns how many @throws NotFoundError, WebhookEndedError */
  async retry(id: string): Promise<number> {
    await this.mustBeActive(id);
    const again = await this.database
      .update(webhookDeliveries)
      .set({ status: 'pending', tries: 0, nextAt: sql`now()`, problem: null })
      .where(and(eq(webhookDeliveries.endpointId, id), eq(webhookDeliveries.status, 'set-aside')))
      .returning({ id: webhookDeliveries.id });
    return again.length;
  }

  /** Nothing is sent to an address that has ended. */
  private async mustBeActive(id: string): Promise<void> {
    if ((await this.mustBeOurs(id)) === 'ended') throw new WebhookEndedError(id);
  }

  /** @returns its status */
  private async mustBeOurs(id: string): Promise<string> {
    const [found] = z.uuid().safeParse(id).success
      ? await this.database
          .select({ status: webhookEndpoints.status })
          .from(webhookEndpoints)
          .where(and(eq(webhookEndpoints.tenant, this.tenant), eq(webhookEndpoints.id, id)))
      : [];
    if (found === undefined) throw new NotFoundError('webhook', id);
    return found.status;
  }
}
