/**
 * Reading processes, kept warm. A process reads one file at a time under limits of time and memory; it is killed when a
 * file breaks them, when the caller cancels, and after a number of files.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { builtModule } from '../../platform/paths';
import type { FromChild, ReadJob, ReadOutcome } from './child/protocol';

export interface ReaderPoolInput {
  /** Processes at once. */
  size: number;
  /** Files after which a process is replaced: parsers leak. */
  filesEach?: number;
}

interface Reader {
  child: ChildProcess;
  files: number;
}

export class ReaderPool {
  private readonly idle: Reader[] = [];
  private readonly waiting: ((reader: Reader) => void)[] = [];
  private readonly all = new Set<Reader>();
  private closed = false;

  constructor(private readonly input: ReaderPoolInput) {}

  /** Start the processes before the first file comes. */
  warm(): void {
    while (this.all.size < this.input.size) this.idle.push(this.start());
  }

  /**
   * Read one file.
   * @param beat called while the process lives
   * @returns the outcome; trouble with time or memory is an outcome too
   * @throws when cancelled, or when the process cannot be started
   */
  async read(job: ReadJob, signal: AbortSignal, beat: () => void): Promise<ReadOutcome> {
    const reader = await this.take(signal);
    let healthy = false;
    try {
      const outcome = await this.run(reader, job, signal, beat);
      healthy = outcome.status === 'read' || !['took-too-long', 'too-much-memory'].includes(outcome.code);
      return outcome;
    } finally {
      this.giveBack(reader, healthy);
    }
  }

  /** Kill all processes. */
  close(): void {
    this.closed = true;
    for (const reader of this.all) reader.child.kill('SIGKILL');
    this.all.clear();
  }

  private start(): Reader {
    const child = fork(builtModule('activities/documents/child/main'), {
      serialization: 'advanced',
      execArgv: ['--max-old-space-size=512'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      // Nothing of the worker's environment (addresses, secrets) is for a process that parses strangers' files.
      env: { PATH: process.env.PATH ?? '', NODE_ENV: process.env.NODE_ENV ?? '' },
    });
    const reader = { child, files: 0 };
    this.all.add(reader);
    child.on('error', () => this.all.delete(reader));
    child.on('exit', () => {
      this.all.delete(reader);
      const at = this.idle.indexOf(reader);
      if (at >= 0) this.idle.splice(at, 1);
    });
    return reader;
  }

  private take(signal: AbortSignal): Promise<Reader> {
    signal.throwIfAborted();
    const free = this.idle.pop();
    if (free !== undefined) return Promise.resolve(free);
    if (this.all.size < this.input.size) return Promise.resolve(this.start());
    return new Promise((resolve, reject) => {
      const wait = (reader: Reader) => {
        signal.removeEventListener('abort', leave);
        resolve(reader);
      };
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(wait), 1);
        reject(signal.reason as Error);
      };
      this.waiting.push(wait);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  private giveBack(reader: Reader, healthy: boolean): void {
    reader.files += 1;
    let next: Reader | undefined = reader;
    if (!healthy || reader.files >= (this.input.filesEach ?? 200) || !reader.child.connected || this.closed) {
      reader.child.kill('SIGKILL');
      this.all.delete(reader);
      next = this.closed ? undefined : this.start();
    }
    if (next === undefined) return;
    const waiting = this.waiting.shift();
    if (waiting !== undefined) waiting(next);
    else this.idle.push(next);
  }

  private run({ child }: Reader, job: ReadJob, signal: AbortSignal, beat: () => void): Promise<ReadOutcome> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(clock);
        clearInterval(watch);
        child.off('message', onMessage);
        child.off('exit', onExit);
        signal.removeEventListener('abort', onAbort);
        settle();
      };
      const trouble = (code: 'took-too-long' | 'too-much-memory' | 'corrupt', reason: string) =>
        finish(() => {
          child.kill('SIGKILL');
          resolve({ status: 'set-aside', code, reason, pages: 0 });
        });
      const checkMemory = (rss: number) => {
        if (rss > job.limits.memory)
          trouble(
            'too-much-memory',
            'Reading the file took too much memory. Please send a simpler one, or single pages.',
          );
      };
      const onMessage = (message: FromChild) => {
        if ('outcome' in message) finish(() => resolve(message.outcome));
        else {
          beat();
          checkMemory(message.rss);
        }
      };
      const onExit = () =>
        trouble(
          'too-much-memory',
          'Reading the file ended the reading process. Please send a simpler file, or single pages.',
        );
      const onAbort = () =>
        finish(() => {
          child.kill('SIGKILL');
          reject(signal.reason as Error);
        });
      const clock = setTimeout(
        () =>
          trouble(
            'took-too-long',
            `The file was not read within ${Math.round(job.limits.milliseconds / 1000)} seconds. Please send a simpler one, or single pages.`,
          ),
        job.limits.milliseconds,
      );
      // A process that is busy in one long computation sends no beats; the system still knows its memory.
      const watch = setInterval(() => {
        beat();
        residentMemory(child.pid).then(checkMemory, () => {});
      }, 200);
      child.on('message', onMessage);
      child.on('exit', onExit);
      signal.addEventListener('abort', onAbort, { once: true });
      child.send(job, (error) => {
        if (error) finish(() => reject(error));
      });
    });
  }
}

/** Resident memory of a process in bytes; 0 where the system does not tell (then the process's own report counts). */
async function residentMemory(pid: number | undefined): Promise<number> {
  if (pid === undefined || process.platform !== 'linux') return 0;
  const status = await readFile(`/proc/${pid}/statm`, 'utf8');
  return Number(status.split(' ')[1]) * 4096;
}
