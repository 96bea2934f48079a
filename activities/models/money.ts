/**
 * Money of model calls in billionths ("nano") of a currency unit, as bigint: one cached token of a small model costs five
 * of them, so cents would round nearly every call to nothing. Never a float.
 */
import type { TokenUsage } from './contract';

const NANO_DIGITS = 9;
export const NANO = 1_000_000_000n;
const MILLION = 1_000_000n;

/** Prices of one model from a day on, in nano for a million tokens; a factor in billionths for batch. */
export interface TokenPrices {
  input: bigint;
  cached: bigint;
  image: bigint;
  output: bigint;
  reasoning: bigint;
  /** For each request, besides tokens. Nano, not by the million. */
  request: bigint;
  /** What a request in a batch costs of the ordinary price, in billionths: 500000000n is half. */
  batch: bigint;
}

/** `"0.25"` → 250000000n. @throws RangeError for anything but digits with at most nine decimals */
export function nanoFromDecimal(text: string): bigint {
  const match = /^(\d{1,9})(?:\.(\d{1,9}))?$/.exec(text);
  if (match === null) throw new RangeError(`"${text}" is no amount: digits, a point, at most nine decimals`);
  return BigInt(match[1] ?? '0') * NANO + BigInt((match[2] ?? '').padEnd(NANO_DIGITS, '0'));
}

/** 250000000n → `"0.25"`, for people. */
export function decimalFromNano(nano: bigint): string {
  const whole = nano / NANO;
  const rest = (nano % NANO).toString().padStart(NANO_DIGITS, '0').replace(/0+$/, '');
  return rest === '' ? `${whole}` : `${whole}.${rest}`;
}

/**
 * What a request costs, rounded up to the next billionth.
 * @param usage tokens; `cached` and `image` are part of `input`, `reasoning` is part of `output`
 */
export function costOf(prices: TokenPrices, usage: TokenUsage, batch = false): bigint {
  const plainInput = usage.input - usage.cached - usage.image;
  const plainOutput = usage.output - usage.reasoning;
  if (plainInput < 0 || plainOutput < 0) throw new RangeError('A part of the tokens is more than all of them');
  const perMillion =
    BigInt(plainInput) * prices.input +
    BigInt(usage.cached) * prices.cached +
    BigInt(usage.image) * prices.image +
    BigInt(plainOutput) * prices.output +
    BigInt(usage.reasoning) * prices.reasoning;
  const ordinary = perMillion + prices.request * MILLION;
  return batch ? ceilDivide(ordinary * prices.batch, MILLION * NANO) : ceilDivide(ordinary, MILLION);
}

/**
 * The most that a request can cost: every input token at the dearest input price, all output that was allowed for.
 * @param inputTokens upper bound
 * @param outputTokens the limit that is sent with the request
 */
export function mostItCanCost(prices: TokenPrices, inputTokens: number, outputTokens: number): bigint {
  const dearestInput = [prices.input, prices.cached, prices.image].reduce((a, b) => (a > b ? a : b));
  const dearestOutput = prices.output > prices.reasoning ? prices.output : prices.reasoning;
  const perMillion = BigInt(inputTokens) * dearestInput + BigInt(outputTokens) * dearestOutput;
  return ceilDivide(perMillion, MILLION) + prices.request;
}

function ceilDivide(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}
