/** An installation in a process of its own, as `npm start` runs it, with ways to kill its parts and to leave nothing behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../platform/local/free-port';
import { commandLine, mentions, pause } from '../../platform/local/processes';
import { projectFile } from '../../platform/paths';

type Server = 'temporal' | 'postgres';

export class KillableInstallation {
  /** Everything it printed. */
  output = '';
  private child: ChildProcess | undefined;
  /** The pid of each server when it was killed last. */
  private readonly killed = new Map<Server, number>();

  private constructor(
    readonly home: string,
    readonly environment: Record<string, string>,
  ) {}

  static async prepare(outside: string): Promise<KillableInstallation> {
    const home = mkdtempSync(join(tmpdir(), 'adjutant-chaos-'));
    // An embedded PostgreSQL may run as another user, who must be able to pass.
    chmodSync(home, 0o755);
    return new KillableInstallation(home, {
      ADJUTANT_HOME: home,
      ADJUTANT_TENANT: 'default',
      ADJUTANT_TEMPORAL_PORT: String(await freePort()),
      ADJUTANT_TEMPORAL_UI_PORT: String(await freePort()),
      ADJUTANT_POSTGRES_PORT: String(await freePort()),
      PAYMENTS_URL: `${outside}/bank`,
      LETTERS_URL: `${outside}/letters`,
    });
  }

  /** Resolves when it says that it is up. */
  async start(limit = 90_000): Promise<void> {
    const program = projectFile('dist', 'workers', 'local', 'start.js');
    if (!existsSync(program)) throw new Error('dist is missing: npm run build');
    const child = spawn(process.execPath, [program], {
      env: { ...inherited(), ...this.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8');
        this.output += chunk.toString('utf8');
      });
    }
    const deadline = Date.now() + limit;
    while (!said.includes('Adjutant is up.')) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`It ended at start:\n${said}`);
      if (Date.now() > deadline) throw new Error(`Not up within ${limit} ms:\n${said}`);
      await pause(50);
    }
  }

  /** kill -9 of the process with all workers; the servers live on. */
  killWorkers(): void {
    this.child?.kill('SIGKILL');
  }

  async workersGone(): Promise<void> {
    const child = this.child;
    while (child !== undefined && child.exitCode === null && child.signalCode === null) await pause(20);
  }

  /** kill -9 of the server and of every process that it has started. @returns the pids that were killed */
  killServer(server: Server): number[] {
    const pid = this.serverPid(server);
    this.killed.set(server, pid);
    const all = [pid, ...childrenOf(pid)];
    for (const victim of all) kill(victim);
    return all;
  }

  /** Resolves when another process serves in the place of the killed one. */
  async serverBack(server: Server, limit = 60_000): Promise<void> {
    const before = this.killed.get(server);
    const deadline = Date.now() + limit;
    while (this.pidOrNone(server) === before) {
      if (Date.now() > deadline)
        throw new Error(`${server} did not come back within ${limit} ms\n${this.output.slice(-4_000)}`);
      await pause(50);
    }
  }

  private pidOrNone(server: Server): number | undefined {
    try {
      return this.serverPid(server);
    } catch {
      // The file is being written.
      return this.killed.get(server);
    }
  }

  /** As the running stack says. */
  serverPid(server: Server): number {
    const stack = JSON.parse(readFileSync(join(this.home, 'run', 'stack.json'), 'utf8')) as {
      embedded: Record<Server, { pid: number }>;
    };
    return stack.embedded[server].pid;
  }

  /** Ends everything by pid, softly first, and removes the home. @returns pids that only a kill could end */
  async end(): Promise<number[]> {
    this.child?.kill('SIGTERM');
    const deadline = Date.now() + 30_000;
    while (this.child && this.child.exitCode === null && this.child.signalCode === null && Date.now() < deadline)
      await pause(50);
    this.killWorkers();
    await this.workersGone();
    // Servers that a killed process left behind, found by the home in their command lines: its name is this test's alone.
    const left = pidsOf((pid) => mentions(pid, this.home));
    for (const pid of left) kill(pid);
    while (left.some((pid) => commandLine(pid) !== undefined)) await pause(20);
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    return left;
  }
}

/** Settings of the developer's own installation must not reach this one. */
function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && !/^(ADJUTANT_(?!CACHE)|TEMPORAL_|DATABASE_URL|PAYMENTS_URL|LETTERS_)/.test(entry[0]),
    ),
  );
}

function pidsOf(wanted: (pid: number) => boolean): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid > 0 && pid !== process.pid && wanted(pid));
}

function childrenOf(parent: number): number[] {
  return pidsOf((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
    } catch {
      return false;
    }
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // A child that ended with its parent.
  }
}
