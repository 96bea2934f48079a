/**
 * The model gateway: every call to a language or embedding model goes through it. The caller names a task, never a
 * model; `config/models.yaml` says which models may do the task, at what price, in which order and within which budgets.
 *
 * Used inside activities: texts and files never pass through workflow history.
 */
import { z } from 'zod';
import { ClaimKey, IsoInstant, Sha256, TenantId } from '../vocabulary';

/** Name of a task as in `config/models.yaml`, e.g. `extract-fields`, `coverage-opinion`, `draft-letter`. */
export const ModelTask = z.string().regex(/^[a-z][a-z0-9-]{1,40}$/);
export type ModelTask = z.infer<typeof ModelTask>;

/** How much hangs on the answer. `high`: money or a refusal rests on it; the gateway then never experiments. */
export const Risk = z.enum(['low', 'medium', 'high']);
export type Risk = z.infer<typeof Risk>;

/** What kind of data the input holds; a model gets it only where the policy allows that class. */
export const DataClass = z.enum(['public', 'internal', 'personal', 'special-category']);
export type DataClass = z.infer<typeof DataClass>;

/** A piece of the input. Untrusted is whatever came from outside: it is marked as data, and checked for orders to the model. */
export const InputPart = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('text'),
    /** What it is, as the model is told: `invoice page 2`, `policy clause 4.2`. No personal data. */
    label: z.string().min(1).max(80),
    text: z.string().max(2_000_000),
    trust: z.enum(['trusted', 'untrusted']),
  }),
  z.object({
    type: z.literal('file'),
    label: z.string().min(1).max(80),
    fileId: Sha256,
    mediaType: z.enum(['application/pdf', 'image/png', 'image/jpeg', 'image/webp']),
    bytes: z.number().int().min(1),
    /** Pages of a PDF; 1 for a picture. */
    pages: z.number().int().min(1).max(500),
  }),
]);
export type InputPart = z.infer<typeof InputPart>;

/** Text that quotes are looked up in: the visible text of a document, page by page (page 1 is the first). */
export const EvidenceDocument = z.object({ document: z.string().min(1).max(120), pages: z.array(z.string()) });
export type EvidenceDocument = z.infer<typeof EvidenceDocument>;

/** A person's data that the case knows: masked wherever it stands in the input, whatever a detector thinks. */
export const KnownPersonalData = z.object({
  kind: z.enum(['PERSON', 'ADDRESS', 'PHONE', 'EMAIL', 'ACCOUNT', 'ID', 'DATE_OF_BIRTH']),
  text: z.string().min(2).max(300),
});
export type KnownPersonalData = z.infer<typeof KnownPersonalData>;

/** What is asked of a model. */
export const ModelRequest = z.object({
  task: ModelTask,
  claim: ClaimKey,
  /** The process that asks, for budgets and for the ledger. */
  process: z.object({
    type: z.string().min(1).max(80),
    workflowId: z.string().min(1).max(300),
    runId: z.string().min(1).max(80),
  }),
  input: z.array(InputPart).min(1).max(200),
  risk: Risk,
  dataClass: DataClass,
  /** After this the answer is of no use: nothing is sent any more, and a person is asked. */
  deadline: IsoInstant,
  evidence: z.array(EvidenceDocument).default([]),
  known: z.array(KnownPersonalData).max(500).default([]),
  /** `relaxed`: nobody waits. Asked at the price of a batch where the deployment offers it, which may take minutes. */
  pace: z.enum(['now', 'relaxed']).default('now'),
  /** Asks again although the same was asked before: part of the key. */
  again: z.string().max(40).default(''),
});
export type ModelRequest = z.input<typeof ModelRequest>;

/**
 * Shape of the answer. `wire` is what the model is told (flat, every field required, `null` for none); `domain`, where
 * given, is what the caller gets: refinements and transforms that a provider's strict mode does not know.
 */
export interface OutputSchema<T> {
  /** Letters, digits, `_` and `-`, at most 64: providers ask for that. */
  name: string;
  wire: z.ZodType;
  domain?: z.ZodType<T>;
}

/** A deterministic check of the caller's own: what is wrong with the output, one sentence each; none when it is right. */
export interface OutputCheck {
  name: string;
  check(output: unknown): string[];
}

/** What goes with a request and is code, not data. */
export interface RunOptions<T> {
  schema?: OutputSchema<T>;
  checks?: OutputCheck[];
  /** Aborts the request to the provider. */
  signal?: AbortSignal;
  /** Pieces of text as they come, for a person who waits. The accounting is the same. */
  onText?: (piece: string) => void;
}

