/** Ctrl-C and `kill` end things in order: work first, servers last. */
import { constants } from 'node:os';
import { type Log, silentLog } from '../config/log';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * On the first signal run `stop` (drain the workers, then stop the stack) and exit with 0, or 1 when it fails; on the second
 * signal exit at once: the servers then stay, and the next start takes them over.
 *
 * @returns a function that removes the handlers
 */
export function stopOnSignals(stop: () => Promise<void>, log: Log = silentLog): () => void {
  let stopping = false;
  const handle = (signal: (typeof SIGNALS)[number]) => {
    if (stopping) process.exit(128 + constants.signals[signal]);
    stopping = true;
    log.info(`${signal}: stopping. Once more to stop without waiting.`);
    stop().then(
      () => process.exit(0),
      (problem: unknown) => {
        log.warn(`Stopping failed: ${problem instanceof Error ? problem.message : String(problem)}`);
        process.exit(1);
      },
    );
  };
  for (const signal of SIGNALS) process.on(signal, handle);
  return () => {
    for (const signal of SIGNALS) process.off(signal, handle);
  };
}
