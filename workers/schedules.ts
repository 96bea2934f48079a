/** Work that Temporal starts by the clock, once for all workers of an installation. */
import { isDeepStrictEqual } from 'node:util';
import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  type ScheduleOptions,
  type ScheduleOptionsStartWorkflowAction,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import { ADMINISTRATION } from '../workflows/administration/contract';
import type { TaskQueues } from '../workflows/claims/contract';

/** How often reservations of lost workers are ended: their lease is ten seconds, so money is held back for a minute at most. */
const SWEEP_EVERY_MS = 60_000;

/**
 * Make the schedules of these queues, or bring them up to date. Safe to run by every worker at every start.
 * @throws what Temporal throws when it cannot be reached or refuses schedules
 */
export async function ensureSchedules(client: Client, queues: TaskQueues): Promise<void> {
  await ensure(client, {
    scheduleId: sweepScheduleId(queues),
    spec: { intervals: [{ every: SWEEP_EVERY_MS }] },
    // What was missed while the server was down need not be made up for.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: 60_000 },
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

type Wanted = ScheduleOptions<ScheduleOptionsStartWorkflowAction<Workflow>>;

async function ensure(client: Client, { scheduleId, ...wanted }: Wanted): Promise<void> {
  try {
    await client.schedule.create({ scheduleId, ...wanted });
  } catch (problem) {
    if (!(problem instanceof ScheduleAlreadyRunning)) throw problem;
    const handle = client.schedule.getHandle(scheduleId);
    // An update writes the whole schedule as it was read: beside a person's pause it could undo that. So a schedule that
    // is as wanted is left alone, and only one of an earlier release is written, still paused if it was.
    if (isAsWanted(await handle.describe(), wanted)) return;
    await handle.update(({ state }) => ({ ...wanted, state }));
  }
}

function isAsWanted(found: ScheduleDescription, wanted: Omit<Wanted, 'scheduleId'>): boolean {
  return isDeepStrictEqual(
    [
      found.spec.intervals?.map(({ every }) => every),
      found.policies.overlap,
      found.policies.catchupWindow,
      found.action.workflowType,
      found.action.workflowId,
      found.action.taskQueue,
    ],
    [
      wanted.spec.intervals?.map(({ every }) => every),
      wanted.policies?.overlap,
      wanted.policies?.catchupWindow,
      wanted.action.workflowType,
      wanted.action.workflowId,
      wanted.action.taskQueue,
    ],
  );
}
