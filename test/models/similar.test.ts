/** Vectors of texts, and answers to questions that mean the same: within a claim, with the same figures, checked anew. */
import { z } from 'zod';
import { createModelActivities } from '../../activities/models/activities';
import { createTestDatabase, type TestDatabase } from '../support/database';
import {
  attemptRows,
  type Bench,
  buildGateway,
  type ExamplePolicy,
  examplePolicy,
  expectBooksToAgree,
  question,
} from './support/gateway-parts';
import { ScriptedProvider } from './support/scripted-provider';

let db: TestDatabase;
let provider: ScriptedProvider;
let url: string;
let bench: Bench;

beforeEach(async () => {
  db = await createTestDatabase();
  provider = new ScriptedProvider();
  url = await provider.start();
  bench = await buildGateway(db.database, policy());
});
afterEach(async () => {
  await bench.close();
  await provider.stop();
  await db.close();
});

function policy(change: (policy: ExamplePolicy) => void = () => {}): ExamplePolicy {
  const made = examplePolicy(url);
  made.models.vectors = {
    ...made.models.small!,
    structured: 'none',
    embeds: true,
    prices: [{ from: '2025-01-01', input: '0.25', output: '0' }],
    deployments: [{ ...made.models.small!.deployments[0]!, id: 'vectors-1', name: 'vectors-1' }],
  } as never;
  Object.assign(made.tasks, {
    embed: { prompt: 'answer@1', kind: 'embed', models: ['vectors'], maxOutputTokens: 1, maxCost: '0.10' },
  });
  Object.assign(made.tasks.answer, { cache: 'semantic', semantic: { embed: 'embed', threshold: 0.9 } });
  change(made);
  return made;
}

const asked = (path: string) => provider.seen.filter((request) => request.path.endsWith(path));

/** Questions about the roof point one way, those about the cellar another; "again" turns a little. */
function meaning(text: string): number[] {
  const angle = (text.includes('cellar') ? 1.2 : 0) + (text.includes('again') ? 0.3 : 0);
  return [Math.cos(angle), Math.sin(angle)];
}

test('vectors: one for each text, in order, masked before they leave, paid by the token, asked once', async () => {
  provider.script.vector = (text) => [text.length, 2];
  const input = ['a roof', 'write to ilse.b@example.org'].map((text) => ({
    type: 'text' as const,
    label: 'text',
    trust: 'untrusted' as const,
    text,
  }));
  const request = question({ task: 'embed', input });
  const first = await bench.gateway.run<number[][]>(request);
  expect(first).toMatchObject({
    outcome: 'answered',
    output: [
      [6, 2],
      [26, 2],
    ],
  });
  expect(asked('/embeddings')[0]!.body).toMatchObject({
    model: 'vectors-1',
    input: ['a roof', 'write to ⟦EMAIL_ADDRESS_1⟧'],
  });
  expect(await bench.gateway.run(request)).toMatchObject({ receipt: { source: 'stored', costNano: '0' } });
  expect(asked('/embeddings')).toHaveLength(1);
  expect(provider.total).toBe(BigInt(first.receipt.costNano));
  expect(await attemptRows(db.database)).toMatchObject([{ status: 'settled', settled: 250_000n }]);
  await expectBooksToAgree(db.database);
});

test('a text without its vector, or a vector of another length: rejected, then a person', async () => {
  provider.script.vector = (text) => (text === 'b' ? [1] : [1, 2]);
  const input = ['a', 'b'].map((text) => ({ type: 'text' as const, label: 't', trust: 'trusted' as const, text }));
  expect(await bench.gateway.run(question({ task: 'embed', input }))).toMatchObject({
    outcome: 'ask-person',
    reason: 'not-verified',
  });
});

