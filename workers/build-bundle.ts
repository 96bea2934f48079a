/** Build step: the workflow code as one file, so that workers start without bundling. */
import { writeFile } from 'node:fs/promises';
import { projectFile } from '../platform/paths';
import { bundleWorkflows } from './claims-worker';

async function main(): Promise<void> {
  const { code } = await bundleWorkflows('WARN');
  await writeFile(projectFile('dist', 'workflow-bundle.js'), code);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
