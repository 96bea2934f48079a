/** An example claim whose papers came in one PDF ends as it does with single files: taken apart, read, paid without hands. */
import { execFile } from 'node:child_process';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { claimFoldersIn, readClaimFolder } from '../../examples/generator';
import { projectFile, projectRoot } from '../../platform/paths';
import { ProcessWorld } from './process';

let world: ProcessWorld;
beforeAll(async () => {
  world = await ProcessWorld.start();
}, 60_000);
afterAll(() => world.close());

/** PDFs one after the other, written in a process of its own since the library is an ES module. */
async function joined(paths: string[]): Promise<Buffer> {
  const script = `
    const { readFileSync } = await import('node:fs');
    const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
    const [first, ...others] = process.argv.slice(1).map((path) => new Uint8Array(readFileSync(path)));
    const pdf = await getDocument({ data: first, verbosity: 0 }).promise;
    process.stdout.write(await pdf.extractPages([{ document: null }, ...others.map((document) => ({ document }))]));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, ...paths], {
    cwd: projectRoot,
    encoding: 'buffer',
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout;
}

test('the windscreen claim with form and invoice in one PDF is paid without hands, as with two files', async () => {
  const paths = await claimFoldersIn(projectFile('examples', 'claims'));
  const path = paths.find((candidate) => basename(candidate).startsWith('01')) ?? '';
  const folder = await readClaimFolder(path);
  const files = folder.documents.map(({ name }) => join(path, 'documents', name));
  expect(files).toHaveLength(2);
  const bundle = { ...folder, documents: [{ name: 'scan.pdf', content: await joined(files) }] };
  const insurer = await world.insurer();
  const claim = await world.take(insurer, bundle);
  expect(claim).toMatchObject({
    status: 'closed',
    outcome: folder.expected?.outcome,
    paidMinor: folder.expected?.amountMinor,
    decidedBy: ['straight-through'],
  });
  expect(claim.documents.map(({ name }) => name)).toEqual([
    'scan.pdf',
    'document-1-page-1.pdf',
    'document-1-page-2.pdf',
  ]);
}, 120_000);
