/** Values that pages offer to choose from, in the order in which they are offered. The compiler says when one is missing. */
import type { NewNotice } from './mine';
import type { FigureFilter, LedgerFilter } from './queries';
import type { Claim, QueueRow } from './types';

/** A list of each value of `T`. */
function every<T extends string>() {
  return <const List extends readonly T[]>(list: [T] extends [List[number]] ? List : never): List => list;
}

export const STATUSES = every<Claim['status']>()([
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

export const OUTCOMES = every<NonNullable<Claim['outcome']>>()([
  'paid',
  'paid-in-part',
  'denied',
  'withdrawn',
  'closed-no-answer',
  'closed-duplicate',
  'closed-nothing-payable',
  'decision-stands',
  'cancelled',
]);

export const TASK_KINDS = every<QueueRow['task']['kind']>()([
  'decision',
  'appeal',
  'second-approval',
  'investigation',
  'duplicate',
  'no-answer',
  'payment-failed',
  'letter-failed',
]);

export const LINES = every<NonNullable<FigureFilter['line']>>()(['motor', 'contents']);

export const RECORD_KINDS = every<NonNullable<LedgerFilter['kind']>>()([
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
]);

export const CAUSES = every<NewNotice['causeOfLoss']>()([
  'collision',
  'glass-breakage',
  'theft',
  'burglary',
  'fire',
  'storm',
  'hail',
  'flood',
  'escape-of-water',
  'accidental-damage',
  'vandalism',
  'animal',
  'third-party-property',
  'lightning',
  'explosion',
  'unknown',
]);

export const CLAIMANT_ROLES = every<NewNotice['claimant']['role']>()(['policyholder', 'insured', 'third-party']);
