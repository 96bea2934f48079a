/**
 * Short, idempotent steps run as local activities: one workflow task for several of them. When a step keeps failing, the
 * same function is scheduled as an ordinary activity instead, so that an outage shows as a pending activity in the UI,
 * is retried by the server for as long as it lasts, and does not hold the workflow task.
 */
import {
  ActivityFailure,
  type ActivityInterfaceFor,
  ApplicationFailure,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';

type Steps = object;

/**
 * @typeParam A interface of the activities (one capability or several)
 * @returns functions with the same signatures
 * @throws what the activity throws as non-retryable; cancellation
 */
export function localFirst<A extends Steps>(): A {
  const local = proxyLocalActivities<Record<string, (input: unknown) => Promise<unknown>>>({
    startToCloseTimeout: '2 seconds',
    retry: { initialInterval: '100 milliseconds', backoffCoefficient: 2, maximumAttempts: 3 },
    localRetryThreshold: '1 second',
  });
  const ordinary = ordinarySteps<Record<string, (input: unknown) => Promise<unknown>>>();
  return new Proxy({} as A, {
    get: (_target, name: string) => async (input: unknown) => {
      try {
        return await local[name]?.(input);
      } catch (error) {
        if (isCancellation(error) || isPermanent(error)) throw error;
        return await ordinary[name]?.(input);
      }
    },
  });
}

/**
 * The same steps as ordinary activities from the start, for a step that other work need not wait for: commands leave when
 * a workflow task ends, and a local activity would hold that end.
 */
export function ordinarySteps<A>(): ActivityInterfaceFor<A> {
  return proxyActivities<A>({
    // They take milliseconds, and a worker that dies with one is noticed by this alone.
    startToCloseTimeout: '5 seconds',
    retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
  });
}

/** A failure that trying again cannot mend. */
export function isPermanent(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure && cause.nonRetryable === true;
}
