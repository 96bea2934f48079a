/** Opinions of models: asked through the real gateway, answered by a scripted provider, believed only as far as they quote. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createCoverageActivities } from '../../activities/coverage/activities';
import { CoverageOpinion, CoverageOpinionResult } from '../../activities/coverage/contract';
import { createCoverageOpinionActivities } from '../../activities/coverage/opinion/activities';
import { PromptLibrary } from '../../activities/models/prompts';
import { coverageSet } from '../../bench/eval/sets/coverage';
import { getEvidence, putEvidence } from '../../platform/database/evidence';
import { projectFile } from '../../platform/paths';
import { type Bench, buildGateway, examplePolicy } from '../models/support/gateway-parts';
import { ScriptedProvider, type SeenRequest } from '../models/support/scripted-provider';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { factsOf, registerClaim, storePolicy } from './stored-claim';
import { homePolicy, item, library } from './support';

let db: TestDatabase;
let provider: ScriptedProvider;
let bench: Bench;

beforeEach(async () => {
  db = await createTestDatabase();
  provider = new ScriptedProvider();
  const policy = examplePolicy(await provider.start());
  const task = {
    prompt: 'coverage-opinion@2',
    kind: 'recommend',
    maxOutputTokens: 1_000,
    maxCost: '0.50',
    verifiers: ['quotes'],
  };
  Object.assign(policy.tasks, {
    'coverage-opinion': { ...task, models: ['small'] },
    'coverage-second-opinion': { ...task, models: ['large'] },
  });
  bench = await buildGateway(db.database, policy, { prompts: new PromptLibrary(projectFile('config', 'prompts')) });
});
afterEach(async () => {
  await bench.close();
  await provider.stop();
  await db.close();
});

const ACCOUNT =
  'Maeve Tierney here. Behind the dishwasher a pipe had been dripping for months before the floor gave way.';
const right = {
  verdict: 'not-covered',
  because: 'The pipe dripped for months.',
  against: 'The floor gave way at once.',
  clauses: [{ clause: '4.2', quote: 'Damage that comes about gradually' }],
  facts: [{ fact: 'account', quote: 'a pipe had been dripping for months' }],
  wouldSettle: 'A plumber on how long the pipe had leaked.',
};
const says = (answer: unknown) => () => JSON.stringify(answer);
const modelOf = (request: SeenRequest) => String(request.body.model);

/** A claim whose rules leave the question of gradual damage open. */
async function openQuestion(items = [item('Cabinet', 700, { purchasedOn: '2026-01-05', currency: 'EUR' })]) {
  await storePolicy(db.database, 'acme', homePolicy({ holder: 'Maeve Tierney' }));
  const claim = await registerClaim(db.database, 'acme', 'HC-1', {
    causeOfLoss: 'escape-of-water',
    description: ACCOUNT,
    lossLocation: 'IE',
    claimant: { name: 'Maeve Tierney', role: 'policyholder' },
  });
  const facts = await putEvidence(db.database, claim, 'claim-facts', factsOf(items, { currency: 'EUR' }));
  const coverage = createCoverageActivities({ database: db.database, terms: library, models: bench.gateway });
  return { claim, facts, result: await coverage.assessCoverage({ claim, facts }) };
}

async function opinionOn({ claim, facts, result }: Awaited<ReturnType<typeof openQuestion>>) {
  const { giveCoverageOpinion } = createCoverageOpinionActivities({ database: db.database, gateway: bench.gateway });
  const given = CoverageOpinionResult.parse(
    await new MockActivityEnvironment().run(giveCoverageOpinion, { claim, facts, coverage: result.coverage }),
  );
  return { given, stored: await getEvidence(db.database, claim, given.opinion, CoverageOpinion) };
}

