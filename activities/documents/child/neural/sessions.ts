/** The two models of the strong recogniser, loaded once in a reading process. */
import { readFile } from 'node:fs/promises';
import { InferenceSession } from 'onnxruntime-node';
import type { RecognitionModels } from '../../models';
import { alphabetOf } from './alphabet';

export interface Sessions {
  detector: InferenceSession;
  recogniser: InferenceSession;
  /** What the classes of the recogniser's output mean. */
  alphabet: string[];
}

let loaded: { of: string; sessions: Promise<Sessions> } | undefined;

/** @throws Error when a file is missing or no model of this kind */
export function sessionsOf(models: RecognitionModels): Promise<Sessions> {
  const of = `${models.detector}\n${models.recogniser}`;
  if (loaded?.of !== of) loaded = { of, sessions: load(models) };
  return loaded.sessions;
}

async function load({ detector, recogniser }: RecognitionModels): Promise<Sessions> {
  // Without the arena, memory goes back after each run: pages differ in size, and the arena keeps the largest of each.
  const options: InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    intraOpNumThreads: 2,
    interOpNumThreads: 1,
    enableCpuMemArena: false,
    enableMemPattern: false,
    // Threads that wait must not keep a core busy: other readers and the worker need it.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  };
  const alphabet = alphabetOf(await readFile(recogniser));
  return {
    detector: await InferenceSession.create(detector, options),
    recogniser: await InferenceSession.create(recogniser, options),
    alphabet,
  };
}
