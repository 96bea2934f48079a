/** Updates of a claim's process, sent so that one that nobody has looked at is sent again. */
import { setTimeout as wait } from 'node:timers/promises';
import { type Client, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';

/** Between tries, milliseconds: nine tries in about ten seconds. */
const AGAIN_AFTER_MS = [50, 100, 200, 400, 800, 1_600, 3_200, 3_200];

/**
 * Many updates at once can meet in a worker so that Temporal hands one back without its having been looked at
 * (`UnprocessedUpdate`): nothing was judged, and nothing is in the history. It is sent again under the same id.
 * @throws what Temporal throws otherwise; WorkflowUpdateFailedError when it was never looked at
 */
export async function executeUpdate<Answer>(
  temporal: Client,
  workflowId: string,
  name: string,
  { updateId, argument }: { updateId: string; argument: unknown },
): Promise<Answer> {
  for (const afterMs of AGAIN_AFTER_MS) {
    try {
      return await send();
    } catch (error) {
      if (!isUnprocessed(error)) throw error;
      // Those that met do not meet again.
      await wait(afterMs * (0.5 + Math.random()));
    }
  }
  return send();

  function send(): Promise<Answer> {
    return temporal.workflow
      .getHandle(workflowId)
      .executeUpdate<Answer, [unknown]>(name, { updateId, args: [argument] });
  }
}

/** The worker has never seen the update. */
export function isUnprocessed(error: unknown): boolean {
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
  return cause instanceof ApplicationFailure && cause.type === 'UnprocessedUpdate';
}
