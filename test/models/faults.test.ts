/** Every fault of a provider: its class, what becomes of the call, and what it costs, against the provider's own bill. */
import { ApplicationFailure } from '@temporalio/common';
import { createTestDatabase, type TestDatabase } from '../support/database';
import {
  attemptRows,
  type Bench,
  buildGateway,
  examplePolicy,
  expectBooksToAgree,
  question,
} from './support/gateway-parts';
import { type Fault, ScriptedProvider } from './support/scripted-provider';

let db: TestDatabase;
let provider: ScriptedProvider;
let url: string;
let bench: Bench | undefined;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  provider = new ScriptedProvider();
  url = await provider.start();
});
afterEach(async () => {
  await bench?.close();
  bench = undefined;
  await provider.stop();
  await db.database.$client.query('TRUNCATE model_attempts, model_answers, model_budgets');
});

/** One model, so that nothing hides a fault. */
async function lone(protocol: 'responses' | 'chat') {
  const policy = examplePolicy(url, protocol);
  policy.tasks.answer.models = ['small'];
  bench = await buildGateway(db.database, policy);
  return bench.gateway;
}

interface Expected {
  outcome: string;
  /** `temporary`: thrown for Temporal to try again; else the reason to ask a person. */
  end: string;
  /** What the provider billed, and whether we know. */
  money: 'settled' | 'released' | 'unknown';
}

const FAULTS: [string, Fault, Expected][] = [
  ['429', { kind: 'status', status: 429 }, { outcome: 'rate-limited', end: 'model-rate-limited', money: 'released' }],
  [
    '429 for a spent quota',
    { kind: 'status', status: 429, code: 'insufficient_quota' },
    { outcome: 'quota-spent', end: 'no-provider-left', money: 'released' },
  ],
  ['500', { kind: 'status', status: 500 }, { outcome: 'server-error', end: 'model-unavailable', money: 'unknown' }],
  ['503', { kind: 'status', status: 503 }, { outcome: 'server-error', end: 'model-unavailable', money: 'released' }],
  [
    '502 after the work',
    { kind: 'error-after-work', status: 502 },
    { outcome: 'server-error', end: 'model-unavailable', money: 'unknown' },
  ],
  [
    '500 that is not to be tried again',
    { kind: 'status', status: 500, headers: { 'x-should-retry': 'false' } },
    { outcome: 'server-error', end: 'no-provider-left', money: 'unknown' },
  ],
  ['401', { kind: 'status', status: 401 }, { outcome: 'access-refused', end: 'no-provider-left', money: 'released' }],
  ['404', { kind: 'status', status: 404 }, { outcome: 'not-found', end: 'no-provider-left', money: 'released' }],
  ['400', { kind: 'status', status: 400 }, { outcome: 'request-refused', end: 'no-provider-left', money: 'released' }],
  [
    '400 for the context',
    { kind: 'status', status: 400, code: 'context_length_exceeded' },
    { outcome: 'context-too-long', end: 'no-provider-left', money: 'released' },
  ],
  [
    '400 of a content filter',
    { kind: 'status', status: 400, code: 'content_filter' },
    { outcome: 'content-filtered', end: 'refused', money: 'unknown' },
  ],
  ['hang', { kind: 'hang' }, { outcome: 'timed-out', end: 'model-unavailable', money: 'unknown' }],
  [
    'cut after the headers',
    { kind: 'cut', after: 'headers' },
    { outcome: 'cut-off', end: 'model-unavailable', money: 'unknown' },
  ],
  [
    'cut in the body',
    { kind: 'cut', after: 'half' },
    { outcome: 'cut-off', end: 'model-unavailable', money: 'unknown' },
  ],
  ['truncated JSON', { kind: 'truncated-json' }, { outcome: 'unreadable', end: 'model-unavailable', money: 'unknown' }],
  ['invalid JSON', { kind: 'invalid-json' }, { outcome: 'unreadable', end: 'model-unavailable', money: 'unknown' }],
  ['HTML', { kind: 'html' }, { outcome: 'unreadable', end: 'model-unavailable', money: 'unknown' }],
  ['another shape', { kind: 'other-shape' }, { outcome: 'unreadable', end: 'model-unavailable', money: 'unknown' }],
  ['refusal', { kind: 'refusal' }, { outcome: 'refused', end: 'refused', money: 'settled' }],
  ['content filter', { kind: 'content-filter' }, { outcome: 'content-filtered', end: 'refused', money: 'settled' }],
  ['output limit', { kind: 'length' }, { outcome: 'truncated', end: 'not-verified', money: 'settled' }],
];