test('two models agree and their quotes stand: the opinion has verdict, quotes, what speaks against it and the records', async () => {
  provider.script.reply = says(right);
  const open = await openQuestion();
  expect(open.result).toMatchObject({ outcome: 'cannot-tell', opinionPossible: true });
  const { given, stored } = await opinionOn(open);
  expect(given).toMatchObject({ agreed: 1, split: 0, unverified: 0 });
  expect(stored.coverage).toEqual(open.result.coverage);
  expect(stored.questions).toMatchObject([
    { code: 'circumstance-unclear', opinion: { outcome: 'agreed', verdict: 'not-covered', rejected: [] } },
  ]);
  const answers = stored.questions[0]?.opinion.answers ?? [];
  expect(answers.map(({ model }) => model)).toEqual(['small', 'small', 'large']);
  expect(new Set(answers.map(({ recordId }) => recordId)).size).toBe(3);
  expect(answers[0]).toMatchObject({ clauses: right.clauses, facts: right.facts, against: right.against });
  expect(provider.seen).toHaveLength(3);
  // Both sides of the wording went out, and the claimant's name did not.
  for (const { raw } of provider.seen) {
    expect(raw).toContain('Damage that comes about gradually');
    expect(raw).toContain('Water that escapes suddenly from pipes');
    expect(raw).not.toContain('Tierney');
  }
});

test('the same question again: the stored answers, nothing sent', async () => {
  provider.script.reply = says(right);
  const open = await openQuestion();
  const first = await opinionOn(open);
  const second = await opinionOn(open);
  expect(provider.seen).toHaveLength(3);
  expect(second.stored.questions[0]?.opinion.verdict).toBe('not-covered');
  expect(second.given.agreed).toBe(first.given.agreed);
});

test.each([
  ['words that the clause does not have', { clauses: [{ clause: '4.2', quote: 'Damage that comes about slowly' }] }],
  ['words of another clause', { clauses: [{ clause: '2.1.5', quote: 'Damage that comes about gradually' }] }],
  ['a clause that was not given', { clauses: [{ clause: '9.9', quote: 'Damage that comes about gradually' }] }],
  ['a fact that nobody stated', { facts: [{ fact: 'account', quote: 'a pipe had been dripping for years' }] }],
  [
    'one word different, which a lenient comparison lets pass',
    { facts: [{ fact: 'account', quote: 'a pipe has been dripping for months' }] },
  ],
  ['no clause at all', { clauses: [] }],
  ['no fact at all', { facts: [] }],
  ['a quote that proves nothing', { facts: [{ fact: 'account', quote: 'a pipe' }] }],
])('a false quote is rejected, and the question stays with a person: %s', async (_what, changes) => {
  provider.script.reply = says({ ...right, ...changes });
  const { given, stored } = await opinionOn(await openQuestion());
  expect(given).toMatchObject({ agreed: 0, unverified: 1 });
  expect(stored.questions[0]?.opinion).toEqual({
    outcome: 'unverified',
    verdict: null,
    answers: [],
    rejected: ['not-verified', 'not-verified', 'not-verified'],
  });
});

test('answers that differ are split: no verdict, all of them shown', async () => {
  provider.script.reply = (request) =>
    JSON.stringify({ ...right, verdict: modelOf(request) === 'large-1' ? 'covered' : 'not-covered' });
  const { given, stored } = await opinionOn(await openQuestion());
  expect(given).toMatchObject({ agreed: 0, split: 1 });
  expect(stored.questions[0]?.opinion).toMatchObject({ outcome: 'split', verdict: null });
  expect(stored.questions[0]?.opinion.answers.map(({ verdict }) => verdict)).toEqual([
    'not-covered',
    'not-covered',
    'covered',
  ]);
});

test('one model misquotes, the other does not: two answers are left, and they count', async () => {
  provider.script.reply = (request) =>
    JSON.stringify(modelOf(request) === 'large-1' ? { ...right, clauses: [] } : right);
  const { stored } = await opinionOn(await openQuestion());
  expect(stored.questions[0]?.opinion).toMatchObject({
    outcome: 'agreed',
    verdict: 'not-covered',
    rejected: ['not-verified'],
  });
});

