/**
 * The claim file: the notice of loss as received, the files that came with it, and the projection that lists and
 * descriptions are read from. The notice holds personal data and therefore lives in PostgreSQL, never in history.
 */
import { z } from 'zod';
import { TimeLimit } from '../clocks/contract';
import type { DocumentResult } from '../documents/contract';
import { LedgerEntry } from '../ledger/contract';
import {
  ClaimKey,
  ClaimNumber,
  CurrencyCode,
  EvidenceRef,
  FileRef,
  IsoDate,
  IsoInstant,
  LineOfBusiness,
  MinorUnits,
  Peril,
  Reason,
  ReopeningKind,
  TenantId,
} from '../vocabulary';

/** First notice of loss, as a portal, a clerk or another system reports it. */
export const NoticeOfLoss = z.strictObject({
  policyNumber: z.string().trim().min(3).max(40),
  lossDate: IsoDate,
  /** When the insurer was told; defaults to the moment of registration. */
  reportedAt: IsoInstant.optional(),
  /**
   * When the insurer had the notice in hand, where the claim is registered later than that: taken over from another system, or left
   * lying. What the law asks for by a date counts from then; without it, from the registration.
   */
  noticeReceivedAt: IsoInstant.optional(),
  causeOfLoss: Peril,
  description: z.string().trim().min(1).max(4000),
  /** ISO 3166-1 alpha-2, with region where it matters for the rules: `US-CA`, `DE`. */
  lossLocation: z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/),
  claimant: z.strictObject({
    name: z.string().trim().min(1).max(120),
    role: z.enum(['policyholder', 'insured', 'third-party']),
    email: z.email().optional(),
    phone: z.string().max(30).optional(),
    /** Sign-in name when the claimant is one of the users; nobody decides on a claim of their own. */
    userId: z.string().max(60).optional(),
  }),
  /** Account to pay to, when given with the notice; the claim form may give it too and must agree. */
  payee: z.strictObject({ name: z.string().min(1).max(120), iban: z.string().min(10).max(40) }).optional(),
});
export type NoticeOfLoss = z.infer<typeof NoticeOfLoss>;

/** Where a claim stands. */
export const ClaimStatus = z.enum([
  'notified',
  'reading-documents',
  'assessing',
  'awaiting-information',
  'under-investigation',
  'in-review',
  'awaiting-second-approval',
  'settling',
  'closed',
]);
export type ClaimStatus = z.infer<typeof ClaimStatus>;

/** How a claim ended. */
export const ClaimOutcome = z.enum([
  'paid',
  'paid-in-part',
  'denied',
  'withdrawn',
  'closed-no-answer',
  'closed-duplicate',
  'closed-nothing-payable',
  /** Of a claim that was opened again: what was decided before stands. */
  'decision-stands',
  'cancelled',
]);
export type ClaimOutcome = z.infer<typeof ClaimOutcome>;

/** The row that lists and descriptions show; written only with a higher `version` than the stored one. */
export const ClaimProjection = z.object({
  claim: ClaimKey,
  version: z.number().int().min(0),
  workflowId: z.string(),
  status: ClaimStatus,
  outcome: ClaimOutcome.nullable(),
  line: LineOfBusiness.nullable(),
  policyNumber: z.string(),
  currency: CurrencyCode.nullable(),
  claimedMinor: MinorUnits.nullable(),
  reserveMinor: MinorUnits.nullable(),
  payableMinor: MinorUnits.nullable(),
  /** Paid in this and all earlier episodes; interest is not part of it. */
  paidMinor: MinorUnits,
  /** Of this episode, by section of the policy. Absent in projections of before there were exposures. */
  exposures: z
    .array(
      z.object({
        section: z.string(),
        reserveMinor: MinorUnits,
        paidMinor: MinorUnits,
        /** Who set the reserve; null while it follows the assessment. */
        setBy: z.string().nullable(),
      }),
    )
    .optional(),
  /** Interest paid in this episode because a payment was late. */
  interestPaidMinor: MinorUnits.optional(),
  decidedBy: z.array(z.string()),
  reasons: z.array(Reason),
  /** What the claim waits for, in a sentence, or null. */
  waitingFor: z.string().nullable(),
  dueAt: IsoInstant.nullable(),
  /** Until when the claimant can go to court, where a rule says; letters tell it. */
  timeLimit: TimeLimit.optional(),
  linkedClaim: ClaimNumber.nullable(),
  documents: z.array(
    z.object({
      fileId: z.string(),
      name: z.string(),
      type: z.string(),
      status: z.enum(['read', 'set-aside']),
      reason: z.string().nullable(),
    }),
  ),
  evidence: z.object({
    facts: EvidenceRef.nullable(),
    coverage: EvidenceRef.nullable(),
    fraud: EvidenceRef.nullable(),
    proposal: EvidenceRef.nullable(),
    /** What models said to open questions of cover; only where one was asked. */
    opinion: EvidenceRef.optional(),
  }),
  letters: z.array(z.object({ kind: z.string(), key: z.string(), location: z.string() })),
  openedAt: IsoInstant,
  updatedAt: IsoInstant,
  closedAt: IsoInstant.nullable(),
  /** Of an episode after the first: why it was opened, and how the one before ended. */
  reopened: z.object({ kind: ReopeningKind, earlierOutcome: ClaimOutcome, earlierPaidMinor: MinorUnits }).optional(),
});
export type ClaimProjection = z.infer<typeof ClaimProjection>;

