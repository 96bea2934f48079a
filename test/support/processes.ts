/** Real processes for tests of races and crashes: each runs a script over our TypeScript sources. */
import { type ChildProcess, spawn } from 'node:child_process';
import { projectRoot } from '../../platform/paths';

const LOADER = `
const { transformFileSync } = require('@swc/core');
require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, { sourceMaps: false }).code, file);
`;

/** @param script body of an async function; writes to stdout what the test waits for */
export function startProcess(script: string): { child: ChildProcess; output: Promise<string>; line: Promise<string> } {
  const code = `${LOADER}(async () => {${script}})().catch((error) => { console.error(error); process.exit(1); });`;
  const child = spawn(process.execPath, ['-e', code], { cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  const line = new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    child.once('close', () => reject(new Error(`ended without a line: ${errors}`)));
  });
  line.catch(() => {});
  const output = new Promise<string>((resolve, reject) => {
    child.once('close', (status) =>
      status === 0 ? resolve(text) : reject(new Error(`ended with ${status}: ${errors}`)),
    );
  });
  output.catch(() => {});
  return { child, output, line };
}
