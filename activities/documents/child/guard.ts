/**
 * A thread that ends this process when it grows beyond its memory or when its parent is gone. It runs beside the main
 * thread, so one long computation there cannot keep it from doing so; it also works where the parent cannot see memory.
 */
import { Worker } from 'node:worker_threads';

/** @param memory resident bytes at which the process is killed */
export function startGuard(memory: number): void {
  const watch = `
    const parent = process.ppid;
    setInterval(() => {
      if (process.memoryUsage.rss() > ${Math.round(memory)} || process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
    }, 100);
  `;
  new Worker(watch, {
    eval: true,
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 },
  }).unref();
}
