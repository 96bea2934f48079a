/** bin/adjutant.js: the right Node, and help when something is missing. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFile } from '../../platform/paths';

/** A project with the command and, when wanted, a main module that tells how it was started. */
function makeProject(parts: { built: boolean; ownNode: boolean }): string {
  const project = mkdtempSync(join(tmpdir(), 'adjutant-command-'));
  cpSync(projectFile('bin'), join(project, 'bin'), { recursive: true });
  if (parts.built) {
    mkdirSync(join(project, 'dist', 'client', 'cli'), { recursive: true });
    const tell = 'console.log(JSON.stringify([process.versions.node, process.argv.slice(2)])); process.exitCode = 3;';
    writeFileSync(join(project, 'dist', 'client', 'cli', 'main.js'), tell);
  }
  if (parts.ownNode) {
    mkdirSync(join(project, 'node_modules', 'node', 'bin'), { recursive: true });
    symlinkSync(process.execPath, join(project, 'node_modules', 'node', 'bin', 'node'));
  }
  return project;
}

/** With `pretend`, the first process says that it is this version of Node. */
function run(project: string, pretend?: string): SpawnSyncReturns<string> {
  const before: string[] = [];
  if (pretend) {
    const preload = join(project, 'old.js');
    writeFileSync(preload, `Object.defineProperty(process, 'versions', { value: { node: '${pretend}' } });`);
    before.push('-r', preload);
  }
  const words = [...before, join(project, 'bin', 'adjutant.js'), 'claims', '--open'];
  return spawnSync(process.execPath, words, { encoding: 'utf8' });
}

test('arguments and exit code pass through', () => {
  const outcome = run(makeProject({ built: true, ownNode: false }));
  expect(JSON.parse(outcome.stdout)).toEqual([process.versions.node, ['claims', '--open']]);
  expect(outcome.status).toBe(3);
});

test('an old Node hands over to the one of the project', () => {
  const outcome = run(makeProject({ built: true, ownNode: true }), '20.19.0');
  expect(JSON.parse(outcome.stdout)).toEqual([process.versions.node, ['claims', '--open']]);
  expect(outcome.status).toBe(3);
});

test('an old Node without another one says what to do', () => {
  const outcome = run(makeProject({ built: true, ownNode: false }), '20.19.0');
  expect(outcome.status).toBe(1);
  expect(outcome.stderr).toMatch(/Node 22 or newer is needed[\s\S]*npm ci/);
});

test('a project that is not built says so', () => {
  const outcome = run(makeProject({ built: false, ownNode: false }));
  expect(outcome.status).toBe(1);
  expect(outcome.stderr).toMatch(/not built[\s\S]*npm run build/);
});