/** Tokens as the provider reports them. `input` includes `cached` and `image`; `output` includes `reasoning`. */
export const TokenUsage = z.object({
  input: z.number().int().min(0),
  cached: z.number().int().min(0),
  image: z.number().int().min(0),
  output: z.number().int().min(0),
  reasoning: z.number().int().min(0),
});
export type TokenUsage = z.infer<typeof TokenUsage>;

/** Billionths of a unit of the policy's currency, as a decimal string: exact, and safe in JSON. */
export const NanoMoney = z.string().regex(/^\d{1,19}$/);
export type NanoMoney = z.infer<typeof NanoMoney>;

/** What became of a request to a provider that did not end in an answer. */
export const FaultKind = z.enum([
  /** Nothing was sent: name, address, TLS, or aborted before. */
  'not-sent',
  'rate-limited',
  'quota-spent',
  'access-refused',
  'not-found',
  'request-refused',
  'context-too-long',
  'content-filtered',
  'refused',
  'truncated',
  'timed-out',
  'cut-off',
  'server-error',
  'unreadable',
  'cancelled',
]);
export type FaultKind = z.infer<typeof FaultKind>;

/** One request to a provider, or a rung that was passed over. */
export const RouteStep = z.object({
  rung: z.number().int().min(0),
  model: z.string(),
  deployment: z.string().nullable(),
  /** `answered` and accepted, `rejected` by a verifier, a fault, or `passed-over` without a request. */
  outcome: z.enum(['answered', 'rejected', 'fault', 'passed-over']),
  fault: FaultKind.nullable(),
  /** Codes and names of checks; no text of the model. */
  reasons: z.array(z.string().max(200)),
  /** Null where nothing was sent. */
  costNano: NanoMoney.nullable(),
});
export type RouteStep = z.infer<typeof RouteStep>;

/** A guard's verdict and what was done about it. */
export const GuardVerdict = z.object({
  guard: z.enum(['personal-data', 'injection', 'grounding', 'output-policy', 'evidence']),
  stage: z.enum(['input', 'output']),
  verdict: z.enum(['clear', 'found']),
  action: z.enum(['none', 'observe', 'flag', 'mask', 'block', 'ask']),
  /** How many findings, by kind. No content. */
  counts: z.record(z.string(), z.number().int()),
  ms: z.number(),
});
export type GuardVerdict = z.infer<typeof GuardVerdict>;

/** What every answer says about itself, and what the ledger keeps. */
export const Receipt = z.object({
  /** The request's key: tenant, claim, task, and the hash of input and prompt. */
  recordId: Sha256,
  policyHash: Sha256,
  prompt: z.object({ id: z.string(), sha256: Sha256 }),
  usage: TokenUsage,
  currency: z.string(),
  /** All requests of this call together, unknown outcomes at their reserved maximum. Zero for a stored answer. */
  costNano: NanoMoney,
  /**
   * `stored`: answered before under the same key; `similar`: a question of the same claim that means the same was answered
   * before. Nothing was sent, and nothing is paid but the vector of the question.
   */
  source: z.enum(['model', 'stored', 'similar', 'none']),
  route: z.array(RouteStep),
  guards: z.array(GuardVerdict),
  /** What was mended in the text before it parsed, and how often a model was asked to mend: `fences`, `json`, `re-asked`. */
  repairs: z.array(z.string()),
  /** Of this call: everything, and the time within requests to providers. */
  totalMs: z.number(),
  providerMs: z.number(),
});
export type Receipt = z.infer<typeof Receipt>;

/** Why a person has to do it. */
export const AskReason = z.enum([
  'no-model',
  'switched-off',
  'over-budget',
  'deadline-passed',
  'not-verified',
  'refused',
  'guard',
  'no-provider-left',
]);
export type AskReason = z.infer<typeof AskReason>;

/** An answer that passed every check, or the typed wish for a person, with the best that there is so far. */
export type ModelResult<T> =
  | { outcome: 'answered'; output: T; receipt: Receipt }
  | {
      outcome: 'ask-person';
      reason: AskReason;
      /** A sentence for the person: what was tried and what was wrong. No content of the case. */
      detail: string;
      /** Output that failed a check, or null. Never to be used without a person. */
      partial: unknown;
      receipt: Receipt;
    };

export interface ModelGateway {
  /**
   * Have a task done. The output of a task of kind `embed` is a vector for each text of the input, `number[][]`.
   *
   * Throws non-retryable `model-request-invalid`, `model-task-unknown`, `model-budget-spent` (only where the task's policy
   * says `stop`); retryable `model-rate-limited`, `model-unavailable`, `model-busy` with the delay that the provider asked
   * for. Everything else that goes wrong is an `ask-person` result.
   */
  run<T = string>(request: ModelRequest, options?: RunOptions<T>): Promise<ModelResult<T>>;
  /** Whether a request for this task could be sent at all; false on an installation without a model. */
  available(task: ModelTask): boolean;
}

