/** The command line as a process of its own, from the sources, so that no old build is tested. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFile } from '../../platform/paths';

export interface CliOutcome {
  code: number | null;
  stdout: string;
  stderr: string;
  json<T>(): T;
}

/** An empty data folder, so that no installation of this machine is found. */
export function emptyHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'adjutant-cli-'));
  homes.push(home);
  return home;
}

const homes: string[] = [];

/** For the end of a test file, when nothing uses them any more. */
export function removeHomes(): void {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
}

/** Settings of the machine that runs the tests are not passed on. */
export function cleanEnvironment(given: Record<string, string>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(ADJUTANT_|TEMPORAL_|DATABASE_URL|NO_COLOR)/.test(name),
  );
  return { ...Object.fromEntries(kept), ...given };
}

/** Run to the end; with `interrupt`, Ctrl-C is sent after the first words on standard output. */
export function runCli(
  words: string[],
  environment: Record<string, string>,
  { interrupt = false, cwd }: { interrupt?: boolean; cwd?: string } = {},
): Promise<CliOutcome> {
  return new Promise((resolve, reject) => {
    const program = [
      '-r',
      projectFile('test', 'support', 'run-typescript.js'),
      projectFile('client', 'cli', 'main.ts'),
    ];
    const child = spawn(process.execPath, [...program, ...words], {
      env: cleanEnvironment(environment),
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (interrupt && stdout === '') child.kill('SIGINT');
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, stdout, stderr, json: <T>() => JSON.parse(stdout) as T });
    });
  });
}
