/**
 * Makes `wording.pdf` beside each `wording.md` of config/products. Run after a wording was changed:
 * `npm run build && node dist/examples/wordings/main.js`
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readWording } from '../../activities/coverage/wording';
import { projectFile } from '../../platform/paths';

import { wordingPdf } from './pdf';

async function main(): Promise<void> {
  const products = projectFile('config', 'products');
  for (const product of await readdir(products)) {
    for (const edition of await readdir(join(products, product))) {
      const folder = join(products, product, edition);
      const blocks = readWording(await readFile(join(folder, 'wording.md'), 'utf8'));
      const bytes = await wordingPdf(blocks, edition);
      await writeFile(join(folder, 'wording.pdf'), bytes);
      process.stdout.write(`${product} ${edition}: ${bytes.length} bytes\n`);
    }
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