/** A real outcome, days later perhaps: what routing learns from. */
export const ModelOutcome = z.object({
  claim: ClaimKey,
  recordId: Sha256,
  outcome: z.enum(['approved', 'corrected', 'rejected', 'reopened']),
  /** With `corrected`: share of the fields that a person changed, 0 to 1. */
  correctedShare: z.number().min(0).max(1).nullable(),
});
export type ModelOutcome = z.infer<typeof ModelOutcome>;

/** Records of which time, and how they are grouped. By tenant: every tenant of the installation, else the one that asks. */
export const ModelReportInput = z.object({
  tenant: TenantId,
  by: z.enum(['task', 'model', 'tenant', 'claim']),
  /** First and last instant of requests, the last one not included. */
  from: IsoInstant,
  until: IsoInstant,
  /** Of one task only. */
  task: ModelTask.nullable(),
});
export type ModelReportInput = z.infer<typeof ModelReportInput>;

/** What a group of requests came to. Money in billionths of `currency`. */
export const ModelReportRow = z.object({
  group: z.string(),
  currency: z.string(),
  calls: z.number().int(),
  requests: z.number().int(),
  /** Calls that ended with an answer; the others wait, or were left to a person. */
  answered: z.number().int(),
  /** Calls that went on to a dearer rung than this one (of a model), or than their first one. */
  escalated: z.number().int(),
  /** Answers that a check rejected. */
  rejected: z.number().int(),
  /** Requests of which nobody knows what they cost: counted at their reserved maximum. */
  unknown: z.number().int(),
  inputTokens: z.number().int(),
  cachedTokens: z.number().int(),
  outputTokens: z.number().int(),
  costNano: NanoMoney,
  /** Time of the provider; null without an answer. ms */
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  /** Answers that a person judged, and what they were worth to them: 1 approved, 0 rejected. Null where nobody judged. */
  judged: z.number().int(),
  quality: z.number().nullable(),
});
export type ModelReportRow = z.infer<typeof ModelReportRow>;

export const ModelReplayInput = z.object({
  tenant: TenantId,
  /** The other policy: a file like config/models.yaml in the blob store. */
  policy: Sha256,
  from: IsoInstant,
  until: IsoInstant,
});
export type ModelReplayInput = z.infer<typeof ModelReplayInput>;

/** What calls of a task did cost and get, or would have. Money in billionths. */
const Outcome = z.object({ costNano: NanoMoney, answeredShare: z.number(), quality: z.number().nullable() });

export const ModelReplayRow = z.object({
  task: ModelTask,
  calls: z.number().int(),
  /** Calls that are asked no model under the other policy: task or models are not there or switched off. */
  notAsked: z.number().int(),
  recorded: Outcome,
  replayed: Outcome,
  /** Share of the replayed requests that were recorded; the rest is estimated from other calls of the same task. */
  recordedShare: z.number(),
  /** Models without a record at this task: taken to answer, at the usual number of tokens; how well nobody knows. */
  neverUsed: z.array(z.string()),
  /** Reward of beginning where the other policy begins, from the propensities of the records; null where it never happened. */
  offPolicy: z.number().nullable(),
});
export type ModelReplayRow = z.infer<typeof ModelReplayRow>;

/** Prices of another currency cannot be compared. */
export const ModelReplay = z.object({ currency: z.string(), policyHash: Sha256, rows: z.array(ModelReplayRow) });
export type ModelReplay = z.infer<typeof ModelReplay>;

export interface ModelActivities {
  /**
   * End reservations whose worker is gone: settled at the reserved maximum, outcome unknown. Run on a schedule and at the
   * start of a worker. @returns how many
   */
  sweepModelReservations(): Promise<{ settledAsUnknown: number }>;
  /** Store what became of an answer. Safe to repeat: the newest word counts. Non-retryable: `model-record-unknown`. */
  recordModelOutcome(input: ModelOutcome): Promise<void>;
  /** Cost, latency, quality and escalations of recorded requests, the dearest group first; at most 1,000 groups. */
  reportModelUse(input: ModelReportInput): Promise<ModelReportRow[]>;
  /**
   * What another policy would have cost and got on recorded calls; nothing is sent. Non-retryable: `model-policy-invalid`
   * with every wrong place, or for another currency than that of the records.
   */
  replayModelPolicy(input: ModelReplayInput): Promise<ModelReplay>;
}
