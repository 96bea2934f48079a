/** Spans, metrics and counters: the names of the conventions, the provider's own figures, and no personal data anywhere. */
import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { Registry } from 'prom-client';
import { PrometheusModels } from '../../activities/models/telemetry/prometheus';
import { freePort } from '../../platform/local/free-port';
import { startTelemetry } from '../../workers/telemetry';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { type Bench, buildGateway, examplePolicy, question } from './support/gateway-parts';
import { ScriptedProvider } from './support/scripted-provider';

const SECRETS = [
  /Brackwater/,
  /Ilse/,
  /Kirchgasse/,
  /ilse\.b/,
  /3704 ?0044/,
  /4111 ?1111/,
  /170 ?1234567/,
  /1980-05-03/,
];
const TEXT =
  'Ilse Brackwater, Kirchgasse 7, born on 1980-05-03, ilse.b@example.org, DE89 3704 0044 0532 0130 00, card 4111 1111 1111 1111, +49 170 1234567.';
const known = [
  { kind: 'PERSON' as const, text: 'Ilse Brackwater' },
  { kind: 'ADDRESS' as const, text: 'Kirchgasse 7' },
];

let db: TestDatabase;
let provider: ScriptedProvider;
let bench: Bench;
const registry = new Registry();
const spans = new InMemorySpanExporter();
const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] });
const measured = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter: measured, exportIntervalMillis: 600_000 });
const meterProvider = new MeterProvider({ readers: [reader] });
const problems: unknown[] = [];

beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(tracerProvider);
  metrics.setGlobalMeterProvider(meterProvider);
  db = await createTestDatabase();
  provider = new ScriptedProvider();
  const policy = examplePolicy(await provider.start());
  Object.assign(policy.tasks.answer, { guards: { outputPolicy: 'block' } });
  bench = await buildGateway(db.database, policy, {
    observer: new PrometheusModels(registry),
    onProblem: (problem) => problems.push(problem),
  });
});
afterAll(async () => {
  await bench.close();
  await provider.stop();
  await db.close();
  await tracerProvider.shutdown();
  await meterProvider.shutdown();
  trace.disable();
  metrics.disable();
  context.disable();
});

test('a call with every kind of trouble: what is told of it has figures and no person', async () => {
  provider.script.usage = { input: 1_000, cached: 600, output: 100, reasoning: 40 };
  const ask = (again = '') => bench.gateway.run(question({ text: TEXT, known, dataClass: 'personal', again }));
  provider.script.reply = 'Dear ⟦PERSON_1⟧, it is covered.';
  expect(await ask()).toMatchObject({ outcome: 'answered', output: 'Dear Ilse Brackwater, it is covered.' });
  // A provider that quotes the request in its errors; one that hangs; an answer that a guard rejects.
  provider.faults = [{ kind: 'status', status: 503, message: `overloaded by ${TEXT}` }];
  const thrown = await ask('2').catch((problem) => problem);
  provider.faults = [{ kind: 'hang' }];
  const late = await ask('3').catch((problem) => problem);
  provider.script.reply = 'Dear ⟦PERSON_1⟧, we will pay you.';
  expect(await ask('4')).toMatchObject({ outcome: 'ask-person', reason: 'not-verified' });
  await bench.gateway.recorded();
  await meterProvider.forceFlush();

  const { rows } = await db.database.$client.query('SELECT body FROM ledger_records');
  const places = {
    // What Temporal would write into the history.
    failures: [thrown, late].map(({ message, stack, details, type }) => ({ message, stack, details, type })),
    spans: spans
      .getFinishedSpans()
      .map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
    metrics: measured.getMetrics().map(({ scopeMetrics }) => scopeMetrics.map((scope) => scope.metrics)),
    prometheus: await registry.metrics(),
    ledger: rows,
    problems: problems.map(String),
  };
  for (const [place, content] of Object.entries(places)) {
    const text = JSON.stringify(content);
    for (const secret of SECRETS) expect(`${place}: ${secret.exec(text)?.[0] ?? 'nothing'}`).toBe(`${place}: nothing`);
  }
  expect(places.failures.map(({ type }) => type)).toEqual(['model-unavailable', 'model-unavailable']);
  expect(rows.length).toBe(2);
});

