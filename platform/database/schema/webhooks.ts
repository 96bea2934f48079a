import { bigint, index, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });

/** Addresses that are told of events. Their secrets are derived from a key outside the database, and are not here. */
export const webhookEndpoints = pgTable(
  'webhook_endpoints',
  {
    id: uuid().primaryKey().defaultRandom(),
    tenant: text().notNull(),
    url: text().notNull(),
    /** Types of event that it wants; null for all. */
    types: jsonb(),
    /** `active`, or `ended`: by a person, or because the address answered 410. */
    status: text().notNull().default('active'),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [index('webhook_endpoints_tenant').on(t.tenant, t.status)],
);

/** The outbox: one row for each event and address, written by triggers (guards.sql) in the transaction of the change. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    tenant: text().notNull(),
    endpointId: uuid('endpoint_id').notNull(),
    /** The same for every try and every address: receivers know repetitions by it. */
    eventId: uuid('event_id').notNull(),
    type: text().notNull(),
    /** Claim number; events of one claim arrive in their order. */
    subject: text().notNull(),
    data: jsonb().notNull(),
    occurredAt: instant('occurred_at').notNull().defaultNow(),
    /** `pending` | `delivered` | `set-aside`. */
    status: text().notNull().default('pending'),
    tries: integer().notNull().default(0),
    /** Not before this; while it is being sent, when another sender may take it over. */
    nextAt: instant('next_at').notNull().defaultNow(),
    /** Of the last try that failed, without anything that the address said. */
    problem: text(),
    deliveredAt: instant('delivered_at'),
  },
  (t) => [
    index('webhook_deliveries_pending').on(t.status, t.nextAt),
    index('webhook_deliveries_order').on(t.endpointId, t.subject, t.id),
  ],
);
