#!/usr/bin/env node
/**
 * The command line. Plain JavaScript that any Node understands: it hands over to the Node that the project brings when
 * this one is too old, and says what to do when the project is not built.
 */

const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const { constants } = require('node:os');
const { join } = require('node:path');

const OLDEST_NODE = 22;
const project = join(__dirname, '..');

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

/** Run the same command with another Node, as if it were us: same terminal, same signals, same exit code. */
function runWith(node) {
  const child = spawn(node, [__filename, ...process.argv.slice(2)], { stdio: 'inherit' });
  // The terminal sends Ctrl-C to both of us: the child ends in its own time, and we wait for it.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (problem) => fail(`${node} cannot be started: ${problem.message}`));
  child.on('exit', (code, signal) => process.exit(code === null ? 128 + constants.signals[signal] : code));
}

const current = Number(process.versions.node.split('.')[0]);
const own = join(project, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const main = join(project, 'dist', 'client', 'cli', 'main.js');

if (current < OLDEST_NODE) {
  if (existsSync(own) && process.execPath !== own) runWith(own);
  else
    fail(
      `Node ${OLDEST_NODE} or newer is needed, and this is ${process.version}. Run \`npm ci\` in ${project}, which brings one.`,
    );
} else if (!existsSync(main)) {
  fail(`The project is not built: ${main} is missing. Run \`npm run build\` in ${project}.`);
} else {
  require(main);
}
