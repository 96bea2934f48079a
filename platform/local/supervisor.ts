/** Keeps one server running: when its process ends by itself it is started again, on the same port, with growing pauses. */
import type { Log } from '../config/log';
import { pause, type ServerProcess, type StopStep, stopProcess } from './processes';

export interface ServerPlan {
  /** For messages, `PostgreSQL`. */
  name: string;
  port: number;
  /** Starts the process and resolves when it serves; cleans up and throws when it does not come to that. */
  start(): Promise<ServerProcess>;
  stopSteps: readonly StopStep[];
}

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;
/** A server that ran this long starts with the first pause again. */
const STEADY = 30_000;

export class Supervisor {
  private stopping = false;
  private watching: Promise<void> = Promise.resolve();
  private wake: () => void = () => {};

  /**
   * @param server   the process that runs now
   * @param onChange told the pid after every new start
   */
  constructor(
    private readonly plan: ServerPlan,
    private server: ServerProcess,
    private readonly log: Log,
    private readonly onChange: (pid: number) => void,
  ) {
    this.watching = this.watch();
  }

  get pid(): number {
    return this.server.pid;
  }

  /** End the server and stop watching it. A start that is under way is waited for. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await stopProcess(this.server, this.plan.stopSteps);
    await this.watching;
    await stopProcess(this.server, this.plan.stopSteps);
  }

  private async watch(): Promise<void> {
    let wait = FIRST_PAUSE;
    while (!this.stopping) {
      const since = Date.now();
      const how = await this.server.end;
      if (this.stopping) return;
      if (Date.now() - since > STEADY) wait = FIRST_PAUSE;
      const { name, port } = this.plan;
      this.log.warn(`${name} (pid ${this.server.pid}) ended by itself (${how}); it is started again on port ${port}.`);
      wait = await this.startAgain(wait);
    }
  }

  /** @returns the pause before a next start */
  private async startAgain(firstWait: number): Promise<number> {
    let wait = firstWait;
    const since = Date.now();
    while (!this.stopping) {
      await Promise.race([pause(wait), new Promise<void>((resolve) => (this.wake = resolve))]);
      if (this.stopping) break;
      wait = Math.min(wait * 2, LONGEST_PAUSE);
      try {
        this.server = await this.plan.start();
        this.onChange(this.server.pid);
        this.log.info(`${this.plan.name} is back (pid ${this.server.pid}) after ${Date.now() - since} ms.`);
        return wait;
      } catch (problem) {
        this.log.warn(
          `${this.plan.name} did not start (${problem instanceof Error ? problem.message : String(problem)}); next try in ${wait} ms.`,
        );
      }
    }
    return wait;
  }
}
