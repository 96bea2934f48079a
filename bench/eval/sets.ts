/**
 * The seam between the evaluation command and what it evaluates. A set is one file of `bench/eval/sets/` that exports an
 * EvalSet; `table.ts` lists them all.
 */

/** One thing of a set: a file by its stem, or a row by its number from 0 in its file. */
export interface EvalItem {
  id: string;
  predicted: unknown;
  /** Absent where the set has no truth. */
  expected?: unknown;
  /** Wall-clock time of this one, milliseconds. */
  ms: number;
}

/** A figure is a number; null when it cannot be computed from what was there; groups of figures may be nested. */
export type Metrics = { [name: string]: number | string | null | Metrics };

export interface EvalResult {
  /** Things evaluated. */
  n: number;
  metrics: Metrics;
  items: EvalItem[];
}

/** Called after each thing; `total` is what will be evaluated. */
export type OnProgress = (done: number, total: number) => void;

export interface EvalSet {
  /** As typed on the command line; also the usual name of its folder. */
  name: string;
  /** One line: what is measured on what. */
  describe: string;
  /** True where `--model` means something to this set. */
  takesModel?: boolean;
  /**
   * Evaluate. Finds its files in the folder by pattern, never by name.
   * @param dataDir existing folder
   * @param limit at most so many things, in the order of their names; undefined for all
   * @param model policy file whose models may be asked; undefined for none
   * @throws Error with a sentence that says what is missing when the folder does not hold such a set
   */
  run(dataDir: string, limit: number | undefined, onProgress: OnProgress, model?: string): Promise<EvalResult>;
}
