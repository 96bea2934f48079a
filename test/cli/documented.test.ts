/** docs/cli.md runs as printed: a fresh installation is started as `npm start` does it, and each block is run in order. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../platform/local/free-port';
import { builtModule, projectFile, projectRoot } from '../../platform/paths';
import { cleanEnvironment, emptyHome, removeHomes } from './run-cli';

jest.setTimeout(240_000);

let installation: ChildProcess;
let environment: NodeJS.ProcessEnv;
let said = '';

beforeAll(async () => {
  const home = emptyHome();
  // Started by root, PostgreSQL runs as another user, who must be able to pass through.
  chmodSync(home, 0o711);
  const [temporal, ui, postgres] = [await freePort(), await freePort(), await freePort()];
  environment = cleanEnvironment({
    ADJUTANT_HOME: home,
    ADJUTANT_SAMPLES: 'off',
    ADJUTANT_TEMPORAL_PORT: String(temporal),
    ADJUTANT_TEMPORAL_UI_PORT: String(ui),
    ADJUTANT_POSTGRES_PORT: String(postgres),
  });
  installation = spawn(process.execPath, [builtModule('workers/local/start')], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    const listen = (text: string) => {
      said += text;
      if (said.includes('Adjutant is up.')) resolve();
    };
    installation.stdout?.setEncoding('utf8').on('data', listen);
    installation.stderr?.setEncoding('utf8').on('data', listen);
    installation.once('exit', (code) => reject(new Error(`The installation ended with ${code}:\n${said}`)));
  });
});

afterAll(async () => {
  const ended = new Promise((resolve) => installation.once('exit', resolve));
  if (installation.exitCode === null && installation.kill('SIGTERM')) await ended;
  removeHomes();
});

/** `npx adjutant` is replaced by what it starts: npx itself is not what is tested. */
function blocks(): string[] {
  const text = readFileSync(projectFile('docs', 'cli.md'), 'utf8');
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
}

function run(block: string): Promise<{ code: number; output: string }> {
  const command = `"${process.execPath}" "${join(projectRoot, 'bin', 'adjutant.js')}"`;
  const script = block.replaceAll('npx adjutant', command);
  return new Promise((resolve) => {
    const words = ['-euo', 'pipefail', '-c', script];
    execFile(
      'bash',
      words,
      { cwd: projectRoot, env: { ...environment, TMPDIR: environment.ADJUTANT_HOME }, timeout: 90_000 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({ code, output: `${stdout}${stderr}` });
      },
    );
  });
}

test('every block of docs/cli.md ends well, in order', async () => {
  const all = blocks();
  expect(all.length).toBeGreaterThan(10);
  for (const block of all) {
    const { code, output } = await run(block);
    if (code !== 0) throw new Error(`Exit code ${code} of:\n${block}\n${output}\nInstallation:\n${said}`);
  }
});

test('every command is in docs/cli.md', async () => {
  const text = readFileSync(projectFile('docs', 'cli.md'), 'utf8');
  for (const group of ['', 'claims', 'review', 'ledger', 'import', 'users', 'keys', 'search-attributes']) {
    const { output } = await run(`npx adjutant ${group} --help`);
    const commands = output.split('Commands:')[1]?.split('\n\n')[0] ?? '';
    for (const [, name = ''] of commands.matchAll(/^ {2}([a-z-]+) /gm)) {
      if (name !== 'help') expect(text).toContain(`npx adjutant ${`${group} ${name}`.trim()}`);
    }
  }
});
