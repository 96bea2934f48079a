/** How long a caller waits for the process. What was sent still counts when the answer comes later. */
import { ApiError, type Problem } from './problems';

const ANSWER_MS = 15_000;

/** @throws ApiError `no-answer-yet` when the process does not answer: what was sent may still come to count */
export async function inTime<T>(
  answer: Promise<T>,
  whatNow: string,
  extras: Pick<Problem, 'decisionId'> = {},
  milliseconds = ANSWER_MS,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const error = new ApiError(503, 'no-answer-yet', whatNow, extras);
    timer = setTimeout(() => reject(error), milliseconds);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
    answer.catch(() => {});
  }
}
