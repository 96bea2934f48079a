/**
 * The guards in a thread of their own: ten kilobytes are some milliseconds of work, and two hundred calls a second would
 * wait for each other in the thread that also speaks with the provider and the database.
 */
import { Worker } from 'node:worker_threads';
import { builtModule } from '../../../platform/paths';
import type { Guardrails, Inspected, Inspection, Vault } from '../contract';
import { restoreTokens } from '../personal-data/mask';
import type { Answer, Order } from './main';

interface Waiting {
  resolve(inspected: Inspected): void;
  reject(problem: unknown): void;
}

export class GuardThread implements Guardrails {
  private readonly waiting = new Map<number, Waiting>();
  private worker: Worker | null = null;
  private count = 0;
  private closed = false;

  /** The thread begins with the first call: an installation without models has none. @param modelPath of personal data */
  constructor(private readonly modelPath: string) {}

  inspect(inspection: Inspection): Promise<Inspected> {
    if (this.closed) return Promise.reject(new Error('The guards are shut down'));
    const worker = this.worker ?? this.start();
    this.count += 1;
    const order: Order = { id: this.count, inspection };
    return new Promise((resolve, reject) => {
      this.waiting.set(order.id, { resolve, reject });
      worker.postMessage(order);
    });
  }

  restore(text: string, vault: Vault): string {
    return restoreTokens(text, vault);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.worker?.terminate();
  }

  private start(): Worker {
    const worker = new Worker(builtModule('activities/guardrails/thread/main'), { workerData: this.modelPath });
    // It alone keeps no process alive; whoever waits for it does.
    worker.unref();
    worker.on('message', ({ id, inspected, problem }: Answer) => {
      const waiting = this.waiting.get(id);
      this.waiting.delete(id);
      if (inspected === undefined) waiting?.reject(new Error(`A guard failed: ${problem}`));
      else waiting?.resolve(inspected);
    });
    let problem: unknown = new Error('The thread of the guards has ended');
    worker.on('error', (error) => {
      problem = error;
    });
    // The next call starts another one; those that waited fail and are tried again by whoever owns their retries.
    worker.on('exit', () => {
      if (this.worker === worker) this.worker = null;
      for (const { reject } of this.waiting.values()) reject(problem);
      this.waiting.clear();
    });
    this.worker = worker;
    return worker;
  }
}
