/** From whatever went wrong to problem details (RFC 9457). Codes are those of docs/errors.md. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { RefusalCode } from '../../activities/authority/contract';
import { PayloadProtectionError } from '../../platform/codec/errors';
import { AbsenceRefusedError } from '../sdk/absences';
import { AssignmentRefusedError, TaskTakenError } from '../sdk/assignments';
import { CannotConnectError, explainDatabaseTrouble, explainTemporalTrouble } from '../sdk/connect';
import {
  AdjutantError,
  IdempotencyConflictError,
  InvalidInputError,
  NotFoundError,
  ReopeningRefusedError,
  SignInBlockedError,
  SignInError,
  TooLateError,
  WrongPasswordError,
} from '../sdk/errors';
import { EvidenceChanges } from '../sdk/evidence-changes';
import { Assignee } from '../sdk/queue';
import { WebhookEndedError } from '../sdk/webhooks';
import { ProviderSignInError } from './identity-provider';

/** What every answer that is not a success looks like; media type `application/problem+json`. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  /** What is wrong in this case, and what to do. */
  detail: z.string(),
  /** Stable: programs may rely on it. */
  code: z.string(),
  /** One line for each place of the input that is wrong. */
  errors: z.array(z.string()).optional(),
  /** Hash of the evidence as it is now, when a decision came on older evidence. */
  evidenceHash: z.string().optional(),
  /** What is different from the evidence that was seen. */
  changes: EvidenceChanges.optional(),
  /** Repeating the request under this id never takes effect twice. */
  decisionId: z.string().optional(),
  /** Who works on the task, when it is somebody else. */
  assignee: Assignee.optional(),
});
export type Problem = z.infer<typeof Problem>;

type Extras = Pick<Problem, 'errors' | 'evidenceHash' | 'changes' | 'decisionId' | 'assignee'>;

/** A refusal of the API itself, or of the process, with its HTTP status. */
export class ApiError extends AdjutantError {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    code: string,
    message: string,
    readonly extras: Extras = {},
  ) {
    super(code, message);
  }
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request is not valid',
  401: 'Sign-in needed',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  412: 'The evidence has changed',
  413: 'Too large',
  415: 'Media type not supported',
  422: 'The decision cannot be taken like this',
  428: 'Say what you have seen',
  429: 'Too many requests',
  500: 'Something went wrong here',
  503: 'Not available now',
};

/** The HTTP status of each refusal of a decision. */
export const REFUSAL_STATUS: Readonly<Record<RefusalCode, number>> = {
  'unknown-ticket': 409,
  'ticket-expired': 409,
  'ticket-for-other-claim': 409,
  'ticket-already-used': 409,
  'no-authority': 403,
  'over-limit': 403,
  'own-claim': 403,
  'same-person-twice': 403,
  'involved-before': 403,
  'action-not-allowed': 403,
  'stale-evidence': 412,
  'task-not-open': 409,
  'disagrees-with-first-decision': 409,
  'amount-not-allowed': 422,
  malformed: 422,
};

const ASSIGNMENT_STATUS: Readonly<Record<string, number>> = {
  'assignee-cannot-decide': 422,
  'not-yours-to-assign': 403,
  'task-not-open': 409,
};

export function problem(status: number, code: string, detail: string, extras: Extras = {}): Problem {
  return { type: `urn:adjutant:problem:${code}`, title: TITLES[status] ?? 'Problem', status, detail, code, ...extras };
}

/** What the caller is told about an error. What is not known to be harmless is not quoted. */
export function explain(error: unknown): Problem {
  if (error instanceof ApiError) return problem(error.status, error.code, error.message, error.extras);
  if (error instanceof InvalidInputError) {
    return problem(400, error.code, error.message, { errors: error.details.issues as string[] });
  }
  if (error instanceof SignInError) {
    return problem(401, error.code, 'The sign-in is missing, not known here, or has ended. Sign in again.');
  }
  if (error instanceof ProviderSignInError)
    return problem(error.code === 'oidc-unavailable' ? 503 : 401, error.code, error.message);
  if (error instanceof WrongPasswordError) return problem(401, error.code, error.message);
  if (error instanceof SignInBlockedError) return problem(429, error.code, error.message);
  if (error instanceof NotFoundError) return problem(404, error.code, error.message);
  if (error instanceof TooLateError || error instanceof IdempotencyConflictError) {
    return problem(409, error.code, error.message);
  }
  if (error instanceof TaskTakenError) return problem(409, error.code, error.message, { assignee: error.assignee });
  if (error instanceof AbsenceRefusedError) return problem(422, error.code, error.message);
  if (error instanceof WebhookEndedError) return problem(409, error.code, error.message);
  if (error instanceof ReopeningRefusedError)
    return problem(REFUSAL_STATUS[error.code as RefusalCode] ?? 409, error.code, error.message);
  if (error instanceof AssignmentRefusedError)
    return problem(ASSIGNMENT_STATUS[error.code] ?? 409, error.code, error.message);
  if (error instanceof PayloadProtectionError) {
    // Its message has the folder of keys, which is for those who run the installation.
    return problem(500, error.code, 'What is stored of this cannot be read with the keys that are here.');
  }
  const unreachable = explainDatabaseTrouble(error) ?? explainTemporalTrouble(error);
  if (unreachable instanceof CannotConnectError) {
    // Its message has addresses, which are for those who run the installation.
    return problem(503, unreachable.code, 'A part that is needed does not answer. Try again in a moment.');
  }
  const { statusCode, validation, validationContext, message } = error as Partial<FastifyError>;
  if (validation !== undefined) {
    const errors = validation.map((issue) => `${validationContext}${issue.instancePath}: ${issue.message}`);
    return problem(400, 'invalid-input', 'The request does not have the right form.', { errors });
  }
  if (statusCode === 413) return problem(413, 'request-too-large', 'The request is larger than this address takes.');
  if (statusCode === 429) return problem(429, 'rate-limited', 'Too many requests. Wait as `retry-after` says.');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return problem(statusCode, 'invalid-input', message ?? 'The request does not have the right form.');
  }
  return problem(500, 'unexpected', 'Something went wrong here. It is in the log of the API.');
}

/** For `setErrorHandler`. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const answer = explain(error);
  if (answer.status >= 500) request.log.error({ code: answer.code, ...whereFrom(error) }, 'request failed');
  if (error instanceof SignInBlockedError) reply.header('retry-after', error.retryAfterSeconds);
  return sendProblem(reply, answer);
}

export function sendProblem(reply: FastifyReply, answer: Problem): FastifyReply {
  if (answer.status === 401) reply.header('www-authenticate', 'Bearer');
  // Past the schemas of successes: a problem has a form of its own.
  return reply
    .code(answer.status)
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(answer);
}

/** For the log: an error's message can quote what was stored, such as a claimant's name; its kind and place cannot. */
function whereFrom(error: unknown): { kind: string; at: string[] } {
  if (!(error instanceof Error)) return { kind: typeof error, at: [] };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line));
  return { kind: error.name, at: frames.slice(0, 8).map((line) => line.trim()) };
}