/** An open question to a person: shown in the queue, decided with `decide`. */
export const ReviewTask = z.object({
  taskId: z.string().max(80),
  claim: ClaimKey,
  kind: z.enum([
    'decision',
    'appeal',
    'second-approval',
    'investigation',
    'duplicate',
    'payment-failed',
    'letter-failed',
    'no-answer',
  ]),
  status: z.enum(['open', 'done', 'withdrawn']),
  /** Role that may decide at the least. */
  role: z.string(),
  currency: CurrencyCode.nullable(),
  amountMinor: MinorUnits.nullable(),
  why: z.array(Reason),
  /** Hash of everything that the decision rests on; a decision must carry it. */
  evidenceHash: z.string(),
  proposal: EvidenceRef.nullable(),
  /** The decision that waits for a second person, when kind is second-approval. */
  firstDecision: z
    .object({
      userId: z.string(),
      action: z.string(),
      amountMinor: MinorUnits.nullable(),
      /** What the claimant would be told as the reasons (evidence of kind `stated-reasons`). */
      stated: EvidenceRef.nullable().optional(),
    })
    .nullable(),
  suspectedDuplicates: z.array(ClaimNumber),
  openedAt: IsoInstant,
  dueAt: IsoInstant.nullable(),
});
export type ReviewTask = z.infer<typeof ReviewTask>;

/** What `openClaim` gives the workflow: small facts only. */
export const ClaimOpening = z.object({
  policyNumber: z.string(),
  line: LineOfBusiness.nullable(),
  jurisdiction: z.string(),
  currency: CurrencyCode.nullable(),
  openedAt: IsoInstant,
  /** When the insurer had notice, where the notice says so and it was before the registration. */
  noticeReceivedAt: IsoInstant.optional(),
  /** Until when the claimant can go to court, where a rule for that is known and the day has not passed. */
  timeLimit: TimeLimit.optional(),
  files: z.array(FileRef),
  /** Other claims that may be about the same loss: same policy, loss date and cause under another key. */
  suspectedDuplicates: z.array(ClaimNumber),
});
export type ClaimOpening = z.infer<typeof ClaimOpening> & {
  /** Of an episode after the first. */
  reopened?: EarlierEpisodes;
};

/** What earlier episodes have left, read from PostgreSQL: their histories may be gone. */
export interface EarlierEpisodes {
  kind: ReopeningKind;
  /** How the episode before ended. */
  outcome: ClaimOutcome;
  /** A person or the rules decided on the claim: there is a decision that can stand. */
  decided: boolean;
  /** Paid in all of them, minor units of the claim's currency. */
  paidMinor: number;
  /** Everybody whose decision counted in any of them: nobody of them decides an appeal. */
  deciders: string[];
  investigationCleared: boolean;
  investigationReported: boolean;
  /** As they were read; they are not read again. */
  documents: DocumentResult[];
  /** Of the newest projection; versions of a claim only go up. */
  version: number;
}

/** Outcomes after which a claim can be opened again for a reason. */
export const REOPENED_AFTER: Record<ReopeningKind, readonly ClaimOutcome[]> = {
  supplement: ['paid', 'paid-in-part', 'closed-nothing-payable', 'decision-stands'],
  appeal: [
    'denied',
    'paid',
    'paid-in-part',
    'closed-nothing-payable',
    'closed-duplicate',
    'closed-no-answer',
    'decision-stands',
  ],
  'late-documents': ['closed-no-answer'],
  correction: ClaimOutcome.options,
};

/** Outcomes that are a decision on the claim itself. */
export const DECIDED_OUTCOMES: readonly ClaimOutcome[] = [
  'paid',
  'paid-in-part',
  'denied',
  'closed-nothing-payable',
  'decision-stands',
];

export const Reopening = z.object({
  tenant: TenantId,
  claimNumber: ClaimNumber,
  kind: ReopeningKind,
  /** Chosen by who asks: the same one is the same reopening. */
  requestId: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/),
  /** Why, in the words of who asks (evidence of kind `reopening-reason`). */
  reason: EvidenceRef,
  /** Under the sender's names; those that the claim has already are left out. */
  files: z.array(FileRef).max(50),
  by: z.object({ userId: z.string(), role: z.string() }),
});
export type Reopening = z.infer<typeof Reopening>;

export type ReopeningResult =
  | {
      accepted: true;
      claim: ClaimKey;
      /** Still to be read, under neutral names. */
      files: FileRef[];
      policyNumber: string;
      earlierOutcome: ClaimOutcome;
    }
  | { accepted: false; code: 'claim-open' | 'reopening-not-possible'; reason: string };

/** Everything that ends a stage, written in one transaction. */
export const Progress = z.object({
  claim: ClaimKey,
  process: z.object({ type: z.string(), workflowId: z.string(), runId: z.string() }),
  projection: ClaimProjection,
  tasks: z.array(ReviewTask),
  entries: z.array(LedgerEntry),
});
export type Progress = z.infer<typeof Progress>;

export interface ClaimFileActivities {
  /** Read the registered notice: who, which policy, which files, and whether another claim looks like this one. */
  openClaim(input: { claim: ClaimKey }): Promise<ClaimOpening>;
  /**
   * Register the next episode of a closed claim. The same request gets the same episode; of two at once, one is told that the claim
   * is open. Non-retryable: `claim-not-registered`.
   */
  reopenClaim(input: Reopening): Promise<ReopeningResult>;
  /**
   * End of a stage: ledger records, projection and review tasks in one transaction. Safe to repeat: records are unique
   * by workflow and step, and the projection is written only over a lower version.
   */
  saveProgress(input: Progress): Promise<{ lastSeq: number }>;
}
