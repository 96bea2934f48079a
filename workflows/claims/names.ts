/**
 * Names of the claims process: its type, queues, ids, messages and search attributes. Apart from `contract.ts`, because
 * the workflow needs these for every claim and the schemas only when a message comes (see `messages.ts`).
 */
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { ClaimKey } from '../../activities/vocabulary';

/** Workflow type. */
export const CLAIMS_PROCESS = 'claimsProcess';

/** Task queues by kind of work. */
export interface TaskQueues {
  /** Workflows, rules, ledger, letters, payments. */
  claims: string;
  /** Reading files: slow, heavy, with limits of its own. */
  documents: string;
}

/** Queues of one installation; several may share a namespace under prefixes of their own. */
export function taskQueues(prefix = 'adjutant'): TaskQueues {
  return { claims: `${prefix}-claims`, documents: `${prefix}-documents` };
}

/** The documents queue beside a claims queue: a claim stays on the queues that it was started on. */
export function documentsQueueBeside(claimsQueue: string): string {
  return claimsQueue.replace(/-claims$/, '-documents');
}

/** `claim/<tenant>/<number>/<episode>`; no personal data. */
export function claimWorkflowId(claim: ClaimKey): string {
  return `claim/${claim.tenant}/${claim.claimNumber}/${claim.episode}`;
}

/** What the ids of a tenant's claims begin with. */
export function claimWorkflowPrefix(tenant: string): string {
  return `claim/${tenant}/`;
}

/** Names of the messages; `decide` exists as update (answered) and as signal (recorded). */
export const MESSAGES = {
  notice: 'notice',
  decide: 'decide',
  moreDocuments: 'moreDocuments',
  state: 'state',
  decisionAnswer: 'decisionAnswer',
  projection: 'projection',
  rewrite: 'rewrite',
} as const;

/** Typed search attributes. No personal data: they are stored in clear. */
export const SEARCH_ATTRIBUTES = {
  status: defineSearchAttributeKey('AdjutantStatus', SearchAttributeType.KEYWORD),
  policy: defineSearchAttributeKey('AdjutantPolicy', SearchAttributeType.KEYWORD),
  line: defineSearchAttributeKey('AdjutantLine', SearchAttributeType.KEYWORD),
  jurisdiction: defineSearchAttributeKey('AdjutantJurisdiction', SearchAttributeType.KEYWORD),
  assignee: defineSearchAttributeKey('AdjutantAssignee', SearchAttributeType.KEYWORD),
  due: defineSearchAttributeKey('AdjutantDue', SearchAttributeType.DATETIME),
  amount: defineSearchAttributeKey('AdjutantAmountMinor', SearchAttributeType.INT),
} as const;
