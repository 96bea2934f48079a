/**
 * State of one claim: plain data that survives continue-as-new, and its two views (projection, search attributes).
 */
import type { Decision, DecisionAnswer } from '../../activities/authority/contract';
import type {
  ClaimOutcome,
  ClaimProjection,
  ClaimStatus,
  EarlierEpisodes,
  ReviewTask,
} from '../../activities/claimfile/contract';
import type { TimeLimit } from '../../activities/clocks/contract';
import type { CoverageResult } from '../../activities/coverage/contract';
import type { DocumentResult, FactsResult } from '../../activities/documents/contract';
import type { Exposure } from '../../activities/exposures/contract';
import type { FraudResult } from '../../activities/fraud/contract';
import type { LedgerEntry } from '../../activities/ledger/contract';
import type { MissingItem, TriageResult } from '../../activities/triage/contract';
import type { ClaimKey, EvidenceRef, FileRef, LineOfBusiness, Reason } from '../../activities/vocabulary';
import type { ClaimInput, ClaimSummary, MoreDocumentsAnswer } from './contract';
import { claimWorkflowId } from './names';

/** Where the story stands; each stage is a function of workflow.ts. */
export type Stage =
  | 'open'
  | 'assess'
  | 'duplicate'
  | 'information'
  | 'investigation'
  | 'review'
  | 'no-answer'
  | 'advance'
  | 'settle'
  | 'closed';

/** What was decided, by whom, and for how much. */
export interface Settlement {
  action: 'pay' | 'deny' | 'close';
  outcome: ClaimOutcome;
  amountMinor: number;
  decidedBy: string[];
  linkedClaim: string | null;
  /** The person's reason, and the words for the claimant (evidence of kind `stated-reasons`); null where none decided. */
  said: { reasonCode: string; statedRef: string | null } | null;
}

export interface Assessment {
  facts: FactsResult;
  coverage: CoverageResult;
  fraud: FraudResult;
  triage: TriageResult;
}

/** A payment that was begun, and how it stands. Minor units. */
export interface PaymentMade {
  key: string;
  amountMinor: number;
  purpose: 'indemnity' | 'interest';
  status: string;
}

/** A letter by which rights are reserved. */
export interface Reservation {
  /** From 1. */
  number: number;
  reasonCode: string;
  statedRef: string;
  status: 'asked' | 'sending' | 'sent' | 'failed';
}

export interface ClaimState {
  claim: ClaimKey;
  stage: Stage;
  status: ClaimStatus;
  version: number;
  openedAt: string;
  updatedAt: string;
  closedAt: string | null;
  /** When the insurer had notice, where that was before the claim was registered. */
  noticeReceivedAt?: string;
  policyNumber: string;
  line: LineOfBusiness | null;
  jurisdiction: string;
  /** Until when the claimant can go to court; absent where no rule says. */
  timeLimit?: TimeLimit;
  /** What earlier episodes left; absent in the first. Their documents are in `documents`. */
  reopened?: Omit<EarlierEpisodes, 'documents' | 'version'>;
  suspectedDuplicates: string[];
  duplicateSettled: boolean;
  investigationCleared: boolean;
  /** True once investigators have reported without clearing: people decide, screening no longer refers. */
  investigationReported: boolean;
  /** Files not yet read. */
  unread: FileRef[];
  documents: DocumentResult[];
  assessment: Assessment | null;
  /** What models said to the open questions of this assessment; absent until they did. */
  opinion?: EvidenceRef | null;
  /** Codes asked for so far, and what is being asked now. */
  asked: string[];
  asking: MissingItem[];
  informationRounds: number;
  tasksOpened: number;
  task: ReviewTask | null;
  /** Tasks changed since the last save. */
  changedTasks: ReviewTask[];
  firstDecision: { decision: Decision; userId: string; role: string } | null;
  settlement: Settlement | null;
  /** Of all exposures together. */
  reserveMinor: number | null;
  /** Absent before the first reserve. */
  exposures?: Exposure[];
  /** The undisputed part that is being paid before the rest is decided; absent or null when none is. */
  advance?: {
    /** From 1. */
    number: number;
    amountMinor: number;
    /** Paid in this episode when it is done: an attempt that is repeated pays what is missing. */
    untilMinor: number;
  } | null;
  /** How many such parts were decided on. */
  advances?: number;
  /** Every payment that was begun in this episode. Absent in claims of before it was kept. */
  payments?: PaymentMade[];
  /** Interest on what was paid late: owed and not paid yet, and paid, minor units. Absent where none was ever owed. */
  interest?: { owedMinor: number; paidMinor: number; working: string[] };
  paymentAttempts: number;
  payment: { key: string; status: string } | null;
  /** How often other claims were quicker to a yearly limit. */
  limitReached?: number;
  paidMinor: number;
  letters: ClaimProjection['letters'];
  /** The last reservation of rights that a person wants sent; absent before the first. */
  reservation?: Reservation;
  /** E-mail does not reach the claimant: a person has said that letters go by post from now on. */
  byPost?: boolean;
  /** The letter that confirms receipt: sent once in an episode, when the claim first waits for somebody. */
  acknowledgment: 'sending' | 'sent' | 'failed' | null;
  waitingFor: string | null;
  dueAt: string | null;
  /** Ledger entries not yet written. */
  unsaved: LedgerEntry[];
  entriesMade: number;
  /** Decision signals that did not parse, so far; absent before the first. */
  refusedSignals?: number;
  answers: Record<string, DecisionAnswer>;
  documentAnswers: Record<string, MoreDocumentsAnswer>;
}

