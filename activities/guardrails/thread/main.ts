/** Runs in the thread of the guards: one inspection after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Inspected, Inspection } from '../contract';
import { Inspector } from '../inspect';
import { loadModel } from '../personal-data/model-file';

export interface Order {
  id: number;
  inspection: Inspection;
}

export interface Answer {
  id: number;
  inspected?: Inspected;
  /** Name of the error; its message could quote the text. */
  problem?: string;
}

const inspector = new Inspector(loadModel(workerData as string));

parentPort?.on('message', ({ id, inspection }: Order) => {
  let answer: Answer;
  try {
    answer = { id, inspected: inspector.inspect(inspection) };
  } catch (problem) {
    answer = { id, problem: problem instanceof Error ? problem.name : 'unknown' };
  }
  parentPort?.postMessage(answer);
});
