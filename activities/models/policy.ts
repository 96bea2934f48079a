/** The policy as data (config/models.yaml): models and their prices, tasks, budgets, switches. */
import { z } from 'zod';
import { MaskType } from '../guardrails/contract';
import { DataClass, ModelTask } from './contract';
import { NANO, nanoFromDecimal, type TokenPrices } from './money';

const Name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/, 'letters, digits, point, dash and underscore');
const EnvironmentName = z.string().regex(/^[A-Z][A-Z0-9_]{1,60}$/, 'the name of an environment variable');
/** Money as a decimal string: YAML would make a float of a bare number, and floats are not money. */
const Decimal = z
  .string({ error: 'an amount in quotation marks, such as "0.25"' })
  .regex(/^\d{1,9}(\.\d{1,9})?$/, 'digits, a point, at most nine decimals');

const ProviderPolicy = z.strictObject({
  /** `responses` and `chat`: OpenAI's two protocols; any compatible server speaks `chat`. */
  protocol: z.enum(['responses', 'chat']),
  kind: z.enum(['openai', 'azure']).default('openai'),
  /** Address up to and with `/v1`; for Azure the resource, `https://NAME.openai.azure.com`. */
  baseUrl: z.url({ protocol: /^https?$/ }),
  /** Environment variable whose value, where set, replaces `baseUrl`. */
  baseUrlFrom: EnvironmentName.optional(),
  /** Environment variable with the key; null for servers without one. Without its key a provider is not used. */
  keyFrom: EnvironmentName.nullable(),
  /** With `chat`: how the server calls the output limit; older compatible servers know only `max_tokens`. */
  outputLimit: z.enum(['max_completion_tokens', 'max_tokens']).default('max_completion_tokens'),
  /** Azure only. */
  apiVersion: z.string().optional(),
});
export type ProviderPolicy = z.infer<typeof ProviderPolicy>;

const PricePolicy = z.strictObject({
  /** First day of these prices, in UTC. */
  from: z.iso.date(),
  /** For a million tokens. */
  input: Decimal,
  cachedInput: Decimal.optional(),
  imageInput: Decimal.optional(),
  output: Decimal,
  reasoning: Decimal.optional(),
  /** For each request. */
  request: Decimal.default('0'),
  /** Part of the price that a request costs which may wait (`flex` of a deployment); at most 1. */
  batchFactor: Decimal.default('1').refine((factor) => nanoFromDecimal(factor) <= NANO, 'is at most "1"'),
});

const DeploymentPolicy = z.strictObject({
  id: Name,
  provider: Name,
  /** What the provider calls it: model name, or Azure's deployment name. */
  name: z.string().min(1).max(120),
  region: z.string().min(1).max(40),
  /** Without an answer, or without the next piece of a stream, after this the request is given up. ms */
  timeoutMs: z.number().int().min(50).max(900_000).default(60_000),
  /** Offers requests that may wait at the price of a batch (service tier `flex`); `timeoutMs` should allow for minutes. */
  flex: z.boolean().default(false),
  /** Requests of one worker process at once. */
  concurrency: z.number().int().min(1).max(1_000).default(32),
});
export type DeploymentPolicy = z.infer<typeof DeploymentPolicy>;

const ModelPolicy = z.strictObject({
  /** The kill switch. */
  enabled: z.boolean().default(true),
  contextTokens: z.number().int().min(512),
  maxOutputTokens: z.number().int().min(1),
  /** `strict`: follows a JSON schema; `json`: valid JSON of any shape; `none`: text only. */
  structured: z.enum(['strict', 'json', 'none']),
  /** Makes vectors of texts, and nothing else; `contextTokens` is then what one request may hold. */
  embeds: z.boolean().default(false),
  images: z.boolean().default(false),
  pdf: z.boolean().default(false),
  /** Most input tokens that a picture, or a page of a PDF, counts as. Needed with `images` and `pdf`. */
  tokensPerPageMax: z.number().int().min(1).optional(),
  /** Sampling temperature; left out for models that refuse it. */
  temperature: z.number().min(0).max(2).optional(),
  /** Reasoning effort, for models that have it. */
  effort: z.enum(['minimal', 'low', 'medium', 'high']).optional(),
  dataClasses: z.array(DataClass).min(1),
  prices: z.array(PricePolicy).min(1),
  deployments: z.array(DeploymentPolicy).min(1),
});
export type ModelPolicy = z.infer<typeof ModelPolicy>;

