/** How long a caller waits for the process or a worker. What was sent still counts when the answer comes later. */
import { ApiError, type Problem } from './problems';

const ANSWER_MS = 15_000;

/** @throws what `late` makes, when there is no answer in time; the work itself goes on */
export async function inTime<T>(answer: Promise<T>, milliseconds: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), milliseconds);
  });
  try {
    return await Promise.race([answer, patience]);
  } finally {
    clearTimeout(timer);
    answer.catch(() => {});
  }
}

/** @throws ApiError `no-answer-yet` when the process does not answer: what was sent may still come to count */
export function answerOfProcess<T>(
  answer: Promise<T>,
  whatNow: string,
  extras: Pick<Problem, 'decisionId'> = {},
): Promise<T> {
  return inTime(answer, ANSWER_MS, () => new ApiError(503, 'no-answer-yet', whatNow, extras));
}
