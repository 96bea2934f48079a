/** Chance that is the same on every machine: noise, scratches and angles follow from a word, so files can be made again. */
import { createHash } from 'node:crypto';

export interface Chance {
  /** Evenly from 0 up to, not including, 1. */
  next(): number;
  /** Evenly between two numbers. */
  between(low: number, high: number): number;
  /** Roughly normal, mean 0 and deviation 1: the sum of three even draws, scaled. */
  spread(): number;
}

// Looked up once: draws are made millions of times, and a look-up of a global is slow inside a test's sandbox.
const { imul } = Math;

/** @param seed any text; the same text gives the same draws (generator `mulberry32`, 32 bits of state) */
export function chanceOf(seed: string): Chance {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    spread: () => (next() + next() + next() - 1.5) * 2,
  };
}
