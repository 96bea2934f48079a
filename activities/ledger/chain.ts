/**
 * Walk a tenant's chain in the database, record by record: every record by itself, its plain columns, its place, and its
 * link to the one before. Memory is bounded: rows come in batches.
 */
import { sql } from 'drizzle-orm';
import type { Database, Transaction } from '../../platform/database/client';
import { ledgerRecords } from '../../platform/database/schema';
import type { PublicKeys } from '../../platform/keys/signing';
import type { LedgerRecord } from './contract';
import { checkSignature, type Fault, GENESIS_HASH, readRecord } from './record';

const BATCH = 500;

/** A row of the table as the database has it; `text` is the body. */
export type LedgerRow = {
  seq: number;
  workflowId: string;
  step: string;
  claimNumber: string;
  episode: number;
  prevHash: string;
  hash: string;
  text: string;
};

/** Rows after a seq, in order. */
export async function readRows(database: Database | Transaction, tenant: string, after: number): Promise<LedgerRow[]> {
  const t = ledgerRecords;
  const { rows } = await database.execute<Omit<LedgerRow, 'seq'> & { seq: string }>(sql`
    SELECT ${t.seq} AS seq, ${t.workflowId} AS "workflowId", ${t.step} AS step, ${t.claimNumber} AS "claimNumber",
      ${t.episode} AS episode, ${t.prevHash} AS "prevHash", ${t.hash} AS hash, ${t.body}::text AS text
    FROM ${t} WHERE ${t.tenant} = ${tenant} AND ${t.seq} > ${after} ORDER BY ${t.seq} LIMIT ${sql.raw(String(BATCH))}`);
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** The first column that does not say what the body says. */
function foreignColumn(row: LedgerRow, record: LedgerRecord): string | null {
  const pairs: [string, unknown, unknown][] = [
    ['workflow_id', row.workflowId, record.process.workflowId],
    ['step', row.step, record.entry.step],
    ['claim_number', row.claimNumber, record.subject.claimNumber],
    ['episode', row.episode, record.subject.episode],
    ['prev_hash', row.prevHash, record.prevHash],
    ['hash', row.hash, record.hash],
  ];
  return pairs.find(([, column, body]) => column !== body)?.[0] ?? null;
}

/** A record in its place, or what is wrong at this seq; after that the walk ends. */
export type ChainStep = { seq: number; hash: string; fault: null } | { seq: number; fault: Fault };

async function checkRow(
  row: LedgerRow,
  tenant: string,
  expected: number,
  keys: PublicKeys,
): Promise<{ record: LedgerRecord; fault: null } | { seq: number; fault: Fault }> {
  const { seq } = row;
  if (seq > expected) {
    const missing =
      seq - 1 === expected ? `record ${expected} is missing` : `records ${expected} to ${seq - 1} are missing`;
    return { seq: expected, fault: { problem: 'removed', detail: missing } };
  }
  if (seq < expected)
    return { seq, fault: { problem: 'out-of-order', detail: `there is no place ${seq} in the chain` } };
  const read = readRecord(row.text);
  if (read.fault !== null) return { seq, fault: read.fault };
  const { record } = read;
  if (record.seq !== seq || record.tenant !== tenant) {
    const detail = `in place ${seq} of ${tenant} stands record ${record.seq} of ${record.tenant}`;
    return { seq, fault: { problem: 'out-of-order', detail } };
  }
  const column = foreignColumn(row, record);
  if (column !== null) {
    return { seq, fault: { problem: 'altered', detail: `column ${column} does not say what the signed record says` } };
  }
  const fault = await checkSignature(record.hash, record.signature, keys);
  return fault === null ? { record, fault: null } : { seq, fault };
}

/**
 * @param start seq and hash of the record that the walk begins after; the start of the chain when left out
 * @returns one step a record, up to and including the first fault
 */
export async function* walkChain(
  database: Database | Transaction,
  options: { tenant: string; keys: PublicKeys; start?: { seq: number; hash: string } },
): AsyncGenerator<ChainStep> {
  const { tenant, keys } = options;
  let previous = options.start ?? { seq: 0, hash: GENESIS_HASH };
  // From the start also rows in places that cannot be (0 and below) are seen.
  let rows = await readRows(database, tenant, options.start?.seq ?? Number.MIN_SAFE_INTEGER);
  while (rows.length > 0) {
    const last = rows.at(-1)?.seq ?? 0;
    const next = rows.length < BATCH ? Promise.resolve([]) : readRows(database, tenant, last);
    // The next batch is fetched while this one is checked; when the walk ends here, its failure is nobody's.
    next.catch(() => {});
    const first = previous.seq + 1;
    for (const checked of await Promise.all(rows.map((row, i) => checkRow(row, tenant, first + i, keys)))) {
      if (checked.fault !== null) {
        yield { seq: checked.seq, fault: checked.fault };
        return;
      }
      const { seq, hash, prevHash } = checked.record;
      if (prevHash !== previous.hash) {
        const detail = `record ${seq} does not follow record ${seq - 1}: one of the two was made again and signed with a known key`;
        yield { seq, fault: { problem: 'altered', detail } };
        return;
      }
      previous = { seq, hash };
      yield { seq, hash, fault: null };
    }
    rows = await next;
  }
}
