/** The notice of a registered claim, as coverage reads it. */
import { ApplicationFailure } from '@temporalio/common';
import { and, eq } from 'drizzle-orm';
import type { Database } from '../../platform/database/client';
import { claims } from '../../platform/database/schema';
import { NoticeOfLoss } from '../claimfile/contract';
import type { ClaimKey } from '../vocabulary';

/** @throws ApplicationFailure `claim-not-found` when the claim is not registered */
export async function loadNotice(
  database: Database,
  claim: ClaimKey,
): Promise<{ notice: NoticeOfLoss; registeredAt: string }> {
  const [row] = await database
    .select({ notice: claims.notice, createdAt: claims.createdAt })
    .from(claims)
    .where(and(eq(claims.tenant, claim.tenant), eq(claims.claimNumber, claim.claimNumber)));
  if (row === undefined) {
    throw ApplicationFailure.nonRetryable(
      `Claim ${claim.claimNumber} is not registered: register it before it is assessed.`,
      'claim-not-found',
    );
  }
  return { notice: NoticeOfLoss.parse(row.notice), registeredAt: row.createdAt };
}
