/**
 * Money after a request: what it cost, the answer under its key, and the record for the ledger, in one transaction. A crash
 * after it costs nothing; a crash before it leaves an open attempt, which `sweep` ends at its reserved maximum.
 */
import type { Database } from '../../../platform/database/client';
import type { LedgerBatch } from '../../ledger/contract';
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
  /** Once for each call, with its end; `Outbox` takes it to the ledger. */
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

  /** @param onRecords told when records wait for the ledger */
  constructor(
    private readonly database: Database,
    private readonly onRecords: () => void,
  ) {
    this.combiner = new Combiner((items) => this.settleAll(items));
  }

  /** Resolves after the commit. An attempt that was swept meanwhile is put right: its real cost replaces the maximum. */
  settle(settlement: Settlement): Promise<void> {
    return this.combiner.add(settlement);
  }

  /** One statement, which is a transaction of its own: a sum can only move together with its row, its answer and its record. */
  private async settleAll(items: Settlement[]): Promise<undefined[]> {
    const given = items.map(({ scopes, costNano, output, ...rest }) => ({
      ...rest,
      costNano: costNano.toString(),
      output: output ?? null,
      scopes: scopes.map(({ name }) => name),
    }));
    await this.database.$client.query({
      name: 'settle-model-money',
      text: 'SELECT settle_model_money($1::jsonb)',
      values: [storable(given)],
    });
    if (items.some(({ record }) => record !== null)) this.onRecords();
    return items.map(() => undefined);
  }
}

/** As JSON that PostgreSQL takes: jsonb holds no NUL and no half of a surrogate pair, and models write both. */
export function storable(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'string' ? part.replaceAll(UNSTORABLE, '\uFFFD') : part,
  );
}

/** The lint rule means control characters that slipped in; this one is meant. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what has to be found
const UNSTORABLE = /\u0000|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
