/** How long something takes for 10 KB of a set's own texts. */
import { median } from '../statistics';

const LENGTH = 10_240;
const WARM_UP = 10;
const RUNS = 30;

/** @returns median of 30 runs after 10 to warm up, in ms to the hundredth; null when there is no text */
export function timeOfTenKilobytes(
  texts: readonly string[],
  work: (text: string) => unknown,
): { medianMs: number | null } {
  const all = texts.join('\n\n');
  const text = all.repeat(Math.ceil(LENGTH / Math.max(1, all.length))).slice(0, LENGTH);
  if (text === '') return { medianMs: null };
  const times = Array.from({ length: WARM_UP + RUNS }, () => {
    const started = performance.now();
    work(text);
    return performance.now() - started;
  }).slice(WARM_UP);
  return { medianMs: Math.round(100 * median(times)) / 100 };
}
