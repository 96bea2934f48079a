/** An adjuster who approves what is proposed, and tries again with the same decision when no answer came. */
import type { ConnectedAdjutant } from '../../client/sdk';

export class Adjuster {
  /** Answers that were neither a yes nor trouble with the connection. */
  readonly refusals: string[] = [];
  private readonly troubles: string[] = [];
  private readonly settled = new Set<string>();
  private readonly underWay = new Set<string>();

  constructor(
    private readonly connection: ConnectedAdjutant,
    private readonly token: string,
  ) {}

  async attend(): Promise<void> {
    const tasks = await within(2_000, this.connection.client.reviews.list({ limit: 500 })).catch(() => []);
    for (const { taskId, kind, evidenceHash } of tasks) {
      if (this.settled.has(taskId) || this.underWay.has(taskId)) continue;
      if (kind !== 'decision') {
        this.settled.add(taskId);
        this.refusals.push(`${taskId} is a task of kind ${kind}`);
        continue;
      }
      this.underWay.add(taskId);
      void this.decide(taskId, evidenceHash).finally(() => this.underWay.delete(taskId));
    }
  }

  private async decide(taskId: string, evidenceHash: string): Promise<void> {
    const decisionId = `approve-${taskId.replaceAll(/[^A-Za-z0-9]/g, '-')}`.slice(0, 64);
    try {
      const answer = await within(
        5_000,
        this.connection.client
          .as(this.token)
          .reviews.decide(taskId, { action: 'approve', reasonCode: 'as-proposed', evidenceHash, decisionId }),
      );
      this.settled.add(taskId);
      if (!answer.accepted) this.refusals.push(`${taskId}: ${answer.code}: ${answer.reason}`);
    } catch (error) {
      // No answer: the same decision is sent again while the task is open.
      this.troubles.push(`${taskId}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** What became of the decisions, for a failure to be understood. */
  story(): string {
    return JSON.stringify({
      settled: [...this.settled],
      underWay: [...this.underWay],
      refusals: this.refusals,
      troubles: this.troubles.slice(-20),
    });
  }
}

/** A question to a server that was killed may stay without an answer for long. */
export async function within<Result>(limit: number, promise: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${limit} ms`)), limit);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
