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
  /** SHA-256 of the canonical JSON (RFC 8785) of the record without `hash` and `signature`. */
  hash: Sha256,
  /** ed25519 over the hash, base64, with the id of the key. */
  signature: z.object({ keyId: z.string(), value: z.string() }),
});
export type LedgerRecord = z.infer<typeof LedgerRecord>;

export const LedgerVerification = z.object({
  tenant: z.string(),
  ok: z.boolean(),
  records: z.number().int(),
  /** Records after the anchored head: a crash between commit and anchor, not tampering. */
  notYetAnchored: z.number().int(),
  firstBroken: z
    .object({
      seq: z.number().int(),
      problem: z.enum([
        'altered',
        'removed',
        'out-of-order',
        'bad-signature',
        'unknown-key',
        'truncated',
        'anchor-mismatch',
        'anchor-missing',
      ]),
      detail: z.string(),
    })
    .nullable(),
});
export type LedgerVerification = z.infer<typeof LedgerVerification>;

export interface LedgerActivities {
  appendRecords(input: {
    claim: ClaimKey;
    process: LedgerRecord['process'];
    entries: LedgerEntry[];
  }): Promise<{ lastSeq: number }>;
}
