/** Closed claims that are opened again: supplements, appeals, late documents, corrections; and what earlier episodes came to. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { and, asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { ClaimOutcome, ClaimProjection, REOPENED_AFTER } from '../../activities/claimfile/contract';
import { CurrencyCode, MinorUnits, ReopeningKind } from '../../activities/vocabulary';
import type { BlobStore } from '../../platform/blobs/store';
import type { Database } from '../../platform/database/client';
import { putEvidence } from '../../platform/database/evidence';
import { claimProjections, claimReopenings, evidence, users } from '../../platform/database/schema';
import {
  type ClaimPace,
  REOPEN_CLAIM,
  type ReopenClaimAnswer,
  ReopenClaimInput,
  reopeningWorkflowId,
  type TaskQueues,
} from '../../workflows/claims/contract';
import { type FileInput, storeFiles } from './claim-files';
import { InvalidInputError, ReopeningRefusedError } from './errors';
import type { SignIn } from './sign-in';
import { mintTicket } from './tickets';

/** Why, in words. It is shown to the person who decides. */
export const ReopeningReason = z
  .string()
  .trim()
  .min(3)
  .max(4000)
  .refine((text) => !text.includes('\0'), 'must not have a zero byte');

export const Reopened = z.object({
  claimNumber: z.string(),
  /** From 2. */
  episode: z.number().int(),
  workflowId: z.string(),
});
export type Reopened = z.infer<typeof Reopened>;

export const Episode = z.object({
  /** From 1. */
  episode: z.number().int(),
  workflowId: z.string(),
  status: ClaimProjection.shape.status,
  outcome: ClaimOutcome.nullable(),
  /** Paid in this episode alone. */
  paidMinor: MinorUnits,
  currency: CurrencyCode.nullable(),
  decidedBy: z.array(z.string()),
  openedAt: z.string(),
  closedAt: z.string().nullable(),
  /** Of all but the first: who had the claim opened again, when, and why. */
  reopened: z
    .object({
      kind: ReopeningKind,
      by: z.string(),
      name: z.string(),
      role: z.string(),
      at: z.string(),
      /** Null once it was erased. */
      reason: z.string().nullable(),
    })
    .nullable(),
});
export type Episode = z.infer<typeof Episode>;

/** For what a claim that has ended so can be opened again; nothing while it has not ended. */
export function kindsAfter(outcome: ClaimOutcome | null): ReopeningKind[] {
  return outcome === null ? [] : ReopeningKind.options.filter((kind) => REOPENED_AFTER[kind].includes(outcome));
}

/** How long to wait for the first state of the new episode: without a worker it comes later. */
const FIRST_STATE_MS = 5_000;

export class Reopenings {
  constructor(
    private readonly temporal: Client,
    private readonly database: Database,
    private readonly blobs: BlobStore,
    private readonly tenant: string,
    private readonly queues: TaskQueues,
    private readonly pace: ClaimPace,
    private readonly signIn: SignIn,
  ) {}

  /**
   * Open a closed claim again in the name of whoever is signed in. Recorded with who and why; a refusal too.
   * @param request.requestId makes the call repeatable: the same id is the same reopening
   * @throws SignInError; InvalidInputError; NotFoundError; ReopeningRefusedError with the code `claim-open`,
   *   `reopening-not-possible`, `no-authority` or `own-claim`
   */
  async reopen(
    claimNumber: string,
    request: { kind: ReopeningKind; reason: string; files?: FileInput[]; requestId?: string },
  ): Promise<Reopened> {
    const { kind, requestId = randomUUID() } = request;
    const words = ReopeningReason.safeParse(request.reason);
    if (!words.success) throw new InvalidInputError('The reason', words.error.issues);
    const ticket = await mintTicket(this.database, this.tenant, this.signIn, claimNumber);
    const files = await storeFiles(this.blobs, request.files ?? []);
    const owner = { tenant: this.tenant, claimNumber };
    const reason = await putEvidence(this.database, owner, 'reopening-reason', { text: words.data });
    const input = ReopenClaimInput.safeParse({
      tenant: this.tenant,
      claimNumber,
      kind,
      requestId,
      reason,
      files,
      ticket,
      pace: this.pace,
    });
    if (!input.success) throw new InvalidInputError('The request', input.error.issues);
    const answer = await this.run(input.data);
    if (!answer.accepted) throw new ReopeningRefusedError(answer.code, answer.reason);
    const { episode } = answer.claim;
    await this.begun(claimNumber, episode);
    return { claimNumber, episode, workflowId: answer.workflowId };
  }

  private async run(input: ReopenClaimInput): Promise<ReopenClaimAnswer> {
    const workflowId = reopeningWorkflowId(input);
    try {
      return (await this.temporal.workflow.execute(REOPEN_CLAIM, {
        workflowId,
        taskQueue: this.queues.claims,
        args: [input],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
      })) as ReopenClaimAnswer;
    } catch (error) {
      // The same request sent again gets the answer that it got.
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      return (await this.temporal.workflow.getHandle(workflowId).result()) as ReopenClaimAnswer;
    }
  }

  /** Whoever looks next should see the new episode, not the end of the last. */
  private async begun(claimNumber: string, episode: number): Promise<void> {
    const until = Date.now() + FIRST_STATE_MS;
    while (Date.now() < until) {
      const rows = await this.database
        .select({ episode: claimProjections.episode })
        .from(claimProjections)
        .where(
          and(
            eq(claimProjections.tenant, this.tenant),
            eq(claimProjections.claimNumber, claimNumber),
            eq(claimProjections.episode, episode),
          ),
        );
      if (rows.length > 0) return;
      await wait(50);
    }
  }

  /** Every episode of a claim, from the first. */
  async episodes(claimNumber: string): Promise<Episode[]> {
    const rows = await this.database
      .select({ body: claimProjections.body, reopening: claimReopenings, name: users.name, reason: evidence.body })
      .from(claimProjections)
      .leftJoin(
        claimReopenings,
        and(
          eq(claimReopenings.tenant, claimProjections.tenant),
          eq(claimReopenings.claimNumber, claimProjections.claimNumber),
          eq(claimReopenings.episode, claimProjections.episode),
        ),
      )
      .leftJoin(users, and(eq(users.tenant, claimReopenings.tenant), eq(users.userId, claimReopenings.byUser)))
      .leftJoin(
        evidence,
        and(
          eq(evidence.tenant, claimReopenings.tenant),
          eq(evidence.claimNumber, claimReopenings.claimNumber),
          eq(evidence.ref, claimReopenings.reasonRef),
        ),
      )
      .where(and(eq(claimProjections.tenant, this.tenant), eq(claimProjections.claimNumber, claimNumber)))
      .orderBy(asc(claimProjections.episode));
    return rows.map(({ body, reopening, name, reason }) => {
      const projection = ClaimProjection.parse(body);
      return {
        episode: projection.claim.episode,
        workflowId: projection.workflowId,
        status: projection.status,
        outcome: projection.outcome,
        paidMinor: projection.paidMinor - (projection.reopened?.earlierPaidMinor ?? 0),
        currency: projection.currency,
        decidedBy: projection.decidedBy,
        openedAt: projection.openedAt,
        closedAt: projection.closedAt,
        reopened:
          reopening === null
            ? null
            : {
                kind: ReopeningKind.parse(reopening.kind),
                by: reopening.byUser,
                name: name ?? reopening.byUser,
                role: reopening.byRole,
                at: new Date(reopening.createdAt).toISOString(),
                reason: z.object({ text: z.string() }).safeParse(reason).data?.text ?? null,
              },
      };
    });
  }
}
