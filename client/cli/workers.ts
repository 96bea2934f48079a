/** Whether anybody works: pollers of a task queue, and waiting for an answer that only a worker can give. */
import type { Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { type TaskQueues, taskQueues } from '../../workflows/claims/contract';
import { CannotConnectError, type ConnectedAdjutant } from '../sdk/connect';
import type { Output } from './output';

const { TaskQueueType } = temporal.api.enums.v1;
export type WorkKind = 'workflows' | 'activities';
const TYPES = {
  workflows: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
  activities: TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
} as const;

/** A poll lasts up to a minute; the server remembers pollers for five, also those that were killed. */
const POLLING_MS = 75_000;
const FIRST_LOOK_MS = 3_000;
const NEXT_LOOK_MS = 10_000;

/** What must be polled for claims to go on. */
export function neededPollers(queues: TaskQueues = taskQueues()): { queue: string; kind: WorkKind }[] {
  return [
    { queue: queues.claims, kind: 'workflows' },
    { queue: queues.claims, kind: 'activities' },
    { queue: queues.documents, kind: 'activities' },
  ];
}

/** How many workers have polled a queue within the last 75 seconds. */
export async function countPollers(
  connection: Connection,
  namespace: string,
  queue: string,
  kind: WorkKind,
): Promise<number> {
  const { pollers } = await connection.withDeadline(Date.now() + 4_000, () =>
    connection.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: queue },
      taskQueueType: TYPES[kind],
    }),
  );
  const oldest = Date.now() - POLLING_MS;
  return (pollers ?? []).filter(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000 >= oldest).length;
}

/**
 * Wait for what only a worker can answer. While nobody polls, waiting would be for ever: that is said instead.
 * @param leaveBehind what happens to the work when the waiting is given up
 * @throws CannotConnectError `no-worker`
 */
export async function answered<Result>(
  { connection, place }: Pick<ConnectedAdjutant, 'connection' | 'place'>,
  output: Output,
  work: Promise<Result>,
  leaveBehind: string,
): Promise<Result> {
  const finished = work.then(
    () => true,
    () => true,
  );
  for (let pause = FIRST_LOOK_MS; !(await within(pause, finished)); pause = NEXT_LOOK_MS) {
    const queue = taskQueues().claims;
    const pollers = await countPollers(connection, place.namespace, queue, 'workflows').catch(() => undefined);
    if (pollers === 0) {
      throw new CannotConnectError(
        'no-worker',
        `No worker polls the task queue ${queue}, so nobody can answer.\nStart one with \`npm start\`. ${leaveBehind}`,
        { queue },
      );
    }
    output.note('Still waiting for the answer …');
  }
  return work;
}

async function within(milliseconds: number, finished: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([finished, late]);
  } finally {
    clearTimeout(timer);
  }
}
