/** Claims: submit, list, show, watch, add documents, cancel. */
import { createHash, randomUUID } from 'node:crypto';
import {
  type Client,
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { ClaimProjection, NoticeOfLoss } from '../../activities/claimfile/contract';
import type { FileRef } from '../../activities/vocabulary';
import type { BlobStore } from '../../platform/blobs/store';
import type { Database } from '../../platform/database/client';
import { contentHash } from '../../platform/database/evidence';
import { claimProjections, claims, evidence } from '../../platform/database/schema';
import {
  CLAIMS_PROCESS,
  type ClaimInput,
  type ClaimPace,
  type ClaimResult,
  claimWorkflowId,
  DEFAULT_PACE,
  MESSAGES,
  type MoreDocumentsAnswer,
  type NoticeAnswer,
  SEARCH_ATTRIBUTES,
  type TaskQueues,
} from '../../workflows/claims/contract';
import { changeFiles, type FileInput, neutralNames, storeFiles } from './claim-files';
import { IdempotencyConflictError, InvalidInputError, isTooLate, NotFoundError, TooLateError } from './errors';
import { executeUpdate, isUnprocessed } from './updates';

export interface SubmitInput {
  notice: unknown;
  files: FileInput[];
  /** The same key is the same claim, however often it is sent. A new one is made when absent. */
  idempotencyKey?: string;
}

export interface SubmitResult {
  claimNumber: string;
  workflowId: string;
  /** True when this call made the claim, false when the key was known. */
  created: boolean;
  /** Null while no worker has answered yet: the claim is started and will go on by itself. */
  first: NoticeAnswer | null;
}

export interface ClaimFilter {
  status?: string;
  outcome?: string;
  policyNumber?: string;
  limit?: number;
  /** `next` of the page before. */
  after?: string;
}

/** How long `submit` waits for the first state before it answers with the number alone. */
const FIRST_STATE_MS = 10_000;

export class Claims {
  constructor(
    private readonly temporal: Client,
    private readonly database: Database,
    private readonly blobs: BlobStore,
    private readonly tenant: string,
    private readonly queues: TaskQueues,
    private readonly pace: ClaimPace = DEFAULT_PACE,
  ) {}

  /**
   * Register a notice of loss with its files and start its process.
   *
   * @throws InvalidInputError when the notice is malformed; nothing is stored then
   * @throws IdempotencyConflictError when the key belongs to another notice
   */
  async submit({ notice, files, idempotencyKey = randomUUID() }: SubmitInput): Promise<SubmitResult> {
    const parsed = NoticeOfLoss.safeParse(notice);
    if (!parsed.success) throw new InvalidInputError('The notice of loss', parsed.error.issues);
    const stored = await storeFiles(this.blobs, files);
    const requestHash = contentHash({ notice: parsed.data, files: stored.map((file) => file.fileId).sort() });
    const { claimNumber, created, registered } = await this.register(parsed.data, stored, idempotencyKey, requestHash);

    const claim = { tenant: this.tenant, claimNumber, episode: 1 };
    const workflowId = claimWorkflowId(claim);
    const input: ClaimInput = { claim, files: neutralNames(registered, 0), pace: this.pace };
    const first = await this.start(input, parsed.data, idempotencyKey);
    return { claimNumber, workflowId, created, first };
  }

  private async register(
    notice: NoticeOfLoss,
    files: FileRef[],
    idempotencyKey: string,
    requestHash: string,
  ): Promise<{ claimNumber: string; created: boolean; registered: FileRef[] }> {
    const serial = await this.database.execute<{ serial: string }>(
      sql`SELECT nextval(pg_get_serial_sequence('claims', 'serial')) AS serial`,
    );
    const number = Number(serial.rows[0]?.serial);
    const claimNumber = `CLM-${new Date().getUTCFullYear()}-${String(number).padStart(6, '0')}`;
    const inserted = await this.database
      .insert(claims)
      .values({
        tenant: this.tenant,
        claimNumber,
        serial: number,
        idempotencyKey,
        requestHash,
        notice: { ...notice, reportedAt: notice.reportedAt ?? new Date().toISOString() },
        files,
        policyNumber: notice.policyNumber,
        lossDate: notice.lossDate,
        cause: notice.causeOfLoss,
      })
      .onConflictDoNothing({ target: [claims.tenant, claims.idempotencyKey] })
      .returning({ claimNumber: claims.claimNumber });
    if (inserted.length > 0) return { claimNumber, created: true, registered: files };
    const [known] = await this.database
      .select()
      .from(claims)
      .where(and(eq(claims.tenant, this.tenant), eq(claims.idempotencyKey, idempotencyKey)));
    if (known === undefined) throw new Error('A claim was registered under this key and removed again; try again.');
    if (known.requestHash !== requestHash) throw new IdempotencyConflictError(idempotencyKey, known.claimNumber);
    return { claimNumber: known.claimNumber, created: false, registered: known.files as FileRef[] };
  }

  private async start(input: ClaimInput, notice: NoticeOfLoss, idempotencyKey: string): Promise<NoticeAnswer | null> {
    const workflowId = claimWorkflowId(input.claim);
    const startWorkflowOperation = new WithStartWorkflowOperation(CLAIMS_PROCESS, {
      workflowId,
      taskQueue: this.queues.claims,
      args: [input],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      staticSummary: `${notice.causeOfLoss} on ${notice.lossDate}`,
      typedSearchAttributes: [
        { key: SEARCH_ATTRIBUTES.status, value: 'notified' },
        { key: SEARCH_ATTRIBUTES.policy, value: notice.policyNumber },
      ],
    });
    const answer = this.temporal.workflow
      .executeUpdateWithStart<Workflow, NoticeAnswer, []>(MESSAGES.notice, {
        updateId: createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 32),
        args: [],
        startWorkflowOperation,
      })
      .catch((error: unknown) => {
        // Sent again after the claim has ended: it is the same claim, and its state is in the projection.
        // Not looked at: the claim is registered and runs all the same.
        if (error instanceof WorkflowExecutionAlreadyStartedError || isUnprocessed(error)) return null;
        throw error;
      });
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), FIRST_STATE_MS);
    });
    try {
      const first = await Promise.race([answer, patience]);
      if (first === null) await this.temporal.workflow.getHandle(workflowId).describe();
      return first;
    } finally {
      clearTimeout(timer);
      answer.catch(() => {});
    }
  }

  /** One page of claims, newest first, each as its newest episode stands. */
  async list(filter: ClaimFilter = {}): Promise<{ claims: ClaimProjection[]; next: string | null }> {
    const limit = Math.min(Math.max(filter.limit ?? 50, 1), 500);
    const rows = await this.database
      .select({ body: claimProjections.body })
      .from(claimProjections)
      .where(
        and(
          eq(claimProjections.tenant, this.tenant),
          sql`NOT EXISTS (SELECT 1 FROM ${claimProjections} newer WHERE newer.tenant = ${claimProjections.tenant}
            AND newer.claim_number = ${claimProjections.claimNumber} AND newer.episode > ${claimProjections.episode})`,
          filter.status === undefined ? undefined : eq(claimProjections.status, filter.status),
          filter.outcome === undefined ? undefined : eq(claimProjections.outcome, filter.outcome),
          filter.policyNumber === undefined ? undefined : eq(claimProjections.policyNumber, filter.policyNumber),
          filter.after === undefined ? undefined : lt(claimProjections.claimNumber, filter.after),
        ),
      )
      .orderBy(desc(claimProjections.claimNumber))
      .limit(limit + 1);
    // Whoever shows it checks it: parsing a page twice is most of its cost.
    const page = rows.slice(0, limit).map((row) => row.body as ClaimProjection);
    return { claims: page, next: rows.length > limit ? (page.at(-1)?.claim.claimNumber ?? null) : null };
  }

  /**
   * A claim as it stands, with the names that the sender gave to the files.
   * @throws NotFoundError
   */
  async show(claimNumber: string): Promise<ClaimProjection> {
    const [row] = await this.database
      .select({ body: claimProjections.body, files: claims.files })
      .from(claimProjections)
      .innerJoin(
        claims,
        and(eq(claims.tenant, claimProjections.tenant), eq(claims.claimNumber, claimProjections.claimNumber)),
      )
      .where(and(eq(claimProjections.tenant, this.tenant), eq(claimProjections.claimNumber, claimNumber)))
      .orderBy(desc(claimProjections.episode))
      .limit(1);
    if (row === undefined) return this.notYetProjected(claimNumber);
    const projection = ClaimProjection.parse(row.body);
    const names = new Map((row.files as FileRef[]).map((file) => [file.fileId, file.name]));
    return {
      ...projection,
      documents: projection.documents.map((document) => ({
        ...document,
        name: names.get(document.fileId) ?? document.name,
      })),
    };
  }

  /** Registered, but no worker has written its first state. */
  private async notYetProjected(claimNumber: string): Promise<ClaimProjection> {
    const [row] = await this.database
      .select()
      .from(claims)
      .where(and(eq(claims.tenant, this.tenant), eq(claims.claimNumber, claimNumber)));
    if (row === undefined) throw new NotFoundError('claim', claimNumber);
    const claim = { tenant: this.tenant, claimNumber, episode: row.episode };
    const openedAt = new Date(row.createdAt).toISOString();
    return {
      claim,
      version: 0,
      workflowId: claimWorkflowId(claim),
      status: 'notified',
      outcome: null,
      line: null,
      policyNumber: row.policyNumber,
      currency: null,
      claimedMinor: null,
      reserveMinor: null,
      payableMinor: null,
      paidMinor: 0,
      decidedBy: [],
      reasons: [],
      waitingFor: 'a worker',
      dueAt: null,
      linkedClaim: null,
      documents: [],
      evidence: { facts: null, coverage: null, fraud: null, proposal: null },
      letters: [],
      openedAt,
      updatedAt: openedAt,
      closedAt: null,
    };
  }

  /** A piece of evidence of a claim by its reference, as stored. @throws NotFoundError */
  async evidence(claimNumber: string, ref: string): Promise<unknown> {
    const [row] = await this.database
      .select({ body: evidence.body })
      .from(evidence)
      .where(and(eq(evidence.tenant, this.tenant), eq(evidence.claimNumber, claimNumber), eq(evidence.ref, ref)));
    if (row === undefined) throw new NotFoundError('evidence', ref);
    return row.body;
  }

  /**
   * The states of a claim as they change, until it is closed or `signal` aborts. Reads the projection.
   * @param everyMs how often to look
   */
  async *watch(
    claimNumber: string,
    { everyMs = 200, signal }: { everyMs?: number; signal?: AbortSignal } = {},
  ): AsyncGenerator<ClaimProjection> {
    let seen = -1;
    while (!signal?.aborted) {
      const projection = await this.show(claimNumber);
      if (projection.version > seen) {
        seen = projection.version;
        yield projection;
      }
      if (projection.status === 'closed') return;
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }

  /**
   * Send more documents to an open claim.
   * @param messageId makes the call repeatable; the same id is received once
   * @throws TooLateError when the claim is settled or closed
   */
  async addDocuments(
    claimNumber: string,
    files: FileInput[],
    messageId: string = randomUUID(),
  ): Promise<MoreDocumentsAnswer> {
    const stored = await storeFiles(this.blobs, files);
    // Listed first: a crash in between leaves a file to send again, and never one that was read and is not listed.
    let offset = 0;
    let fresh: FileRef[] = [];
    await changeFiles(this.database, this.tenant, claimNumber, (known) => {
      offset = known.length;
      fresh = stored.filter((file) => !known.some((other) => other.fileId === file.fileId));
      return [...known, ...fresh];
    });
    const { workflowId } = await this.show(claimNumber);
    try {
      return await executeUpdate(this.temporal, workflowId, MESSAGES.moreDocuments, {
        updateId: `documents-${messageId}`,
        argument: { messageId, files: neutralNames(stored, offset) },
      });
    } catch (error) {
      // Refused for certain: nobody will read them. After any other trouble the same message may be sent again.
      if (isTooLate(error) || (error instanceof WorkflowUpdateFailedError && !isUnprocessed(error))) {
        const mine = new Set(fresh.map((file) => file.fileId));
        await changeFiles(this.database, this.tenant, claimNumber, (known) =>
          known.filter((file) => !mine.has(file.fileId)),
        );
      }
      if (isTooLate(error)) {
        throw new TooLateError(`Claim ${claimNumber} takes no more documents: it is settled or closed.`);
      }
      throw error;
    }
  }

  /** Cancel a claim: payments not yet released are voided, tasks are withdrawn. */
  async cancel(claimNumber: string): Promise<void> {
    await this.temporal.workflow.getHandle((await this.show(claimNumber)).workflowId).cancel();
  }

  /** Wait for the end. */
  async result(claimNumber: string): Promise<ClaimResult> {
    return this.temporal.workflow.getHandle((await this.show(claimNumber)).workflowId).result() as Promise<ClaimResult>;
  }
}
