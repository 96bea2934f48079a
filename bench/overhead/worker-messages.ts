/** What the measuring process and the worker process say to each other. */
import type { BodyRun } from './stopwatch';

export interface WorkerSettings {
  home: string;
  temporalAddress: string;
  namespace: string;
  databaseUrl: string;
  /** Processes that read documents. */
  readers: number;
}

export type WorkerQuestion =
  | { ask: 'start'; settings: WorkerSettings }
  | { ask: 'processor-time' }
  | { ask: 'runs'; claim: { tenant: string; claimNumber: string } }
  | { ask: 'stop' };

/** Processor time in ms since the start of the process; `readersMs` is null where it cannot be read. */
export interface WorkerProcessorTime {
  workerMs: number;
  readersMs: number | null;
}

export interface WorkerAnswers {
  start: null;
  'processor-time': WorkerProcessorTime;
  runs: BodyRun[];
  stop: null;
}
