import { bigint, index, integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });

/** Who works on which review task. It organises work and gives no authority: the process judges who may decide. */
export const taskAssignments = pgTable(
  'task_assignments',
  {
    tenant: text().notNull(),
    taskId: text('task_id').notNull(),
    claimNumber: text('claim_number').notNull(),
    /** Null after a release. */
    assignee: text(),
    assignedBy: text('assigned_by').notNull(),
    assignedAt: instant('assigned_at').notNull().defaultNow(),
    /** Counts the changes, from 1. */
    version: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.taskId] }),
    index('task_assignments_assignee').on(t.tenant, t.assignee, t.taskId),
  ],
);

/** Who is away, and who stands in for them: it passes on work, and no authority. One entry a person; earlier ones are in `access_records`. */
export const absences = pgTable(
  'absences',
  {
    tenant: text().notNull(),
    userId: text('user_id').notNull(),
    delegate: text().notNull(),
    from: instant('from_at').notNull(),
    /** Not included. */
    until: instant('until_at').notNull(),
    setBy: text('set_by').notNull(),
    setAt: instant('set_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.userId] }), index('absences_delegate').on(t.tenant, t.delegate)],
);

/** When a person first looked at a task over the API: how long a decision took is told from it. */
export const taskViews = pgTable(
  'task_views',
  {
    tenant: text().notNull(),
    taskId: text('task_id').notNull(),
    userId: text('user_id').notNull(),
    firstShownAt: instant('first_shown_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.taskId, t.userId] })],
);

/** Every change of an assignment. Append-only: a trigger (guards.sql) refuses UPDATE, DELETE and TRUNCATE. */
export const assignmentEvents = pgTable(
  'assignment_events',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    tenant: text().notNull(),
    taskId: text('task_id').notNull(),
    claimNumber: text('claim_number').notNull(),
    /** Who had it, and who has it then; null for nobody. */
    before: text('assignee_before'),
    after: text('assignee_after'),
    byUser: text('by_user').notNull(),
    byRole: text('by_role').notNull(),
    version: integer().notNull(),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [index('assignment_events_claim').on(t.tenant, t.claimNumber, t.id)],
);
