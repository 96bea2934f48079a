/** The queue of open review tasks: who works on what, how pressing it is, and what a row of a list needs to be understood. */
import { and, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Role } from '../../activities/authority/contract';
import { ClaimStatus, ReviewTask } from '../../activities/claimfile/contract';
import { CurrencyCode, IsoDate, LineOfBusiness, MinorUnits } from '../../activities/vocabulary';
import type { Database } from '../../platform/database/client';
import { claimProjections, claims, reviewTasks, taskAssignments, users } from '../../platform/database/schema';
import { standsInFor } from './absences';
import { type Cursor, cursorOf, readCursor } from './queue-cursor';
import { severityOf, severitySql } from './severity';

export const Assignee = z.object({ userId: z.string(), name: z.string() });
export type Assignee = z.infer<typeof Assignee>;

export const QueueRow = z.object({
  task: ReviewTask,
  /** Who works on it; null while nobody does. */
  assignee: Assignee.nullable(),
  /** Counts the changes of the assignment; 0 while there was none. */
  assignmentVersion: z.number().int(),
  /** From 0 to 100, higher is more pressing. */
  severity: z.number().int(),
  severityReason: z.string(),
  claim: z.object({
    claimantName: z.string().nullable(),
    policyNumber: z.string(),
    line: LineOfBusiness.nullable(),
    causeOfLoss: z.string(),
    lossDate: IsoDate,
    currency: CurrencyCode.nullable(),
    claimedMinor: MinorUnits.nullable(),
    payableMinor: MinorUnits.nullable(),
    status: ClaimStatus.nullable(),
  }),
});
export type QueueRow = z.infer<typeof QueueRow>;

/** `team`: what the caller's role may decide; `unassigned`: of these, what nobody works on. */
export const QueueView = z.enum(['mine', 'team', 'unassigned', 'all']);
export type QueueView = z.infer<typeof QueueView>;

/** `today`: within 24 hours, `week`: within seven days; both with what is overdue. */
export const QueueDue = z.enum(['overdue', 'today', 'week']);
export type QueueDue = z.infer<typeof QueueDue>;

/** `due`: first what is due first. `severity`, `amount` (the larger of claimed and proposed): first what has most. */
export const QueueSort = z.enum(['due', 'severity', 'amount']);
export type QueueSort = z.infer<typeof QueueSort>;

export const ViewCounts = z.object({
  open: z.number().int(),
  overdue: z.number().int(),
  /** Due within 24 hours, with what is overdue. */
  today: z.number().int(),
});
type ViewCounts = z.infer<typeof ViewCounts>;
export const QueueCounts = z.record(QueueView, ViewCounts);
export type QueueCounts = z.infer<typeof QueueCounts>;

/** Whose queue: the user, and the kinds of task that their role may decide. */
export interface Viewer {
  userId: string;
  decides: readonly ReviewTask['kind'][];
}

export interface QueueQuery {
  view?: QueueView;
  kind?: ReviewTask['kind'];
  line?: LineOfBusiness;
  role?: Role;
  claimNumber?: string;
  due?: QueueDue;
  sort?: QueueSort;
  limit?: number;
  /** `next` of the page before; with the same filters and order. */
  after?: string;
}

const HOURS: Readonly<Record<QueueDue, number>> = { overdue: 0, today: 24, week: 7 * 24 };
const DUE = sql`coalesce(${reviewTasks.dueAt}, 'infinity')`;
const ASSIGNED = and(eq(taskAssignments.tenant, reviewTasks.tenant), eq(taskAssignments.taskId, reviewTasks.taskId));

export class Queue {
  constructor(
    private readonly database: Database,
    private readonly tenant: string,
  ) {}

