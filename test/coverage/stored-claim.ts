/** A claim with its policy and facts in the database, as the activities of coverage find them. */
import { randomUUID } from 'node:crypto';
import type { Policy } from '../../activities/coverage/contract';
import type { ClaimFacts, LossItem } from '../../activities/documents/contract';
import type { Database } from '../../platform/database/client';
import { claims, policies } from '../../platform/database/schema';

export async function storePolicy(database: Database, tenant: string, policy: Policy): Promise<void> {
  const { policyNumber, effectiveFrom, effectiveTo, line, jurisdiction, currency } = policy;
  await database
    .insert(policies)
    .values({ tenant, policyNumber, effectiveFrom, effectiveTo, line, jurisdiction, currency, body: policy });
}

export async function registerClaim(
  database: Database,
  tenant: string,
  policyNumber: string,
  changes: Record<string, unknown> = {},
  createdAt = '2026-06-12T08:00:00Z',
) {
  const claim = { tenant, claimNumber: `CLM-${randomUUID().slice(0, 8).toUpperCase()}`, episode: 1 };
  const notice = {
    policyNumber,
    lossDate: '2026-06-10',
    causeOfLoss: 'collision',
    description: 'I hit a pillar.',
    lossLocation: 'US-CA',
    claimant: { name: 'Elena Marquez', role: 'policyholder' },
    ...changes,
  };
  await database.insert(claims).values({
    ...claim,
    idempotencyKey: claim.claimNumber,
    requestHash: 'x',
    notice,
    files: [],
    policyNumber,
    lossDate: notice.lossDate,
    cause: notice.causeOfLoss,
    createdAt,
  });
  return claim;
}

export function factsOf(items: LossItem[], changes: Partial<ClaimFacts> = {}): ClaimFacts {
  return {
    documents: [],
    items,
    currency: 'USD',
    claimedMinor: items.reduce((sum, entry) => sum + entry.claimedMinor, 0),
    lossDates: [],
    policyNumbers: [],
    registrations: [],
    payee: null,
    phones: [],
    photos: [],
    invoices: [],
    policeReport: null,
    findings: [],
    ...changes,
  };
}
