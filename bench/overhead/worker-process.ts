/** The worker process as seen by the measuring one. */
import { type ChildProcess, fork } from 'node:child_process';
import { builtModule } from '../../platform/paths';
import type { WorkerAnswers, WorkerQuestion, WorkerSettings } from './worker-messages';

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export class WorkerProcess {
  private readonly waiting = new Map<number, Waiting>();
  private asked = 0;
  /** Rejects when the process ends before it was told to: nothing that waits for its work would ever end. */
  readonly ended: Promise<never>;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', ({ id, result, problem }: { id: number; result?: unknown; problem?: string }) => {
      const asker = this.waiting.get(id);
      this.waiting.delete(id);
      if (problem === undefined) asker?.resolve(result);
      else asker?.reject(new Error(`The worker process: ${problem}`));
    });
    this.ended = new Promise((_, reject) => {
      child.once('exit', (code, signal) => {
        const problem = new Error(`The worker process ended (${signal ?? `exit code ${code}`})`);
        for (const asker of this.waiting.values()) asker.reject(problem);
        this.waiting.clear();
        reject(problem);
      });
    });
    this.ended.catch(() => {});
  }

  /** @throws Error when the workers cannot be started */
  static async start(settings: WorkerSettings): Promise<WorkerProcess> {
    const worker = new WorkerProcess(fork(builtModule('bench/overhead/worker-main'), [], { stdio: 'inherit' }));
    try {
      await worker.ask({ ask: 'start', settings });
      return worker;
    } catch (error) {
      worker.child.kill('SIGKILL');
      throw error;
    }
  }

  /** @throws Error when the process has ended or could not do it */
  ask<Q extends WorkerQuestion>(question: Q): Promise<WorkerAnswers[Q['ask']]> {
    this.asked += 1;
    const id = this.asked;
    return new Promise((resolve, reject) => {
      if (this.child.exitCode !== null || this.child.signalCode !== null)
        return reject(new Error('The worker process has ended'));
      this.waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
      this.child.send({ id, question });
    });
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    await this.ask({ ask: 'stop' });
    this.child.disconnect();
    await ended;
  }
}
