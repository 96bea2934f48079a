/** `npm run examples [-- <folder>]`: write all example claims, by default to `examples/claims`. */
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { projectFile } from '../../platform/paths';
import { scenarios } from './scenarios';
import { writeClaim } from './write-claim';

async function main(): Promise<void> {
  const root = process.argv[2] === undefined ? projectFile('examples', 'claims') : resolve(process.argv[2]);
  let bytes = 0;
  for (const scenario of scenarios) {
    const folder = join(root, scenario.name);
    await writeClaim(scenario, folder);
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const sizes = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => stat(join(file.parentPath, file.name))),
    );
    bytes += sizes.reduce((sum, { size }) => sum + size, 0);
    process.stdout.write(`${folder}: ${sizes.length} files\n`);
  }
  process.stdout.write(`${scenarios.length} claims, ${Math.round(bytes / 1024)} KiB\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
