/** Claim folders of strangers: read when they are right, refused with the file's name when not. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClaimFolderError, claimFoldersIn, readClaimFolder, scenarios } from '../../examples/generator';
import { projectFile } from '../../platform/paths';

const notice = {
  policyNumber: 'HC-1',
  lossDate: '2026-03-01',
  causeOfLoss: 'fire',
  description: 'A pan caught fire.',
  lossLocation: 'IE',
  claimant: { name: 'Anna Fictional', role: 'policyholder' },
};

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'adjutant-layout-'));
  folder = join(root, 'a-claim');
  await mkdir(folder);
  await writeFile(join(folder, 'notice.json'), JSON.stringify(notice));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function problem(): Promise<ClaimFolderError> {
  const error = await readClaimFolder(folder).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ClaimFolderError);
  return error as ClaimFolderError;
}

test('a notice alone is a claim: no documents, people do the usual, nothing is expected', async () => {
  expect(await readClaimFolder(folder)).toEqual({
    name: 'a-claim',
    notice,
    documents: [],
    answers: {},
    again: [],
    people: { decision: { action: 'follow' }, investigation: 'clear', duplicate: 'merge', again: null, after: [] },
    expected: null,
  });
});

test('documents come in the order of their names with their bytes; hidden files and folders do not', async () => {
  await mkdir(join(folder, 'documents', 'more'), { recursive: true });
  await writeFile(join(folder, 'documents', 'b.pdf'), 'two');
  await writeFile(join(folder, 'documents', 'a.txt'), Buffer.from([0, 255, 1]));
  await writeFile(join(folder, 'documents', '.DS_Store'), 'x');
  await mkdir(join(folder, 'answers', 'police-report'), { recursive: true });
  await writeFile(join(folder, 'answers', 'police-report', 'report.pdf'), 'three');
  const claim = await readClaimFolder(folder);
  expect(claim.documents).toEqual([
    { name: 'a.txt', content: Buffer.from([0, 255, 1]) },
    { name: 'b.pdf', content: Buffer.from('two') },
  ]);
  expect(claim.answers).toEqual({ 'police-report': [{ name: 'report.pdf', content: Buffer.from('three') }] });
});

test('a folder without a notice is named', async () => {
  await rm(join(folder, 'notice.json'));
  const error = await problem();
  expect(error.path).toBe(join(folder, 'notice.json'));
  expect(error.message).toContain('begins with its notice of loss');
});

test.each([
  ['not JSON', 'notice.json', '{"policyNumber": ', /not valid JSON/],
  ['a wrong date', 'notice.json', JSON.stringify({ ...notice, lossDate: '2026-02-30' }), /lossDate/],
  ['an unknown field', 'notice.json', JSON.stringify({ ...notice, colour: 'red' }), /colour/],
  ['an unknown decision', 'people.json', '{"decision":{"action":"toss-a-coin"}}', /decision\.action/],
  [
    'a part without an amount',
    'people.json',
    '{"decision":{"action":"approve-in-part","reasonCode":"x-y"}}',
    /amountMinor/,
  ],
  [
    'an amount that is no integer',
    'expected.json',
    '{"outcome":"paid","amountMinor":1.5,"currency":"EUR","decidedBy":["adjuster"],"reasons":[],"workedByHand":["x"]}',
    /amountMinor/,
  ],
])('%s is told with the file and the place', async (_, file, content, message) => {
  await writeFile(join(folder, file), content);
  const error = await problem();
  expect(error.path).toBe(join(folder, file));
  expect(error.message).toMatch(message);
});

test('documents must be a folder, and answers are named by what is asked for', async () => {
  await writeFile(join(folder, 'documents'), 'a file');
  expect((await problem()).path).toBe(join(folder, 'documents'));
  await rm(join(folder, 'documents'));
  await mkdir(join(folder, 'answers', 'Police Report'), { recursive: true });
  expect((await problem()).message).toContain('the code of what is asked for');
});

test('claims below a root are found by their notice, in order', async () => {
  await mkdir(join(root, 'not-a-claim'));
  await writeFile(join(root, 'policies.csv'), '');
  expect(await claimFoldersIn(root)).toEqual([folder]);
  expect(await claimFoldersIn(join(root, 'nowhere'))).toEqual([]);
  expect((await claimFoldersIn(projectFile('examples', 'claims'))).length).toBe(scenarios.length);
});
