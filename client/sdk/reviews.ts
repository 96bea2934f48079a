/** Review tasks: what waits for people, what they see, what they decide. */
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { and, asc, eq } from 'drizzle-orm';
import { Decision, type DecisionAction, type DecisionAnswer } from '../../activities/authority/contract';
import { ReviewTask } from '../../activities/claimfile/contract';
import { StatedReasons } from '../../activities/letters/contract';
import type { Database } from '../../platform/database/client';
import { putEvidence } from '../../platform/database/evidence';
import { reviewTasks } from '../../platform/database/schema';
import { claimWorkflowId, MESSAGES } from '../../workflows/claims/contract';
import { InvalidInputError, isTooLate, NotFoundError, TooLateError } from './errors';
import type { SignIn } from './sign-in';
import { mintTicket } from './tickets';
import { executeUpdate } from './updates';

export interface DecideInput {
  action: DecisionAction;
  /** Minor units, for approve-with-changes, approve-in-part, pay-undisputed and set-reserve. */
  amountMinor?: number;
  /** Codes of what to ask for, with ask-for-information. */
  items?: string[];
  duplicateOf?: string;
  /** Section of the policy, with set-reserve; not needed where the claim has one exposure. */
  exposure?: string;
  reasonCode: string;
  /** Free text; kept in PostgreSQL, referred to from history. */
  note?: string;
  /**
   * Your reasons in words for the claimant, each with the clause of the terms that it rests on: the letter quotes them.
   * Needed to refuse, or to lower, what the assessment covers. Unlike `note` they leave the house.
   */
  tell?: readonly { text: string; clause?: string | null }[];
  /** Hash of the evidence that was shown; by default that of the task as it is now. */
  evidenceHash?: string;
  /** Makes the call repeatable. */
  decisionId?: string;
}

export class Reviews {
  constructor(
    private readonly temporal: Client,
    private readonly database: Database,
    private readonly tenant: string,
    private readonly signIn: SignIn,
  ) {}

  /** Open tasks, those due first on top. */
  async list({
    role,
    claimNumber,
    limit = 100,
  }: {
    role?: string;
    claimNumber?: string;
    limit?: number;
  } = {}): Promise<ReviewTask[]> {
    const rows = await this.database
      .select({ body: reviewTasks.body })
      .from(reviewTasks)
      .where(
        and(
          eq(reviewTasks.tenant, this.tenant),
          eq(reviewTasks.status, 'open'),
          role === undefined ? undefined : eq(reviewTasks.role, role),
          claimNumber === undefined ? undefined : eq(reviewTasks.claimNumber, claimNumber),
        ),
      )
      .orderBy(asc(reviewTasks.dueAt), asc(reviewTasks.openedAt))
      .limit(limit);
    return rows.map((row) => ReviewTask.parse(row.body));
  }

  /** One task. @throws NotFoundError */
  async show(taskId: string): Promise<ReviewTask> {
    const [row] = await this.database
      .select({ body: reviewTasks.body })
      .from(reviewTasks)
      .where(and(eq(reviewTasks.tenant, this.tenant), eq(reviewTasks.taskId, taskId)));
    if (row === undefined) throw new NotFoundError('task', taskId);
    return ReviewTask.parse(row.body);
  }

  /**
   * Decide a task and get the answer. A refusal is an answer with `accepted: false`, a code and a reason.
   * @throws SignInError without a valid token; TooLateError when the claim is closed
   */
  async decide(taskId: string, input: DecideInput): Promise<DecisionAnswer> {
    const { task, decision } = await this.prepare(taskId, input);
    try {
      const updateId = `decision-${decision.decisionId}`;
      return await executeUpdate(this.temporal, claimWorkflowId(task.claim), MESSAGES.decide, {
        updateId,
        argument: decision,
      });
    } catch (error) {
      if (isTooLate(error)) {
        throw new TooLateError(
          `Claim ${task.claim.claimNumber} is settled or closed; task ${taskId} can no longer be decided.`,
        );
      }
      throw error;
    }
  }

  /** The same by signal, for systems that can only signal: no answer comes back. @returns the decision's id, to ask for its answer later */
  async signalDecision(taskId: string, input: DecideInput): Promise<string> {
    const { task, decision } = await this.prepare(taskId, input);
    await this.temporal.workflow.getHandle(claimWorkflowId(task.claim)).signal(MESSAGES.decide, decision);
    return decision.decisionId;
  }

  /** Answer to a decision that was signalled; null while there is none. */
  answerTo(task: ReviewTask, decisionId: string): Promise<DecisionAnswer | null> {
    return this.temporal.workflow
      .getHandle(claimWorkflowId(task.claim))
      .query<DecisionAnswer | null, [string]>(MESSAGES.decisionAnswer, decisionId);
  }

  private async prepare(taskId: string, input: DecideInput): Promise<{ task: ReviewTask; decision: Decision }> {
    const task = await this.show(taskId);
    const { claimNumber } = task.claim;
    const note =
      input.note === undefined
        ? null
        : await putEvidence(this.database, { tenant: this.tenant, claimNumber }, 'note', { text: input.note });
    const stated = await this.storeStated(claimNumber, input);
    const parsed = Decision.safeParse({
      decisionId: input.decisionId ?? randomUUID(),
      taskId,
      action: input.action,
      amountMinor: input.amountMinor,
      items: input.items,
      duplicateOf: input.duplicateOf,
      exposure: input.exposure,
      reasonCode: input.reasonCode,
      noteRef: note?.ref ?? null,
      statedRef: stated,
      evidenceHash: input.evidenceHash ?? task.evidenceHash,
      ticket: await mintTicket(this.database, this.tenant, this.signIn, claimNumber),
    });
    if (!parsed.success) throw new InvalidInputError('The decision', parsed.error.issues);
    return { task, decision: parsed.data };
  }

  /** @returns reference to the words for the claimant; undefined where there are none */
  private async storeStated(claimNumber: string, { tell, reasonCode }: DecideInput): Promise<string | undefined> {
    if (tell === undefined) return undefined;
    const reasons = tell.map(({ text, clause = null }) => ({ code: reasonCode, clause, text }));
    const parsed = StatedReasons.safeParse({ reasons });
    if (!parsed.success) throw new InvalidInputError('The reasons for the claimant', parsed.error.issues);
    const owner = { tenant: this.tenant, claimNumber };
    return (await putEvidence(this.database, owner, 'stated-reasons', parsed.data)).ref;
  }
}
