/** One call as the gateway sees it: what was asked, under which policy, and what has happened so far. */
import { ApplicationFailure } from '@temporalio/common';
import type { z } from 'zod';
import type { Rules } from '../../platform/config/yaml-rules';
import { contentHash } from '../../platform/database/evidence';
import { type Scope, scopesOf } from './book/scopes';
import {
  type GuardVerdict,
  ModelRequest,
  type Receipt,
  type RouteStep,
  type RunOptions,
  type TokenUsage,
} from './contract';
import type { Mask } from './mask';
import { type JsonSchema, wireJsonSchema } from './output/wire-schema';
import type { ModelsPolicy, TaskPolicy } from './policy';
import type { Prompt, PromptLibrary } from './prompts';
import type { Turn } from './providers/provider';

/** What was asked, and what applies to it. Does not change. */
export interface Call {
  request: z.output<typeof ModelRequest>;
  options: RunOptions<unknown>;
  policy: Rules<ModelsPolicy>;
  task: TaskPolicy;
  prompt: Prompt;
  /** SHA-256 of tenant, claim, task, input and prompt: the same question has the same key in every run and attempt. */
  key: string;
  scopes: Scope[];
  wire: JsonSchema | null;
  deadlineAt: number;
  /** `YYYY-MM-DD`, UTC. */
  day: string;
}

/** What is sent, after the guards of the input. */
export interface Prepared {
  instructions: string;
  turns: Turn[];
  /** Texts of the input one by one, masked: what vectors are made of. */
  texts: string[];
  mask: Mask;
  /** Text of the input, unmasked: what a draft may speak of. */
  material: string;
  pages: number;
  images: boolean;
  pdf: boolean;
}

/** @throws non-retryable `model-request-invalid`, `model-task-unknown` */
export function openCall(
  input: ModelRequest,
  options: RunOptions<unknown>,
  policy: Rules<ModelsPolicy>,
  prompts: PromptLibrary,
  now: number,
): Call {
  const parsed = ModelRequest.safeParse(input);
  if (!parsed.success)
    throw ApplicationFailure.nonRetryable(
      `The model request is malformed: ${parsed.error.issues.map(({ path }) => path.map(String).join('.')).join(', ')}.`,
      'model-request-invalid',
    );
  const request = parsed.data;
  const task = policy.rules.tasks[request.task];
  if (task === undefined)
    throw ApplicationFailure.nonRetryable(
      `config/models.yaml has no task "${request.task}". Add it under tasks.`,
      'model-task-unknown',
    );
  const prompt = prompts.get(task.prompt);
  const wire = options.schema === undefined ? null : wireJsonSchema(options.schema);
  const day = new Date(now).toISOString().slice(0, 10);
  const { tenant, claimNumber } = request.claim;
  const owner = { tenant, claimNumber, processType: request.process.type, task: request.task };
  return {
    request,
    options,
    policy,
    task,
    prompt,
    key: keyOf(request, task, prompt, wire),
    scopes: scopesOf(policy.rules.budgets, owner, day),
    wire,
    deadlineAt: Date.parse(request.deadline),
    day,
  };
}

/** Never the run or activity id, which a reset changes; the workflow only where answers are not to be shared. */
function keyOf(request: Call['request'], task: TaskPolicy, prompt: Prompt, wire: JsonSchema | null): string {
  const { claim, input, again, process } = request;
  return contentHash({
    tenant: claim.tenant,
    claimNumber: claim.claimNumber,
    task: request.task,
    input,
    prompt: prompt.sha256,
    schema: wire,
    again,
    workflow: task.cache === 'off' ? process.workflowId : null,
  });
}

const NO_USAGE: TokenUsage = { input: 0, cached: 0, image: 0, output: 0, reasoning: 0 };

/** What has happened in a call so far; becomes its receipt. */
export class Journal {
  readonly route: RouteStep[] = [];
  readonly guards: GuardVerdict[] = [];
  readonly repairs: string[] = [];
  usage: TokenUsage = NO_USAGE;
  costNano = 0n;
  providerMs = 0;
  propensity = 1;
  /** Requests that this run made, without those of earlier attempts. */
  sent = 0;
  private readonly began = performance.now();

  spent(usage: TokenUsage | null, costNano: bigint): void {
    this.costNano += costNano;
    if (usage === null) return;
    const sum = (name: keyof TokenUsage) => this.usage[name] + usage[name];
    this.usage = {
      input: sum('input'),
      cached: sum('cached'),
      image: sum('image'),
      output: sum('output'),
      reasoning: sum('reasoning'),
    };
  }

  receipt(call: Call, source: Receipt['source']): Receipt {
    return {
      recordId: call.key,
      policyHash: call.policy.sha256,
      prompt: { id: call.prompt.id, sha256: call.prompt.sha256 },
      usage: this.usage,
      currency: call.policy.rules.currency,
      costNano: this.costNano.toString(),
      source,
      route: [...this.route],
      guards: [...this.guards],
      repairs: [...this.repairs],
      totalMs: performance.now() - this.began,
      providerMs: this.providerMs,
    };
  }
}
