/**
 * Spans and metrics by the OpenTelemetry API: a span for each call, a child for each request. Without an SDK in the process they
 * cost nothing and go nowhere.
 */
import { type Attributes, metrics, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Call } from '../call';
import type { ModelResult } from '../contract';
import type { DeploymentPolicy } from '../policy';
import { ModelFault } from '../providers/faults';
import type { ProviderAnswer, ProviderRequest } from '../providers/provider';
import { ADJUTANT, GEN_AI, providerName, SECOND_BUCKETS, TOKEN_BUCKETS } from './names';

const SCOPE = 'adjutant.models';

/** Looked up each time: an SDK may be registered after this was loaded, and costs nothing before. */
const tracer = () => trace.getTracer(SCOPE);

function instruments() {
  const meter = metrics.getMeter(SCOPE);
  return {
    tokens: meter.createHistogram(GEN_AI.tokenUsage, {
      unit: '{token}',
      advice: { explicitBucketBoundaries: TOKEN_BUCKETS },
    }),
    duration: meter.createHistogram(GEN_AI.duration, {
      unit: 's',
      advice: { explicitBucketBoundaries: SECOND_BUCKETS },
    }),
  };
}

/** The whole call, guards and checks included. */
export function callSpan<T>(call: Call, work: () => Promise<ModelResult<T>>): Promise<ModelResult<T>> {
  const { request, prompt, key } = call;
  const attributes = {
    [ADJUTANT.task]: request.task,
    [ADJUTANT.tenant]: request.claim.tenant,
    [ADJUTANT.claim]: request.claim.claimNumber,
    [ADJUTANT.recordId]: key,
    [GEN_AI.promptName]: prompt.id,
  };
  return tracer().startActiveSpan(`model_call ${request.task}`, { attributes }, async (span) => {
    try {
      const result = await work();
      const { receipt } = result;
      span.setAttributes({
        [ADJUTANT.outcome]: result.outcome === 'answered' ? 'answered' : result.reason,
        [ADJUTANT.source]: receipt.source,
        [ADJUTANT.requests]: receipt.route.filter(({ outcome }) => outcome !== 'passed-over').length,
        [ADJUTANT.cost]: Number(receipt.costNano) / 1e9,
        [ADJUTANT.currency]: receipt.currency,
      });
      for (const { guard, verdict, action } of receipt.guards)
        span.addEvent('adjutant.guard', {
          [ADJUTANT.guard]: guard,
          [ADJUTANT.verdict]: verdict,
          [ADJUTANT.action]: action,
        });
      return result;
    } catch (problem) {
      failed(span, typeOf(problem));
      throw problem;
    } finally {
      span.end();
    }
  });
}

/** What of a request is shown. */
interface Shown {
  rung: number;
  deployment: DeploymentPolicy;
  request: Pick<ProviderRequest, 'maxOutputTokens' | 'schema' | 'temperature' | 'embed'>;
}

/** One request to a provider. */
export function requestSpan(call: Call, sending: Shown, send: () => Promise<ProviderAnswer>): Promise<ProviderAnswer> {
  const { deployment, request, rung } = sending;
  const embeds = request.embed !== null;
  const operation = embeds ? 'embeddings' : 'chat';
  const provider = call.policy.rules.providers[deployment.provider];
  const address = provider === undefined ? null : new URL(provider.baseUrl);
  const common: Attributes = {
    [GEN_AI.operation]: operation,
    [GEN_AI.provider]: provider === undefined ? 'custom' : providerName(provider),
    [GEN_AI.requestModel]: deployment.name,
    ...(address === null ? {} : { [GEN_AI.serverAddress]: address.hostname, [GEN_AI.serverPort]: portOf(address) }),
  };
  const attributes: Attributes = {
    ...common,
    ...(embeds
      ? {}
      : {
          [GEN_AI.maxTokens]: request.maxOutputTokens,
          [GEN_AI.outputType]: request.schema === null ? 'text' : 'json',
        }),
    [ADJUTANT.task]: call.request.task,
    [ADJUTANT.deployment]: deployment.id,
    [ADJUTANT.rung]: rung,
    ...(request.temperature === undefined ? {} : { [GEN_AI.temperature]: request.temperature }),
  };
  const began = performance.now();
  return tracer().startActiveSpan(
    `${operation} ${deployment.name}`,
    { kind: SpanKind.CLIENT, attributes },
    async (span) => {
      const { tokens, duration } = instruments();
      const ended = (more: Attributes) => duration.record((performance.now() - began) / 1_000, { ...common, ...more });
      try {
        const answer = await send();
        span.setAttributes(answerAttributes(answer));
        const model = { ...common, [GEN_AI.responseModel]: answer.model };
        ended(model);
        if (answer.usage !== null) {
          tokens.record(answer.usage.input, { ...model, [GEN_AI.tokenType]: 'input' });
          tokens.record(answer.usage.output, { ...model, [GEN_AI.tokenType]: 'output' });
        }
        return answer;
      } catch (problem) {
        const type = problem instanceof ModelFault ? problem.kind : typeOf(problem);
        failed(span, type);
        ended({ [GEN_AI.errorType]: type });
        throw problem;
      } finally {
        span.end();
      }
    },
  );
}

function answerAttributes({ usage, model, requestId, finish }: ProviderAnswer): Attributes {
  return {
    [GEN_AI.responseModel]: model,
    [GEN_AI.finishReasons]: [finish],
    ...(requestId === null ? {} : { [GEN_AI.responseId]: requestId }),
    ...(usage === null
      ? {}
      : {
          [GEN_AI.inputTokens]: usage.input,
          [GEN_AI.outputTokens]: usage.output,
          [GEN_AI.cachedTokens]: usage.cached,
          [GEN_AI.reasoningTokens]: usage.reasoning,
        }),
  };
}

/** The kind alone: a message could hold what was sent. */
function failed(span: Span, type: string): void {
  span.setAttribute(GEN_AI.errorType, type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function typeOf(problem: unknown): string {
  if (typeof problem === 'object' && problem !== null && 'type' in problem && typeof problem.type === 'string')
    return problem.type;
  return problem instanceof Error ? problem.name : 'unknown';
}

function portOf({ port, protocol }: URL): number {
  return port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port);
}
