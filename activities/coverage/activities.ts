/** Coverage as an activity: loads what the engine needs, stores what it concludes. */
import { and, eq, lte } from 'drizzle-orm';
import type { Database } from '../../platform/database/client';
import { contentHash, getEvidence, putEvidence } from '../../platform/database/evidence';
import { claims, claimsHistory, policies } from '../../platform/database/schema';
import { NoticeOfLoss } from '../claimfile/contract';
import { ClaimFacts } from '../documents/contract';
import type { ClaimKey } from '../vocabulary';
import { type CoverageActivities, type CoverageAssessment, Policy } from './contract';
import { ENGINE_VERSION, evaluateCoverage, withoutPolicy } from './engine';
import type { Loss } from './loss';
import { reason } from './loss';
import type { TermsLibrary } from './terms';

/** @param terms product terms by product and edition */
export function createCoverageActivities({ database, terms }: { database: Database; terms: TermsLibrary }): CoverageActivities {
  return {
    assessCoverage: async ({ claim, facts: reference }) => {
      const facts = await getEvidence(database, claim, reference, ClaimFacts);
      const notice = await loadNotice(database, claim);
      const loss: Loss = {
        date: notice.lossDate,
        reportedOn: notice.reportedAt ?? notice.lossDate,
        peril: notice.causeOfLoss,
        claimantName: notice.claimant.name,
        claimantRole: notice.claimant.role,
        registrations: facts.registrations.map((entry) => entry.value),
      };
      const policy = await policyOn(database, claim.tenant, notice.policyNumber, notice.lossDate);
      const assessment: CoverageAssessment =
        policy === null
          ? withoutPolicy(loss, facts.items, reason('policy-not-found', null, 'There is no policy with this number.'))
          : evaluateCoverage({
              policy,
              terms: await terms.get(policy.product, policy.edition),
              loss,
              items: facts.items,
              earlierPayments: await earlierPayments(database, claim, policy.policyNumber),
            });
      return {
        coverage: await putEvidence(database, claim, 'coverage-assessment', assessment),
        outcome: assessment.outcome,
        policyFound: assessment.policyFound,
        line: assessment.line,
        currency: assessment.currency,
        claimedMinor: assessment.claimedMinor,
        payableMinor: assessment.payableMinor,
        reasonCodes: [...new Set(assessment.reasons.map((entry) => entry.code))],
        rulesHash: contentHash({ engine: ENGINE_VERSION, terms: assessment.terms?.sha256 ?? null }),
      };
    },
  };
}

async function loadNotice(database: Database, claim: ClaimKey): Promise<NoticeOfLoss> {
  const [row] = await database
    .select({ notice: claims.notice })
    .from(claims)
    .where(and(eq(claims.tenant, claim.tenant), eq(claims.claimNumber, claim.claimNumber)));
  if (row === undefined) throw new Error(`Claim ${claim.claimNumber} has no notice`);
  return NoticeOfLoss.parse(row.notice);
}

/** The version of the policy for a date: the newest that began by then, else the first, so that "not yet in force" can be said. */
async function policyOn(database: Database, tenant: string, policyNumber: string, date: string): Promise<Policy | null> {
  const same = and(eq(policies.tenant, tenant), eq(policies.policyNumber, policyNumber));
  const begun = await database.select({ body: policies.body, from: policies.effectiveFrom }).from(policies).where(and(same, lte(policies.effectiveFrom, date)));
  const rows = begun.length > 0 ? begun : await database.select({ body: policies.body, from: policies.effectiveFrom }).from(policies).where(same);
  const row = rows.sort((a, b) => (a.from < b.from ? 1 : -1)).at(begun.length > 0 ? 0 : -1);
  return row === undefined ? null : Policy.parse(row.body);
}

async function earlierPayments(database: Database, claim: ClaimKey, policyNumber: string) {
  const rows = await database
    .select()
    .from(claimsHistory)
    .where(and(eq(claimsHistory.tenant, claim.tenant), eq(claimsHistory.policyNumber, policyNumber)));
  return rows
    .filter((row) => row.reference !== claim.claimNumber)
    .map((row) => ({ section: row.section, lossDate: row.lossDate, paidMinor: row.paidMinor, currency: row.currency }));
}
