/** A ledger of its own for a test: a migrated database, a folder for keys and one for anchors. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnchorFolder } from '../../activities/ledger/anchors';
import { LedgerAppender } from '../../activities/ledger/appender';
import type { LedgerBatch, LedgerEntry, LedgerVerification } from '../../activities/ledger/contract';
import { verifyLedger } from '../../activities/ledger/verify';
import type { Database } from '../../platform/database/client';
import { SigningKeys } from '../../platform/keys/signing';
import { createTestDatabase } from '../support/database';

export function entry(step: string, changes: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    step,
    occurredAt: '2026-03-02T10:00:00.000Z',
    kind: 'check',
    action: 'coverage-assessed',
    automated: true,
    actor: { type: 'system', id: 'coverage', role: null },
    inputs: [{ ref: 'a'.repeat(64), kind: 'claim-facts' }],
    output: { ref: 'b'.repeat(64), kind: 'coverage-assessment' },
    rulesHash: 'c'.repeat(64),
    reasons: [{ code: 'covered', clause: '3.1', text: 'Collision is insured – Größe "1" \\ ok' }],
    facts: { payableMinor: 90_000, confidence: 0.87, tiny: 1e-7, tookMs: 12, straightThrough: true, note: null },
    oversight: null,
    ...changes,
  };
}

export function batch(claimNumber: string, entries: LedgerEntry[], tenant = 'acme'): LedgerBatch {
  return {
    claim: { tenant, claimNumber, episode: 1 },
    process: { type: 'claim', workflowId: `claim/${tenant}/${claimNumber}/1`, runId: 'run-1' },
    entries,
  };
}

export const steps = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => entry(`${prefix}-${i + 1}`));

export interface TestLedger {
  database: Database;
  keys: SigningKeys;
  anchors: AnchorFolder;
  appender: LedgerAppender;
  folder: string;
  url: string;
  append(...batches: LedgerBatch[]): Promise<number[]>;
  verify(tenant?: string): Promise<LedgerVerification>;
  /** SQL of an attacker who owns the database: the guards are switched off around it. */
  attack(...statements: string[]): Promise<void>;
  close(): Promise<void>;
}

export async function createTestLedger(intervalMs = 10): Promise<TestLedger> {
  const { database, url } = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'adjutant-ledger-'));
  const keys = await SigningKeys.open(join(folder, 'keys'));
  const anchors = new AnchorFolder(join(folder, 'anchors'));
  const appender = new LedgerAppender({ database, keys, anchors }, { intervalMs });
  return {
    database,
    url,
    keys,
    anchors,
    appender,
    folder,
    append: (...batches) => database.transaction((transaction) => appender.appendEntries(transaction, batches)),
    verify: async (tenant = 'acme') => verifyLedger({ database, tenant, anchors, publicKeys: await keys.publicKeys() }),
    async attack(...statements) {
      const client = await database.$client.connect();
      try {
        await client.query(
          'ALTER TABLE ledger_records DISABLE TRIGGER USER; ALTER TABLE ledger_heads DISABLE TRIGGER USER',
        );
        for (const statement of statements) await client.query(statement);
      } finally {
        await client.query(
          `ALTER TABLE ledger_records ENABLE ALWAYS TRIGGER ledger_append_only; ALTER TABLE ledger_records ENABLE ALWAYS TRIGGER ledger_no_truncate;
           ALTER TABLE ledger_heads ENABLE ALWAYS TRIGGER ledger_head_forward; ALTER TABLE ledger_heads ENABLE ALWAYS TRIGGER ledger_head_kept`,
        );
        client.release();
      }
    },
    async close() {
      await appender.close();
      await database.$client.end();
    },
  };
}
