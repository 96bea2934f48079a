/** Everything that a letter is made from, read from the database: notice, policy, assessment, proposal, facts. */
import { ApplicationFailure } from '@temporalio/common';
import { and, desc, eq } from 'drizzle-orm';
import type { Database } from '../../platform/database/client';
import { getEvidence } from '../../platform/database/evidence';
import { claims, policies } from '../../platform/database/schema';
import { NoticeOfLoss } from '../claimfile/contract';
import { CoverageAssessment, Policy } from '../coverage/contract';
import { ClaimFacts } from '../documents/contract';
import { Proposal } from '../triage/contract';
import type { Reason } from '../vocabulary';
import { type LetterRequest, StatedReasons } from './contract';
import { loadWording, type Wording } from './wording';

export interface LetterMaterial {
  request: LetterRequest;
  notice: NoticeOfLoss;
  /** ISO date on which the claim was registered. */
  registeredOn: string;
  /** Null when the policy is not known; no part of it is shown to a third party. */
  policy: Policy | null;
  jurisdiction: string;
  coverage: CoverageAssessment | null;
  proposal: Proposal | null;
  facts: ClaimFacts | null;
  wording: Wording | null;
  thirdParty: boolean;
  /** Reasons in words for the claimant, by the person who decided; empty where there are none. */
  stated: Reason[];
}

/**
 * @param products folder of the product terms and wordings
 * @throws non-retryable `claim-not-found`; an ordinary Error when evidence is missing or was altered
 */
export async function gatherMaterial(
  database: Database,
  products: string,
  request: LetterRequest,
): Promise<LetterMaterial> {
  const { claim } = request;
  const [row] = await database
    .select()
    .from(claims)
    .where(and(eq(claims.tenant, claim.tenant), eq(claims.claimNumber, claim.claimNumber)));
  if (row === undefined)
    throw ApplicationFailure.nonRetryable(
      `Claim ${claim.claimNumber} is not registered: there is nobody to write to.`,
      'claim-not-found',
    );
  const notice = NoticeOfLoss.parse(row.notice);
  const coverage =
    request.coverage === null ? null : await getEvidence(database, claim, request.coverage, CoverageAssessment);
  const proposal = request.proposal === null ? null : await getEvidence(database, claim, request.proposal, Proposal);
  const statedRef = request.decision?.stated ?? null;
  const stated = statedRef === null ? [] : (await getEvidence(database, claim, statedRef, StatedReasons)).reasons;
  const factsRef = proposal?.basis.find((reference) => reference.kind === 'claim-facts');
  const facts = factsRef === undefined ? null : await getEvidence(database, claim, factsRef, ClaimFacts);
  const policy = await policyOf(
    database,
    claim.tenant,
    coverage?.policy?.policyNumber ?? notice.policyNumber,
    notice.lossDate,
  );
  const product = coverage?.policy ?? policy;
  return {
    request,
    notice,
    registeredOn: row.createdAt.slice(0, 10),
    policy,
    jurisdiction: policy?.jurisdiction ?? notice.lossLocation,
    coverage,
    proposal,
    facts,
    wording: product === null ? null : await loadWording(products, product.product, product.edition),
    thirdParty: notice.claimant.role === 'third-party',
    stated: [...(request.reasons ?? []), ...stated],
  };
}

/** The period of the policy that the loss falls into, else its newest period. */
async function policyOf(
  database: Database,
  tenant: string,
  policyNumber: string,
  lossDate: string,
): Promise<Policy | null> {
  const rows = await database
    .select()
    .from(policies)
    .where(and(eq(policies.tenant, tenant), eq(policies.policyNumber, policyNumber)))
    .orderBy(desc(policies.effectiveFrom));
  const row = rows.find((one) => one.effectiveFrom <= lossDate && lossDate < one.effectiveTo) ?? rows[0];
  return row === undefined ? null : Policy.parse(row.body);
}
