/** Work that Temporal starts by the clock, once for all workers of an installation. */
import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleOptions,
  type ScheduleOptionsStartWorkflowAction,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import { ADMINISTRATION } from '../workflows/administration/contract';
import type { TaskQueues } from '../workflows/claims/contract';

/** How often reservations of lost workers are ended: their lease is ten seconds, so money is held back for a minute at most. */
const SWEEP_EVERY = '1 minute';

/**
 * Make the schedules of these queues, or bring them up to date. Safe to run by every worker at every start.
 * @throws what Temporal throws when it cannot be reached or refuses schedules
 */
export async function ensureSchedules(client: Client, queues: TaskQueues): Promise<void> {
  await ensure(client, {
    scheduleId: sweepScheduleId(queues),
    spec: { intervals: [{ every: SWEEP_EVERY }] },
    // What was missed while the server was down need not be made up for.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
    action: {
      type: 'startWorkflow',
      workflowType: ADMINISTRATION.sweepModels,
      workflowId: sweepScheduleId(queues),
      taskQueue: queues.claims,
      args: [],
    },
  });
}

export function sweepScheduleId(queues: TaskQueues): string {
  return `administration/sweep-models/${queues.claims}`;
}

async function ensure(
  client: Client,
  { scheduleId, ...options }: ScheduleOptions<ScheduleOptionsStartWorkflowAction<Workflow>>,
): Promise<void> {
  try {
    await client.schedule.create({ scheduleId, ...options });
  } catch (problem) {
    if (!(problem instanceof ScheduleAlreadyRunning)) throw problem;
    // Whoever paused it keeps it paused.
    await client.schedule.getHandle(scheduleId).update(({ state }) => ({ ...options, state }));
  }
}
