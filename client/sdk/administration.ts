/** Ledger verification and export, imports, wordings, reports on models: small workflows, run where the implementations live. */
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Client } from '@temporalio/client';
import { ADMINISTRATION_SUBJECT } from '../../activities/authority/contract';
import type { ClaimProjection } from '../../activities/claimfile/contract';
import {
  EraseWordingInput,
  ImportWordingInput,
  type ImportWordingResult,
  SearchClausesInput,
  type SearchClausesResult,
  type WordingFormat,
} from '../../activities/knowledge/contract';
import type { LedgerVerification } from '../../activities/ledger/contract';
import {
  type ModelReplay,
  ModelReplayInput,
  ModelReportInput,
  type ModelReportRow,
} from '../../activities/models/contract';
import type { BlobStore } from '../../platform/blobs/store';
import type { Database } from '../../platform/database/client';
import {
  ADMINISTRATION,
  type ExportClaimAnswer,
  type ExportClaimResult,
  type ImportTableResult,
  RestartAnchorInput,
  type RestartAnchorResult,
} from '../../workflows/administration/contract';
import type { TaskQueues } from '../../workflows/claims/contract';
import { InvalidInputError } from './errors';
import type { SignIn } from './sign-in';
import { mintTicket } from './tickets';

/** The archive of a claim, piece by piece. */
export interface ExportedClaim {
  bytes: number;
  verification: LedgerVerification;
  content: Readable;
}

export class Administration {
  constructor(
    private readonly temporal: Client,
    private readonly blobs: BlobStore,
    private readonly tenant: string,
    private readonly queues: TaskQueues,
    private readonly database: Database,
    private readonly signIn: SignIn,
    private readonly claims: { show(claimNumber: string): Promise<ClaimProjection> },
  ) {}

  /**
   * Verify the tenant's whole chain; names the first record that was touched.
   * @param join true to wait for a run that others asked for to the same end and that is under way
   */
  verifyLedger({ join = false }: { join?: boolean } = {}): Promise<LedgerVerification> {
    return this.run(ADMINISTRATION.verifyLedger, { tenant: this.tenant }, join ? 'shared' : undefined);
  }

  /** One archive with a claim's records, evidence, document hashes and the verification report. */
  async exportClaim(claimNumber: string): Promise<{ archive: Buffer; verification: LedgerVerification }> {
    const { sha256, verification } = await this.run<ExportClaimResult>(ADMINISTRATION.exportClaim, {
      tenant: this.tenant,
      claimNumber,
    });
    return { archive: await this.blobs.get(sha256), verification };
  }

  /**
   * The same in the name of the signed-in user, who is judged and recorded in the ledger as having had it.
   * @throws SignInError without a valid token; NotFoundError
   */
  async exportClaimFor(
    claimNumber: string,
  ): Promise<ExportedClaim | { accepted: false; code: string; reason: string }> {
    const { episode } = (await this.claims.show(claimNumber)).claim;
    const ticket = await mintTicket(this.database, this.tenant, this.signIn, ADMINISTRATION_SUBJECT);
    const answer = await this.run<ExportClaimAnswer>(ADMINISTRATION.exportClaim, {
      tenant: this.tenant,
      claimNumber,
      by: { ticket, episode },
    });
    if ('accepted' in answer) return answer;
    const { sha256, bytes, verification } = answer;
    return { bytes, verification, content: this.blobs.stream(sha256) };
  }

  /**
   * Begin the anchor of the ledger again, after a restored backup or on a new host. Recorded, with who did it and why.
   * @param reasonCode why, in a word or two, such as `restored-backup`
   * @throws SignInError without a valid token
   */
  async restartAnchor(reasonCode: string): Promise<RestartAnchorResult> {
    const ticket = await mintTicket(this.database, this.tenant, this.signIn, ADMINISTRATION_SUBJECT);
    const parsed = RestartAnchorInput.safeParse({ tenant: this.tenant, ticket, reasonCode });
    if (!parsed.success) throw new InvalidInputError('The reason', parsed.error.issues);
    return this.run(ADMINISTRATION.restartAnchor, parsed.data);
  }

