/** What a decision comes to: the outcome, the amount and the letter. Pure, so that a letter can be shown before anybody decides. */
import type { Decision, DecisionAction } from '../../activities/authority/contract';
import type { ClaimOutcome } from '../../activities/claimfile/contract';
import type { LetterKind } from '../../activities/letters/contract';
import type { MissingItem, TriageResult } from '../../activities/triage/contract';

export const LETTER_OF_OUTCOME: Record<ClaimOutcome, LetterKind | null> = {
  paid: 'approval',
  'paid-in-part': 'part-approval',
  denied: 'denial',
  withdrawn: 'withdrawal',
  'closed-no-answer': 'closure-no-answer',
  'closed-duplicate': 'closure-duplicate',
  'closed-nothing-payable': 'part-approval',
  'decision-stands': 'decision-stands',
  cancelled: null,
};

/** What of a decision its outcome depends on. */
export type Decided = Pick<Decision, 'action' | 'amountMinor'>;
/** What of a proposal the outcome depends on. */
export type Proposed = Pick<TriageResult, 'action' | 'amountMinor' | 'wholeMinor'>;

export interface Outcome {
  action: 'pay' | 'deny' | 'close';
  outcome: ClaimOutcome;
  amountMinor: number;
}

const ENDING = [
  'approve',
  'approve-with-changes',
  'approve-in-part',
  'deny',
  'withdraw',
  'close-no-answer',
  'merge-duplicate',
  'uphold',
] as const satisfies DecisionAction[];
export type EndingAction = (typeof ENDING)[number];

/** By these a claim ends; after the others it goes on. */
export function endsClaim(action: DecisionAction): action is EndingAction {
  return (ENDING as readonly DecisionAction[]).includes(action);
}

/** How the claim ends by a decision. */
export function outcomeOf(decision: Decided & { action: EndingAction }, proposed: Proposed | null): Outcome {
  switch (decision.action) {
    case 'approve':
    case 'approve-with-changes':
    case 'approve-in-part':
      return approval(decision, proposed);
    case 'deny':
      return { action: 'deny', outcome: 'denied', amountMinor: 0 };
    case 'withdraw':
      return { action: 'close', outcome: 'withdrawn', amountMinor: 0 };
    case 'close-no-answer':
      return { action: 'close', outcome: 'closed-no-answer', amountMinor: 0 };
    case 'merge-duplicate':
      return { action: 'close', outcome: 'closed-duplicate', amountMinor: 0 };
    case 'uphold':
      return { action: 'close', outcome: 'decision-stands', amountMinor: 0 };
  }
}

function approval(decision: Decided, proposed: Proposed | null): Outcome {
  const proposedMinor = proposed?.amountMinor ?? 0;
  const amountMinor = amountOf(decision, proposedMinor);
  // Not by what was proposed: where that was left open, a person may find that all of it is payable.
  const leastWhole = proposed?.action === 'pay' ? proposedMinor : (proposed?.wholeMinor ?? null);
  const whole = leastWhole !== null && decision.action !== 'approve-in-part' && amountMinor >= leastWhole;
  const outcome = amountMinor === 0 ? 'closed-nothing-payable' : whole ? 'paid' : 'paid-in-part';
  return { action: 'pay', outcome, amountMinor };
}

/** What a decision would pay, in minor units. */
export function amountOf(decision: Decided, proposedMinor: number): number {
  switch (decision.action) {
    case 'approve':
      return proposedMinor;
    case 'approve-with-changes':
    case 'approve-in-part':
    case 'pay-undisputed':
      return decision.amountMinor ?? 0;
    default:
      return 0;
  }
}

/** What the claimant is asked for, from the codes that a person chose. */
export function askedFor(items: string[] = []): MissingItem[] {
  return items.map((code) => ({ code, text: code.replaceAll('-', ' ') }));
}
