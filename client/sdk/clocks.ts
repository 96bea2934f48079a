/** What is owed on a claim by when: its steps on the ledger and its messages, read by the rules of its jurisdiction. */
import { and, desc, eq } from 'drizzle-orm';
import { NoticeOfLoss } from '../../activities/claimfile/contract';
import type { ClockEvent, ClockRules, ClocksReading } from '../../activities/clocks/contract';
import { LineOfBusiness } from '../../activities/vocabulary';
import type { Database } from '../../platform/database/client';
import { claims, policies } from '../../platform/database/schema';
import type { DetailsSource } from './claim-details';

type Source = Pick<DetailsSource, 'client' | 'database' | 'place'>;

/**
 * Clocks of the newest episode of a claim, as at `now`.
 * @param rules given by the composition root
 * @throws NotFoundError
 */
export async function readClocks(
  { client, database, place }: Source,
  rules: ClockRules,
  claimNumber: string,
  now = new Date(),
): Promise<ClocksReading> {
  const claim = await client.claims.show(claimNumber);
  const [cover, records, events] = await Promise.all([
    coverOf(database, place.tenant, claimNumber, claim.policyNumber),
    client.ledger.ofClaim(claimNumber),
    written({ client }, claimNumber),
  ]);
  const { episode } = claim.claim;
  const steps = records
    .filter(({ subject }) => subject.episode === episode)
    .map(({ entry: { action, occurredAt, facts } }) => ({ action, at: occurredAt, facts }));
  const { jurisdiction, line } = cover;
  return rules.clocksOfClaim({ jurisdiction, line: claim.line ?? line, now: now.toISOString(), steps, events });
}

/** The policy's version on the day of the loss, else its newest; without a policy, where the loss happened. */
async function coverOf(
  database: Database,
  tenant: string,
  claimNumber: string,
  policyNumber: string,
): Promise<{ jurisdiction: string; line: LineOfBusiness | null }> {
  const [[row], versions] = await Promise.all([
    database
      .select({ notice: claims.notice })
      .from(claims)
      .where(and(eq(claims.tenant, tenant), eq(claims.claimNumber, claimNumber))),
    database
      .select({
        jurisdiction: policies.jurisdiction,
        line: policies.line,
        from: policies.effectiveFrom,
        to: policies.effectiveTo,
      })
      .from(policies)
      .where(and(eq(policies.tenant, tenant), eq(policies.policyNumber, policyNumber)))
      .orderBy(desc(policies.effectiveFrom)),
  ]);
  const notice = NoticeOfLoss.safeParse(row?.notice).data;
  const lossDate = notice?.lossDate ?? '';
  const version = versions.find(({ from, to }) => from <= lossDate && lossDate < to) ?? versions[0];
  return {
    jurisdiction: version?.jurisdiction ?? notice?.lossLocation ?? '',
    line: LineOfBusiness.safeParse(version?.line).data ?? null,
  };
}

/** Messages are kept beside the ledger. */
async function written({ client }: Pick<Source, 'client'>, claimNumber: string): Promise<ClockEvent[]> {
  const messages = await client.messages.list(claimNumber);
  return messages.map(({ sender, sentAt }) => ({
    kind: sender === 'claimant' ? 'claimant-wrote' : 'team-answered',
    at: sentAt,
  }));
}