test('spans: a call, and a request under it, by the names of the conventions', () => {
  const all = spans.getFinishedSpans();
  const call = all.find(({ name }) => name === 'model_call answer')!;
  const request = all.find(({ parentSpanContext }) => parentSpanContext?.spanId === call.spanContext().spanId)!;
  expect(call.attributes).toMatchObject({
    'adjutant.task': 'answer',
    'adjutant.model.outcome': 'answered',
    'gen_ai.prompt.name': 'answer@1',
    'adjutant.model.cost': expect.closeTo(0.000315, 9),
  });
  expect(request.name).toBe('chat small-1');
  expect(request.attributes).toEqual({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'custom',
    'gen_ai.request.model': 'small-1',
    'gen_ai.request.max_tokens': 1_000,
    'gen_ai.output.type': 'text',
    'server.address': '127.0.0.1',
    'server.port': expect.any(Number),
    'adjutant.task': 'answer',
    'adjutant.model.deployment': 'small-1',
    'adjutant.model.rung': 0,
    'gen_ai.response.model': 'small-1',
    'gen_ai.response.finish_reasons': ['complete'],
    'gen_ai.response.id': 'req_1',
    'gen_ai.usage.input_tokens': 1_000,
    'gen_ai.usage.output_tokens': 100,
    'gen_ai.usage.cache_read.input_tokens': 600,
    'gen_ai.usage.reasoning.output_tokens': 40,
  });
  const errors = all.flatMap(({ attributes }) => attributes['error.type'] ?? []);
  expect(errors).toEqual(expect.arrayContaining(['server-error', 'timed-out', 'model-unavailable']));
});

test('metrics of the conventions, with their buckets', () => {
  const told = new Map(
    measured
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap((scope) => scope.metrics)
      .map((metric) => [metric.descriptor.name, metric]),
  );
  expect(told.get('gen_ai.client.token.usage')?.descriptor.unit).toBe('{token}');
  expect(told.get('gen_ai.client.operation.duration')?.descriptor.unit).toBe('s');
  const points = told.get('gen_ai.client.token.usage')!.dataPoints as unknown as {
    attributes: Record<string, unknown>;
    value: { sum: number; count: number; buckets: { boundaries: number[] } };
  }[];
  const input = points.find(
    ({ attributes }) =>
      attributes['gen_ai.token.type'] === 'input' && attributes['gen_ai.response.model'] === 'small-1',
  )!;
  expect(input.value.sum).toBe(1_000 * input.value.count);
  expect(input.value.buckets.boundaries).toContain(67_108_864);
});

test("counters: tokens and money add up to the rows, which are the provider's bill and what nobody knows", async () => {
  const cost = await registry.getSingleMetric('adjutant_model_cost_total')!.get();
  const { rows } = await db.database.$client.query('SELECT sum(settled_nano)::text AS nano FROM model_attempts');
  const counted = cost.values.reduce((sum, { value }) => sum + value, 0);
  expect(counted).toBeCloseTo(Number(rows[0].nano) / 1e9, 9);
  const text = await registry.metrics();
  expect(text).toMatch(/adjutant_model_tokens_total\{tenant="acme",task="answer",model="small",type="input"\} \d+/);
  expect(text).toContain('adjutant_model_calls_total{tenant="acme",task="answer",outcome="answered",source="model"} 1');
  expect(text).toContain('adjutant_model_guard_findings_total{task="answer",guard="personal-data",action="mask"} ');
});

test('/metrics shows them; a port that is taken is a remark', async () => {
  const port = await freePort();
  const remarks: unknown[] = [];
  const first = await startTelemetry({ port, environment: {} });
  new PrometheusModels(first.registry);
  const second = await startTelemetry({ port, environment: {}, onProblem: (problem) => remarks.push(String(problem)) });
  expect(second.metricsAddress).toBeNull();
  expect(remarks).toEqual([expect.stringContaining('ADJUTANT_METRICS_PORT')]);
  await second.close();
  const response = await fetch(first.metricsAddress!);
  const text = await response.text();
  expect(response.headers.get('content-type')).toContain('text/plain');
  expect(text).toContain('# TYPE adjutant_model_cost_total counter');
  expect(text).toContain('process_cpu_user_seconds_total');
  expect((await fetch(first.metricsAddress!.replace('/metrics', '/other'))).status).toBe(404);
  await first.close();
});
