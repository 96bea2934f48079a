/** The claim file's activities over PostgreSQL. */

import { ApplicationFailure } from '@temporalio/common';
import { and, eq, ne } from 'drizzle-orm';
import type { Database } from '../../platform/database/client';
import { claims, policies } from '../../platform/database/schema';
import type { TimeLimits } from '../clocks/contract';
import type { ClaimKey } from '../vocabulary';
import { FileRef } from '../vocabulary';
import { type ClaimFileActivities, type ClaimOpening, NoticeOfLoss } from './contract';
import type { ProgressWriter } from './progress-writer';
import { earlierEpisodes, reopenClaim } from './reopening';

/** @param progress writes the ends of stages, batched over claims */
export function createClaimFileActivities({
  database,
  progress,
  timeLimits,
}: {
  database: Database;
  progress: ProgressWriter;
  /** Claims have none without. */
  timeLimits?: TimeLimits;
}): ClaimFileActivities {
  return {
    openClaim: ({ claim }) => openClaim(database, claim, timeLimits),
    reopenClaim: (input) => reopenClaim(database, input),
    saveProgress: (input) => progress.save(input),
  };
}

async function openClaim(database: Database, claim: ClaimKey, timeLimits?: TimeLimits): Promise<ClaimOpening> {
  const [row] = await database
    .select()
    .from(claims)
    .where(and(eq(claims.tenant, claim.tenant), eq(claims.claimNumber, claim.claimNumber)));
  if (row === undefined) {
    throw ApplicationFailure.nonRetryable(
      `Claim ${claim.claimNumber} is not registered for tenant ${claim.tenant}. Start claims through the client, which registers them first.`,
      'claim-not-registered',
    );
  }
  const notice = NoticeOfLoss.parse(row.notice);
  const [policy] = await database
    .select({ line: policies.line, jurisdiction: policies.jurisdiction, currency: policies.currency })
    .from(policies)
    .where(and(eq(policies.tenant, claim.tenant), eq(policies.policyNumber, row.policyNumber)))
    .limit(1);
  const suspects = await database
    .select({ claimNumber: claims.claimNumber })
    .from(claims)
    .where(
      and(
        eq(claims.tenant, claim.tenant),
        eq(claims.policyNumber, row.policyNumber),
        eq(claims.lossDate, row.lossDate),
        eq(claims.cause, row.cause),
        ne(claims.claimNumber, claim.claimNumber),
      ),
    )
    .orderBy(claims.serial)
    .limit(20);
  const line = policy === undefined ? null : (policy.line as ClaimOpening['line']);
  const jurisdiction = policy?.jurisdiction ?? notice.lossLocation;
  // The limit is one for action on the policy, which is not that of a third party.
  const timeLimit =
    notice.claimant.role === 'third-party'
      ? null
      : timeLimits?.timeLimitOf({ jurisdiction, line, lossDate: row.lossDate });
  return {
    policyNumber: row.policyNumber,
    line,
    jurisdiction,
    ...(timeLimit == null || timeLimit.endsOn < new Date().toISOString().slice(0, 10) ? {} : { timeLimit }),
    currency: policy?.currency ?? null,
    openedAt: new Date(row.createdAt).toISOString(),
    ...(notice.noticeReceivedAt !== undefined && Date.parse(notice.noticeReceivedAt) < Date.parse(row.createdAt)
      ? { noticeReceivedAt: new Date(notice.noticeReceivedAt).toISOString() }
      : {}),
    files: FileRef.array()
      .parse(row.files)
      .map(({ fileId, bytes }, index) => ({ fileId, bytes, name: neutralName(index) })),
    suspectedDuplicates: suspects.map((suspect) => suspect.claimNumber),
    ...(claim.episode === 1 ? {} : { reopened: await earlierEpisodes(database, claim) }),
  };
}

/** Names given by senders can hold personal data and stay in PostgreSQL; histories get these. */
export function neutralName(index: number): string {
  return `document-${index + 1}`;
}
