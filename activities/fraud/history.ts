/** Reading and writing what claims leave behind for each other: marks, losses, and whether there is anything at all. */
import { and, eq, inArray, lte, ne, or, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database/client';
import { claimMarks, claimProjections, claims, claimsHistory, invoiceNumber } from '../../platform/database/schema';
import type { ClaimKey } from '../vocabulary';
import { connectionsOf } from './connections';
import { bitsApart, invoiceNumberOf, type Mark, sameInvoice } from './marks';
import type { History, SharedMark } from './view';

/** Leave the marks of a claim. Repeatable: a mark that is there stays as it is. Episodes share the claim's marks. */
export async function writeMarks(
  database: Database,
  claim: ClaimKey,
  policyNumber: string,
  marks: Mark[],
): Promise<void> {
  if (marks.length === 0) return;
  await database
    .insert(claimMarks)
    .values(
      marks.map(({ kind, value }) => ({
        tenant: claim.tenant,
        reference: claim.claimNumber,
        kind,
        value,
        policyNumber,
      })),
    )
    .onConflictDoNothing();
}

/**
 * What other claims of the tenant say. The claim itself, whatever its episode, is no other claim; nor is one that a
 * person merged into it as a duplicate, since its papers are those of this claim.
 *
 * @param limits in how many bits two fingerprints of one picture may differ; in how many claims a mark connects nobody any more
 * @returns null when there is nothing to look in: no history was imported, and there is no other claim
 */
export async function readHistory(
  database: Database,
  claim: ClaimKey,
  policyNumber: string,
  marks: Mark[],
  { pictureBits, hub }: { pictureBits: number; hub: number },
): Promise<History | null> {
  if (!(await hasSource(database, claim))) return null;
  const [shared, connected, losses, merged] = await Promise.all([
    sharedMarks(database, claim, marks, pictureBits),
    connectionsOf(database, claim, policyNumber, marks, hub),
    lossesUnder(database, claim, policyNumber),
    mergedInto(database, claim),
  ]);
  return {
    shared: shared.filter((mark) => !merged.has(mark.reference)),
    connected: connected.filter(
      ({ reference, between }) => !merged.has(reference) && (between === null || !merged.has(between.reference)),
    ),
    losses: losses.filter((loss) => !merged.has(loss.reference)),
  };
}

async function hasSource(database: Database, { tenant, claimNumber }: ClaimKey): Promise<boolean> {
  const result = await database.execute<{ known: boolean }>(sql`
    SELECT EXISTS (SELECT 1 FROM ${claimsHistory} WHERE tenant = ${tenant} AND reference <> ${claimNumber})
        OR EXISTS (SELECT 1 FROM ${claims} WHERE tenant = ${tenant} AND claim_number <> ${claimNumber}) AS known`);
  return result.rows[0]?.known === true;
}

async function sharedMarks(
  database: Database,
  claim: ClaimKey,
  marks: Mark[],
  pictureBits: number,
): Promise<SharedMark[]> {
  if (marks.length === 0) return [];
  const rows = await database
    .select()
    .from(claimMarks)
    .where(
      and(
        eq(claimMarks.tenant, claim.tenant),
        ne(claimMarks.reference, claim.claimNumber),
        or(
          inArray(
            claimMarks.value,
            marks.map((mark) => mark.value),
          ),
          ...marks
            .filter(({ kind }) => kind === 'picture')
            .map(({ value }) => and(eq(claimMarks.kind, 'picture'), lte(bitsFrom(value), pictureBits))),
          and(
            eq(claimMarks.kind, 'invoice'),
            inArray(
              invoiceNumber,
              marks.filter(({ kind }) => kind === 'invoice').map(({ value }) => invoiceNumberOf(value)),
            ),
          ),
        ),
      ),
    )
    .orderBy(claimMarks.kind, claimMarks.reference, claimMarks.value);
  return rows.flatMap((row) => {
    const own = marks.find(
      (mark) =>
        mark.kind === row.kind &&
        (mark.value === row.value ||
          (mark.kind === 'invoice' && sameInvoice(mark.value, row.value)) ||
          (mark.kind === 'picture' && bitsApart(mark.value, row.value) <= pictureBits)),
    );
    return own === undefined
      ? []
      : [{ kind: own.kind, value: own.value, reference: row.reference, policyNumber: row.policyNumber }];
  });
}

/** In how many bits a stored fingerprint differs from this one. */
function bitsFrom(fingerprint: string) {
  return sql<number>`bit_count(('x' || ${claimMarks.value})::bit(64) # ('x' || ${fingerprint}::text)::bit(64))`;
}

/** Losses of other claims under the policy: imported ones, our own that were paid, and our own that are not yet. */
async function lossesUnder(
  database: Database,
  { tenant, claimNumber }: ClaimKey,
  policyNumber: string,
): Promise<History['losses']> {
  const [earlier, own] = await Promise.all([
    database
      .select({ reference: claimsHistory.reference, lossDate: claimsHistory.lossDate })
      .from(claimsHistory)
      .where(
        and(
          eq(claimsHistory.tenant, tenant),
          eq(claimsHistory.policyNumber, policyNumber),
          ne(claimsHistory.reference, claimNumber),
        ),
      ),
    database
      .select({ reference: claims.claimNumber, lossDate: claims.lossDate })
      .from(claims)
      .where(
        and(eq(claims.tenant, tenant), eq(claims.policyNumber, policyNumber), ne(claims.claimNumber, claimNumber)),
      ),
  ]);
  const byReference = new Map([...earlier, ...own].map((loss) => [loss.reference, loss]));
  return [...byReference.values()].sort((one, other) => (one.reference < other.reference ? -1 : 1));
}

/** Claims whose newest episode was closed as a duplicate of this one. */
async function mergedInto(database: Database, { tenant, claimNumber }: ClaimKey): Promise<Set<string>> {
  const { claimNumber: number, episode, outcome, body } = claimProjections;
  const newest = database
    .selectDistinctOn([number], { number, outcome, linked: sql<string | null>`${body} ->> 'linkedClaim'`.as('linked') })
    .from(claimProjections)
    .where(
      and(
        eq(claimProjections.tenant, tenant),
        // Only claims that ever were closed as duplicates need a look at their newest episode.
        inArray(
          number,
          database
            .select({ number })
            .from(claimProjections)
            .where(and(eq(claimProjections.tenant, tenant), eq(outcome, 'closed-duplicate'))),
        ),
      ),
    )
    .orderBy(number, sql`${episode} DESC`)
    .as('newest');
  const rows = await database
    .select({ number: newest.number })
    .from(newest)
    .where(and(eq(newest.outcome, 'closed-duplicate'), eq(newest.linked, claimNumber)));
  return new Set(rows.map((row) => row.number));
}