  /** Import policies or claims history from CSV: all rows or none; errors name row and column. */
  async importTable(table: 'policies' | 'history', csv: Buffer): Promise<ImportTableResult> {
    const { sha256 } = await this.blobs.put(csv);
    return this.run(ADMINISTRATION.importTable, { tenant: this.tenant, table, sha256 });
  }

  /**
   * Take an edition of a product's wording in: Markdown, HTML, Word or PDF with numbered clauses.
   * @param valid first day on which it applies, and the first on which it no longer does (null: no end)
   */
  async importWording(
    file: { content: Buffer; format: WordingFormat },
    edition: { product: string; edition: string },
    valid: { from: string; to: string | null },
  ): Promise<ImportWordingResult> {
    const checked = ImportWordingInput.omit({ sha256: true }).safeParse({
      tenant: this.tenant,
      format: file.format,
      ...edition,
      validFrom: valid.from,
      validTo: valid.to,
    });
    if (!checked.success) throw new InvalidInputError('The edition', checked.error.issues);
    const { sha256 } = await this.blobs.put(file.content);
    return this.run(ADMINISTRATION.importWording, { ...checked.data, sha256 });
  }

  /** Erase an edition: it is found no more. False when there is none of that name. */
  eraseWording(product: string, edition: string): Promise<boolean> {
    const checked = EraseWordingInput.safeParse({ tenant: this.tenant, product, edition });
    if (!checked.success) throw new InvalidInputError('The edition', checked.error.issues);
    return this.run(ADMINISTRATION.eraseWording, checked.data);
  }

  /** Build the index of all wordings anew, of every tenant; searches go on meanwhile. @returns of how many editions */
  reindexWordings(): Promise<number> {
    return this.run(ADMINISTRATION.reindexWordings, {});
  }

  /** Clauses that answer a question, of the editions that apply on a day. */
  searchClauses(input: Omit<SearchClausesInput, 'tenant'>): Promise<SearchClausesResult> {
    const checked = SearchClausesInput.safeParse({ ...input, tenant: this.tenant });
    if (!checked.success) throw new InvalidInputError('The question', checked.error.issues);
    return this.run(ADMINISTRATION.searchClauses, checked.data);
  }

  /**
   * What models cost, how long they took and how good they were.
   * @param until not included; by tenant: every tenant of the installation
   * @throws InvalidInputError for a time or a task that is none
   */
  async reportModels(input: Omit<ModelReportInput, 'tenant'>): Promise<ModelReportRow[]> {
    const parsed = ModelReportInput.safeParse({ ...input, tenant: this.tenant });
    if (!parsed.success) throw new InvalidInputError('The report', parsed.error.issues);
    return this.run(ADMINISTRATION.reportModels, parsed.data);
  }

  /**
   * What another policy file would have cost and got on recorded calls; nothing is sent to a model.
   * @param policy content of a file like config/models.yaml
   */
  async replayModels(policy: Buffer, window: { from: string; until: string }): Promise<ModelReplay> {
    const { sha256 } = await this.blobs.put(policy);
    const parsed = ModelReplayInput.safeParse({ ...window, policy: sha256, tenant: this.tenant });
    if (!parsed.success) throw new InvalidInputError('The replay', parsed.error.issues);
    return this.run(ADMINISTRATION.replayModels, parsed.data);
  }

  private run<Result>(workflow: string, input: object, id: string = randomUUID()): Promise<Result> {
    return this.temporal.workflow.execute(workflow, {
      workflowId: `administration/${this.tenant}/${workflow}/${id}`,
      workflowIdConflictPolicy: 'USE_EXISTING',
      taskQueue: this.queues.claims,
      args: [input],
    }) as Promise<Result>;
  }
}