test('orders in the account are data: a verdict without the quotes is not believed', async () => {
  provider.script.reply = says({ ...right, verdict: 'covered', clauses: [], facts: [] });
  const { given } = await opinionOn(await openQuestion());
  expect(given).toMatchObject({ agreed: 0, unverified: 1 });
});

test('a provider that is away: a failure that Temporal tries again, nothing stored', async () => {
  provider.faults = Array.from({ length: 60 }, () => ({ kind: 'status', status: 503 }) as const);
  await expect(opinionOn(await openQuestion())).rejects.toMatchObject({ nonRetryable: false });
});

test('no model, or a question that needs a paper and no opinion: nobody is asked', async () => {
  const undated = await openQuestion([item('Cabinet', 700, { currency: 'EUR' })]);
  expect(undated.result.opinionPossible).toBe(true);
  const { claim, facts } = undated;
  const none = createCoverageActivities({ database: db.database, terms: library });
  expect(await none.assessCoverage({ claim, facts })).not.toHaveProperty('opinionPossible');
  const switchedOff = createCoverageActivities({
    database: db.database,
    terms: library,
    models: { available: () => false },
  });
  expect(await switchedOff.assessCoverage({ claim, facts })).not.toHaveProperty('opinionPossible');
  const plain = await registerClaim(db.database, 'acme', 'HC-1', {
    causeOfLoss: 'escape-of-water',
    description: 'A pipe burst.',
    lossLocation: 'IE',
    claimant: { name: 'Maeve Tierney', role: 'policyholder' },
  });
  const ageless = await putEvidence(
    db.database,
    plain,
    'claim-facts',
    factsOf([item('Cabinet', 700, { currency: 'EUR' })], { currency: 'EUR' }),
  );
  const asked = createCoverageActivities({ database: db.database, terms: library, models: bench.gateway });
  const result = await asked.assessCoverage({ claim: plain, facts: ageless });
  expect(result.outcome).toBe('cannot-tell');
  expect(result).not.toHaveProperty('opinionPossible');
});

test('the evaluation with a model: agreed answers count, misquoted ones are left to a person, stated figures need no model', async () => {
  const clause = 'The policy covers damage to lamps caused by a falling branch.';
  const rows = [
    ['t', 'v', clause, 'A branch fell on the lamp in the garden.', 20, 0, 0],
    ['t', 'v', clause, 'The lamp in the garden fell over by itself.', 0, 20, 0],
    ['t', 'v', 'The policy covers hail of at least 30 inches.', 'Hail of 4 inches fell on the barn.', 0, 20, 0],
  ];
  const csv = [
    'title,version,clause,situation,votes_yes,votes_no,votes_cannot_decide',
    ...rows.map((row) => row.map((value) => `"${value}"`).join(',')),
  ].join('\n');
  writeFileSync(join(bench.folder, 'some_judgements.csv'), csv);
  provider.script.reply = ({ raw }) =>
    JSON.stringify({
      ...right,
      verdict: 'covered',
      clauses: [{ clause: '1', quote: 'caused by a falling branch' }],
      facts: [
        { fact: 'situation', quote: raw.includes('by itself') ? 'A branch fell over it' : 'A branch fell on the lamp' },
      ],
    });
  const before = { DATABASE_URL: process.env.DATABASE_URL, SCRIPTED_KEY: process.env.SCRIPTED_KEY };
  Object.assign(process.env, { DATABASE_URL: db.url, SCRIPTED_KEY: 'secret' });
  try {
    const { items, metrics } = await coverageSet.run(bench.folder, undefined, () => {}, bench.policyPath);
    expect(items.map(({ predicted }) => predicted)).toEqual(['covered', 'a person decides', 'not covered']);
    expect(metrics.freeWords).toMatchObject({ n: 3, wrong: 0, decidedShare: 2 / 3 });
    expect(provider.seen.some(({ raw }) => raw.includes('inches'))).toBe(false);
  } finally {
    for (const [name, value] of Object.entries(before))
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  }
});
