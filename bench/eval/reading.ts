/** Files read as the product reads them: in its reading processes, under its limits. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ReadOutcome } from '../../activities/documents/child/protocol';
import type { Understood } from '../../activities/documents/extract/document';
import { DEFAULT_LIMITS } from '../../activities/documents/limits';
import { recognitionModelsOrNone } from '../../activities/documents/models';
import { ReaderPool } from '../../activities/documents/reader-pool';
import type { FileKind } from '../../activities/documents/sniff';
import { consoleLog } from '../../platform/config/log';
import { cacheFolder } from '../../platform/paths';

/** A file's reading says nothing of where the file came from: its place in the evaluation stands for its hash. */
const NO_HASH = '0'.repeat(64);

export interface FileRead {
  understood: Understood | null;
  /** Why it was set aside. */
  reason: string | null;
  looks: number;
  ms: number;
}

export interface ReadingRoom {
  read(path: string, kind: FileKind): Promise<FileRead>;
  /** Whether the strong recogniser is there. */
  strong: boolean;
  close(): void;
}

/**
 * One reading process, warm before the first file is timed. `ADJUTANT_EVAL_READER=packaged` leaves the models out.
 * @param milliseconds for one file; the workers' own limit by default
 */
export async function readingRoom(
  environment: NodeJS.ProcessEnv = process.env,
  milliseconds: number = DEFAULT_LIMITS.milliseconds,
): Promise<ReadingRoom> {
  const models =
    environment.ADJUTANT_EVAL_READER === 'packaged' ? null : await recognitionModelsOrNone(cacheFolder(), consoleLog)();
  const pool = new ReaderPool({ size: 1 });
  pool.warm();
  return {
    strong: models !== null,
    read: async (path, kind) => {
      await stat(path);
      const begun = performance.now();
      const job = {
        path,
        fileId: NO_HASH,
        name: basename(path),
        kind,
        limits: { ...DEFAULT_LIMITS, milliseconds },
        models,
      };
      const outcome = await pool.read(job, new AbortController().signal);
      return { ...said(outcome), ms: Math.round(performance.now() - begun) };
    },
    close: () => pool.close(),
  };
}

function said(outcome: ReadOutcome): Omit<FileRead, 'ms'> {
  if (outcome.status === 'set-aside') return { understood: null, reason: outcome.reason, looks: 0 };
  return { understood: outcome.understood, reason: null, looks: outcome.looks };
}
