/** Small file helpers of the artifact cache: hashes, programs with a time limit, downloads that cannot hang. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { delimiter, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** SHA-256 of a file as lower-case hex. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** The first executable file of this name in the folders of PATH, or undefined. */
export async function findOnPath(program: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const folder of (environment.PATH ?? '').split(delimiter)) {
    if (folder === '') continue;
    const candidate = resolve(folder, program);
    const found = await stat(candidate).catch(() => undefined);
    if (found?.isFile() && (found.mode & 0o111) !== 0) return candidate;
  }
  return undefined;
}

export interface ProgramOutcome {
  /** Exit code; null when it was stopped by the time limit or could not be started. */
  code: number | null;
  stdout: string;
  /** Last part of the standard error, or why it could not be started. */
  stderr: string;
}

/**
 * Run a program to its end. Never throws: the outcome says what happened.
 *
 * @param timeLimit milliseconds, after which it is killed
 * @param account   whom to run it as, for root
 */
export function runProgram(
  program: string,
  programArguments: readonly string[],
  timeLimit: number,
  environment: NodeJS.ProcessEnv = process.env,
  account: { uid: number; gid: number } | undefined = undefined,
): Promise<ProgramOutcome> {
  return new Promise((resolve) => {
    const child = spawn(program, programArguments, {
      env: environment,
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
      ...account,
    });
    let stdout = '';
    let stderr = '';
    let settled = false;
    const settle = (code: number | null, reason?: string) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      resolve({ code, stdout, stderr: (reason ?? stderr).trim() });
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      // A grandchild may hold the pipes open: do not wait for them.
      child.stdout.destroy();
      child.stderr.destroy();
      settle(null, `no answer within ${timeLimit} ms`);
    }, timeLimit);
    child.stdout.on('data', (chunk: Buffer) => {
      stdout = (stdout + chunk.toString('utf8')).slice(-64_000);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString('utf8')).slice(-4_000);
    });
    child.once('error', (problem) => settle(null, problem.message));
    child.once('close', (code) => settle(code));
  });
}

/**
 * Fetch a small JSON document.
 *
 * @param timeLimit milliseconds for the whole answer
 * @throws Error when it does not arrive in time, with another status than 2xx, or is not JSON
 */
export async function fetchJson(url: string, timeLimit: number): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeLimit) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}

/**
 * Download to a file. A server that stops sending is given up after `stallLimit`, however long the whole takes.
 *
 * @param stallLimit milliseconds without a byte
 * @throws Error when it does not arrive complete
 */
export async function downloadFile(url: string, path: string, stallLimit: number): Promise<void> {
  const stalled = new AbortController();
  const giveUp = () => stalled.abort(new Error(`${url}: nothing received for ${stallLimit} ms`));
  let timer = setTimeout(giveUp, stallLimit);
  try {
    const response = await fetch(url, { signal: stalled.signal });
    if (!response.ok || response.body === null) throw new Error(`${url} answered ${response.status}`);
    const body = Readable.fromWeb(response.body);
    body.on('data', () => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, stallLimit);
    });
    await pipeline(body, createWriteStream(path), { signal: stalled.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** What went wrong in one line, with the cause that `fetch` hides. */
export function explain(problem: unknown): string {
  if (!(problem instanceof Error)) return String(problem);
  const cause = problem.cause instanceof Error ? ` (${problem.cause.message})` : '';
  return `${problem.message}${cause}`;
}
