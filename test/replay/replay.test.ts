/**
 * Open claims survive a release: every recorded history replays with the workflow code of this checkout. And the test
 * itself is tested: a change that would break open claims makes it fail.
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { bundleWorkflows } from '../../workers/claims-worker';

Runtime.install({ logger: new DefaultLogger('ERROR') });

const ROOT = join(__dirname, '..', '..');
const HISTORIES = join(ROOT, 'test', 'histories');
const recorded = readdirSync(HISTORIES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
const load = (name: string) => JSON.parse(readFileSync(join(HISTORIES, name), 'utf8')) as object;
const logger = new DefaultLogger('ERROR');

test('there is a recorded history of every waiting state', () => {
  const states = recorded.map((name) => name.replace(/^.*\//, '').replace('.json', ''));
  expect(states).toEqual(
    expect.arrayContaining([
      'in-review',
      'awaiting-information',
      'under-investigation',
      'suspected-duplicate',
      'awaiting-second-approval',
      'payment-failed',
      'closed-straight-through',
    ]),
  );
});

/** Histories stand for claims that are open somewhere: one that was recorded is never recorded over. */
test('no recorded history was changed, and each is on the list', () => {
  const lines = readFileSync(join(HISTORIES, 'SHA256SUMS'), 'utf8').trimEnd().split('\n');
  const listed = Object.fromEntries(lines.map((line) => line.split('  ').reverse()));
  const sums = recorded.map((name) => [
    name,
    createHash('sha256')
      .update(readFileSync(join(HISTORIES, name)))
      .digest('hex'),
  ]);
  expect(Object.fromEntries(sums)).toEqual(listed);
});

describe('the workflow code of this checkout', () => {
  let workflowBundle: Awaited<ReturnType<typeof bundleWorkflowCode>>;
  beforeAll(async () => {
    workflowBundle = await bundleWorkflows('ERROR');
  });

  test.each(recorded)('replays %s', async (name) => {
    await Worker.runReplayHistory({ workflowBundle, replayName: name.replace(/\W/g, '-') }, load(name));
  });
});

/** A change to a copy of the workflow code, and what it would do to open claims. */
const BREAKING: [change: string, file: string, from: RegExp, to: string][] = [
  [
    'a new step in the middle of the story',
    'workflows/claims/stages/assessment.ts',
    /const facts = await steps\.assembleFacts/,
    'await chronicle.save();\n  const facts = await steps.assembleFacts',
  ],
  [
    'a step that is no longer there',
    'workflows/claims/workflow.ts',
    /const opening = await beside\.openClaim\(\{ claim: state\.claim \}\);/,
    "const opening = { policyNumber: '', line: null, jurisdiction: '', suspectedDuplicates: [] as string[], files: [] };",
  ],
];

test.each(BREAKING)('%s is caught', async (_change, file, from, to) => {
  const copy = mkdtempSync(join(ROOT, '.replay-'));
  try {
    for (const folder of ['workflows', 'activities'])
      cpSync(join(ROOT, folder), join(copy, folder), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const path = join(copy, file);
    const source = readFileSync(path, 'utf8');
    expect(source).toMatch(from);
    writeFileSync(path, source.replace(from, to));
    const workflowBundle = await bundleWorkflowCode({ workflowsPath: join(copy, 'workflows', 'index.ts'), logger });
    const replay = Worker.runReplayHistory({ workflowBundle }, load('v1/in-review.json'));
    // Temporal names the mismatch, or the workflow trips over a result that belongs to another step: both stop the release.
    await expect(replay).rejects.toThrow(/Nondeterminism|Replay failed/);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});
