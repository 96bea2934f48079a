/** The API as its description says it: addresses, parameters and answers are typed from `schema.d.ts` (npm run api:types). */
import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from './schema';

/** A refusal or failure, with the code and the words of the API's problem details. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly more: Record<string, unknown> = {},
  ) {
    super(detail);
  }
}

let csrfToken: string | null = null;

/** To be sent with every change; it belongs to the session. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** Called when the session has ended, so that the page asks to sign in. */
let onSignedOut: () => void = () => {};
export function whenSignedOut(then: () => void): void {
  onSignedOut = then;
}

const session: Middleware = {
  onRequest({ request }) {
    if (csrfToken !== null && request.method !== 'GET') request.headers.set('x-csrf-token', csrfToken);
    return request;
  },
  onResponse({ response, request }) {
    if (response.status === 401 && !request.url.endsWith('/v1/session')) onSignedOut();
  },
};

export const api = createClient<paths>({ baseUrl: window.location.origin, credentials: 'same-origin' });
api.use(session);

/** @throws Problem where the API refused or could not be reached */
export async function answerOf<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw new Problem(0, 'unreachable', cause instanceof Error ? cause.message : String(cause));
  });
  if (response.ok) return data as T;
  throw toProblem(response.status, error);
}

export function toProblem(status: number, body: unknown): Problem {
  if (typeof body === 'object' && body !== null && 'code' in body && 'detail' in body) {
    const { code, detail, ...more } = body as { code: string; detail: string };
    return new Problem(status, code, detail, more);
  }
  return new Problem(status, 'unexpected', `${status}`);
}
