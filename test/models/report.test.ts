/** Reports of what models cost and were worth, and what another policy would have cost and got. Real database, scripted provider. */
import { stringify } from 'yaml';
import { z } from 'zod';
import { createModelActivities } from '../../activities/models/activities';
import type { ModelActivities, ModelReportInput } from '../../activities/models/contract';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { type Bench, buildGateway, type ExamplePolicy, examplePolicy, question } from './support/gateway-parts';
import { ScriptedProvider } from './support/scripted-provider';

let db: TestDatabase;
let provider: ScriptedProvider;
let url: string;
let bench: Bench;
let activities: ModelActivities;

beforeAll(async () => {
  db = await createTestDatabase();
  provider = new ScriptedProvider();
  url = await provider.start();
  const policy = examplePolicy(url);
  Object.assign(policy.tasks.answer, { verifiers: ['arithmetic'], reAsk: 0 });
  bench = await buildGateway(db.database, policy);
  activities = createModelActivities({ database: db.database, blobs: bench.blobs, gateway: bench.gateway });
  await record();
});
afterAll(async () => {
  await bench.close();
  await provider.stop();
  await db.close();
});

const schema = {
  name: 'amount',
  wire: z.object({ totalMinor: z.int(), lines: z.array(z.object({ amountMinor: z.int() })) }),
};
const right = JSON.stringify({ totalMinor: 2, lines: [{ amountMinor: 2 }] });
const wrong = JSON.stringify({ totalMinor: 1, lines: [{ amountMinor: 2 }] });

/** Eight calls of two claims: the small model is right at six of them, the large one at the other two. */
async function record() {
  provider.script.usage = { input: 1_000, cached: 0, output: 100, reasoning: 0 };
  for (let n = 0; n < 8; n += 1) {
    provider.script.reply = ({ body }) => (n < 6 || body.model === 'large-1' ? right : wrong);
    const claimNumber = n % 2 === 0 ? 'CLM-2026-000001' : 'CLM-2026-000002';
    const result = await bench.gateway.run(question({ claimNumber }), { schema });
    expect(result.outcome).toBe('answered');
    const outcome = n < 3 ? 'approved' : n === 3 ? 'corrected' : null;
    if (outcome === null) continue;
    await activities.recordModelOutcome({
      claim: { tenant: 'acme', claimNumber, episode: 1 },
      recordId: result.receipt.recordId,
      outcome,
      correctedShare: outcome === 'corrected' ? 0.6 : null,
    });
  }
  await bench.gateway.run(question({ tenant: 'zeta' }), { schema });
}

const window = { from: '2020-01-01T00:00:00.000Z', until: '2100-01-01T00:00:00.000Z' };
const report = (more: Partial<ModelReportInput>) =>
  activities.reportModelUse({ tenant: 'acme', by: 'task', task: null, ...window, ...more });

test('by task: calls, requests, escalations, money to the billionth, quality by what people said', async () => {
  const [row, ...others] = await report({});
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    group: 'answer',
    currency: 'USD',
    calls: 8,
    requests: 10,
    answered: 8,
    escalated: 2,
    rejected: 2,
    unknown: 0,
    inputTokens: 10_000,
    outputTokens: 1_000,
    // 8 of the small model at 450,000 and 2 of the large one at 2,250,000.
    costNano: String(8n * 450_000n + 2n * 2_250_000n),
    judged: 4,
    quality: expect.closeTo(3.4 / 4),
  });
  expect(row!.p95Ms!).toBeGreaterThanOrEqual(row!.p50Ms!);
});

test('by model, by claim, by tenant, and nothing of a time without calls', async () => {
  expect((await report({ by: 'model' })).map(({ group, requests, escalated }) => [group, requests, escalated])).toEqual(
    expect.arrayContaining([
      ['large', 2, 0],
      ['small', 8, 2],
    ]),
  );
  const claims = await report({ by: 'claim' });
  expect(claims.map(({ group, calls }) => `${group} ${calls}`).sort()).toEqual([
    'CLM-2026-000001 4',
    'CLM-2026-000002 4',
  ]);
  expect((await report({ by: 'tenant' })).map(({ group }) => group).sort()).toEqual(['acme', 'zeta']);
  expect(await report({ until: '2021-01-01T00:00:00.000Z' })).toEqual([]);
  expect(await report({ task: 'another' })).toEqual([]);
});

async function replay(change: (policy: ExamplePolicy) => void) {
  const policy = examplePolicy(url);
  change(policy);
  const { sha256 } = await bench.blobs.put(Buffer.from(stringify(policy)));
  return activities.replayModelPolicy({ tenant: 'acme', policy: sha256, ...window });
}

test('the same policy: what was recorded', async () => {
  const { rows } = await replay(() => {});
  expect(rows).toHaveLength(1);
  expect(rows[0]!.replayed).toEqual(rows[0]!.recorded);
  expect(rows[0]).toMatchObject({
    calls: 8,
    notAsked: 0,
    recordedShare: 1,
    neverUsed: [],
    offPolicy: expect.any(Number),
  });
});

test('other prices: the same requests at those prices', async () => {
  const { rows } = await replay((p) => {
    p.models.small!.prices = [{ from: '2025-01-01', input: '0.50', cachedInput: '0.05', output: '4.00' }];
  });
  expect(rows[0]!.replayed.costNano).toBe(String(8n * 900_000n + 2n * 2_250_000n));
});

test('the small model alone: cheaper, and two calls without an answer', async () => {
  const { rows } = await replay((p) => Object.assign(p.tasks.answer, { models: ['small'] }));
  expect(rows[0]!.replayed).toMatchObject({ costNano: String(8n * 450_000n), answeredShare: 0.75 });
});

test('the large model first: six calls are estimated from the two that it had', async () => {
  const { rows } = await replay((p) => Object.assign(p.tasks.answer, { start: 'large' }));
  expect(rows[0]).toMatchObject({
    replayed: { costNano: String(8n * 2_250_000n), answeredShare: 1 },
    recordedShare: 0.25,
    offPolicy: null,
  });
});

test('a model that was never used is named, and so are calls that would ask none', async () => {
  const { rows } = await replay((p) => {
    p.models.other = { ...p.models.large!, deployments: [{ ...p.models.large!.deployments[0]!, id: 'other-1' }] };
    Object.assign(p.tasks.answer, { models: ['other'] });
  });
  expect(rows[0]).toMatchObject({ neverUsed: ['other'], recordedShare: 0, replayed: { quality: null } });
  const off = await replay((p) => Object.assign(p, { enabled: false }));
  expect(off.rows[0]).toMatchObject({ notAsked: 8, replayed: { costNano: '0', answeredShare: 0 } });
});

test('a policy that is not valid, or counts in another currency: an error that says where', async () => {
  await expect(replay((p) => Object.assign(p.tasks.answer, { models: ['none'] }))).rejects.toMatchObject({
    type: 'model-policy-invalid',
    nonRetryable: true,
    message: expect.stringContaining('tasks.answer.models.0'),
  });
  await expect(replay((p) => Object.assign(p, { currency: 'EUR' }))).rejects.toMatchObject({
    type: 'model-policy-invalid',
    message: expect.stringContaining('EUR'),
  });
});
