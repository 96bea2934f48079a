import { sql } from 'drizzle-orm';
import {
  bigint,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });
/** Billionths of a currency unit. */
const nano = (name: string) => bigint(name, { mode: 'bigint' });

/**
 * One row for each request to a model provider, written as a reservation before anything is sent: what it may cost at
 * most, then what it did cost.
 */
export const modelAttempts = pgTable(
  'model_attempts',
  {
    id: uuid().primaryKey(),
    tenant: text().notNull(),
    /** Of the call: tenant, claim, task, hash of input and prompt. A call has one row for each request it took. */
    key: text().notNull(),
    claimNumber: text('claim_number').notNull(),
    task: text().notNull(),
    workflowId: text('workflow_id').notNull(),
    rung: integer().notNull(),
    model: text().notNull(),
    deployment: text().notNull(),
    /** `open` | `settled` | `released` (nothing was sent or billed) | `unknown` (settled at the reserved maximum). */
    status: text().notNull(),
    /** The process that sends it, which prolongs the lease while it lives. */
    holder: uuid().notNull(),
    leaseUntil: instant('lease_until').notNull(),
    currency: text().notNull(),
    reservedNano: nano('reserved_nano').notNull(),
    /** Null while open. */
    settledNano: nano('settled_nano'),
    /** Names of the rows in `model_budgets` that it counts against. */
    scopes: jsonb().notNull(),
    policyHash: text('policy_hash').notNull(),
    promptHash: text('prompt_hash').notNull(),
    /** First day of the prices used. */
    pricesFrom: text('prices_from').notNull(),
    /** Probability with which routing chose where to begin. */
    propensity: doublePrecision().notNull(),
    usage: jsonb(),
    /** `answered` | `rejected` | a FaultKind; null while open. */
    outcome: text(),
    /** Names of checks that failed, codes; no content. */
    reasons: jsonb().notNull().default([]),
    /** Output that a check rejected, for the person who is asked in the end. */
    output: jsonb(),
    requestId: text('request_id'),
    startedAt: instant('started_at').notNull().defaultNow(),
    endedAt: instant('ended_at'),
    providerMs: doublePrecision('provider_ms'),
  },
  (t) => [
    index('model_attempts_key').on(t.tenant, t.key, t.startedAt),
    index('model_attempts_claim').on(t.tenant, t.claimNumber),
    // One request at a time for a call, whoever retries it.
    uniqueIndex('model_attempts_one_open').on(t.tenant, t.key).where(sql`status = 'open'`),
    index('model_attempts_leases').on(t.leaseUntil).where(sql`status = 'open'`),
    index('model_attempts_routing').on(t.task, t.model, t.startedAt),
  ],
);

/**
 * Records that the ledger is to have, written in the transaction that settles and gone when they stand in the chain: calls
 * do not wait for the lock of a tenant's chain.
 */
export const modelRecords = pgTable(
  'model_records',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    tenant: text().notNull(),
    /** A LedgerBatch. */
    batch: jsonb().notNull(),
    /** Why the ledger refused it; such a row stays until somebody has looked. */
    refused: text(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [index('model_records_waiting').on(t.id).where(sql`refused IS NULL`)],
);

/** What is reserved and spent by budget scope and period, changed only together with `model_attempts`. */
export const modelBudgets = pgTable(
  'model_budgets',
  {
    tenant: text().notNull(),
    /** e.g. `tenant|month|2026-11`, `claim|CLM-2026-000042|ever|`. */
    scope: text().notNull(),
    reservedNano: nano('reserved_nano').notNull(),
    settledNano: nano('settled_nano').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.scope] })],
);

/**
 * Questions by meaning, for tasks whose policy opts in: within one claim only. A row with a vector is a question whose answer
 * may be given again; one with `sourceKey` is a question that got the answer of another.
 */
export const modelSimilar = pgTable(
  'model_similar',
  {
    tenant: text().notNull(),
    /** Of the question. */
    key: text().notNull(),
    claimNumber: text('claim_number').notNull(),
    task: text().notNull(),
    /** What must be the same besides the meaning: prompt, schema, figures. */
    sameHash: text('same_hash').notNull(),
    vector: doublePrecision().array(),
    /** Likeness that another question needs; raised when the answer was wrong for one. */
    threshold: doublePrecision().notNull(),
    sourceKey: text('source_key'),
    similarity: doublePrecision(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.key] }),
    index('model_similar_claim').on(t.tenant, t.claimNumber, t.task, t.sameHash),
  ],
);

/** Accepted answers by key, written in the transaction that settles: asked again, nothing is sent. */
export const modelAnswers = pgTable(
  'model_answers',
  {
    tenant: text().notNull(),
    key: text().notNull(),
    claimNumber: text('claim_number').notNull(),
    task: text().notNull(),
    /** `{output, receipt}`: with personal data, so it is erased with its claim. */
    body: jsonb().notNull(),
    /** A ModelOutcome, once there is one. */
    outcome: jsonb(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.key] }), index('model_answers_claim').on(t.tenant, t.claimNumber)],
);
