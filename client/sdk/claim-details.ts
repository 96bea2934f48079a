/** Everything that the page of a claim, or of a task, is written from: read from PostgreSQL, evidence checked against its hash. */
import { and, eq } from 'drizzle-orm';
import {
  type ClaimProjection,
  DECIDED_OUTCOMES,
  NoticeOfLoss,
  type ReviewTask,
} from '../../activities/claimfile/contract';
import { CoverageAssessment, CoverageOpinion } from '../../activities/coverage/contract';
import { ClaimFacts } from '../../activities/documents/contract';
import { FraudScreening } from '../../activities/fraud/contract';
import type { Clause } from '../../activities/knowledge/contract';
import { StatedReasons } from '../../activities/letters/contract';
import { Proposal } from '../../activities/triage/contract';
import { FileRef } from '../../activities/vocabulary';
import type { Database } from '../../platform/database/client';
import { claims } from '../../platform/database/schema';
import type { AdjutantClient } from './client';
import type { AdjutantPlace } from './connect';
import { readShown, type Shown } from './shown-evidence';

/** What details are read from: a client and its database. A `ConnectedAdjutant` is one. */
export interface DetailsSource {
  client: AdjutantClient;
  database: Database;
  place: Pick<AdjutantPlace, 'tenant' | 'namespace' | 'uiAddress'>;
}

export interface HistoryLink {
  workflowId: string;
  namespace: string;
  /** Null where the address of Temporal's UI is not known. */
  url: string | null;
}

export interface ClaimDetails {
  claim: ClaimProjection;
  notice: NoticeOfLoss | null;
  coverage: Shown<CoverageAssessment>;
  /** Clauses that coverage rests on, as the policy's edition has them. */
  clauses: Clause[];
  proposal: Shown<Proposal>;
  facts: Shown<ClaimFacts>;
  screening: Shown<FraudScreening>;
  /** Sent, and not read yet. */
  beingRead: FileRef[];
  /** Open ones. */
  tasks: ReviewTask[];
  history: HistoryLink;
}

/** @throws NotFoundError */
export async function readClaimDetails(adjutant: DetailsSource, claimNumber: string): Promise<ClaimDetails> {
  const { client, place } = adjutant;
  const claim = await client.claims.show(claimNumber);
  const { evidence } = claim;
  const [notice, coverage, proposal, facts, screening, beingRead, tasks] = await Promise.all([
    readNotice(adjutant, claimNumber),
    readShown(adjutant, claimNumber, evidence.coverage, CoverageAssessment),
    readShown(adjutant, claimNumber, evidence.proposal, Proposal),
    readShown(adjutant, claimNumber, evidence.facts, ClaimFacts),
    readShown(adjutant, claimNumber, evidence.fraud, FraudScreening),
    claim.status === 'closed' ? [] : filesBeingRead(adjutant, claim),
    client.reviews.list({ claimNumber }),
  ]);
  const clauses = await citedClauses(adjutant, coverage);
  return {
    claim,
    notice,
    coverage,
    clauses,
    proposal,
    facts,
    screening,
    beingRead,
    tasks,
    history: historyLink(place, claim.workflowId),
  };
}

export interface TaskDetails {
  task: ReviewTask;
  notice: NoticeOfLoss | null;
  proposal: Shown<Proposal>;
  coverage: Shown<CoverageAssessment>;
  /** What models said to what that assessment left open. */
  opinion: Shown<CoverageOpinion>;
  /** Clauses that coverage rests on, as the policy's edition has them. */
  clauses: Clause[];
  facts: Shown<ClaimFacts>;
  screening: Shown<FraudScreening>;
  /** What the first decision would tell the claimant. */
  stated: Shown<StatedReasons>;
  /** A decision was made before the claim was opened again: it can stand. */
  decidedBefore: boolean;
  history: HistoryLink;
}

/**
 * A task with the evidence that its hash stands for: what the proposal names as its basis, not what the claim has come to since.
 * @throws NotFoundError
 */
export async function readTaskDetails(adjutant: DetailsSource, taskId: string): Promise<TaskDetails> {
  const { client, place } = adjutant;
  const task = await client.reviews.show(taskId);
  const { claimNumber } = task.claim;
  const [claim, proposal, notice] = await Promise.all([
    client.claims.show(claimNumber),
    readShown(adjutant, claimNumber, task.proposal, Proposal),
    readNotice(adjutant, claimNumber),
  ]);
  const basis = proposal !== null && 'value' in proposal ? proposal.value.basis : [];
  const named = (kind: string) => basis.find((reference) => reference.kind === kind);
  const { evidence } = claim;
  const [coverage, opinion, facts, screening, stated] = await Promise.all([
    readShown(adjutant, claimNumber, named('coverage-assessment') ?? evidence.coverage, CoverageAssessment),
    readShown(adjutant, claimNumber, evidence.opinion ?? null, CoverageOpinion),
    readShown(adjutant, claimNumber, named('claim-facts') ?? evidence.facts, ClaimFacts),
    readShown(adjutant, claimNumber, named('fraud-screening') ?? evidence.fraud, FraudScreening),
    readShown(adjutant, claimNumber, task.firstDecision?.stated ?? null, StatedReasons),
  ]);
  const ofThis = opinion === null || !('value' in opinion) || opinion.value.coverage.ref === coverage?.ref;
  const clauses = await citedClauses(adjutant, coverage);
  return {
    task,
    notice,
    proposal,
    coverage,
    opinion: ofThis ? opinion : null,
    clauses,
    facts,
    screening,
    stated,
    decidedBefore: claim.reopened !== undefined && DECIDED_OUTCOMES.includes(claim.reopened.earlierOutcome),
    history: historyLink(place, claim.workflowId),
  };
}

/** What the clauses say that reasons, lines and open questions name. */
async function citedClauses({ client }: DetailsSource, coverage: Shown<CoverageAssessment>): Promise<Clause[]> {
  if (coverage === null || !('value' in coverage) || coverage.value.policy === null) return [];
  const { policy, reasons, lines, questions } = coverage.value;
  const named = [
    ...reasons.map(({ clause }) => clause),
    ...lines.map(({ reason }) => reason.clause),
    ...questions.flatMap(({ clauses }) => clauses),
  ].flatMap((number) => number ?? []);
  return client.wordings.clauses(policy.product, policy.edition, [...new Set(named)]);
}

async function readNotice({ database, place }: DetailsSource, claimNumber: string): Promise<NoticeOfLoss | null> {
  const [row] = await database
    .select({ notice: claims.notice })
    .from(claims)
    .where(and(eq(claims.tenant, place.tenant), eq(claims.claimNumber, claimNumber)));
  const parsed = NoticeOfLoss.safeParse(row?.notice);
  return parsed.success ? parsed.data : null;
}

/** Files that have come and are not yet in what the claim shows: they are being read. */
export async function filesBeingRead({ database, place }: DetailsSource, claim: ClaimProjection): Promise<FileRef[]> {
  const [row] = await database
    .select({ files: claims.files })
    .from(claims)
    .where(and(eq(claims.tenant, place.tenant), eq(claims.claimNumber, claim.claim.claimNumber)));
  const shown = new Set(claim.documents.map((document) => document.fileId));
  return FileRef.array()
    .parse(row?.files ?? [])
    .filter((file) => !shown.has(file.fileId));
}

/** Where the whole history of a claim's process can be seen. */
export function historyLink({ namespace, uiAddress }: DetailsSource['place'], workflowId: string): HistoryLink {
  const path = `/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`;
  return { workflowId, namespace, url: uiAddress === undefined ? null : `${uiAddress}${path}` };
}
