/**
 * Lists against processes: what PostgreSQL shows of open claims, compared with what each process says of itself. The process
 * is the truth; where a list differs, it is asked to write itself again.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database/client';
import { contentHash } from '../../platform/database/evidence';
import { claimProjections, reviewTasks } from '../../platform/database/schema';
import { CLAIMS_PROCESS, claimWorkflowPrefix, MESSAGES, type OwnProjection } from '../../workflows/claims/contract';

/** A write takes some milliseconds. */
const SECOND_LOOK_MS = 500;

/** One thing that a list shows and the process does not say, or the other way round. */
export interface ListDifference {
  claimNumber: string;
  what: 'projection-missing' | 'projection-differs' | 'task-missing' | 'task-differs' | 'task-not-asked';
  detail: string;
  repaired: boolean;
}

export interface Comparison {
  /** Open claims that were compared. */
  claims: number;
  /** Claims that changed while they were looked at, or whose process did not answer. */
  skipped: string[];
  differences: ListDifference[];
}

export class Upkeep {
  constructor(
    private readonly temporal: Client,
    private readonly database: Database,
    private readonly tenant: string,
  ) {}

  /** @param repair true to put right what differs; else nothing is changed */
  async compareLists({ repair }: { repair: boolean }): Promise<Comparison> {
    const result: Comparison = { claims: 0, skipped: [], differences: [] };
    const open = this.temporal.workflow.list({
      query: `WorkflowType = '${CLAIMS_PROCESS}' AND ExecutionStatus = 'Running' AND WorkflowId STARTS_WITH '${claimWorkflowPrefix(this.tenant)}'`,
    });
    for await (const { workflowId } of open) {
      const differences = await this.look(workflowId, repair);
      if (differences === null) result.skipped.push(workflowId);
      else {
        result.claims += 1;
        result.differences.push(...differences);
      }
    }
    return result;
  }

  /** Null where the claim is on the move. What differs is looked at twice: a write may be under way. */
  private async look(workflowId: string, repair: boolean): Promise<ListDifference[] | null> {
    for (const last of [false, true]) {
      const own = await this.ownProjection(workflowId);
      if (own !== null && !own.unsaved) {
        const differences = await this.compare(workflowId, own, repair && last);
        if (last || differences.length === 0) return differences;
      }
      if (!last) await wait(SECOND_LOOK_MS);
    }
    return null;
  }

  private async ownProjection(workflowId: string): Promise<OwnProjection | null> {
    return this.temporal.workflow
      .getHandle(workflowId)
      .query<OwnProjection>(MESSAGES.projection)
      .catch(() => null);
  }

  private async compare(workflowId: string, own: OwnProjection, repair: boolean): Promise<ListDifference[]> {
    const { claim } = own.projection;
    const [stored] = await this.database
      .select({ version: claimProjections.version, body: claimProjections.body })
      .from(claimProjections)
      .where(
        and(
          eq(claimProjections.tenant, this.tenant),
          eq(claimProjections.claimNumber, claim.claimNumber),
          eq(claimProjections.episode, claim.episode),
        ),
      );
    const tasks = await this.database
      .select({
        taskId: reviewTasks.taskId,
        status: reviewTasks.status,
        version: reviewTasks.version,
        body: reviewTasks.body,
      })
      .from(reviewTasks)
      .where(
        and(
          eq(reviewTasks.tenant, this.tenant),
          eq(reviewTasks.claimNumber, claim.claimNumber),
          eq(reviewTasks.episode, claim.episode),
        ),
      );
    const found: Omit<ListDifference, 'claimNumber' | 'repaired'>[] = [];
    if (stored === undefined) found.push({ what: 'projection-missing', detail: 'The claim is in no list.' });
    else if (contentHash(stored.body) !== contentHash(own.projection))
      found.push({
        what: 'projection-differs',
        detail: `Differs in ${namesOf(stored.body, own.projection).join(', ')}.`,
      });
    const listed = tasks.find(({ taskId }) => taskId === own.task?.taskId);
    if (own.task !== null && listed === undefined)
      found.push({ what: 'task-missing', detail: `Task ${own.task.taskId} is in no list.` });
    else if (own.task !== null && (listed?.status !== 'open' || contentHash(listed.body) !== contentHash(own.task)))
      found.push({
        what: 'task-differs',
        detail: `Task ${own.task.taskId} differs in ${namesOf(listed?.body, own.task).join(', ') || 'status'}.`,
      });
    const notAsked = tasks.filter(({ taskId, status }) => status === 'open' && taskId !== own.task?.taskId);
    for (const { taskId } of notAsked)
      found.push({
        what: 'task-not-asked',
        detail: `Task ${taskId} is listed as open, and the process does not ask it.`,
      });
    if (found.length > 0 && repair) {
      for (const { taskId } of notAsked) await this.withdraw(taskId);
      const versions = [own.projection.version, stored?.version ?? 0, listed?.version ?? 0];
      await this.rewrite(workflowId, Math.max(...versions));
    }
    return found.map((difference) => ({ ...difference, claimNumber: claim.claimNumber, repaired: repair }));
  }

  /** The process writes itself, over whatever version is there; resolves when that is done. */
  private async rewrite(workflowId: string, over: number): Promise<void> {
    await this.temporal.workflow
      .getHandle(workflowId)
      .executeUpdate<void, [{ over: number }]>(MESSAGES.rewrite, { args: [{ over }] });
  }

  private async withdraw(taskId: string): Promise<void> {
    await this.database
      .update(reviewTasks)
      .set({ status: 'withdrawn', body: sql`jsonb_set(${reviewTasks.body}, '{status}', '"withdrawn"')` })
      .where(and(eq(reviewTasks.tenant, this.tenant), eq(reviewTasks.taskId, taskId)));
  }
}

/** Names of the parts that are not the same. */
function namesOf(stored: unknown, own: object): string[] {
  const there = (typeof stored === 'object' && stored !== null ? stored : {}) as Record<string, unknown>;
  const names = new Set([...Object.keys(there), ...Object.keys(own)]);
  const mine = own as Record<string, unknown>;
  return [...names].filter((name) => contentHash(there[name] ?? null) !== contentHash(mine[name] ?? null));
}
