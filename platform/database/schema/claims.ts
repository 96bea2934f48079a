import { sql } from 'drizzle-orm';
import {
  bigint,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  serial,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });

/** A registered notice: made before the workflow starts, so that one idempotency key is one claim. */
export const claims = pgTable(
  'claims',
  {
    tenant: text().notNull(),
    claimNumber: text('claim_number').notNull(),
    /** Newest episode. */
    episode: integer().notNull().default(1),
    serial: serial(),
    idempotencyKey: text('idempotency_key').notNull(),
    /** SHA-256 of the request, so that another request under the same key is refused. */
    requestHash: text('request_hash').notNull(),
    notice: jsonb().notNull(),
    /** FileRef[] received so far. */
    files: jsonb().notNull(),
    policyNumber: text('policy_number').notNull(),
    lossDate: text('loss_date').notNull(),
    cause: text().notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.claimNumber] }),
    uniqueIndex('claims_idempotency').on(t.tenant, t.idempotencyKey),
    index('claims_claimant').on(t.tenant, sql`(${t.notice}->'claimant'->>'userId')`),
    index('claims_same_loss').on(t.tenant, t.policyNumber, t.lossDate, t.cause),
  ],
);

/** Episodes after the first: who opened the claim again, and why. Registered before their process starts. */
export const claimReopenings = pgTable(
  'claim_reopenings',
  {
    tenant: text().notNull(),
    claimNumber: text('claim_number').notNull(),
    /** From 2. */
    episode: integer().notNull(),
    /** ReopeningKind. */
    kind: text().notNull(),
    requestId: text('request_id').notNull(),
    reasonRef: text('reason_ref').notNull(),
    byUser: text('by_user').notNull(),
    byRole: text('by_role').notNull(),
    /** FileRef[] that came with it and were new, under neutral names. */
    files: jsonb().notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.claimNumber, t.episode] }),
    uniqueIndex('claim_reopenings_request').on(t.tenant, t.claimNumber, t.requestId),
  ],
);

/** What lists and descriptions read. `body` is a ClaimProjection (activities/claimfile/contract.ts). */
export const claimProjections = pgTable(
  'claim_projections',
  {
    tenant: text().notNull(),
    claimNumber: text('claim_number').notNull(),
    episode: integer().notNull(),
    version: integer().notNull(),
    status: text().notNull(),
    outcome: text(),
    line: text(),
    policyNumber: text('policy_number').notNull(),
    payableMinor: bigint('payable_minor', { mode: 'number' }),
    claimedMinor: bigint('claimed_minor', { mode: 'number' }).generatedAlwaysAs(sql`(body->>'claimedMinor')::bigint`),
    updatedAt: instant('updated_at').notNull(),
    body: jsonb().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.claimNumber, t.episode] }),
    index('claim_projections_status').on(t.tenant, t.status),
  ],
);

/** Questions to people. `body` is a ReviewTask. */
export const reviewTasks = pgTable(
  'review_tasks',
  {
    tenant: text().notNull(),
    taskId: text('task_id').notNull(),
    claimNumber: text('claim_number').notNull(),
    episode: integer().notNull(),
    version: integer().notNull(),
    kind: text().notNull(),
    status: text().notNull(),
    role: text().notNull(),
    openedAt: instant('opened_at').notNull(),
    dueAt: instant('due_at'),
    line: text(),
    /** What the claim is about at most: the larger of claimed and proposed. */
    stakeMinor: bigint('stake_minor', { mode: 'number' }),
    /** How many reasons there are why a person is asked. */
    points: integer().generatedAlwaysAs(sql`jsonb_array_length(body->'why')`),
    body: jsonb().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.taskId] }),
    index('review_tasks_claim').on(t.tenant, t.claimNumber),
    // In the order of the queue: those without a due date come last.
    index('review_tasks_open').on(t.tenant, sql`coalesce(due_at, 'infinity')`, t.taskId).where(sql`status = 'open'`),
    // All that counting and ordering need, so that bodies are read for one page only.
    index('review_tasks_queue')
      .on(t.tenant, t.kind, t.dueAt, t.stakeMinor, t.points, t.taskId, t.role, t.line, t.claimNumber)
      .where(sql`status = 'open'`),
  ],
);

/** Evidence by content: readings, assessments, proposals, notes. Scoped to its claim so that it can be erased with it. */
export const evidence = pgTable(
  'evidence',
  {
    tenant: text().notNull(),
    claimNumber: text('claim_number').notNull(),
    ref: text().notNull(),
    kind: text().notNull(),
    body: jsonb().notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.claimNumber, t.ref] })],
);
