/**
 * Who works on which review task. It organises work and is no decision: whoever may decide may decide a task that somebody
 * else has, and the process judges it as ever.
 */
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { ReviewTask } from '../../activities/claimfile/contract';
import type { Database, Transaction } from '../../platform/database/client';
import { assignmentEvents, reviewTasks, taskAssignments, taskViews, users } from '../../platform/database/schema';
import { whoWorksFor } from './absences';
import { AdjutantError, NotFoundError } from './errors';
import { Assignee } from './queue';
import type { SignIn } from './sign-in';

export const Assignment = z.object({
  taskId: z.string(),
  assignee: Assignee.nullable(),
  assignedBy: z.string(),
  assignedAt: z.iso.datetime(),
  /** Counts the changes, from 1. */
  version: z.number().int(),
});
export type Assignment = z.infer<typeof Assignment>;

/** What became of one task of many. */
export const BulkResult = z.discriminatedUnion('ok', [
  z.object({ taskId: z.string(), ok: z.literal(true), assignment: Assignment }),
  z.object({ taskId: z.string(), ok: z.literal(false), code: z.string(), detail: z.string() }),
]);
export type BulkResult = z.infer<typeof BulkResult>;

export interface AssignOptions {
  /** True for who may give tasks to others and take them away (permission `assign-tasks`). */
  overOthers: boolean;
  /** Kinds of task that a role may decide. */
  decides(role: string): readonly ReviewTask['kind'][];
}

/** Somebody else has the task. */
export class TaskTakenError extends AdjutantError {
  override readonly name = 'TaskTakenError';
  constructor(
    taskId: string,
    readonly assignee: Assignee,
  ) {
    super('task-taken', `${assignee.name} works on task ${taskId}.`, { assignee });
  }
}

/** The task cannot be given to this person, or not any more. */
export class AssignmentRefusedError extends AdjutantError {
  override readonly name = 'AssignmentRefusedError';
  constructor(code: 'assignee-cannot-decide' | 'not-yours-to-assign' | 'task-not-open', message: string) {
    super(code, message);
  }
}

export class Assignments {
  constructor(
    private readonly database: Database,
    private readonly tenant: string,
    private readonly signIn: SignIn,
  ) {}

  /** How a task stands; null when it was never assigned. */
  async show(taskId: string): Promise<Assignment | null> {
    return this.current(this.database, taskId);
  }

  /** Note that the caller looks at a task, once. Told to nobody but the figures: how long a decision took. */
  async noteView(taskId: string): Promise<void> {
    const { userId } = await this.signIn.user();
    await this.database.insert(taskViews).values({ tenant: this.tenant, taskId, userId }).onConflictDoNothing();
  }

  /**
   * Give an open task to a person, or to nobody (null); by default to the caller. Given to whom it has, nothing changes. What is given to
   * somebody who is away goes to who stands in for them.
   * @throws TaskTakenError when somebody else has it and the caller may not take it away
   * @throws AssignmentRefusedError, NotFoundError, SignInError
   */
  async assign(taskId: string, assignee: string | null | undefined, options: AssignOptions): Promise<Assignment> {
    const by = await this.signIn.user();
    const asked = assignee === undefined ? by.userId : assignee;
    if (!options.overOthers && asked !== null && asked !== by.userId)
      throw new AssignmentRefusedError(
        'not-yours-to-assign',
        'Your role takes tasks, and does not give them to others.',
      );
    return this.database.transaction(async (transaction) => {
      const task = await this.openTask(transaction, taskId);
      const wanted = asked === null || asked === by.userId ? asked : await whoWorksFor(transaction, this.tenant, asked);
      if (wanted !== null) await this.mustDecide(transaction, task, wanted, options, asked);
      await transaction
        .insert(taskAssignments)
        .values({ ...this.key(task), assignee: null, assignedBy: by.userId, version: 0 })
        .onConflictDoNothing();
      const [row] = await transaction.select().from(taskAssignments).where(this.of(taskId)).for('update');
      const before = row?.assignee ?? null;
      if (before !== wanted) {
        if (before !== null && !(await this.mayTakeFrom(transaction, before, by.userId, options)))
          throw new TaskTakenError(taskId, await this.person(transaction, before));
        const version = (row?.version ?? 0) + 1;
        const [changed] = await transaction
          .update(taskAssignments)
          .set({ assignee: wanted, assignedBy: by.userId, assignedAt: new Date().toISOString(), version })
          .where(this.of(taskId))
          .returning({ at: taskAssignments.assignedAt });
        const who = { before, after: wanted, byUser: by.userId, byRole: by.role };
        await transaction.insert(assignmentEvents).values({ ...this.key(task), ...who, version, at: changed?.at });
      }
      const now = await this.current(transaction, taskId);
      if (now === null) throw new NotFoundError('assignment of task', taskId);
      return now;
    });
  }

