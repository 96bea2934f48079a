/** Fraud screening as an activity: load what the checks need, run them, keep the result. */
import { ApplicationFailure } from '@temporalio/common';
import { and, eq } from 'drizzle-orm';
import type { Rules } from '../../platform/config/yaml-rules';
import type { Database } from '../../platform/database/client';
import { getEvidence, putEvidence } from '../../platform/database/evidence';
import { claims, policies } from '../../platform/database/schema';
import { NoticeOfLoss } from '../claimfile/contract';
import { Policy } from '../coverage/contract';
import { ClaimFacts } from '../documents/contract';
import type { ClaimKey } from '../vocabulary';
import type { FraudActivities, FraudScreening } from './contract';
import { readHistory, writeMarks } from './history';
import { MarkMaker, marksOf } from './marks';
import type { FraudRules } from './rules';
import { screen } from './screen';
import type { Watchlist } from './watchlist';

export interface FraudParts {
  database: Database;
  rules: Rules<FraudRules>;
  /** Null where the installation has no list: the check is then "not checked". */
  watchlist: Watchlist | null;
  /** Secret under which accounts and phones are hashed. With another one, stored marks are no longer found. */
  markKey: Buffer;
}

/** @throws ApplicationFailure `claim-not-registered` (from the activity) for a claim without a notice */
export function createFraudActivities({ database, rules, watchlist, markKey }: FraudParts): FraudActivities {
  return {
    screenFraud: async ({ claim, facts: reference }) => {
      const facts = await getEvidence(database, claim, reference, ClaimFacts);
      const { notice, reportedOn } = await loadNotice(database, claim);
      const policy = await policyAt(database, claim.tenant, notice.policyNumber, notice.lossDate);
      const marks = marksOf(
        facts,
        notice,
        new MarkMaker(markKey, claim.tenant),
        policy?.jurisdiction ?? notice.lossLocation,
        rules.rules,
      );
      // Before looking at other claims: of two that are screened at once, the later one then sees the earlier. The
      // claim's own marks never count against itself.
      await writeMarks(database, claim, notice.policyNumber, marks);
      const { 'photo-used-before': photos, 'connected-claims': connected } = rules.rules.indicators;
      const history = await readHistory(database, claim, notice.policyNumber, marks, {
        pictureBits: photos.bits,
        hub: connected.hub,
      });

      const screening: FraudScreening = {
        ...screen({ facts, notice, reportedOn, policy, marks, history, watchlist }, rules.rules),
        rules: { version: rules.rules.version, sha256: rules.sha256, watchlistSha256: watchlist?.sha256 ?? null },
      };
      return {
        screening: await putEvidence(database, claim, 'fraud-screening', screening),
        score: screening.score,
        referral: screening.referral,
        indicatorCodes: screening.indicators.map((indicator) => indicator.code),
        notChecked: screening.notChecked.map((entry) => entry.check),
        rulesHash: rules.sha256,
      };
    },
  };
}

async function loadNotice(database: Database, claim: ClaimKey): Promise<{ notice: NoticeOfLoss; reportedOn: string }> {
  const [row] = await database
    .select({ notice: claims.notice, createdAt: claims.createdAt })
    .from(claims)
    .where(and(eq(claims.tenant, claim.tenant), eq(claims.claimNumber, claim.claimNumber)));
  if (row === undefined) {
    throw ApplicationFailure.nonRetryable(
      `Claim ${claim.claimNumber} has no notice of loss: register it before it is screened.`,
      'claim-not-registered',
    );
  }
  const notice = NoticeOfLoss.parse(row.notice);
  return { notice, reportedOn: new Date(notice.reportedAt ?? row.createdAt).toISOString().slice(0, 10) };
}

/** The version of the policy that was in force on a date, else the newest that had begun, else the first. */
async function policyAt(
  database: Database,
  tenant: string,
  policyNumber: string,
  date: string,
): Promise<Policy | null> {
  const rows = await database
    .select({ body: policies.body })
    .from(policies)
    .where(and(eq(policies.tenant, tenant), eq(policies.policyNumber, policyNumber)))
    .orderBy(policies.effectiveFrom);
  const versions = rows.map((row) => Policy.parse(row.body));
  const begun = versions.filter((version) => version.effectiveFrom <= date);
  return begun.findLast((version) => date < version.effectiveTo) ?? begun.at(-1) ?? versions[0] ?? null;
}
