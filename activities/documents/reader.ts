/** One reading process: started, given one file at a time under limits of time and memory, killed after any trouble. */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { builtModule } from '../../platform/paths';
import type { FromChild, Job, OutcomeOf } from './child/protocol';

/** The process ended on its own or by somebody's hand, without growing: the same file may do well in another one. */
export class ReaderDied extends Error {
  override readonly name = 'ReaderDied';
}

const TOO_MUCH_MEMORY = 'Reading the file took too much memory. Please send a simpler one, or single pages.';
/** How often memory is looked at, milliseconds: a process that fills memory does so at about a gigabyte a second. */
const LOOK_EVERY = 50;
/** The process's own guard is the second line: above ours, so that the reason is known. */
const GUARD_SHARE = 1.15;
/** A process that died this near its limit died of it. */
const NEAR_LIMIT = 0.6;

export class Reader {
  /** Files given to it so far. */
  files = 0;
  private ready = false;
  private ended = false;
  private readonly child: ChildProcess;
  private startFailure: Error | null = null;

  /** @param memory resident bytes at which it is killed */
  constructor(private readonly memory: number) {
    const module = builtModule('activities/documents/child/main');
    if (!existsSync(module))
      throw new Error(`The reading process is not built: ${module} is missing. Run "npm run build".`);
    this.child = fork(module, [String(Math.round(memory * GUARD_SHARE))], {
      serialization: 'advanced',
      execArgv: ['--max-old-space-size=384', ...permissions()],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      // Nothing of the worker's environment (addresses, secrets) is for a process that parses strangers' files.
      env: { PATH: process.env.PATH ?? '', NODE_ENV: process.env.NODE_ENV ?? '' },
    });
    this.child.on('message', (message: FromChild) => {
      if ('ready' in message) this.ready = true;
    });
    this.child.on('error', (error) => {
      this.startFailure = error;
      this.ended = true;
    });
    this.child.on('exit', () => {
      this.ended = true;
    });
    this.rest();
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get usable(): boolean {
    return !this.ended && this.child.connected;
  }

  kill(): void {
    this.ended = true;
    this.child.kill('SIGKILL');
  }

  /** An idle process does not keep the worker alive. */
  rest(): void {
    this.child.unref();
    this.child.channel?.unref();
  }

  /**
   * Read one file, or draw a page of it. After anything but a clean reading the process is killed.
   * @throws the signal's reason when cancelled, ReaderDied, or an Error when the process does not start
   */
  run<J extends Job>(job: J, milliseconds: number, signal: AbortSignal): Promise<OutcomeOf<J>> {
    const { child } = this;
    this.files += 1;
    child.ref();
    child.channel?.ref();
    let memory = 0;
    return new Promise<OutcomeOf<J>>((resolve, reject) => {
      const setAside = (code: 'took-too-long' | 'too-much-memory', reason: string) =>
        finish(() => resolve({ status: 'set-aside', code, reason, pages: 0 } as OutcomeOf<J>));
      const look = async () => {
        memory = Math.max(memory, await residentMemory(child.pid));
        if (memory > this.memory) setAside('too-much-memory', TOO_MUCH_MEMORY);
      };
      const late = () =>
        setAside(
          'took-too-long',
          `The file was not read within ${Math.round(job.limits.milliseconds / 1000)} seconds. Please send a simpler one, or single pages.`,
        );
      const onMessage = (message: FromChild) => {
        if ('outcome' in message)
          finish(() => resolve(message.outcome as OutcomeOf<J>), message.outcome.status !== 'set-aside');
      };
      const onEnd = (code: number | null, by: NodeJS.Signals | null) => {
        if (!this.ready)
          finish(() =>
            reject(
              this.startFailure ??
                new Error(
                  `The reading process did not start (${by ?? `exit code ${code}`}). Run "npm run build" and "npm ci".`,
                ),
            ),
          );
        // V8 aborts a process whose heap is full; the guard kills one that outgrew its limit.
        else if (by === 'SIGABRT' || code === 134 || memory > this.memory * NEAR_LIMIT)
          setAside('too-much-memory', TOO_MUCH_MEMORY);
        else finish(() => reject(new ReaderDied(`The reading process ended (${by ?? `exit code ${code}`})`)));
      };
      const onAbort = () => finish(() => reject(signal.reason));
      const clock = setTimeout(late, Math.max(0, milliseconds));
      const watch = setInterval(() => void look().catch(() => {}), LOOK_EVERY);
      const onError = (error: Error) => finish(() => reject(error));
      const finish = (settle: () => void, clean = false) => {
        clearTimeout(clock);
        clearInterval(watch);
        child.off('message', onMessage);
        child.off('exit', onEnd);
        child.off('error', onError);
        signal.removeEventListener('abort', onAbort);
        if (clean) this.rest();
        else this.kill();
        settle();
      };
      child.on('message', onMessage);
      child.on('exit', onEnd);
      child.on('error', onError);
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
      else if (child.exitCode !== null || child.signalCode !== null) onEnd(child.exitCode, child.signalCode);
      else child.send(job, (error) => error && child.exitCode === null && child.signalCode === null && onError(error));
    });
  }

  /** Resident bytes now; 0 where the system does not tell. */
  memoryInUse(): Promise<number> {
    return residentMemory(this.child.pid).catch(() => 0);
  }
}

/** Node's permission model, where this Node has it: the process may read files, but write none and start no programs. */
function permissions(): string[] {
  return process.allowedNodeEnvironmentFlags.has('--permission')
    ? ['--permission', '--allow-fs-read=*', '--allow-addons', '--allow-worker']
    : [];
}

/** From /proc on Linux. Elsewhere the process's own guard keeps the limit. */
async function residentMemory(pid: number | undefined): Promise<number> {
  if (pid === undefined || process.platform !== 'linux') return 0;
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}
