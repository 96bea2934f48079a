/** Whose claim it is: those who must not decide on it. */
import { and, desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Database, Transaction } from '../../platform/database/client';
import { claimProjections, claims, evidence, policies } from '../../platform/database/schema';
import { NoticeOfLoss } from '../claimfile/contract';
import type { ClaimKey } from '../vocabulary';

const AssembledFacts = z.object({ facts: z.object({ ref: z.string() }).nullable() });
const Payee = z.object({ payee: z.object({ name: z.string().nullable() }).nullable() });
const Insured = z.object({ holder: z.string() });

/**
 * Sign-in name of the claimant, and the names of claimant, payees (of the notice and of the documents) and policyholder.
 *
 * @returns null for a claim without a notice: it cannot be said whose it is
 */
export async function partiesOf(
  database: Database | Transaction,
  claim: ClaimKey,
): Promise<{ userId: string | null; names: string[] } | null> {
  const [row] = await database
    .select({ notice: claims.notice })
    .from(claims)
    .where(and(eq(claims.tenant, claim.tenant), eq(claims.claimNumber, claim.claimNumber)));
  const notice = NoticeOfLoss.safeParse(row?.notice).data;
  if (notice === undefined) return null;
  const names = [
    notice.claimant.name,
    notice.payee?.name ?? null,
    await documentsPayee(database, claim),
    ...(await holders(database, claim.tenant, notice.policyNumber)),
  ];
  return {
    userId: notice.claimant.userId ?? null,
    names: names.filter((name) => name !== null),
  };
}

/** The holder of the account that the documents name, from the newest facts of the claim. */
async function documentsPayee(database: Database | Transaction, claim: ClaimKey): Promise<string | null> {
  const [projection] = await database
    .select({ body: claimProjections.body })
    .from(claimProjections)
    .where(and(eq(claimProjections.tenant, claim.tenant), eq(claimProjections.claimNumber, claim.claimNumber)))
    .orderBy(desc(claimProjections.episode))
    .limit(1);
  const facts = z.object({ evidence: AssembledFacts }).safeParse(projection?.body).data?.evidence.facts;
  if (facts === undefined || facts === null) return null;
  const [row] = await database
    .select({ body: evidence.body })
    .from(evidence)
    .where(
      and(eq(evidence.tenant, claim.tenant), eq(evidence.claimNumber, claim.claimNumber), eq(evidence.ref, facts.ref)),
    );
  return Payee.safeParse(row?.body).data?.payee?.name ?? null;
}

async function holders(database: Database | Transaction, tenant: string, policyNumber: string): Promise<string[]> {
  const rows = await database
    .select({ body: policies.body })
    .from(policies)
    .where(and(eq(policies.tenant, tenant), eq(policies.policyNumber, policyNumber)));
  return rows.flatMap((row) => Insured.safeParse(row.body).data?.holder ?? []);
}