describe.each(['responses', 'chat'] as const)('%s', (protocol) => {
  test.each(FAULTS)('%s', async (_name, fault, expected) => {
    const gateway = await lone(protocol);
    provider.faults = [fault];
    const end = await gateway.run(question()).then(
      (result) => (result.outcome === 'ask-person' ? result.reason : result.outcome),
      (error: unknown) => {
        expect(error).toBeInstanceOf(ApplicationFailure);
        expect((error as ApplicationFailure).nonRetryable).toBe(false);
        return (error as ApplicationFailure).type;
      },
    );
    expect(end).toBe(expected.end);
    const [row, ...others] = await attemptRows(db.database);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ outcome: expected.outcome, status: expected.money });
    const billed = provider.billOf(row!.id);
    // Known outcomes are the provider's bill to the billionth; unknown ones are at least it.
    if (expected.money === 'unknown') expect(row!.settled! >= billed && row!.settled === row!.reserved).toBe(true);
    else expect(row!.settled).toBe(billed);
    expect(provider.seen).toHaveLength(1);
    await expectBooksToAgree(db.database);
  });

  test.each([
    ['nothing', undefined],
    ['nonsense', 'many'],
    [
      'more cached than there is',
      {
        input_tokens: 10,
        input_tokens_details: { cached_tokens: 11 },
        output_tokens: 5,
        prompt_tokens: 10,
        prompt_tokens_details: { cached_tokens: 11 },
        completion_tokens: 5,
      },
    ],
    ['negative counts', { input_tokens: -1, output_tokens: 5, prompt_tokens: -1, completion_tokens: 5 }],
    ['nothing for the output', { input_tokens: 10, output_tokens: 0, prompt_tokens: 10, completion_tokens: 0 }],
    [
      'a total that is none',
      { input_tokens: 10, output_tokens: 5, prompt_tokens: 10, completion_tokens: 5, total_tokens: 99 },
    ],
  ])('usage that says %s: the answer counts, the money is unknown', async (_what, usage) => {
    const gateway = await lone(protocol);
    provider.faults = [{ kind: 'usage', usage }];
    const result = await gateway.run(question());
    expect(result).toMatchObject({ outcome: 'answered', output: 'It is covered.' });
    const [row] = await attemptRows(db.database);
    expect(row).toMatchObject({ status: 'unknown', outcome: 'answered' });
    expect(row!.settled).toBe(row!.reserved);
    expect(row!.reserved > provider.total).toBe(true);
  });

  test('a stream: pieces as they come, the same accounting; slow is not late as long as something comes', async () => {
    const gateway = await lone(protocol);
    provider.script.reply = 'It is covered by clause 4.2, less the deductible.';
    provider.faults = [{ kind: 'slow-stream', pauseMs: 150 }];
    const pieces: string[] = [];
    const began = Date.now();
    const result = await gateway.run(question(), { onText: (piece) => pieces.push(piece) });
    expect(Date.now() - began).toBeGreaterThan(400);
    expect(result).toMatchObject({ outcome: 'answered', output: provider.script.reply });
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join('')).toBe(provider.script.reply);
    const [row] = await attemptRows(db.database);
    expect(row).toMatchObject({ status: 'settled', settled: provider.total });
  });

  test('a stream that is cut, and one that stops: unknown outcomes', async () => {
    const gateway = await lone(protocol);
    provider.script.reply = 'It is covered by clause 4.2, less the deductible.';
    provider.faults = [{ kind: 'cut-stream' }, { kind: 'slow-stream', pauseMs: 600 }];
    for (const outcome of ['cut-off', 'timed-out']) {
      await expect(gateway.run(question(), { onText: () => {} })).rejects.toMatchObject({ type: 'model-unavailable' });
      expect((await attemptRows(db.database)).at(-1)).toMatchObject({ outcome, status: 'unknown' });
    }
  });

  test('nobody there: nothing was sent, nothing is owed', async () => {
    const gateway = await lone(protocol);
    await provider.stop();
    await expect(gateway.run(question())).rejects.toMatchObject({ type: 'model-unavailable' });
    expect(await attemptRows(db.database)).toMatchObject([{ outcome: 'not-sent', status: 'released', settled: 0n }]);
    await provider.start();
  });
});