const GuardAction = z.enum(['observe', 'flag', 'block', 'ask']);
export type GuardAction = z.infer<typeof GuardAction>;

/**
 * What points at a person by itself or is of a special category. Dates, places, companies and ages are not masked: models
 * need them to read a loss, and by themselves they name nobody.
 */
const MASKED = [
  'PERSON', 'STREET_ADDRESS', 'PHONE_NUMBER', 'EMAIL_ADDRESS', 'IBAN_CODE', 'CREDIT_CARD', 'US_SSN', 'US_DRIVER_LICENSE',
  'IP_ADDRESS', 'DATE_OF_BIRTH', 'VEHICLE_ID', 'LICENSE_PLATE', 'REFERENCE', 'NRP',
] as const satisfies readonly MaskType[]; // biome-ignore format: a list

const TaskPolicy = z.strictObject({
  /** `name@version`: the file config/prompts/name/version.md. */
  prompt: z.string().regex(/^[a-z][a-z0-9-]{1,40}@[0-9]{1,4}$/, 'name@version, such as draft-letter@1'),
  /** What it is in the ledger. */
  kind: z.enum(['extract', 'check', 'score', 'recommend', 'draft', 'embed']),
  /** Rungs of the cascade, cheap first. */
  models: z.array(Name).min(1).max(8),
  /** Where to begin; the first by default. */
  start: Name.optional(),
  /** `learned`: which rung to begin with is learned from outcomes, inside what this policy permits. */
  routing: z.enum(['cascade', 'learned']).default('cascade'),
  /** Most share of calls that try another rung than the one known to be best. Never where the risk is high. */
  exploration: z.number().min(0).max(0.2).default(0.05),
  /** Reward that a rung needs to be begun with, 0 to 1. */
  qualityFloor: z.number().min(0).max(1).default(0.9),
  maxOutputTokens: z.number().int().min(1).max(200_000),
  /** Most that one call may cost, all its rungs together. */
  maxCost: Decimal,
  /** Slower deployments than this (usual latency, ms) are passed over while there is a faster one. */
  latencyMs: z.number().int().min(1).optional(),
  /** Deterministic checks; `schema` always applies where the caller gives one. */
  verifiers: z.array(z.enum(['quotes', 'arithmetic'])).default([]),
  /** How often the same model is asked to mend what failed a check, before the next rung. */
  reAsk: z.number().int().min(0).max(2).default(1),
  onBudget: z.enum(['stop', 'cheaper', 'ask']).default('ask'),
  /** `exact`: an answer is given again to the same question of the same claim; `semantic`: also to one that means the same. */
  cache: z.enum(['exact', 'off', 'semantic']).default('exact'),
  /** With `cache: semantic`. */
  semantic: z
    .strictObject({
      /** Task of kind `embed` that makes the vectors. */
      embed: ModelTask,
      /** Likeness (cosine) that a question needs to get the answer of another; each answer raises its own when it was wrong. */
      threshold: z.number().min(0.5).max(1).default(0.97),
    })
    .optional(),
  guards: z
    .strictObject({
      personalData: z.enum(['observe', 'mask', 'block', 'ask']).default('mask'),
      /** Types that the detectors look for; what the case knows is masked whatever its type. */
      mask: z.array(MaskType).default([...MASKED]),
      injection: GuardAction.default('flag'),
      grounding: GuardAction.optional(),
      outputPolicy: GuardAction.optional(),
    })
    .prefault({}),
});
export type TaskPolicy = z.infer<typeof TaskPolicy>;

const BudgetPolicy = z.strictObject({
  scope: z.enum(['tenant', 'process', 'claim', 'task']),
  /** Which tenant, process type, claim or task; all, each with this limit, where none is named. */
  only: z.string().min(1).max(120).optional(),
  per: z.enum(['day', 'month', 'ever']),
  limit: Decimal,
});
export type BudgetPolicy = z.infer<typeof BudgetPolicy>;