describe('questions that mean the same', () => {
  beforeEach(() => {
    provider.script.vector = meaning;
  });
  const ask = (text: string, more = {}) => bench.gateway.run(question({ text, ...more }));

  test('the answer is given again, free, and says so', async () => {
    const first = await ask('Is the roof covered?');
    const second = await ask('Does the cover hold for the roof?');
    expect(second).toMatchObject({
      outcome: 'answered',
      output: 'It is covered.',
      receipt: { source: 'similar', costNano: '0' },
    });
    expect(asked('/responses')).toHaveLength(1);
    await bench.gateway.recorded();
    const { rows } = await db.database.$client.query(
      `SELECT body FROM ledger_records WHERE body#>>'{entry,action}' = 'model-answer-reused'`,
    );
    expect(rows.map(({ body }) => body.entry.facts)).toMatchObject([
      { similarTo: first.receipt.recordId, similarity: expect.closeTo(1) },
    ]);
    // From now on it is a stored answer of its own.
    expect(await ask('Does the cover hold for the roof?')).toMatchObject({ receipt: { source: 'stored' } });
  });

  test.each([
    ['another meaning', 'Is the cellar covered?', {}],
    ['another claim', 'Does the cover hold for the roof?', { claimNumber: 'CLM-2026-000002' }],
    ['another tenant', 'Does the cover hold for the roof?', { tenant: 'zeta' }],
    ['another figure', 'Is the roof covered up to 12?', {}],
  ])('%s is asked anew', async (_what, text, more) => {
    await ask('Is the roof covered?');
    expect(await ask(text, more)).toMatchObject({ receipt: { source: 'model' } });
    expect(asked('/responses')).toHaveLength(2);
  });

  test('an answer that was wrong for another question needs more likeness from then on', async () => {
    await ask('Is the roof covered?');
    const near = await ask('Is the roof covered, again?');
    expect(near.receipt.source).toBe('similar');
    const { recordModelOutcome } = createModelActivities({
      database: db.database,
      blobs: bench.blobs,
      gateway: bench.gateway,
    });
    await recordModelOutcome({
      claim: { tenant: 'acme', claimNumber: 'CLM-2026-000001', episode: 1 },
      recordId: near.receipt.recordId,
      outcome: 'rejected',
      correctedShare: null,
    });
    expect(await ask('The roof again: is it covered?')).toMatchObject({ receipt: { source: 'model' } });
    expect(await ask('Does the cover hold for the roof?')).toMatchObject({ receipt: { source: 'similar' } });
  });

  test('an answer that fails the checks of the new question is not given', async () => {
    await ask('Is the roof covered?');
    const checks = [{ name: 'wanted', check: (output: unknown) => (output === 'No.' ? [] : ['it has to be "No."']) }];
    provider.script.reply = 'No.';
    const result = await bench.gateway.run(question({ text: 'Does the cover hold for the roof?' }), { checks });
    expect(result).toMatchObject({ outcome: 'answered', output: 'No.', receipt: { source: 'model' } });
  });

  test('without a vector, because its model is down or its budget is spent, the question is simply asked', async () => {
    provider.faults = [{ kind: 'status', status: 503 }];
    expect(await ask('Is the roof covered?')).toMatchObject({ outcome: 'answered', receipt: { source: 'model' } });
    expect(provider.seen.map(({ path }) => path)).toEqual(['/v1/embeddings', '/v1/responses']);
  });

  test('a task that did not opt in asks for no vector', async () => {
    bench.write(policy((p) => Object.assign(p.tasks.answer, { cache: 'exact', semantic: undefined })));
    await new Promise((resolve) => setTimeout(resolve, 550));
    await ask('Is the roof covered?');
    await ask('Does the cover hold for the roof?');
    expect(asked('/embeddings')).toEqual([]);
    expect(asked('/responses')).toHaveLength(2);
  });

  test('an answer with a shape keeps it', async () => {
    const schema = { name: 'opinion', wire: z.object({ covered: z.boolean() }) };
    provider.script.reply = '{"covered": true}';
    await bench.gateway.run(question({ text: 'Is the roof covered?' }), { schema });
    expect(await bench.gateway.run(question({ text: 'Does the cover hold for the roof?' }), { schema })).toMatchObject({
      output: { covered: true },
      receipt: { source: 'similar' },
    });
  });
});
