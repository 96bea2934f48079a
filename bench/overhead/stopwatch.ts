/** When the bodies of a claim's activities began and ended, and the longest path through them. */

/** One run of an activity's body; instants in ms on the clock of the process that measured. */
export interface BodyRun {
  activity: string;
  start: number;
  end: number;
}

export type Activity = (input: { claim: { tenant: string; claimNumber: string } }) => Promise<unknown>;

/** Collects the runs of all claims until they are taken. */
export class Stopwatch {
  private readonly runs = new Map<string, BodyRun[]>();

  /** The same activities; each run is noted under its claim. Activities without a claim in their input are left as they are. */
  wrap(activities: object): Record<string, Activity> {
    return Object.fromEntries(
      Object.entries(activities as Record<string, Activity>).map(([name, body]) => [name, this.timed(name, body)]),
    );
  }

  private timed(activity: string, body: Activity): Activity {
    return async (input) => {
      const start = performance.now();
      try {
        return await body(input);
      } finally {
        const claim = input?.claim;
        if (claim !== undefined) {
          const key = claimKey(claim);
          const known = this.runs.get(key) ?? [];
          known.push({ activity, start, end: performance.now() });
          this.runs.set(key, known);
        }
      }
    };
  }

  /** Runs of one claim; they are forgotten here. */
  take(claim: { tenant: string; claimNumber: string }): BodyRun[] {
    const key = claimKey(claim);
    const runs = this.runs.get(key) ?? [];
    this.runs.delete(key);
    return runs;
  }
}

function claimKey({ tenant, claimNumber }: { tenant: string; claimNumber: string }): string {
  return `${tenant}/${claimNumber}`;
}

/** The stages of a claim in order; activities of one stage run in parallel. What keeps records is no stage. */
const STAGES: readonly (readonly string[])[] = [
  ['openClaim', 'readDocument'],
  ['assembleFacts'],
  ['assessCoverage', 'screenFraud'],
  ['proposeAndTriage'],
  ['instructPayment'],
  ['sendLetter'],
];

/**
 * The longest path of real work in ms: of each stage its longest body, added up.
 * @throws Error when a stage did not run: then this was not the claim that was to be measured
 */
export function longestPath(runs: readonly BodyRun[]): number {
  return STAGES.reduce((path, stage) => {
    const durations = runs.filter((run) => stage.includes(run.activity)).map((run) => run.end - run.start);
    if (durations.length < stage.length) throw new Error(`No run of ${stage.join(' or ')} was measured`);
    return path + Math.max(...durations);
  }, 0);
}