test.each([
  ['seconds', { 'retry-after': '2' }, 2_000],
  ['fractions of a second', { 'retry-after': '0.25' }, 250],
  ['milliseconds', { 'retry-after-ms': '1500' }, 1_500],
  ['more than is bearable', { 'retry-after': '86400' }, 300_000],
  ['nonsense', { 'retry-after': 'soon' }, undefined],
  ['a negative number', { 'retry-after': '-5' }, undefined],
])('Retry-After in %s', async (_form, headers, delay) => {
  const gateway = await lone('responses');
  provider.faults = [{ kind: 'status', status: 429, headers }];
  const request = question({ deadline: new Date(Date.now() + 3_600_000).toISOString() });
  const error = await gateway.run(request).catch((caught: ApplicationFailure) => caught);
  expect(error).toMatchObject({ type: 'model-rate-limited', nextRetryDelay: delay });
});

test('Retry-After as a date', async () => {
  const gateway = await lone('responses');
  const headers = { 'retry-after': new Date(Date.now() + 5_000).toUTCString() };
  provider.faults = [{ kind: 'status', status: 429, headers }];
  const error = await gateway.run(question()).catch((caught: ApplicationFailure) => caught);
  const { nextRetryDelay } = error as ApplicationFailure;
  expect(nextRetryDelay).toBeGreaterThan(3_000);
  expect(nextRetryDelay).toBeLessThanOrEqual(5_000);
});

test('a deployment that said 429 is left alone until then, and a window without requests left is not run into', async () => {
  const gateway = await lone('responses');
  provider.faults = [{ kind: 'status', status: 429, headers: { 'retry-after-ms': '300' } }];
  await expect(gateway.run(question())).rejects.toMatchObject({ type: 'model-rate-limited' });
  await expect(gateway.run(question())).rejects.toMatchObject({ type: 'model-rate-limited' });
  expect(provider.seen).toHaveLength(1);
  await new Promise((resolve) => setTimeout(resolve, 320));
  provider.script.headers = { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '250ms' };
  expect(await gateway.run(question())).toMatchObject({ outcome: 'answered' });
  await expect(gateway.run(question())).rejects.toMatchObject({ type: 'model-rate-limited' });
  expect(provider.seen).toHaveLength(2);
});

test('cancelled: the request is aborted, and its outcome is unknown', async () => {
  const gateway = await lone('responses');
  provider.faults = [{ kind: 'hang' }];
  const cancel = new AbortController();
  const running = gateway.run(question(), { signal: cancel.signal });
  setTimeout(() => cancel.abort(new Error('activity cancelled')), 100);
  await expect(running).rejects.toThrow('activity cancelled');
  expect(await attemptRows(db.database)).toMatchObject([{ outcome: 'cancelled', status: 'unknown' }]);
});

test('after five failures the circuit opens: no request, and the next rung does the work', async () => {
  bench = await buildGateway(db.database, examplePolicy(url));
  provider.faults = Array.from({ length: 5 }, () => ({ kind: 'status', status: 503 }));
  const request = question();
  for (let n = 0; n < 5; n += 1)
    await expect(bench.gateway.run(request)).rejects.toMatchObject({ type: 'model-unavailable' });
  provider.script.prices = { input: 1_250n, cached: 125n, output: 10_000n };
  const result = await bench.gateway.run(request);
  expect(result).toMatchObject({ outcome: 'answered' });
  expect(result.receipt.route.map(({ model, outcome }) => `${model} ${outcome}`)).toEqual([
    ...Array.from({ length: 5 }, () => 'small fault'),
    'small passed-over',
    'large answered',
  ]);
  expect(provider.seen).toHaveLength(6);
  const rows = await attemptRows(db.database);
  for (const row of rows) expect(row.settled).toBe(provider.billOf(row.id));
});

test('one deployment fails, another of the same model answers: one request each', async () => {
  const policy = examplePolicy(url);
  policy.tasks.answer.models = ['small'];
  policy.models.small!.deployments.push({ ...policy.models.small!.deployments[0]!, id: 'small-2', name: 'small-2' });
  bench = await buildGateway(db.database, policy);
  provider.faults = [{ kind: 'status', status: 503 }];
  expect(await bench.gateway.run(question())).toMatchObject({ outcome: 'answered' });
  expect(provider.seen.map(({ body }) => body.model)).toEqual(['small-1', 'small-2']);
});
