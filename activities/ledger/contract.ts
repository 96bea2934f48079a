/** The ledger: append-only, hash-chained per tenant, signed. One record per automatic or human step. */
import { z } from 'zod';
import { type ClaimKey, EvidenceRef, IsoInstant, Reason, Sha256 } from '../vocabulary';

/** What the workflow hands over; identity and order, hashes and the signature are added on append. */
export const LedgerEntry = z.object({
  /** Unique within the workflow: appending the same step again changes nothing. */
  step: z.string().min(1).max(120),
  occurredAt: IsoInstant,
  kind: z.enum([
    'receive',
    'extract',
    'check',
    'score',
    'recommend',
    'decide',
    'refuse',
    'draft',
    'send',
    'pay',
    'record',
  ]),
  /** e.g. `coverage-assessed`, `decision-accepted`, `payment-instructed`. */
  action: z.string().max(80),
  automated: z.boolean(),
  actor: z.object({ type: z.enum(['system', 'model', 'human']), id: z.string(), role: z.string().nullable() }),
  inputs: z.array(EvidenceRef),
  output: EvidenceRef.nullable(),
  /** Hash of the rules or terms that decided, where rules did. */
  rulesHash: Sha256.nullable(),
  reasons: z.array(Reason),
  /** Small figures: amounts in minor units, counts, durations in ms. No personal data. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** Oversight of a human act: what was shown and how long. */
  oversight: z
    .object({ taskId: z.string(), evidenceHash: Sha256, presentedAt: IsoInstant.nullable(), decisionId: z.string() })
    .nullable(),
});
export type LedgerEntry = z.infer<typeof LedgerEntry>;

/** The record as stored: the entry in its process context, chained and signed. */
export const LedgerRecord = z.object({
  schemaVersion: z.literal(1),
  tenant: z.string(),
  /** Gap-free from 1 for each tenant. */
  seq: z.number().int().min(1),
  recordedAt: IsoInstant,
  process: z.object({ type: z.string(), workflowId: z.string(), runId: z.string() }),
  subject: z.object({ claimNumber: z.string(), episode: z.number().int() }),
  entry: LedgerEntry,
  prevHash: Sha256,
  /**
   * SHA-256 of the canonical JSON (RFC 8785) of `{contentHash, prevHash, schemaVersion, seq, tenant}`, where `contentHash`
   * is the SHA-256 of the canonical JSON of everything else in the record but `hash` and `signature`. Two steps, so that
   * the links of the chain can be shown and checked without showing the content of other claims' records.
   */
  hash: Sha256,
  /** ed25519 over the 32 bytes of the hash, base64, with the id of the key. */
  signature: z.object({ keyId: z.string(), value: z.string() }),
});
export type LedgerRecord = z.infer<typeof LedgerRecord>;

export const LedgerProblem = z.enum([
  'altered',
  'removed',
  'out-of-order',
  'bad-signature',
  'unknown-key',
  'truncated',
  'anchor-mismatch',
  'anchor-missing',
]);
export type LedgerProblem = z.infer<typeof LedgerProblem>;

export const LedgerVerification = z.object({
  tenant: z.string(),
  ok: z.boolean(),
  records: z.number().int(),
  /** Records after the anchored head: a crash between commit and anchor, not tampering. */
  notYetAnchored: z.number().int(),
  firstBroken: z.object({ seq: z.number().int(), problem: LedgerProblem, detail: z.string() }).nullable(),
  /** Newest seq that the anchor outside the database vouches for; null where there is no anchor. */
  anchoredSeq: z.number().int().nullable().optional(),
  /** What is worth knowing and is not tampering, e.g. a torn last line of the anchor file. */
  notes: z.array(z.string()).optional(),
});
export type LedgerVerification = z.infer<typeof LedgerVerification>;

/** Where the archive of a claim is, and what the verification said when it was made. */
export const ClaimArchive = z.object({
  /** Of the zip in the blob store. */
  sha256: Sha256,
  bytes: z.number().int(),
  verification: LedgerVerification,
});
export type ClaimArchive = z.infer<typeof ClaimArchive>;

/** Something in the archive of a claim that is not as it was written. */
export const ExportProblem = z.object({
  /** File of the archive, or null for the archive as a whole. */
  file: z.string().nullable(),
  /** Record of the ledger that it concerns. */
  seq: z.number().int().nullable(),
  problem: z.union([LedgerProblem, z.enum(['unreadable', 'missing-file', 'foreign-file', 'ledger-broken'])]),
  detail: z.string(),
});
export type ExportProblem = z.infer<typeof ExportProblem>;

/** What checking the archive of a claim found (export-check.ts), without a database. */
export const ExportCheck = z.object({
  ok: z.boolean(),
  tenant: z.string().nullable(),
  claimNumber: z.string().nullable(),
  /** Records of the claim. */
  records: z.number().int(),
  /** Keys that signed. To be compared with those that the insurer published, unless `trustedKeyIds` were given. */
  keyIds: z.array(z.string()),
  /** Newest anchored seq that the archive proves; null where nothing in it is anchored. */
  anchoredSeq: z.number().int().nullable(),
  /** Records first, in order. */
  problems: z.array(ExportProblem),
});
export type ExportCheck = z.infer<typeof ExportCheck>;

/** Entries of one claim's process, as handed to `LedgerAppends`. */
export interface LedgerBatch {
  claim: ClaimKey;
  process: LedgerRecord['process'];
  entries: LedgerEntry[];
}

/**
 * What other capabilities need to write records inside a transaction of their own (`Transaction` of
 * platform/database/client). Implemented by LedgerAppender; handed over by the composition root.
 */
export interface LedgerAppends<Transaction> {
  /** @returns for each batch, in order, the seq of its newest record (the tenant's newest when it has no entries) */
  appendEntries(transaction: Transaction, batches: LedgerBatch[]): Promise<number[]>;
  /** Tell it that a transaction with entries of this tenant has committed, so that they are anchored soon. */
  committed(tenant: string): void;
}

export const AnchorRestart = z.object({
  /** Newest record that is anchored now. */
  anchoredSeq: z.number().int(),
  /** What the old anchor vouched for; null where there was none that could be read. */
  previousSeq: z.number().int().nullable(),
  previousHash: Sha256.nullable(),
});
export type AnchorRestart = z.infer<typeof AnchorRestart>;

export interface LedgerActivities {
  /**
   * Append in a transaction of its own. Safe to repeat. Throws non-retryable `ledger-entry-invalid`, and
   * `ledger-step-conflict` when the step is there already with another content.
   */
  appendRecords(input: LedgerBatch): Promise<{ lastSeq: number }>;
  /** Walk the tenant's whole chain and compare it with its anchor. Heartbeats. A broken ledger is a result, not an error. */
  verifyTenantLedger(input: { tenant: string }): Promise<LedgerVerification>;
  /**
   * Begin the anchor of a tenant again; the old file is put aside. Whoever calls has asked whether this person may.
   * Throws non-retryable `ledger-broken` when the chain does not verify by itself.
   */
  restartTenantAnchor(input: { tenant: string }): Promise<AnchorRestart>;
  /**
   * Everything that is recorded of a claim, as a zip in the blob store. Heartbeats.
   * Throws non-retryable `ledger-claim-unknown` when there is nothing about the claim.
   */
  exportClaimArchive(input: { tenant: string; claimNumber: string; includeFiles?: boolean }): Promise<ClaimArchive>;
}
