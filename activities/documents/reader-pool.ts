/** Reading processes, kept warm: a fresh one costs a quarter of a second, and the recogniser as much again. */
import type { Job, OutcomeOf } from './child/protocol';
import { DEFAULT_LIMITS } from './limits';
import { Reader, ReaderDied } from './reader';

export interface ReaderPoolInput {
  /** Processes at once; each uses at most `memory`. */
  size: number;
  /** Files after which a process is replaced: parsers leak. */
  filesEach?: number;
  /** Resident bytes at which a process is killed. */
  memory?: number;
}

/** A process that holds more than this share of its memory after a file is replaced. */
const FAT = 0.6;

export class ReaderPool {
  private readonly idle: Reader[] = [];
  private readonly waiting: (() => void)[] = [];
  private readonly busy = new Set<Reader>();
  private closed = false;

  constructor(private readonly input: ReaderPoolInput) {}

  /** Start the processes before the first file comes. @throws Error when they are not built */
  warm(): void {
    this.dropDead();
    while (this.idle.length + this.busy.size < this.input.size && !this.closed) this.idle.push(this.start());
  }

  /** Process ids, for those who watch or test. */
  pids(): number[] {
    return [...this.idle, ...this.busy].flatMap((reader) => (reader.pid === undefined ? [] : [reader.pid]));
  }

  /**
   * Read one file, or draw a page of it, in a process of its own for that time. Trouble with time or memory is an outcome; a process that died
   * for no visible reason gets one successor.
   * @throws the signal's reason when cancelled; an Error when no process can be started
   */
  async read<J extends Job>(job: J, signal: AbortSignal): Promise<OutcomeOf<J>> {
    const begun = { at: 0 };
    for (let attempt = 1; ; attempt += 1) {
      const reader = await this.take(signal);
      begun.at ||= Date.now();
      try {
        return await reader.run(job, job.limits.milliseconds - (Date.now() - begun.at), signal);
      } catch (error) {
        if (!(error instanceof ReaderDied)) throw error;
        if (attempt > 1) {
          const reason = 'Reading the file ended the reading process twice. Please send it in another format.';
          return { status: 'set-aside', code: 'corrupt', reason, pages: 0 } as OutcomeOf<J>;
        }
      } finally {
        await this.giveBack(reader);
      }
    }
  }

  /** Kill all processes; files that wait are refused. */
  close(): void {
    this.closed = true;
    for (const reader of [...this.idle, ...this.busy]) reader.kill();
    this.idle.length = 0;
    for (const wake of this.waiting.splice(0)) wake();
  }

  private start(): Reader {
    return new Reader(this.input.memory ?? DEFAULT_LIMITS.memory);
  }

  private async take(signal: AbortSignal): Promise<Reader> {
    for (;;) {
      signal.throwIfAborted();
      if (this.closed) throw new Error('The reading processes are shut down');
      this.dropDead();
      const reader = this.idle.pop() ?? (this.busy.size < this.input.size ? this.start() : undefined);
      if (reader !== undefined) {
        this.busy.add(reader);
        return reader;
      }
      await this.turn(signal);
    }
  }

  /** Until a process comes free, or the caller goes. */
  private turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake);
        const at = this.waiting.indexOf(wake);
        if (at >= 0) this.waiting.splice(at, 1);
        resolve();
      };
      this.waiting.push(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  private async giveBack(reader: Reader): Promise<void> {
    const { filesEach = 100, memory = DEFAULT_LIMITS.memory } = this.input;
    const worn = reader.files >= filesEach || (reader.usable && (await reader.memoryInUse()) > memory * FAT);
    this.busy.delete(reader);
    if (worn || this.closed) reader.kill();
    if (reader.usable) this.idle.push(reader);
    // The next file finds a warm process, not the time to start one.
    else this.warm();
    this.waiting[0]?.();
  }

  private dropDead(): void {
    for (let at = this.idle.length - 1; at >= 0; at -= 1) {
      if (this.idle[at]?.usable !== true) this.idle.splice(at, 1);
    }
  }
}