/** A claim that has just been started. */
export function newClaimState(input: ClaimInput, now: string): ClaimState {
  return {
    claim: input.claim,
    stage: 'open',
    status: 'notified',
    version: 0,
    openedAt: now,
    updatedAt: now,
    closedAt: null,
    policyNumber: '',
    line: null,
    jurisdiction: '',
    suspectedDuplicates: [],
    duplicateSettled: false,
    investigationCleared: false,
    investigationReported: false,
    unread: [...input.files],
    documents: [],
    assessment: null,
    asked: [],
    asking: [],
    informationRounds: 0,
    tasksOpened: 0,
    task: null,
    changedTasks: [],
    firstDecision: null,
    settlement: null,
    reserveMinor: null,
    paymentAttempts: 0,
    payment: null,
    paidMinor: 0,
    letters: [],
    acknowledgment: null,
    waitingFor: null,
    dueAt: null,
    unsaved: [],
    entriesMade: 0,
    answers: {},
    documentAnswers: {},
  };
}

/** Paid in earlier episodes, minor units. */
export function paidBefore(state: ClaimState): number {
  return state.reopened?.paidMinor ?? 0;
}

/** Why the claim is where it is: the triage's reasons. */
export function currentReasons(state: ClaimState): Reason[] {
  return state.assessment?.triage.reasons ?? [];
}

/** The row that lists and descriptions read. */
export function projectionOf(state: ClaimState): ClaimProjection {
  const assessment = state.assessment;
  return {
    claim: state.claim,
    version: state.version,
    workflowId: claimWorkflowId(state.claim),
    status: state.status,
    outcome: state.stage === 'closed' ? (state.settlement?.outcome ?? null) : null,
    line: state.line,
    policyNumber: state.policyNumber,
    currency: assessment?.triage.currency ?? null,
    claimedMinor: assessment?.triage.claimedMinor ?? null,
    reserveMinor: state.reserveMinor,
    payableMinor: state.settlement?.amountMinor ?? assessment?.triage.amountMinor ?? null,
    paidMinor: state.paidMinor + paidBefore(state),
    exposures: (state.exposures ?? []).map((exposure) => ({ ...exposure })),
    ...(state.interest === undefined ? {} : { interestPaidMinor: state.interest.paidMinor }),
    decidedBy: state.settlement?.decidedBy ?? [],
    reasons: currentReasons(state),
    waitingFor: state.waitingFor,
    dueAt: state.dueAt,
    ...(state.timeLimit === undefined ? {} : { timeLimit: state.timeLimit }),
    linkedClaim: state.settlement?.linkedClaim ?? null,
    documents: state.documents.map((document) => ({
      fileId: document.file.fileId,
      name: document.file.name,
      type: document.type,
      status: document.status,
      reason: document.setAsideReason,
    })),
    evidence: {
      facts: assessment?.facts.facts ?? null,
      coverage: assessment?.coverage.coverage ?? null,
      fraud: assessment?.fraud.screening ?? null,
      proposal: assessment?.triage.proposal ?? null,
      ...(state.opinion == null ? {} : { opinion: state.opinion }),
    },
    letters: state.letters,
    openedAt: state.openedAt,
    updatedAt: state.updatedAt,
    closedAt: state.closedAt,
    ...(state.reopened === undefined
      ? {}
      : {
          reopened: {
            kind: state.reopened.kind,
            earlierOutcome: state.reopened.outcome,
            earlierPaidMinor: state.reopened.paidMinor,
          },
        }),
  };
}

/** The answer to the `state` query. */
export function summaryOf(state: ClaimState): ClaimSummary {
  return {
    claim: state.claim,
    status: state.status,
    outcome: state.stage === 'closed' ? (state.settlement?.outcome ?? null) : null,
    openTaskId: state.task?.taskId ?? null,
    evidenceHash: state.assessment?.triage.evidenceHash ?? null,
    waitingFor: state.waitingFor,
    reasons: currentReasons(state),
    version: state.version,
  };
}
