/**
 * The claims process as the world sees it: how it is started, what may be sent to it, what it answers, how it is found.
 */
import { z } from 'zod';
import {
  ClaimOutcome,
  type ClaimProjection,
  ClaimStatus,
  Reopening,
  type ReviewTask,
} from '../../activities/claimfile/contract';
import { ClaimKey, ClaimNumber, CurrencyCode, FileRef, MinorUnits, Reason, Sha256 } from '../../activities/vocabulary';

export * from './names';

/** How long the process waits for people. Milliseconds. */
export const ClaimPace = z.object({
  reminderAfterMs: z.number().int().min(1),
  informationDeadlineMs: z.number().int().min(1),
  reviewDueMs: z.number().int().min(1),
});
export type ClaimPace = z.infer<typeof ClaimPace>;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Our own service standard; statutory clocks are jurisdiction data and come on top. */
export const DEFAULT_PACE: ClaimPace = {
  reminderAfterMs: 10 * DAY_MS,
  informationDeadlineMs: 30 * DAY_MS,
  reviewDueMs: 3 * DAY_MS,
};

export const ClaimInput = z.object({
  claim: ClaimKey,
  /** References to the files that came with the notice; names are neutral (`document-1.pdf`). */
  files: z.array(FileRef),
  pace: ClaimPace,
});
export type ClaimInput = z.infer<typeof ClaimInput>;

/** What the process returns when it ends. */
export const ClaimResult = z.object({
  claimNumber: ClaimNumber,
  outcome: ClaimOutcome,
  paidMinor: MinorUnits,
  currency: CurrencyCode.nullable(),
  decidedBy: z.array(z.string()),
});
export type ClaimResult = z.infer<typeof ClaimResult>;

/** First state, answered in the same call that starts the claim. */
export const NoticeAnswer = z.object({
  claimNumber: ClaimNumber,
  workflowId: z.string(),
  status: ClaimStatus,
  suspectedDuplicates: z.array(ClaimNumber),
});
export type NoticeAnswer = z.infer<typeof NoticeAnswer>;

/** More documents from the claimant, in any open state. `messageId` makes it repeatable. */
export const MoreDocuments = z.strictObject({
  messageId: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/),
  files: z.array(FileRef).min(1).max(50),
});
export type MoreDocuments = z.infer<typeof MoreDocuments>;

/** Workflow type: judges and registers the reopening of a closed claim, and starts its next episode. */
export const REOPEN_CLAIM = 'reopenClaim';

export const ReopenClaimInput = Reopening.omit({ by: true }).extend({
  /** Single-use reference to who asks, made for this claim. */
  ticket: z.string().min(16).max(80),
  /** Of the next episode. */
  pace: ClaimPace,
});
export type ReopenClaimInput = z.infer<typeof ReopenClaimInput>;

export type ReopenClaimAnswer =
  | { accepted: true; claim: ClaimKey; workflowId: string }
  | { accepted: false; code: string; reason: string };

/** One reopening: the same request is the same workflow. */
export function reopeningWorkflowId({
  tenant,
  claimNumber,
  requestId,
}: Pick<ReopenClaimInput, 'tenant' | 'claimNumber' | 'requestId'>): string {
  return `reopening/${tenant}/${claimNumber}/${requestId}`;
}

export const MoreDocumentsAnswer = z.object({ messageId: z.string(), received: z.number().int() });
export type MoreDocumentsAnswer = z.infer<typeof MoreDocumentsAnswer>;

/** Answer to the `projection` query: what lists should show of the claim. */
export interface OwnProjection {
  projection: ClaimProjection;
  task: ReviewTask | null;
  /** True while something has happened that is not written yet. */
  unsaved: boolean;
}

/** Small facts for the `state` query; everything else is read from PostgreSQL. */
export const ClaimSummary = z.object({
  claim: ClaimKey,
  status: ClaimStatus,
  outcome: ClaimOutcome.nullable(),
  openTaskId: z.string().nullable(),
  evidenceHash: Sha256.nullable(),
  waitingFor: z.string().nullable(),
  reasons: z.array(Reason),
  version: z.number().int(),
});
export type ClaimSummary = z.infer<typeof ClaimSummary>;
