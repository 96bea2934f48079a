/**
 * Names of spans and metrics. `gen_ai.*` are those of OpenTelemetry's conventions for generative AI, all still "Development":
 * https://github.com/open-telemetry/semantic-conventions-genai. What they have no name for is under `adjutant.`.
 * Never content: no text of the case, no answer, no name of a file.
 */
import type { ProviderPolicy } from '../policy';

export const GEN_AI = {
  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  maxTokens: 'gen_ai.request.max_tokens',
  temperature: 'gen_ai.request.temperature',
  outputType: 'gen_ai.output.type',
  promptName: 'gen_ai.prompt.name',
  responseModel: 'gen_ai.response.model',
  responseId: 'gen_ai.response.id',
  finishReasons: 'gen_ai.response.finish_reasons',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  cachedTokens: 'gen_ai.usage.cache_read.input_tokens',
  reasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
  tokenType: 'gen_ai.token.type',
  errorType: 'error.type',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  tokenUsage: 'gen_ai.client.token.usage',
  duration: 'gen_ai.client.operation.duration',
} as const;

export const ADJUTANT = {
  task: 'adjutant.task',
  tenant: 'adjutant.tenant',
  claim: 'adjutant.claim.number',
  recordId: 'adjutant.model.record_id',
  outcome: 'adjutant.model.outcome',
  source: 'adjutant.model.source',
  deployment: 'adjutant.model.deployment',
  rung: 'adjutant.model.rung',
  requests: 'adjutant.model.requests',
  cost: 'adjutant.model.cost',
  currency: 'adjutant.model.currency',
  guard: 'adjutant.guard',
  verdict: 'adjutant.guard.verdict',
  action: 'adjutant.guard.action',
} as const;

/** Buckets that the conventions ask for. */
export const TOKEN_BUCKETS = [
  1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864,
];
export const SECOND_BUCKETS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

/** `gen_ai.provider.name`; a compatible server of somebody else is `custom`. */
export function providerName({ kind, baseUrl }: ProviderPolicy): string {
  if (kind === 'azure') return 'azure.ai.openai';
  return new URL(baseUrl).hostname === 'api.openai.com' ? 'openai' : 'custom';
}
