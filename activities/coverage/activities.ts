/** Coverage as an activity: loads what the engine needs, stores what it concludes. */
import { and, desc, eq, inArray, like, ne } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../../platform/database/client';
import { contentHash, getEvidence, putEvidence } from '../../platform/database/evidence';
import { claims, claimsHistory, payments, policies } from '../../platform/database/schema';
import { ClaimFacts } from '../documents/contract';
import { type SectionFinding, UNKNOWN_SECTION } from '../exposures/contract';
import type { ModelGateway } from '../models/contract';
import { type ClaimKey, MinorUnits } from '../vocabulary';
import type { PriorPayment } from './calculation';
import { type CoverageActivities, type CoverageAssessment, Policy } from './contract';
import { ENGINE_VERSION, evaluateCoverage, POLICY_NOT_FOUND, TERMS_NOT_FOUND, withoutPolicy } from './engine';
import { type Loss, lossOf } from './loss';
import { loadNotice } from './notice';
import { OPINION_TASK } from './opinion/ask';
import { mostRoom } from './opinion/room';
import type { TermsLibrary } from './terms';

/**
 * @param terms product terms by product and edition, e.g. `new TermsLibrary(projectFile('config', 'products'))`
 * @param models asked only whether opinions can be had; none where absent
 */
export function createCoverageActivities({
  database,
  terms,
  models,
}: {
  database: Database;
  terms: Pick<TermsLibrary, 'get'>;
  models?: Pick<ModelGateway, 'available'>;
}): CoverageActivities {
  return {
    /**
     * Assess what the policy pays for the claim, and store the assessment as evidence of kind `coverage-assessment`.
     *
     * @throws ApplicationFailure `claim-not-found` when the claim is not registered
     * @throws InvalidTerms (temporary: an operator corrects the file and the claim goes on)
     */
    assessCoverage: async ({ claim, facts: reference }) => {
      const facts = await getEvidence(database, claim, reference, ClaimFacts);
      const { notice, registeredAt } = await loadNotice(database, claim);
      const loss = lossOf(notice, registeredAt, facts);
      const assessment = await assess(database, terms, claim, notice.policyNumber, loss, facts);
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
        ...(mostRoom(assessment.questions).length > 0 && models?.available(OPINION_TASK) === true
          ? { opinionPossible: true }
          : {}),
        sections: sectionsOf(assessment),
      };
    },
  };
}

/** What is claimed and payable under each section. */
function sectionsOf({ lines, sectionPayments }: CoverageAssessment): SectionFinding[] {
  const sections = [...new Set([...lines.map(placeOf), ...sectionPayments.map(({ section }) => section)])];
  return sections.map((section) => ({
    section,
    claimedMinor: sum(lines.filter((line) => placeOf(line) === section).map((line) => line.claimedMinor)),
    payableMinor: sum(sectionPayments.filter((part) => part.section === section).map((part) => part.amountMinor)),
  }));
}

const placeOf = (line: { section: string | null }): string => line.section ?? UNKNOWN_SECTION;
const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0);

async function assess(
  database: Database,
  terms: Pick<TermsLibrary, 'get'>,
  claim: ClaimKey,
  policyNumber: string,
  loss: Loss,
  facts: ClaimFacts,
): Promise<CoverageAssessment> {
  // A line that shows no currency of its own has that of the claim's other documents, where these agree.
  const items = facts.items.map((item) => ({ ...item, currency: item.currency ?? facts.currency }));
  const policy = await policyOn(database, claim.tenant, policyNumber, loss.date);
  if (policy === null) return withoutPolicy(loss, items, POLICY_NOT_FOUND);
  const loaded = await terms.get(policy.product, policy.edition);
  if (loaded === null) return withoutPolicy(loss, items, TERMS_NOT_FOUND, policy);
  const priorPayments = await loadPriorPayments(database, claim, policy.policyNumber);
  return evaluateCoverage({ policy, terms: loaded, loss, items, priorPayments });
}

/**
 * The version of the policy for a date: the one that covers it, the latest begun where two do (a change in mid-term).
 * Where none does, the nearest one, so that it can be said why there is no cover.
 */
export async function policyOn(
  database: Database,
  tenant: string,
  policyNumber: string,
  date: string,
): Promise<Policy | null> {
  const rows = await database
    .select({ body: policies.body, from: policies.effectiveFrom, to: policies.effectiveTo })
    .from(policies)
    .where(and(eq(policies.tenant, tenant), eq(policies.policyNumber, policyNumber)))
    .orderBy(desc(policies.effectiveFrom));
  const row =
    rows.find(({ from, to }) => from <= date && date < to) ?? rows.find(({ from }) => from <= date) ?? rows.at(-1);
  return row === undefined ? null : Policy.parse(row.body);
}

/**
 * What was paid under the policy, and what other claims have told the bank to pay and have no answer to yet. What this very episode
 * has paid does not count: a process that was reset to its beginning must come to what it came to before.
 */
async function loadPriorPayments(database: Database, claim: ClaimKey, policyNumber: string): Promise<PriorPayment[]> {
  const [paid, underWay, ofThisEpisode] = await Promise.all([
    database
      .select()
      .from(claimsHistory)
      .where(and(eq(claimsHistory.tenant, claim.tenant), eq(claimsHistory.policyNumber, policyNumber))),
    database
      .select({ currency: payments.currency, sections: payments.sections, lossDate: claims.lossDate })
      .from(payments)
      .innerJoin(claims, and(eq(claims.tenant, payments.tenant), eq(claims.claimNumber, payments.claimNumber)))
      .where(
        and(
          eq(payments.tenant, claim.tenant),
          eq(payments.status, 'instructing'),
          eq(claims.policyNumber, policyNumber),
          ne(claims.claimNumber, claim.claimNumber),
        ),
      ),
    database
      .select({ currency: payments.currency, sections: payments.sections })
      .from(payments)
      .where(
        and(
          eq(payments.tenant, claim.tenant),
          like(payments.key, `payment/${claim.tenant}/${claim.claimNumber}/${claim.episode}/%`),
          inArray(payments.status, ['accepted', 'released']),
        ),
      ),
  ]);
  const paidNow = ofThisEpisode.flatMap(({ currency, sections }) =>
    SectionShares.parse(sections).map((share) => ({ ...share, currency })),
  );
  const shares = underWay.flatMap(({ currency, sections, lossDate }) =>
    SectionShares.parse(sections).map(({ section, amountMinor }) => ({
      section,
      lossDate,
      paidMinor: amountMinor,
      currency,
      sameClaim: false,
    })),
  );
  const booked = paid.map((row) => {
    const sameClaim = row.origin === 'own' && row.reference === claim.claimNumber;
    const now = paidNow.filter(({ section, currency }) => section === row.section && currency === row.currency);
    const own = sameClaim ? now.reduce((sum, { amountMinor }) => sum + amountMinor, 0) : 0;
    return {
      section: row.section,
      lossDate: row.lossDate,
      paidMinor: row.paidMinor - own,
      currency: row.currency,
      sameClaim,
    };
  });
  return [...booked, ...shares];
}

const SectionShares = z.array(z.object({ section: z.string(), amountMinor: MinorUnits }));
