/**
 * An example with an account that leaves room, through the whole process with a model configured by key and address alone:
 * the opinion reaches the reviewer. And with a provider that is down: the claim is settled without.
 */
import { CoverageOpinion } from '../../activities/coverage/contract';
import { scenarioNamed } from '../../examples/generator';
import { getEvidence } from '../../platform/database/evidence';
import { ScriptedProvider } from '../models/support/scripted-provider';
import { until } from '../support/until';
import { ProcessWorld } from './process';

const DRIPPING = 'A pipe behind the radiator had been dripping for months; in February the ceiling came down.';

let provider: ScriptedProvider;
let world: ProcessWorld;
beforeAll(async () => {
  provider = new ScriptedProvider();
  const url = await provider.start();
  world = await ProcessWorld.start({ OPENAI_API_KEY: 'scripted', OPENAI_BASE_URL: url });
}, 60_000);
afterAll(async () => {
  await world.close();
  await provider.stop();
});

const claimThatLeavesRoom = () =>
  world.changed(scenarioNamed('11-water-by-email'), (draft) => {
    draft.facts.description = DRIPPING;
  });

test('two models agree: the opinion is with the open task, and it is still a person who decides', async () => {
  provider.script.reply = JSON.stringify({
    verdict: 'not-covered',
    because: 'The pipe dripped for months.',
    against: 'The ceiling came down at once.',
    clauses: [{ clause: '4.2', quote: 'Damage that comes about gradually' }],
    facts: [{ fact: 'account', quote: 'had been dripping for months' }],
    wouldSettle: 'How long the pipe had leaked.',
  });
  const { client, tenant } = await world.insurer();
  const { notice, documents } = await claimThatLeavesRoom();
  const { claimNumber } = await client.claims.submit({ notice, files: documents, idempotencyKey: 'room-1' });
  await until(
    'the opinion',
    async () => (await client.claims.show(claimNumber)).evidence.opinion !== undefined,
    60_000,
  );
  const claim = await client.claims.show(claimNumber);
  expect(claim).toMatchObject({ status: 'in-review', decidedBy: [], outcome: null });
  const opinion = await getEvidence(world.database, { tenant, claimNumber }, claim.evidence.opinion!, CoverageOpinion);
  expect(opinion.coverage).toEqual(claim.evidence.coverage);
  const weighed = opinion.questions.find(({ text }) => text.includes('gradually'))?.opinion;
  expect(weighed).toMatchObject({ outcome: 'agreed', verdict: 'not-covered' });
  expect(new Set(weighed?.answers.map(({ model }) => model))).toEqual(new Set(['gpt-5-mini', 'gpt-5']));
  for (const { raw } of provider.seen) expect(raw).not.toMatch(/Aoife|Byrne|CRNB/);
}, 90_000);

test('the provider is down: people decide and the claim is closed, without an opinion', async () => {
  provider.faults = Array.from({ length: 500 }, () => ({ kind: 'status', status: 503 }) as const);
  const insurer = await world.insurer();
  const claim = await world.take(insurer, await claimThatLeavesRoom());
  expect(claim).toMatchObject({ status: 'closed' });
  expect(claim.decidedBy.length).toBeGreaterThan(0);
  expect(claim.evidence).not.toHaveProperty('opinion');
}, 120_000);