  /**
   * One page of open tasks.
   * @throws InvalidInputError when `after` is not the `next` of such a query
   */
  async list(viewer: Viewer, query: QueueQuery = {}): Promise<{ tasks: QueueRow[]; next: string | null }> {
    const { sort = 'due', limit = 50 } = query;
    const after = query.after === undefined ? null : readCursor(query.after, sort);
    // What is overdue, and so how pressing, is judged for all pages at the time of the first one.
    const at = new Date(after?.at ?? Date.now()).toISOString();
    const order = orderOf(sort, at);
    const people = query.view === 'mine' ? await this.workOf(viewer.userId) : [];
    const wanted = and(this.wanted(viewer, people, query, at), after === null ? undefined : beyond(order, after));
    const found = this.page(order, wanted, limit + 1);
    const rows = await this.rows(order, found).orderBy(order.key, reviewTasks.taskId);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const next =
      rows.length > limit && last !== undefined
        ? cursorOf({ sort, at: Date.parse(at), key: last.key, taskId: last.taskId })
        : null;
    return { tasks: page.map((row) => toRow(row, at)), next };
  }

  /** How many open tasks each view has. */
  async counts({ userId, decides }: Viewer): Promise<QueueCounts> {
    // Few groups out of many tasks; which view a group belongs to is told from it.
    const people = new Set(await this.workOf(userId));
    const groups = await this.database
      .select({
        kind: reviewTasks.kind,
        assignee: taskAssignments.assignee,
        open: sql<number>`count(*)`.mapWith(Number),
        overdue: sql<number>`count(*) FILTER (WHERE ${reviewTasks.dueAt} < now())`.mapWith(Number),
        today: sql<number>`count(*) FILTER (WHERE ${reviewTasks.dueAt} < now() + interval '24 hours')`.mapWith(Number),
      })
      .from(reviewTasks)
      .leftJoin(taskAssignments, ASSIGNED)
      .where(this.open())
      .groupBy(reviewTasks.kind, taskAssignments.assignee);
    const team = new Set<string>(decides);
    const belongs: Record<QueueView, (group: (typeof groups)[number]) => boolean> = {
      mine: ({ assignee }) => assignee !== null && people.has(assignee),
      team: ({ kind }) => team.has(kind),
      unassigned: ({ kind, assignee }) => team.has(kind) && assignee === null,
      all: () => true,
    };
    const sum = (of: typeof groups, what: keyof ViewCounts) => of.reduce((total, group) => total + group[what], 0);
    return QueueCounts.parse(
      Object.fromEntries(
        QueueView.options.map((view) => {
          const of = groups.filter(belongs[view]);
          return [view, { open: sum(of, 'open'), overdue: sum(of, 'overdue'), today: sum(of, 'today') }];
        }),
      ),
    );
  }

  /** Ids of one page: by indexes alone, before anything else of a task is read. */
  private page({ key }: Order, wanted: SQL | undefined, limit: number) {
    return this.database
      .select({ tenant: reviewTasks.tenant, taskId: reviewTasks.taskId })
      .from(reviewTasks)
      .leftJoin(taskAssignments, ASSIGNED)
      .where(wanted)
      .orderBy(key, reviewTasks.taskId)
      .limit(limit)
      .as('page');
  }

  private rows({ cursorKey }: Order, page: ReturnType<Queue['page']>) {
    return this.database
      .select({
        body: reviewTasks.body,
        taskId: reviewTasks.taskId,
        key: cursorKey,
        stakeMinor: reviewTasks.stakeMinor,
        assignee: taskAssignments.assignee,
        assigneeName: users.name,
        assignmentVersion: taskAssignments.version,
        claimantName: sql<string | null>`${claims.notice}->'claimant'->>'name'`,
        policyNumber: claims.policyNumber,
        causeOfLoss: claims.cause,
        lossDate: claims.lossDate,
        projection: {
          line: claimProjections.line,
          claimedMinor: claimProjections.claimedMinor,
          payableMinor: claimProjections.payableMinor,
          status: claimProjections.status,
        },
      })
      .from(page)
      .innerJoin(reviewTasks, and(eq(reviewTasks.tenant, page.tenant), eq(reviewTasks.taskId, page.taskId)))
      .innerJoin(claims, and(eq(claims.tenant, reviewTasks.tenant), eq(claims.claimNumber, reviewTasks.claimNumber)))
      .leftJoin(
        claimProjections,
        and(
          eq(claimProjections.tenant, reviewTasks.tenant),
          eq(claimProjections.claimNumber, reviewTasks.claimNumber),
          eq(claimProjections.episode, reviewTasks.episode),
        ),
      )
      .leftJoin(taskAssignments, ASSIGNED)
      .leftJoin(users, and(eq(users.tenant, taskAssignments.tenant), eq(users.userId, taskAssignments.assignee)));
  }

