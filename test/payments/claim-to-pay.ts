/** A claim with facts (and so a payee) in the test's database. */

import type { PaymentRequest } from '../../activities/payments/contract';
import type { EvidenceRef } from '../../activities/vocabulary';
import type { Database } from '../../platform/database/client';
import { putEvidence } from '../../platform/database/evidence';
import { claimProjections, claims } from '../../platform/database/schema';

export const ACCOUNT = 'IE29AIBK93115212345678';
let serial = 0;

export async function claimToPay(
  database: Database,
  payee: { name: string | null; iban: string } | null = { name: 'Nora Keane', iban: ACCOUNT },
): Promise<Omit<PaymentRequest, 'key'> & { key: string }> {
  serial += 1;
  const claim = { tenant: 'acme', claimNumber: `CLM-${process.pid}-${serial}`, episode: 1 };
  await database.insert(claims).values({
    tenant: claim.tenant,
    claimNumber: claim.claimNumber,
    idempotencyKey: claim.claimNumber,
    requestHash: 'x',
    notice: { claimant: { name: 'Nora Keane' } },
    files: [],
    policyNumber: 'HC-1',
    lossDate: '2026-02-03',
    cause: 'escape-of-water',
  });
  await reserve(database, claim, 100_000);
  const facts = await putEvidence(database, claim, 'claim-facts', {
    documents: [],
    items: [],
    currency: 'EUR',
    claimedMinor: 90_000,
    lossDates: [],
    policyNumbers: [],
    registrations: [],
    payee: payee === null ? null : { ...payee, source: null },
    phones: [],
    invoices: [],
    policeReport: null,
    findings: [],
  });
  return {
    claim,
    key: `payment/acme/${claim.claimNumber}/1/1`,
    currency: 'EUR',
    amountMinor: 70_001,
    facts,
    coverage: null,
  };
}

export function coverageWith(
  database: Database,
  claim: { tenant: string; claimNumber: string },
  body: unknown,
): Promise<EvidenceRef> {
  return putEvidence(database, claim, 'coverage-assessment', body);
}

/** What the claim has in reserve, as its process would have saved it. Minor units. */
export async function reserve(
  database: Database,
  { tenant, claimNumber, episode }: { tenant: string; claimNumber: string; episode: number },
  reserveMinor: number,
): Promise<void> {
  const body = { reserveMinor };
  await database
    .insert(claimProjections)
    .values({
      tenant,
      claimNumber,
      episode,
      version: 1,
      status: 'settling',
      policyNumber: 'HC-1',
      updatedAt: new Date().toISOString(),
      body,
    })
    .onConflictDoUpdate({
      target: [claimProjections.tenant, claimProjections.claimNumber, claimProjections.episode],
      set: { body },
    });
}
