/**
 * Takes deliveries from the outbox to their addresses. Every worker has one; what one is sending no other takes until its time is up. At
 * least once, the events of one claim in their order for each address.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database/client';
import { webhookDeliveries, webhookEndpoints } from '../../platform/database/schema';
import { webhookSecret } from '../../platform/keys/webhook-secret';
import { type CloudEvent, RETRY_AFTER_SECONDS } from './contract';
import { post } from './post';
import { signedHeaders } from './signature';

/** Longer than a request can take: then another sender may send it again. */
const LEASE_SECONDS = 60;
const AT_ONCE = 16;
const LOOK_EVERY_MS = 1_000;
/** The database is away: it is not asked, and nobody is told of it, every second. */
const AFTER_TROUBLE_MS = 10_000;
const GONE = 410;
/** What was delivered is kept for this long, to be looked up. Days. */
const KEEP_DELIVERED_DAYS = 30;
const SWEEP_EVERY_MS = 60 * 60 * 1000;

export interface SenderParts {
  database: Database;
  /** From which the secrets of addresses are derived. */
  key: Buffer;
  /** Addresses of the own network, and http, are allowed. */
  inside: boolean;
  onProblem?: (problem: unknown) => void;
  timeoutMs?: number;
  retryAfterSeconds?: readonly number[];
}

interface Delivery {
  id: number;
  tenant: string;
  endpointId: string;
  eventId: string;
  type: string;
  subject: string;
  data: CloudEvent['data'];
  occurredAt: string;
  tries: number;
  url: string;
}

export class WebhookSender {
  private readonly ending = new AbortController();
  private running: Promise<void> | undefined;
  private sweptAt = 0;

  constructor(private readonly parts: SenderParts) {}

  start(): void {
    this.running ??= this.run();
  }

  /** What is being sent is ended first. */
  async close(): Promise<void> {
    this.ending.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.ending.signal.aborted) {
      const pause = await this.work().then(
        // What follows may be due now.
        (sent) => (sent > 0 ? 0 : LOOK_EVERY_MS),
        (problem) => {
          this.parts.onProblem?.(problem);
          return AFTER_TROUBLE_MS;
        },
      );
      if (pause > 0) await wait(pause, undefined, { signal: this.ending.signal }).catch(() => {});
    }
  }

  private async work(): Promise<number> {
    if (Date.now() - this.sweptAt > SWEEP_EVERY_MS) {
      await this.sweep();
      this.sweptAt = Date.now();
    }
    return this.sendDue();
  }

  /** Forget what was delivered long ago. What was set aside stays. @returns how many */
  async sweep(): Promise<number> {
    const old = sql`${webhookDeliveries.deliveredAt} < now() - ${KEEP_DELIVERED_DAYS} * interval '1 day'`;
    const gone = await this.parts.database
      .delete(webhookDeliveries)
      .where(and(eq(webhookDeliveries.status, 'delivered'), old))
      .returning({ id: webhookDeliveries.id });
    return gone.length;
  }

  /** Send what is due now. @returns how many were tried */
  async sendDue(): Promise<number> {
    const due = await this.take();
    await Promise.all(due.map((delivery) => this.send(delivery)));
    return due.length;
  }

  /** The first of each claim and address that waits, leased to this sender. */
  private async take(): Promise<Delivery[]> {
    const { rows } = await this.parts.database.execute<Record<string, unknown>>(sql`
      UPDATE webhook_deliveries d SET next_at = now() + ${LEASE_SECONDS} * interval '1 second', tries = d.tries + 1
      FROM webhook_endpoints e
      WHERE e.id = d.endpoint_id AND d.id IN (
        SELECT p.id FROM webhook_deliveries p
        JOIN webhook_endpoints a ON a.id = p.endpoint_id AND a.status = 'active'
        WHERE p.status = 'pending' AND p.next_at <= now() AND NOT EXISTS (
          SELECT FROM webhook_deliveries f
          WHERE f.endpoint_id = p.endpoint_id AND f.subject = p.subject AND f.id < p.id AND f.status = 'pending')
        ORDER BY p.id LIMIT ${AT_ONCE} FOR UPDATE OF p SKIP LOCKED)
      RETURNING d.id, d.tenant, d.endpoint_id AS "endpointId", d.event_id AS "eventId", d.type, d.subject, d.data,
        d.occurred_at AS "occurredAt", d.tries, e.url`);
    return rows.map((row) => ({ ...(row as unknown as Delivery), id: Number(row.id) }));
  }

  private async send(delivery: Delivery): Promise<void> {
    const { database, key, inside, timeoutMs } = this.parts;
    const body = JSON.stringify(eventOf(delivery));
    const at = Math.floor(Date.now() / 1000);
    const headers = {
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'user-agent': 'Adjutant-Webhooks/1',
      ...signedHeaders(webhookSecret(key, delivery.endpointId), delivery.eventId, at, body),
    };
    const limits = { inside, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
    // In an async function, so that an address that is refused at once is a problem of this delivery only.
    const posting = async () => post(delivery.url, headers, body, limits);
    const status = await posting().catch((problem: unknown) => problemOf(problem));
    const mine = and(eq(webhookDeliveries.id, delivery.id), eq(webhookDeliveries.tries, delivery.tries));
    if (typeof status === 'number' && status >= 200 && status < 300) {
      await database
        .update(webhookDeliveries)
        .set({ status: 'delivered', deliveredAt: sql`now()`, problem: null })
        .where(mine);
      return;
    }
    if (status === GONE) return this.end(delivery.endpointId);
    const later = (this.parts.retryAfterSeconds ?? RETRY_AFTER_SECONDS)[delivery.tries - 1];
    const problem = typeof status === 'number' ? `HTTP ${status}` : status;
    await database
      .update(webhookDeliveries)
      .set(
        later === undefined
          ? { status: 'set-aside', problem }
          : { nextAt: sql`now() + ${later} * interval '1 second'`, problem },
      )
      .where(mine);
  }

  /** An address that wants no more: what waits for it is set aside. */
  private async end(endpointId: string): Promise<void> {
    await this.parts.database.transaction(async (transaction) => {
      await transaction.update(webhookEndpoints).set({ status: 'ended' }).where(eq(webhookEndpoints.id, endpointId));
      await transaction
        .update(webhookDeliveries)
        .set({ status: 'set-aside', problem: `HTTP ${GONE}` })
        .where(and(eq(webhookDeliveries.endpointId, endpointId), eq(webhookDeliveries.status, 'pending')));
    });
  }
}

function eventOf(delivery: Delivery): CloudEvent {
  return {
    specversion: '1.0',
    id: delivery.eventId,
    source: `/tenants/${delivery.tenant}`,
    type: delivery.type as CloudEvent['type'],
    subject: delivery.subject,
    time: new Date(delivery.occurredAt).toISOString(),
    datacontenttype: 'application/json',
    data: delivery.data,
  };
}

/** A code, never a text of the other side. */
function problemOf(problem: unknown): string {
  const { code, name } = problem as { code?: string; name?: string };
  return code ?? name ?? 'no answer';
}
