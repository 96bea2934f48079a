/** The measurement itself: variants in turn, one claim at a time, then many at once. */

import { processorTimeOfTree } from '../processor-time';
import { type HistoryShape, type HistoryStep, readHistory } from './history';
import { type IntakeParts, sendIn } from './intake';
import type { RoutineClaim } from './routine-claims';
import { longestPath } from './stopwatch';
import { ALL_SERIES, type Series } from './variants';
import type { WorkerProcess } from './worker-process';

/** Processor time of one round in ms; null where it cannot be read. */
export interface RoundTimes {
  wallMs: number;
  workerMs: number;
  temporalMs: number | null;
  postgresMs: number | null;
  /** Child processes that read documents: the same work for all variants. */
  readersMs: number | null;
  /** The process that sends the claims in. */
  clientMs: number;
}

export interface SeriesTimes extends Series {
  /** One claim at a time. */
  single: { wallMs: number; pathMs: number }[];
  /** Many at once, a round each. */
  rounds: RoundTimes[];
  /** Of the last claim that was alone. */
  history: { shape: HistoryShape; steps: HistoryStep[] } | null;
}

export interface MeasureInput {
  parts: IntakeParts;
  worker: WorkerProcess;
  pids: { temporal: number | undefined; postgres: number | undefined };
  /** The next claim that this series has not seen. */
  nextClaim: (series: Series) => RoutineClaim;
  claims: number;
  atOnce: number;
  rounds: number;
  tell: (line: string) => void;
}

const WARM_UP_CLAIMS = 8;
const WARM_UP_AT_ONCE = 20;
/** Claims that each series uses up before anything is measured. */
export const WARM_UP_PER_SERIES = WARM_UP_CLAIMS + WARM_UP_AT_ONCE;
/** After the last claim of a round has closed, the servers still finish what it left. */
const SETTLE_MS = 400;

export async function measure(input: MeasureInput): Promise<SeriesTimes[]> {
  const { tell, claims, atOnce, rounds } = input;
  const results: SeriesTimes[] = ALL_SERIES.map((series) => ({ ...series, single: [], rounds: [], history: null }));

  tell(`Warming up: ${WARM_UP_CLAIMS} claims one by one and ${WARM_UP_AT_ONCE} at once of each`);
  for (let turn = 0; turn < WARM_UP_CLAIMS; turn += 1)
    for (const series of inTurn(results, turn)) await one(input, series);
  for (const series of results) await many(input, series, WARM_UP_AT_ONCE);

  tell(`One at a time: ${claims} claims of each, in turn`);
  for (let turn = 0; turn < claims; turn += 1) {
    for (const series of inTurn(results, turn)) {
      const { wallMs, pathMs, handle } = await one(input, series);
      series.single.push({ wallMs, pathMs });
      if (turn === claims - 1) series.history = await readHistory(handle);
    }
  }

  tell(`${atOnce} at once: ${rounds} rounds of each, in turn`);
  for (let turn = 0; turn < rounds; turn += 1)
    for (const series of inTurn(results, turn)) series.rounds.push(await many(input, series, atOnce));
  return results;
}

/** All, each time beginning with another one: whoever follows whom is not always the same. */
function inTurn<T>(all: readonly T[], turn: number): T[] {
  const from = turn % all.length;
  return [...all.slice(from), ...all.slice(0, from)];
}

async function one({ parts, worker, nextClaim }: MeasureInput, series: Series) {
  const closed = await sendIn(parts, series, nextClaim(series));
  const { tenant, claimNumber } = closed;
  const runs = await worker.ask({ ask: 'runs', claim: { tenant, claimNumber } });
  // Records that are written after the end would fall into the next claim's time.
  await pause(20);
  return { ...closed, pathMs: longestPath(runs) };
}

async function many(input: MeasureInput, series: Series, count: number): Promise<RoundTimes> {
  const { parts, worker, nextClaim } = input;
  const claims = Array.from({ length: count }, () => nextClaim(series));
  await pause(SETTLE_MS);
  const before = await processorTimes(input);
  const began = performance.now();
  const closed = await Promise.all(claims.map((claim) => sendIn(parts, series, claim)));
  const wallMs = performance.now() - began;
  await pause(SETTLE_MS);
  const after = await processorTimes(input);
  await Promise.all(
    closed.map(({ tenant, claimNumber }) => worker.ask({ ask: 'runs', claim: { tenant, claimNumber } })),
  );
  const used = (part: 'temporalMs' | 'postgresMs' | 'readersMs') => {
    const [from, to] = [before[part], after[part]];
    return from === null || to === null ? null : to - from;
  };
  return {
    wallMs,
    workerMs: after.workerMs - before.workerMs,
    temporalMs: used('temporalMs'),
    postgresMs: used('postgresMs'),
    readersMs: used('readersMs'),
    clientMs: after.clientMs - before.clientMs,
  };
}

async function processorTimes({ worker, pids }: MeasureInput): Promise<Omit<RoundTimes, 'wallMs'>> {
  const { user, system } = process.cpuUsage();
  return {
    ...(await worker.ask({ ask: 'processor-time' })),
    temporalMs: pids.temporal === undefined ? null : processorTimeOfTree(pids.temporal),
    postgresMs: pids.postgres === undefined ? null : processorTimeOfTree(pids.postgres),
    clientMs: (user + system) / 1000,
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
