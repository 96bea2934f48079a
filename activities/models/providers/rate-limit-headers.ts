/** What a provider says about its limits in response headers: when to come again, and what is left. */

/** What is left in the provider's current window. Null where it does not say. */
export interface RateLimits {
  requests: { remaining: number; resetMs: number } | null;
  tokens: { remaining: number; resetMs: number } | null;
}

export const NO_LIMITS: RateLimits = { requests: null, tokens: null };

/** Longest delay that is taken from a header; a longer one is capped, and the breaker sees to the rest. */
export const LONGEST_DELAY_MS = 300_000;

/**
 * When to come again: `retry-after-ms`, or `retry-after` in seconds or as an HTTP date.
 * @returns ms from now, 0 to five minutes; null where nothing readable is said
 */
export function retryDelayMs(headers: Headers, now = Date.now()): number | null {
  const clamp = (ms: number) => Math.min(Math.max(Math.ceil(ms), 0), LONGEST_DELAY_MS);
  const milliseconds = headers.get('retry-after-ms')?.trim();
  if (milliseconds !== undefined && /^\d+(\.\d+)?$/.test(milliseconds)) return clamp(Number(milliseconds));
  const after = headers.get('retry-after')?.trim();
  if (after === undefined || after === '') return null;
  if (/^\d+(\.\d+)?$/.test(after)) return clamp(Number(after) * 1_000);
  // Date.parse takes "-5" for a year: an HTTP date begins with the name of a day.
  const date = /^[A-Za-z]{3}/.test(after) ? Date.parse(after) : Number.NaN;
  return Number.isNaN(date) ? null : clamp(date - now);
}

/** OpenAI's `x-ratelimit-remaining-*` and `x-ratelimit-reset-*`. */
export function readRateLimits(headers: Headers): RateLimits {
  return { requests: one(headers, 'requests'), tokens: one(headers, 'tokens') };
}

function one(headers: Headers, what: string): { remaining: number; resetMs: number } | null {
  const remaining = headers.get(`x-ratelimit-remaining-${what}`)?.trim();
  if (remaining === undefined || !/^\d{1,15}$/.test(remaining)) return null;
  const resetMs = durationMs(headers.get(`x-ratelimit-reset-${what}`)) ?? 1_000;
  return { remaining: Number(remaining), resetMs: Math.min(resetMs, LONGEST_DELAY_MS) };
}

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `6m0s`, `20ms`, `1.5s`, or a bare number of seconds. */
export function durationMs(text: string | null): number | null {
  if (text === null) return null;
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed) * 1_000;
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(trimmed)) return null;
  let sum = 0;
  for (const [, count, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g))
    sum += Number(count) * (UNITS[unit ?? ''] ?? 0);
  return sum;
}
