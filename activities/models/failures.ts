/** What a call throws: temporary trouble for Temporal to try again, with the delay that the provider asked for. */
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { ModelFault } from './providers/faults';

/** Retried by Temporal. Rate limits are no alarm (`BENIGN`). @param delayMs null: the retry policy decides */
function temporary(message: string, type: string, delayMs: number | null): ApplicationFailure {
  return ApplicationFailure.create({
    message,
    type,
    nonRetryable: false,
    ...(delayMs === null ? {} : { nextRetryDelay: Math.max(delayMs, 1) }),
    ...(type === 'model-rate-limited' ? { category: ApplicationFailureCategory.BENIGN } : {}),
  });
}

export function rateLimited(deployment: string, delayMs: number | null): ApplicationFailure {
  return temporary(`Deployment ${deployment} is at its rate limit.`, 'model-rate-limited', delayMs);
}

export function unavailable(deployment: string, fault: ModelFault): ApplicationFailure {
  if (fault.kind === 'rate-limited') return rateLimited(deployment, fault.data.retryAfterMs ?? null);
  const delay = fault.data.retryAfterMs ?? null;
  return temporary(`Deployment ${deployment} did not answer (${fault.message}).`, 'model-unavailable', delay);
}

/** Everything that could do the task is resting after failures. */
export function circuitOpen(delayMs: number): ApplicationFailure {
  return temporary('Every deployment for this task has failed lately and is resting.', 'model-unavailable', delayMs);
}

/** Another attempt of the same call is still under way in another worker, or open calls hold the budget. */
export function busy(): ApplicationFailure {
  return temporary(
    'Another attempt of this call is still under way, or calls under way hold the budget.',
    'model-busy',
    1_000,
  );
}

/** @param scope name of the budget row */
export function budgetSpent(task: string, scope: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `Task ${task} would overdraw the budget ${scope}. Raise it in config/models.yaml, or let a person do it.`,
    'model-budget-spent',
  );
}
