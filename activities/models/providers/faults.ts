/** What goes wrong with a request to a provider, by class: whether it may be tried again, when, and whether it was billed. */
import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import type { FaultKind } from '../contract';
import { type RateLimits, readRateLimits, retryDelayMs } from './rate-limit-headers';

/**
 * `none`: the provider said no, or nothing left the house. `unknown`: it may have worked and billed; the reservation is
 * settled at its maximum.
 */
export type Billing = 'none' | 'unknown';

export class ModelFault extends Error {
  constructor(
    readonly kind: FaultKind,
    readonly billing: Billing,
    /** Without anything that was sent or received: it goes to logs and records. */
    detail: string,
    readonly data: {
      status?: number;
      retryAfterMs?: number | null;
      /** The provider's own word on trying again (`x-should-retry`). */
      shouldRetry?: boolean | null;
      requestId?: string | null;
      limits?: RateLimits;
    } = {},
  ) {
    super(`${kind}: ${detail}`);
    this.name = 'ModelFault';
  }

  /** Whether the same request may work later. */
  get temporary(): boolean {
    return this.data.shouldRetry ?? TEMPORARY.has(this.kind);
  }

  /** Whether it says something about the health of the deployment; a refusal or a wrong request does not. */
  get unhealthy(): boolean {
    return UNHEALTHY.has(this.kind);
  }
}

const TEMPORARY = new Set<FaultKind>([
  'not-sent',
  'rate-limited',
  'timed-out',
  'cut-off',
  'server-error',
  'unreadable',
]);
const UNHEALTHY = new Set<FaultKind>(['not-sent', 'timed-out', 'cut-off', 'server-error', 'unreadable']);

/** Codes of system errors that come before anything of the request has left. */
const BEFORE_SENDING =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EAI_FAIL|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|CERT_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*|ERR_TLS_.*|ERR_SSL_.*|EPROTO)$/;

/**
 * The class of an error that the client library, or reading its response, threw.
 * @param gaveUp why we ourselves aborted, if we did
 */
export function faultOf(error: unknown, gaveUp: 'timed-out' | 'cancelled' | null): ModelFault {
  // Aborted by us at whatever point: the provider may have got it all and may be working on it.
  if (gaveUp === 'timed-out') return new ModelFault('timed-out', 'unknown', 'no answer in time');
  if (gaveUp === 'cancelled') return new ModelFault('cancelled', 'unknown', 'the request was cancelled');
  if (error instanceof ModelFault) return error;
  const code = codeIn(error);
  if (code !== null && BEFORE_SENDING.test(code)) return new ModelFault('not-sent', 'none', code);
  if (error instanceof APIConnectionTimeoutError) return new ModelFault('timed-out', 'unknown', 'no answer in time');
  if (error instanceof APIUserAbortError) return new ModelFault('cancelled', 'unknown', 'the request was cancelled');
  if (error instanceof APIConnectionError) return new ModelFault('cut-off', 'unknown', code ?? 'the connection broke');
  if (error instanceof APIError && typeof error.status === 'number') return faultOfStatus(error.status, error);
  if (error instanceof SyntaxError) return new ModelFault('unreadable', 'unknown', 'the answer is not JSON');
  // An error event in a stream, and what breaks while a body is read.
  return new ModelFault('cut-off', 'unknown', code ?? 'the answer broke off');
}

/** Which HTTP status means what. Providers do not bill what they refuse; a 5xx may come after the work was done. */
function faultOfStatus(status: number, error: APIError): ModelFault {
  const headers = error.headers ?? new Headers();
  const should = headers.get('x-should-retry');
  const data = {
    status,
    retryAfterMs: retryDelayMs(headers),
    shouldRetry: should === 'true' ? true : should === 'false' ? false : null,
    requestId: error.requestID ?? null,
    limits: readRateLimits(headers),
  };
  const fault = (kind: FaultKind, billing: Billing) =>
    new ModelFault(kind, billing, `HTTP ${status}${error.code ? ` ${safeCode(error.code)}` : ''}`, data);
  const code = error.code ?? '';

  if (status === 429) {
    const spent = /insufficient_quota|billing|hard_limit|quota_exceeded/.test(`${code} ${error.type ?? ''}`);
    return fault(spent ? 'quota-spent' : 'rate-limited', 'none');
  }
  if (status === 401 || status === 403) return fault('access-refused', 'none');
  if (status === 402) return fault('quota-spent', 'none');
  if (status === 404) return fault('not-found', 'none');
  if (status === 408) return fault('timed-out', 'unknown');
  if (status === 409 || status === 425) return fault('rate-limited', 'none');
  // Azure charges for judging a prompt that its filter then refuses.
  if (/content_filter|content_policy|ResponsibleAI/i.test(code)) return fault('content-filtered', 'unknown');
  if (/context_length|string_above_max_length|max_tokens_exceeded/.test(code) || TOO_LONG.test(error.message))
    return fault('context-too-long', 'none');
  if (status === 413) return fault('context-too-long', 'none');
  if (status < 500) return fault('request-refused', 'none');
  // Overloaded says that it was not served; other 5xx, a gateway's above all, do not say so.
  return fault('server-error', status === 503 || status === 529 ? 'none' : 'unknown');
}

/** Compatible servers have no code for it. */
const TOO_LONG =
  /maximum context length|context (window|size|length) (is )?(exceeded|too)|exceeds the available context/i;

/** A provider's code, unless it is not one. */
function safeCode(code: string): string {
  return /^[A-Za-z0-9_.-]{1,60}$/.test(code) ? code : '';
}

/** The system error's code, in the error or in what caused it. */
function codeIn(error: unknown): string | null {
  let at: unknown = error;
  for (let depth = 0; depth < 5 && typeof at === 'object' && at !== null; depth += 1) {
    const { code, cause } = at as { code?: unknown; cause?: unknown };
    if (typeof code === 'string' && /^[A-Z0-9_]{3,60}$/.test(code)) return code;
    at = cause;
  }
  return null;
}
