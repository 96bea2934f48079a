/**
 * The activities that the claims process uses, by kind of work: how long they may take and who tries again.
 * A file, a payment or a letter is tried for as long as its dependency is away: the claim waits visibly. What trying
 * again cannot mend comes back as a non-retryable failure and goes to a person.
 */
import { type ActivityInterfaceFor, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { AuthorityActivities } from '../../activities/authority/contract';
import type { ClaimFileActivities } from '../../activities/claimfile/contract';
import type { ClockActivities } from '../../activities/clocks/contract';
import type { CoverageActivities, CoverageOpinionActivities } from '../../activities/coverage/contract';
import type { DocumentActivities, FactsActivities } from '../../activities/documents/contract';
import type { FraudActivities } from '../../activities/fraud/contract';
import type { LetterActivities } from '../../activities/letters/contract';
import type { PaymentActivities } from '../../activities/payments/contract';
import type { TriageActivities } from '../../activities/triage/contract';
import { localFirst, ordinarySteps } from '../kit/local-first';
import { documentsQueueBeside } from './names';

/** Rules and database steps: short, idempotent, several to a workflow task. */
export const steps = localFirst<
  ClaimFileActivities &
    FactsActivities &
    CoverageActivities &
    FraudActivities &
    TriageActivities &
    AuthorityActivities &
    ClockActivities
>();

/** What goes on beside the reading of files, and must not delay that it starts. */
export const beside = ordinarySteps<Pick<ClaimFileActivities, 'openClaim'>>();

/**
 * The steps of a decision while others wait behind it. A row of local activities would hold one workflow task open while new updates come
 * in, each with a task of its own; the SDK loses its way in that (1.24: "a run which already has one"), and at worst the claim
 * stands still until the worker is started again. Ordinary activities end the task each time.
 */
export const crowded = ordinarySteps<
  Pick<ClaimFileActivities, 'saveProgress'> & Pick<AuthorityActivities, 'judgeDecision'>
>();

/** Reading a file: heavy, on workers of its own; heartbeats show that it lives. */
export function documentReaders(): ActivityInterfaceFor<DocumentActivities> {
  return proxyActivities<DocumentActivities>({
    taskQueue: documentsQueueBeside(workflowInfo().taskQueue),
    startToCloseTimeout: '90 seconds',
    heartbeatTimeout: '6 seconds',
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
  });
}

/** What leaves the house: keyed, so that trying again sends nothing twice. A worker that dies is noticed by its silence. */
export const outgoing = proxyActivities<PaymentActivities & LetterActivities>({
  startToCloseTimeout: '45 seconds',
  heartbeatTimeout: '6 seconds',
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Advice that the claim does not wait for: slow and metered. Given up after a while. */
export const advisory = proxyActivities<CoverageOpinionActivities>({
  startToCloseTimeout: '3 minutes',
  scheduleToCloseTimeout: '15 minutes',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 3, maximumInterval: '2 minutes' },
});
