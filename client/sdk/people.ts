/** The people of a tenant, as those see them who give out work. */
import { and, asc, eq, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import { Role } from '../../activities/authority/contract';
import type { Database } from '../../platform/database/client';
import { reviewTasks, taskAssignments, users } from '../../platform/database/schema';

export const Colleague = z.object({
  userId: z.string(),
  name: z.string(),
  role: Role,
  /** Open tasks that they work on. */
  openTasks: z.number().int(),
});
export type Colleague = z.infer<typeof Colleague>;

export class People {
  constructor(
    private readonly database: Database,
    private readonly tenant: string,
  ) {}

  /** Active users by name, without claimants. */
  async list(): Promise<Colleague[]> {
    const rows = await this.database
      .select({
        userId: users.userId,
        name: users.name,
        role: users.role,
        openTasks: sql<number>`count(${reviewTasks.taskId})::int`,
      })
      .from(users)
      .leftJoin(
        taskAssignments,
        and(eq(taskAssignments.tenant, users.tenant), eq(taskAssignments.assignee, users.userId)),
      )
      .leftJoin(
        reviewTasks,
        and(
          eq(reviewTasks.tenant, taskAssignments.tenant),
          eq(reviewTasks.taskId, taskAssignments.taskId),
          eq(reviewTasks.status, 'open'),
        ),
      )
      .where(and(eq(users.tenant, this.tenant), eq(users.active, true), ne(users.role, 'claimant')))
      .groupBy(users.tenant, users.userId)
      .orderBy(asc(users.name), asc(users.userId));
    return Colleague.array().parse(rows);
  }
}
