/**
 * Server processes that outlive us: started in a session of their own (a terminal's Ctrl-C reaches only us, who stop them in
 * order), writing to files (a pipe would break with our death), and found again by pid and command line.
 */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';

/** A user that a process runs as. */
export interface Account {
  uid: number;
  gid: number;
}

export interface Command {
  program: string;
  arguments: readonly string[];
  environment: Readonly<Record<string, string>>;
  account?: Account;
  /** Standard output and error are appended to it. */
  logFile: string;
  /** The pid is written to it before the program starts, so that no moment exists in which it runs unknown. */
  pidFile?: string;
}

/** A server process, ours or taken over from a predecessor. */
export interface ServerProcess {
  readonly pid: number;
  /** How it ended, or undefined while it runs. */
  ended(): string | undefined;
  /** Resolves with how it ended. */
  readonly end: Promise<string>;
}

export interface StopStep {
  signal: NodeJS.Signals;
  /** Milliseconds until the next, harder step. */
  wait: number;
}

const POLL = 100;
const LARGEST_LOG = 10 * 1024 * 1024;

/** The words of a process's command line; undefined when there is no such process (a zombie is none). */
export function commandLine(pid: number): string[] | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    if (process.platform === 'linux') {
      const text = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return text === '' ? undefined : text.replace(/\0$/, '').split('\0');
    }
    const text = execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return text === '' || text.includes('<defunct>') ? undefined : text.split(' ');
  } catch {
    return undefined;
  }
}

/** When a process started, as an opaque text: with the pid it names one process, also after the pid was given again. */
export function startMark(pid: number): string | undefined {
  if (commandLine(pid) === undefined) return undefined;
  try {
    if (process.platform === 'linux') {
      const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The second field is the name in brackets and may hold spaces; the start time is field 22.
      return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Whether a process runs exactly this command. */
export function runsCommand(pid: number, program: string, programArguments: readonly string[]): boolean {
  return commandLine(pid)?.join(' ') === [program, ...programArguments].join(' ');
}

/** Whether a process has this text (a path of ours) in its command line. */
export function mentions(pid: number, text: string): boolean {
  return commandLine(pid)?.join(' ').includes(text) ?? false;
}

/** Start a server. It goes on when we die. */
export function launch(command: Command): ServerProcess {
  turnLog(command.logFile);
  const log = openSync(command.logFile, 'a', 0o600);
  try {
    const direct = [command.program, ...command.arguments] as const;
    const [program, ...words] = command.pidFile
      ? (['/bin/sh', '-c', 'echo $$ > "$0" && exec "$@"', command.pidFile, ...direct] as const)
      : direct;
    const child = spawn(program, words, {
      detached: true,
      stdio: ['ignore', log, log],
      env: command.environment,
      cwd: '/',
      ...(command.account ?? {}),
    });
    let how: string | undefined;
    const end = new Promise<string>((resolve) => {
      const finish = (text: string) => {
        how ??= text;
        resolve(how);
      };
      child.once('error', (problem) => finish(problem.message));
      child.once('exit', (code, signal) => finish(signal ?? `exit code ${code}`));
    });
    return { pid: child.pid ?? 0, ended: () => how, end };
  } finally {
    closeSync(log);
  }
}

/** Watch a process that is not our child. */
export function adopt(pid: number): ServerProcess {
  const mark = startMark(pid);
  let how: string | undefined;
  const check = () => {
    if (how === undefined && (mark === undefined || startMark(pid) !== mark)) how = 'not there any more';
    return how;
  };
  const end = new Promise<string>((resolve) => {
    const timer = setInterval(() => {
      const text = check();
      if (text === undefined) return;
      clearInterval(timer);
      resolve(text);
    }, POLL);
  });
  return { pid, ended: check, end };
}

/** End a process, harder with each step. @throws Error when it is still there after the last one */
export async function stopProcess(server: ServerProcess, steps: readonly StopStep[]): Promise<void> {
  for (const step of steps) {
    if (server.ended() !== undefined) return;
    try {
      process.kill(server.pid, step.signal);
    } catch {
      // It ended in between; seen below.
    }
    const deadline = Date.now() + step.wait;
    while (Date.now() < deadline) {
      if (server.ended() !== undefined) return;
      await pause(20);
    }
  }
  if (server.ended() === undefined) throw new Error(`Process ${server.pid} cannot be ended`);
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** One earlier log is kept, so that a server that runs for months does not fill the disk. */
function turnLog(path: string): void {
  try {
    if (statSync(path).size > LARGEST_LOG) renameSync(path, `${path}.1`);
  } catch {
    // No log yet.
  }
}
