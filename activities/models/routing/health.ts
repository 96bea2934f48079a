/**
 * How the deployments of this worker are doing: latency, circuit breaker, the provider's rate limits, and how many
 * requests are under way. Each worker sees the providers' own headers, so nothing has to be shared between workers.
 */
import type { RateLimits } from '../providers/rate-limit-headers';

const FAILURES_TO_OPEN = 5;
const OPEN_MS = 10_000;
const LONGEST_OPEN_MS = 300_000;
/** Weight of the newest latency in the moving average. */
const NEWEST = 0.2;

interface State {
  latencyMs: number | null;
  failures: number;
  /** How often in a row it opened; each time it stays open twice as long. */
  opened: number;
  openUntil: number;
  probing: boolean;
  limitedUntil: number;
  underWay: number;
  waiting: (() => void)[];
}

export interface Candidate {
  id: string;
  concurrency: number;
}

export class Health {
  private readonly states = new Map<string, State>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Usual latency in ms; null before the first answer. */
  latencyMs(id: string): number | null {
    return this.of(id).latencyMs;
  }

  /** Why nothing may be sent to it now, and for how long; null when it may. */
  blocked(id: string): { why: 'circuit-open' | 'rate-limited'; ms: number } | null {
    const state = this.of(id);
    const at = this.now();
    if (state.limitedUntil > at) return { why: 'rate-limited', ms: state.limitedUntil - at };
    if (state.openUntil > at) return { why: 'circuit-open', ms: state.openUntil - at };
    // Open before and not yet closed by an answer: one request at a time tries.
    if (state.opened > 0 && state.probing) return { why: 'circuit-open', ms: 1_000 };
    return null;
  }

  /** Those that may be used, the one with the shortest expected wait first; untried ones before slow ones. */
  inOrder<T extends Candidate>(candidates: readonly T[]): T[] {
    const wait = ({ id, concurrency }: Candidate) => {
      const { latencyMs, underWay } = this.of(id);
      return (latencyMs ?? 0) * (1 + underWay / concurrency);
    };
    return candidates.filter(({ id }) => this.blocked(id) === null).sort((a, b) => wait(a) - wait(b));
  }

  /** Wait for a place; call what it gives back when the request has ended. */
  async enter({ id, concurrency }: Candidate, signal?: AbortSignal): Promise<() => void> {
    const state = this.of(id);
    while (state.underWay >= concurrency) {
      signal?.throwIfAborted();
      await turn(state.waiting, signal);
    }
    signal?.throwIfAborted();
    state.underWay += 1;
    if (state.opened > 0) state.probing = true;
    return () => {
      state.underWay -= 1;
      state.probing = false;
      state.waiting.shift()?.();
    };
  }

  answered(id: string, ms: number, limits: RateLimits): void {
    const state = this.of(id);
    state.failures = 0;
    state.opened = 0;
    state.latencyMs = state.latencyMs === null ? ms : state.latencyMs * (1 - NEWEST) + ms * NEWEST;
    this.heed(id, limits);
  }

  failed(id: string): void {
    const state = this.of(id);
    state.failures += 1;
    if (state.failures < FAILURES_TO_OPEN && state.opened === 0) return;
    state.openUntil = this.now() + Math.min(OPEN_MS * 2 ** state.opened, LONGEST_OPEN_MS);
    state.opened = Math.min(state.opened + 1, 10);
    state.failures = 0;
  }

  /** The provider said no for a while. */
  limited(id: string, ms: number): void {
    const state = this.of(id);
    state.limitedUntil = Math.max(state.limitedUntil, this.now() + ms);
  }

  /** Nothing left in the provider's window: no request until it begins anew, instead of a 429 for each. */
  heed(id: string, { requests, tokens }: RateLimits): void {
    for (const window of [requests, tokens]) if (window?.remaining === 0) this.limited(id, window.resetMs);
  }

  private of(id: string): State {
    let state = this.states.get(id);
    if (state === undefined) {
      state = {
        latencyMs: null,
        failures: 0,
        opened: 0,
        openUntil: 0,
        probing: false,
        limitedUntil: 0,
        underWay: 0,
        waiting: [],
      };
      this.states.set(id, state);
    }
    return state;
  }
}

/** Wait to be called. Who gives up leaves the queue, so that the call goes to somebody who is still there. */
function turn(queue: (() => void)[], signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const leave = () => {
      const place = queue.indexOf(called);
      if (place >= 0) queue.splice(place, 1);
      resolve();
    };
    const called = () => {
      signal?.removeEventListener('abort', leave);
      resolve();
    };
    queue.push(called);
    signal?.addEventListener('abort', leave, { once: true });
  });
}