  private open(): SQL | undefined {
    // In plain words, so that the partial index of open tasks is used.
    return and(eq(reviewTasks.tenant, this.tenant), sql`${reviewTasks.status} = 'open'`);
  }

  /** Whose tasks are somebody's: their own, and of those for whom they stand in. */
  private async workOf(userId: string): Promise<string[]> {
    return [userId, ...(await standsInFor(this.database, this.tenant, userId))];
  }

  private wanted(viewer: Viewer, people: readonly string[], query: QueueQuery, at: string): SQL | undefined {
    const { view = 'all', kind, role, claimNumber, line, due } = query;
    return and(
      this.open(),
      ofView(view, viewer, people),
      kind === undefined ? undefined : eq(reviewTasks.kind, kind),
      role === undefined ? undefined : eq(reviewTasks.role, role),
      claimNumber === undefined ? undefined : eq(reviewTasks.claimNumber, claimNumber),
      line === undefined ? undefined : eq(reviewTasks.line, line),
      due === undefined ? undefined : sql`${DUE} < ${at}::timestamptz + ${HOURS[due]} * interval '1 hour'`,
    );
  }
}

function ofView(view: QueueView, { decides }: Viewer, people: readonly string[]): SQL | undefined {
  const team = decides.length === 0 ? sql`false` : inArray(reviewTasks.kind, [...decides]);
  switch (view) {
    case 'mine':
      return inArray(taskAssignments.assignee, [...people]);
    case 'team':
      return team;
    case 'unassigned':
      return and(team, isNull(taskAssignments.assignee));
    case 'all':
      return undefined;
  }
}

interface Order {
  /** Ascending. */
  key: SQL;
  /** The same as a number, for the cursor; null for what comes last. */
  cursorKey: SQL<number | null>;
  /** From that number back to the type of `key`. */
  fromCursor(key: number | null): SQL;
}

function orderOf(sort: QueueSort, at: string): Order {
  if (sort === 'due')
    return {
      key: DUE,
      cursorKey: sql<number | null>`round(extract(epoch FROM ${reviewTasks.dueAt}) * 1000)`.mapWith(Number),
      fromCursor: (key) => (key === null ? sql`'infinity'::timestamptz` : sql`to_timestamp(${key} / 1000.0)`),
    };
  const key = sort === 'severity' ? sql`-${severitySql(at)}` : sql`-coalesce(${reviewTasks.stakeMinor}, 0)`;
  return { key, cursorKey: sql<number>`${key}`.mapWith(Number), fromCursor: (value) => sql`${value ?? 0}::bigint` };
}

function beyond({ key, fromCursor }: Order, after: Cursor): SQL {
  return sql`(${key}, ${reviewTasks.taskId}) > (${fromCursor(after.key)}, ${after.taskId})`;
}

/** Of a claim that is not projected yet there is none. */
const Line = LineOfBusiness.nullable().catch(null);
const Status = ClaimStatus.nullable().catch(null);

type StoredRow = Awaited<ReturnType<Queue['rows']>>[number];

function toRow(row: StoredRow, at: string): QueueRow {
  // Whoever shows it checks it: parsing hundreds of bodies twice is most of a page's cost.
  const task = row.body as ReviewTask;
  const { projection } = row;
  return {
    task,
    assignee: row.assignee === null ? null : { userId: row.assignee, name: row.assigneeName ?? row.assignee },
    assignmentVersion: row.assignmentVersion ?? 0,
    ...severityOf({ kind: task.kind, dueAt: task.dueAt, stakeMinor: row.stakeMinor, reasons: task.why.length }, at),
    claim: {
      claimantName: row.claimantName,
      policyNumber: row.policyNumber,
      line: Line.parse(projection?.line ?? null),
      causeOfLoss: row.causeOfLoss,
      lossDate: row.lossDate,
      currency: task.currency,
      claimedMinor: projection?.claimedMinor ?? null,
      payableMinor: projection?.payableMinor ?? null,
      status: Status.parse(projection?.status ?? null),
    },
  };
}