const Shape = z.strictObject({
  version: z.string().min(1),
  /** The kill switch of everything. */
  enabled: z.boolean().default(true),
  currency: z.string().regex(/^[A-Z]{3}$/),
  /** Regions where claims' data may go; a tenant that is named has its own list. */
  regions: z.strictObject({
    default: z.array(z.string()),
    tenants: z.record(z.string(), z.array(z.string())).default({}),
  }),
  providers: z.record(Name, ProviderPolicy),
  models: z.record(Name, ModelPolicy),
  tasks: z.record(ModelTask, TaskPolicy),
  budgets: z.array(BudgetPolicy).min(1),
});

/** Words that must name something in the same file. */
function checkNames(policy: z.infer<typeof Shape>, wrong: (path: (string | number)[], message: string) => void): void {
  const deployments = new Set<string>();
  for (const [model, { deployments: list, images, pdf, tokensPerPageMax }] of Object.entries(policy.models)) {
    if ((images || pdf) && tokensPerPageMax === undefined)
      wrong(['models', model, 'tokensPerPageMax'], 'is needed with images and pdf: the reservation rests on it');
    for (const [index, { id, provider }] of list.entries()) {
      if (policy.providers[provider] === undefined)
        wrong(['models', model, 'deployments', index, 'provider'], `there is no provider "${provider}"`);
      if (deployments.has(id)) wrong(['models', model, 'deployments', index, 'id'], `"${id}" is there twice`);
      deployments.add(id);
    }
  }
  for (const [name, provider] of Object.entries(policy.providers)) {
    if (provider.kind === 'azure' && provider.apiVersion === undefined)
      wrong(['providers', name, 'apiVersion'], 'is needed with kind: azure');
  }
  for (const [task, { models, start, maxOutputTokens, kind, cache, semantic }] of Object.entries(policy.tasks)) {
    for (const [index, model] of models.entries()) {
      const known = policy.models[model];
      if (known === undefined) wrong(['tasks', task, 'models', index], `there is no model "${model}"`);
      else if (known.maxOutputTokens < maxOutputTokens)
        wrong(['tasks', task, 'maxOutputTokens'], `is more than ${model} can write (${known.maxOutputTokens})`);
    }
    const embeds = models.filter((model) => policy.models[model]?.embeds === true);
    if (embeds.length !== (kind === 'embed' ? models.length : 0))
      wrong(['tasks', task, 'models'], 'models that embed are for tasks of kind embed, and only they');
    if ((cache === 'semantic') !== (semantic !== undefined))
      wrong(['tasks', task, 'semantic'], 'is needed with cache: semantic, and only there');
    if (semantic !== undefined && policy.tasks[semantic.embed]?.kind !== 'embed')
      wrong(['tasks', task, 'semantic', 'embed'], `there is no task "${semantic.embed}" of kind embed`);
    if (start !== undefined && !models.includes(start))
      wrong(['tasks', task, 'start'], `"${start}" is not among the task's models`);
  }
  if (!policy.budgets.some(({ scope, only }) => scope === 'tenant' && only === undefined))
    wrong(
      ['budgets'],
      'one budget must hold for every tenant (scope: tenant, without only): spending is never without a limit',
    );
}

export const ModelsPolicy = Shape.superRefine((policy, context) =>
  checkNames(policy, (path, message) => context.addIssue({ code: 'custom', path, message })),
);
export type ModelsPolicy = z.infer<typeof ModelsPolicy>;

/**
 * Prices of a model on a day.
 * @param day `YYYY-MM-DD`
 * @returns null before the first price: a call whose price is not known is not made
 */
export function pricesOn(model: ModelPolicy, day: string): { from: string; prices: TokenPrices } | null {
  const valid = model.prices.filter(({ from }) => from <= day).sort((a, b) => (a.from < b.from ? 1 : -1))[0];
  if (valid === undefined) return null;
  const input = nanoFromDecimal(valid.input);
  const output = nanoFromDecimal(valid.output);
  return {
    from: valid.from,
    prices: {
      input,
      cached: valid.cachedInput === undefined ? input : nanoFromDecimal(valid.cachedInput),
      image: valid.imageInput === undefined ? input : nanoFromDecimal(valid.imageInput),
      output,
      reasoning: valid.reasoning === undefined ? output : nanoFromDecimal(valid.reasoning),
      request: nanoFromDecimal(valid.request),
      batch: valid.batchFactor === '1' ? NANO : nanoFromDecimal(valid.batchFactor),
    },
  };
}
