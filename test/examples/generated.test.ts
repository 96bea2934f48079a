/** The committed folders are what the generator writes: the same facts give the same bytes. */
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { readClaimFolder, scenarios, withChange, writeClaim } from '../../examples/generator';
import { projectFile } from '../../platform/paths';
import { difference } from './pictures';

jest.setTimeout(120_000);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adjutant-examples-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const committed = projectFile('examples', 'claims');

/** Paths of all files below a folder, relative to it, sorted. */
async function filesBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
  '%s is written as it is committed',
  async (name, scenario) => {
    await writeClaim(scenario, join(folder, name));
    const files = await filesBelow(join(committed, name));
    expect(await filesBelow(join(folder, name))).toEqual(files);
    for (const file of files) {
      const [made, kept] = await Promise.all([
        readFile(join(folder, name, file)),
        readFile(join(committed, name, file)),
      ]);
      expect({ file, difference: await difference(file, kept, made) }).toEqual({ file, difference: null });
    }
    await expect(readClaimFolder(join(folder, name))).resolves.toMatchObject({ name, expected: scenario.expected });
  },
);

test('there is nothing in the folder that no scenario writes, and all of it is small', async () => {
  const folders = await readdir(committed);
  expect(folders.sort()).toEqual(scenarios.map((scenario) => scenario.name));
  const sizes = await Promise.all(
    (await filesBelow(committed)).map(async (file) => (await stat(join(committed, file))).size),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3_000_000);
});

test('the same scenario twice gives the same bytes, scans and photos too', async () => {
  const scenario = scenarios.find(({ name }) => name.startsWith('13-'))!;
  await writeClaim(scenario, join(folder, 'once'));
  await writeClaim(scenario, join(folder, 'again'));
  for (const file of await filesBelow(join(folder, 'once')))
    expect((await readFile(join(folder, 'once', file))).equals(await readFile(join(folder, 'again', file)))).toBe(true);
});

test('an earlier claim in the same folder leaves nothing behind', async () => {
  const scenario = scenarios.find(({ name }) => name.startsWith('05-'))!;
  await writeClaim(scenario, join(folder, 'reused'));
  const without = withChange(scenario, (draft) => {
    draft.documents = draft.documents.filter((document) => document.kind !== 'photo');
    draft.answers = {};
  });
  await writeClaim(without, join(folder, 'reused'));
  const read = await readClaimFolder(join(folder, 'reused'));
  expect(read.documents.map((document) => document.name)).toEqual([
    'claim-form.pdf',
    'estimate_catalytic_converter.pdf',
  ]);
  expect(read.answers).toEqual({});
  expect(read.expected).toBeNull();
});

test('the comparison of pictures notices one changed digit', async () => {
  const scenario = scenarios.find(({ name }) => name.startsWith('13-'))!;
  const changed = withChange(scenario, (draft) => {
    for (const document of draft.documents)
      if (document.kind === 'purchase-receipt') document.lines[0]!.unitMinor = 119800;
  });
  await writeClaim(scenario, join(folder, 'digit-before'));
  await writeClaim(changed, join(folder, 'digit-after'));
  const [before, after] = await Promise.all(
    ['digit-before', 'digit-after'].map((name) => readFile(join(folder, name, 'documents', 'receipt.jpg'))),
  );
  expect(await difference('receipt.jpg', before!, after!)).toMatch(/differ/);
});
