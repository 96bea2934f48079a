/** Assembling facts as an activity. */
import { and, eq } from 'drizzle-orm';
import type { Database } from '../../platform/database/client';
import { getEvidence, putEvidence } from '../../platform/database/evidence';
import { claims } from '../../platform/database/schema';
import { NoticeOfLoss } from '../claimfile/contract';
import { DocumentReading, type FactsActivities } from './contract';
import { assemble } from './facts';

export function createFactsActivities({ database }: { database: Database }): FactsActivities {
  return {
    assembleFacts: async ({ claim, readings }) => {
      const [row] = await database
        .select({ notice: claims.notice })
        .from(claims)
        .where(and(eq(claims.tenant, claim.tenant), eq(claims.claimNumber, claim.claimNumber)));
      if (row === undefined) throw new Error(`Claim ${claim.claimNumber} has no notice`);
      const loaded = await Promise.all(
        readings.map((reference) => getEvidence(database, claim, reference, DocumentReading)),
      );
      const facts = assemble(loaded, NoticeOfLoss.parse(row.notice));
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
