import { mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ModelsPolicy } from '../../activities/models/policy';
import { PolicyFile } from '../../activities/models/policy-file';
import { preflight } from '../../activities/models/preflight';
import { PromptLibrary } from '../../activities/models/prompts';
import { loadRules } from '../../platform/config/yaml-rules';
import { projectFile } from '../../platform/paths';
import { type ExamplePolicy, examplePolicy } from './support/gateway-parts';

const URL = 'http://127.0.0.1:1/v1';

test('the policy that we ship is valid, and every prompt that it names is there', () => {
  const { rules } = loadRules(projectFile('config', 'models.yaml'), ModelsPolicy);
  const prompts = new PromptLibrary(projectFile('config', 'prompts'));
  for (const { prompt } of Object.values(rules.tasks)) expect(prompts.get(prompt).text.length).toBeGreaterThan(100);
});

test.each<[string, (policy: ExamplePolicy) => void, string]>([
  [
    'a model that is not there',
    (p) => Object.assign(p.tasks.answer, { models: ['small', 'huge'] }),
    'tasks.answer.models.1: there is no model "huge"',
  ],
  [
    'a start that is not a rung',
    (p) => Object.assign(p.tasks.answer, { models: ['small'], start: 'large' }),
    'tasks.answer.start',
  ],
  [
    'a provider that is not there',
    (p) => Object.assign(p.models.small!.deployments[0]!, { provider: 'nobody' }),
    'models.small.deployments.0.provider',
  ],
  [
    'money as a number',
    (p) => Object.assign(p.models.small!.prices[0]!, { input: 0.25 }),
    'models.small.prices.0.input: an amount in quotation marks',
  ],
  ['a word that is not known', (p) => Object.assign(p.tasks.answer, { retries: 5 }), 'retries'],
  ['no budget for every tenant', (p) => p.budgets.splice(0, 1), 'budgets: one budget must hold for every tenant'],
  [
    'a deployment twice',
    (p) => Object.assign(p.models.large!.deployments[0]!, { id: 'small-1' }),
    'models.large.deployments.0.id',
  ],
  [
    'pictures without their most tokens',
    (p) => Object.assign(p.models.small!, { tokensPerPageMax: undefined }),
    'models.small.tokensPerPageMax',
  ],
  [
    'a model of vectors for a task of words',
    (p) => Object.assign(p.models.small!, { embeds: true }),
    'tasks.answer.models',
  ],
  [
    'a semantic cache without its settings',
    (p) => Object.assign(p.tasks.answer, { cache: 'semantic' }),
    'tasks.answer.semantic',
  ],
  [
    'a batch that is dearer',
    (p) => Object.assign(p.models.small!.prices[0]!, { batchFactor: '1.5' }),
    'models.small.prices.0.batchFactor',
  ],
  [
    'more output than the model has',
    (p) => Object.assign(p.tasks.answer, { maxOutputTokens: 9_000 }),
    'tasks.answer.maxOutputTokens',
  ],
])('refused with its place: %s', (_what, change, place) => {
  const policy = examplePolicy(URL);
  change(policy);
  const path = join(mkdtempSync(join(tmpdir(), 'adjutant-policy-')), 'models.yaml');
  writeFileSync(path, stringify(policy));
  expect(() => loadRules(path, ModelsPolicy)).toThrow(place);
});

test('read again when it changes; a change that is not valid is reported and not taken over', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'adjutant-policy-')), 'models.yaml');
  const policy = examplePolicy(URL);
  writeFileSync(path, stringify(policy));
  const problems: unknown[] = [];
  let now = 0;
  const file = new PolicyFile(
    path,
    (problem) => problems.push(problem),
    () => now,
  );
  const first = file.current();
  policy.models.small!.enabled = false;
  writeFileSync(path, stringify(policy));
  expect(file.current()).toBe(first);
  now = 600;
  const second = file.current();
  expect(second.rules.models.small!.enabled).toBe(false);
  expect(second.sha256).not.toBe(first.sha256);
  writeFileSync(`${path}.new`, 'version: [');
  renameSync(`${path}.new`, path);
  now = 1_200;
  expect(file.current()).toBe(second);
  expect(problems).toHaveLength(1);
  // Reported once, not at every call.
  now = 1_800;
  expect(file.current()).toBe(second);
  expect(problems).toHaveLength(1);
});

test.each<[string, Partial<Parameters<typeof preflight>[2]>, (policy: ModelsPolicy) => void, string]>([
  ['the kill switch', {}, (p) => Object.assign(p.models.small!, { enabled: false }), 'switched-off'],
  ['a class of data', { dataClass: 'special-category' }, () => {}, 'data-class-special-category'],
  ['pictures', { images: true, pages: 1 }, (p) => Object.assign(p.models.small!, { images: false }), 'no-images'],
  ['a PDF', { pdf: true, pages: 1 }, (p) => Object.assign(p.models.small!, { pdf: false }), 'no-pdf'],
  ['the context', { textTokens: 99_500 }, () => {}, 'context-too-small'],
  ['pages in the context', { pdf: true, pages: 50 }, () => {}, 'context-too-small'],
  ['a schema', { schema: true }, (p) => Object.assign(p.models.small!, { structured: 'none' }), 'no-structured-output'],
  ['vectors', { embed: true }, () => {}, 'no-embeddings'],
  ['a region', {}, (p) => Object.assign(p.regions, { tenants: { acme: ['us'] } }), 'no-region'],
  ['a price', { day: '2024-01-01' }, () => {}, 'no-price'],
])('capability before a model is chosen: %s', (_what, needs, change, reason) => {
  const policy = ModelsPolicy.parse(examplePolicy(URL));
  const ask = {
    tenant: 'acme',
    dataClass: 'internal' as const,
    textTokens: 100,
    pages: 0,
    images: false,
    pdf: false,
    embed: false,
    schema: false,
    maxOutputTokens: 1_000,
    day: '2026-11-23',
  };
  expect(preflight(policy, policy.models.small!, ask, () => true)).toMatchObject({ fit: true, mostNano: 2_025_000n });
  change(policy);
  expect(preflight(policy, policy.models.small!, { ...ask, ...needs }, () => true)).toEqual({
    fit: false,
    reasons: [reason],
  });
});

test('without its key a provider is not used', () => {
  const policy = ModelsPolicy.parse(examplePolicy(URL));
  const ask = {
    tenant: 'acme',
    dataClass: 'internal' as const,
    textTokens: 100,
    pages: 0,
    images: false,
    pdf: false,
    embed: false,
    schema: false,
    maxOutputTokens: 1_000,
    day: '2026-11-23',
  };
  expect(preflight(policy, policy.models.small!, ask, () => false)).toEqual({
    fit: false,
    reasons: ['no-credentials'],
  });
});
