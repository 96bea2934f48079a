/**
 * Money after a request: what it cost, the answer under its key, and the ledger record, in one transaction. A crash after
 * it costs nothing; a crash before it leaves an open attempt, which `sweep` ends at its reserved maximum.
 */
import { sql } from 'drizzle-orm';
import type { Database, Transaction } from '../../../platform/database/client';
import type { LedgerAppends, LedgerBatch } from '../../ledger/contract';
import type { TokenUsage } from '../contract';
import { Combiner } from './combiner';

/** How an attempt ended. */
export interface Settlement {
  id: string;
  tenant: string;
  scopes: { name: string }[];
  /**
   * `settled` at `costNano`; `released`: nothing was sent or billed; `unknown`: at the reserved maximum, because nobody
   * can say.
   */
  status: 'settled' | 'released' | 'unknown';
  /** With `settled`. */
  costNano: bigint;
  usage: TokenUsage | null;
  outcome: string;
  reasons: string[];
  output: unknown;
  requestId: string | null;
  providerMs: number;
  /** With an accepted answer. */
  answer: StoredAnswer | null;
  /** Once for each call, with its end. */
  record: LedgerBatch | null;
}

export interface StoredAnswer {
  key: string;
  claimNumber: string;
  task: string;
  body: unknown;
}

export class Settlements {
  private readonly combiner: Combiner<Settlement, void>;

  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerAppends<Transaction>,
  ) {
    this.combiner = new Combiner((items) => this.settleAll(items));
  }

  /** Resolves after the commit. An attempt that was swept meanwhile is put right: its real cost replaces the maximum. */
  settle(settlement: Settlement): Promise<void> {
    return this.combiner.add(settlement);
  }

  private async settleAll(items: Settlement[]): Promise<undefined[]> {
    const records = items.flatMap(({ record }) => record ?? []);
    await this.database.transaction(async (transaction) => {
      // Budgets last: their locks are what reservations wait for, and the ledger takes a few statements.
      if (records.length > 0) await this.ledger.appendEntries(transaction, records);
      await closeAttempts(transaction, items);
    });
    for (const tenant of new Set(records.map(({ claim }) => claim.tenant))) this.ledger.committed(tenant);
    return items.map(() => undefined);
  }
}

/**
 * Attempts, answers and budgets in one statement: a sum can only move together with its row. Budgets are locked first, in
 * their order, because everything else waits for that count; what is read after is the newest version, since every row
 * that matters is locked or updated.
 */
async function closeAttempts(transaction: Transaction, items: Settlement[]): Promise<void> {
  const rows = items.map(({ id, status, costNano, usage, outcome, reasons, output, requestId, providerMs }) => ({
    id,
    status,
    cost: costNano.toString(),
    usage,
    outcome,
    reasons,
    output: output ?? null,
    requestId,
    providerMs,
  }));
  const scopes = items.flatMap((item) => item.scopes.map(({ name }) => ({ tenant: item.tenant, scope: name })));
  const answers = items.flatMap(({ tenant, answer }) => (answer === null ? [] : [{ tenant, ...answer }]));
  await transaction.execute(sql`
    WITH locked AS MATERIALIZED (
      SELECT b.scope FROM model_budgets b
      JOIN jsonb_to_recordset(${JSON.stringify(scopes)}::jsonb) AS r (tenant text, scope text)
        ON b.tenant = r.tenant AND b.scope = r.scope
      ORDER BY b.tenant, b.scope FOR UPDATE OF b
    ), told AS (
      SELECT * FROM jsonb_to_recordset(${storable(rows)}::jsonb) AS r (
        id uuid, status text, cost bigint, usage jsonb, outcome text, reasons jsonb, output jsonb, "requestId" text,
        "providerMs" float8)
    ), before AS (
      SELECT a.id, a.tenant, a.status, a.scopes, a.reserved_nano, coalesce(a.settled_nano, 0) AS settled_nano,
        CASE told.status WHEN 'settled' THEN told.cost WHEN 'unknown' THEN a.reserved_nano ELSE 0 END AS cost
      FROM model_attempts a JOIN told ON told.id = a.id
      WHERE a.status IN ('open', 'unknown') AND (SELECT count(*) FROM locked) >= 0 FOR UPDATE OF a
    ), closed AS (
      UPDATE model_attempts a SET status = told.status, settled_nano = before.cost, usage = told.usage,
        outcome = told.outcome, reasons = told.reasons, output = told.output, request_id = told."requestId",
        provider_ms = told."providerMs", ended_at = clock_timestamp()
      FROM told JOIN before ON before.id = told.id WHERE a.id = told.id
    ), stored AS (
      INSERT INTO model_answers (tenant, key, claim_number, task, body)
      SELECT tenant, key, "claimNumber", task, body FROM jsonb_to_recordset(${storable(answers)}::jsonb) AS r (
        tenant text, key text, "claimNumber" text, task text, body jsonb)
      WHERE (SELECT count(*) FROM locked) >= 0
      ON CONFLICT DO NOTHING
    ), sums AS (
      SELECT tenant, scope, sum(cost - settled_nano)::bigint AS spent,
        sum(CASE status WHEN 'open' THEN reserved_nano ELSE 0 END)::bigint AS freed
      FROM before, jsonb_array_elements_text(scopes) AS scope GROUP BY 1, 2
    )
    UPDATE model_budgets b SET reserved_nano = b.reserved_nano - sums.freed, settled_nano = b.settled_nano + sums.spent
    FROM sums WHERE b.tenant = sums.tenant AND b.scope = sums.scope`);
}

/** As JSON that PostgreSQL takes: jsonb holds no NUL and no half of a surrogate pair, and models write both. */
function storable(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'string' ? part.replaceAll(UNSTORABLE, '\uFFFD') : part,
  );
}

/** The lint rule means control characters that slipped in; this one is meant. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what has to be found
const UNSTORABLE = /\u0000|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