  /** The same for many tasks, each by itself: one that cannot be given does not keep the others. */
  async assignAll(taskIds: readonly string[], assignee: string | null, options: AssignOptions): Promise<BulkResult[]> {
    const results: BulkResult[] = [];
    for (const taskId of new Set(taskIds)) {
      try {
        results.push({ taskId, ok: true, assignment: await this.assign(taskId, assignee, options) });
      } catch (error) {
        if (!(error instanceof AdjutantError)) throw error;
        results.push({ taskId, ok: false, code: error.code, detail: error.message });
      }
    }
    return results;
  }

  /** From oneself, from whom one stands in for, and from everybody for who gives out work. */
  private async mayTakeFrom(
    transaction: Transaction,
    before: string,
    userId: string,
    { overOthers }: AssignOptions,
  ): Promise<boolean> {
    return overOthers || before === userId || (await whoWorksFor(transaction, this.tenant, before)) === userId;
  }

  private async openTask(transaction: Transaction, taskId: string): Promise<ReviewTask> {
    const [row] = await transaction
      .select({ body: reviewTasks.body })
      .from(reviewTasks)
      .where(and(eq(reviewTasks.tenant, this.tenant), eq(reviewTasks.taskId, taskId)));
    if (row === undefined) throw new NotFoundError('task', taskId);
    const task = ReviewTask.parse(row.body);
    if (task.status === 'open') return task;
    throw new AssignmentRefusedError('task-not-open', `Task ${taskId} is no longer open.`);
  }

  /** Work goes to who can finish it. Limits and own claims are judged with the decision, by the process. */
  private async mustDecide(
    transaction: Transaction,
    { kind, firstDecision }: ReviewTask,
    userId: string,
    { decides }: AssignOptions,
    asked: string | null,
  ): Promise<void> {
    const [user] = await transaction
      .select()
      .from(users)
      .where(and(eq(users.tenant, this.tenant), eq(users.userId, userId), eq(users.active, true)));
    const away = asked === userId || asked === null ? '' : ` ${asked} is away, and ${userId} stands in.`;
    const refuse = (why: string) => new AssignmentRefusedError('assignee-cannot-decide', `${why}${away}`);
    if (user === undefined) throw refuse(`There is no active user ${userId}.`);
    if (!decides(user.role).includes(kind))
      throw refuse(`${user.name} has the role ${user.role}, which decides no tasks of the kind ${kind}.`);
    if (firstDecision?.userId === userId)
      throw refuse(`${user.name} made the first decision; the second one must come from another person.`);
  }

  private async person(transaction: Transaction, userId: string): Promise<Assignee> {
    const [row] = await transaction
      .select({ name: users.name })
      .from(users)
      .where(and(eq(users.tenant, this.tenant), eq(users.userId, userId)));
    return { userId, name: row?.name ?? userId };
  }

  private async current(database: Database | Transaction, taskId: string): Promise<Assignment | null> {
    const [row] = await database
      .select({ assignment: taskAssignments, name: users.name })
      .from(taskAssignments)
      .leftJoin(users, and(eq(users.tenant, taskAssignments.tenant), eq(users.userId, taskAssignments.assignee)))
      .where(this.of(taskId));
    if (row === undefined) return null;
    const { assignee, assignedBy, assignedAt, version } = row.assignment;
    return {
      taskId,
      assignee: assignee === null ? null : { userId: assignee, name: row.name ?? assignee },
      assignedBy,
      assignedAt: new Date(assignedAt).toISOString(),
      version,
    };
  }

  private of(taskId: string) {
    return and(eq(taskAssignments.tenant, this.tenant), eq(taskAssignments.taskId, taskId));
  }

  private key({ taskId, claim }: ReviewTask) {
    return { tenant: this.tenant, taskId, claimNumber: claim.claimNumber };
  }
}
