/** The ledger record of a call: one, at its end, with who answered, by which policy and prompt, and at what cost. */
import { contentHash } from '../../platform/database/evidence';
import type { LedgerBatch, LedgerEntry } from '../ledger/contract';
import type { Call, Journal } from './call';
import type { AskReason, GuardVerdict } from './contract';

export type CallEnd =
  | {
      kind: 'answered';
      model: string;
      deployment: string;
      pricesFrom: string;
      requestId: string | null;
      output: unknown;
    }
  | { kind: 'stored'; output: unknown }
  /** @param similarTo record id of the call whose answer it was */
  | { kind: 'similar'; output: unknown; similarTo: string; similarity: number }
  | { kind: 'asked'; reason: AskReason };

const ACTIONS = {
  answered: 'model-answered',
  stored: 'model-answer-reused',
  similar: 'model-answer-reused',
  asked: 'model-left-to-person',
} as const;

/** No text of the case, no output: its hash. Durations are named `…Ms` and do not count when a step is done again. */
export function recordOf(call: Call, journal: Journal, end: CallEnd): LedgerBatch {
  const { request, prompt, policy } = call;
  const answered = end.kind === 'answered';
  const reused = end.kind === 'stored' || end.kind === 'similar';
  const usage = reused ? null : journal.usage;
  const facts: LedgerEntry['facts'] = {
    task: request.task,
    recordId: call.key,
    risk: request.risk,
    dataClass: request.dataClass,
    prompt: prompt.id,
    promptHash: prompt.sha256,
    costNano: reused ? '0' : journal.costNano.toString(),
    currency: policy.rules.currency,
    requests: reused ? 0 : journal.route.filter(({ outcome }) => outcome !== 'passed-over').length,
    ...(usage === null
      ? {}
      : {
          inputTokens: usage.input,
          cachedTokens: usage.cached,
          outputTokens: usage.output,
          reasoningTokens: usage.reasoning,
        }),
    ...(answered
      ? {
          model: end.model,
          deployment: end.deployment,
          pricesFrom: end.pricesFrom,
          requestId: end.requestId,
          propensity: journal.propensity,
        }
      : {}),
    ...(end.kind === 'asked' ? { reason: end.reason } : { outputHash: contentHash(end.output ?? null) }),
    ...(end.kind === 'similar' ? { similarTo: end.similarTo, similarity: end.similarity } : {}),
    repairs: journal.repairs.join(', ').slice(0, 200),
    guards: journal.guards.map(inWords).join(', ').slice(0, 400),
    providerMs: Math.round(journal.providerMs),
  };
  const lasting = Object.fromEntries(Object.entries(facts).filter(([name]) => !name.endsWith('Ms')));
  // Work that ends differently when it is done again (a person first, then a model after all) is a record of its own.
  const content = contentHash({ ...lasting, end: end.kind }).slice(0, 12);
  const files = request.input.flatMap((part) => (part.type === 'file' ? [{ ref: part.fileId, kind: 'file' }] : []));
  return {
    claim: request.claim,
    process: request.process,
    entries: [
      {
        step: `model/${request.task}/${call.key.slice(0, 16)}#${content}`,
        occurredAt: new Date().toISOString(),
        kind: call.task.kind === 'embed' ? 'extract' : call.task.kind,
        action: ACTIONS[end.kind],
        automated: true,
        actor: answered
          ? { type: 'model', id: end.model, role: null }
          : { type: 'system', id: 'model-gateway', role: null },
        inputs: files,
        output: null,
        rulesHash: policy.sha256,
        reasons: [],
        facts,
        oversight: null,
      },
    ],
  };
}

function inWords({ guard, verdict, action }: GuardVerdict): string {
  return `${guard} ${verdict}${action === 'none' ? '' : ` ${action}`}`;
}
