/** Assembling facts as an activity. */
import { ApplicationFailure } from '@temporalio/common';
import { and, eq } from 'drizzle-orm';
import type { Database } from '../../platform/database/client';
import { getEvidence, putEvidence } from '../../platform/database/evidence';
import { claims } from '../../platform/database/schema';
import { NoticeOfLoss } from '../claimfile/contract';
import type { ClaimKey } from '../vocabulary';
import { DocumentReading, type FactsActivities } from './contract';
import { assemble } from './facts/assemble';

/**
 * @see FactsActivities. Throws `claim-not-found` and `notice-malformed` (not retried); an ordinary Error when the database
 * cannot be reached or a reading is not in it.
 */
export function createFactsActivities({ database }: { database: Database }): FactsActivities {
  return {
    assembleFacts: async ({ claim, readings }) => {
      const notice = await noticeOf(database, claim);
      const loaded = await Promise.all(
        readings.map((reference) => getEvidence(database, claim, reference, DocumentReading)),
      );
      const facts = assemble(loaded, notice);
      return {
        facts: await putEvidence(database, claim, 'claim-facts', facts),
        itemCount: facts.items.length,
        claimedMinor: facts.claimedMinor,
        currency: facts.currency,
        findings: facts.findings.map(({ code, severity }) => ({ code, severity })),
      };
    },
  };
}

async function noticeOf(database: Database, claim: ClaimKey): Promise<NoticeOfLoss> {
  const [row] = await database
    .select({ notice: claims.notice })
    .from(claims)
    .where(and(eq(claims.tenant, claim.tenant), eq(claims.claimNumber, claim.claimNumber)));
  if (row === undefined) {
    throw ApplicationFailure.nonRetryable(
      `Claim ${claim.claimNumber} has no notice in the database: register it before its documents are put together.`,
      'claim-not-found',
    );
  }
  const notice = NoticeOfLoss.safeParse(row.notice);
  if (!notice.success) {
    const places = notice.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw ApplicationFailure.nonRetryable(
      `The stored notice of claim ${claim.claimNumber} is malformed (${places}): correct it in the table "claims".`,
      'notice-malformed',
    );
  }
  return notice.data;
}
