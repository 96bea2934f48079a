/** What is different between the evidence that a person saw and the evidence as it is now. */
import { and, desc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { ClaimFacts } from '../../activities/documents/contract';
import { LedgerEntry } from '../../activities/ledger/contract';
import { Proposal } from '../../activities/triage/contract';
import { CurrencyCode, MinorUnits, Reason } from '../../activities/vocabulary';
import { ledgerRecords } from '../../platform/database/schema';
import { type DetailsSource, filesBeingRead } from './claim-details';
import { present, readShown } from './shown-evidence';

const Version = z.object({ action: Proposal.shape.action, amountMinor: MinorUnits, currency: CurrencyCode.nullable() });

export const EvidenceChanges = z.object({
  /** The open task of the claim as it is now; null where nothing is asked any more. */
  taskId: z.string().nullable(),
  /** Documents have come that are being read: what they change is not known yet. */
  stillReading: z.boolean(),
  /** False where nothing is known of what was seen; what follows is empty then. */
  seenIsKnown: z.boolean(),
  documentsAdded: z.array(z.object({ fileId: z.string(), name: z.string() })),
  proposal: z.object({ seen: Version, now: Version }).nullable().describe('null where it is the same'),
  reasonsAdded: z.array(Reason),
  reasonsRemoved: z.array(Reason),
});
export type EvidenceChanges = z.infer<typeof EvidenceChanges>;

/**
 * @param seenHash hash of the evidence that was on the screen
 * @throws NotFoundError when there is no such claim
 */
export async function evidenceChanges(
  source: DetailsSource,
  claimNumber: string,
  seenHash: string,
): Promise<EvidenceChanges> {
  const { client } = source;
  const claim = await client.claims.show(claimNumber);
  const [proposals, [task], beingRead] = await Promise.all([
    proposalsMade(source, claimNumber),
    client.reviews.list({ claimNumber, limit: 1 }),
    claim.status === 'closed' ? [] : filesBeingRead(source, claim),
  ]);
  const seen = proposals.find(({ facts }) => facts.evidenceHash === seenHash);
  const [now] = proposals;
  const same = { documentsAdded: [], proposal: null, reasonsAdded: [], reasonsRemoved: [] };
  const base = { taskId: task?.taskId ?? null, stillReading: beingRead.length > 0, seenIsKnown: seen !== undefined };
  if (seen === undefined || now === undefined) return { ...same, ...base };
  const [before, after] = await Promise.all([
    versionOf(source, claimNumber, seen),
    versionOf(source, claimNumber, now),
  ]);
  const names = new Map(claim.documents.map(({ fileId, name }) => [fileId, name]));
  const known = new Set(before.fileIds);
  const added = after.fileIds.filter((fileId) => !known.has(fileId));
  const changed = JSON.stringify(before.proposal) !== JSON.stringify(after.proposal);
  return {
    ...base,
    documentsAdded: added.map((fileId) => ({ fileId, name: names.get(fileId) ?? 'document' })),
    proposal:
      changed && before.proposal !== null && after.proposal !== null
        ? { seen: before.proposal, now: after.proposal }
        : null,
    reasonsAdded: without(now.reasons, seen.reasons),
    reasonsRemoved: without(seen.reasons, now.reasons),
  };
}

/** Records of proposals, newest first. */
async function proposalsMade({ database, place }: DetailsSource, claimNumber: string): Promise<LedgerEntry[]> {
  const entry = sql`${ledgerRecords.body}->'entry'`;
  const rows = await database
    .select({ entry })
    .from(ledgerRecords)
    .where(
      and(
        eq(ledgerRecords.tenant, place.tenant),
        eq(ledgerRecords.claimNumber, claimNumber),
        eq(sql`${entry}->>'action'`, 'proposal-made'),
      ),
    )
    .orderBy(desc(ledgerRecords.seq));
  return rows.flatMap((row) => LedgerEntry.safeParse(row.entry).data ?? []);
}

async function versionOf(source: DetailsSource, claimNumber: string, { output }: LedgerEntry) {
  const proposal = present(await readShown(source, claimNumber, output, Proposal));
  const basis = proposal?.basis.find(({ kind }) => kind === 'claim-facts') ?? null;
  const facts = present(await readShown(source, claimNumber, basis, ClaimFacts));
  return {
    proposal: proposal === null ? null : Version.parse(proposal),
    fileIds: (facts?.documents ?? []).map(({ fileId }) => fileId),
  };
}

function without(reasons: Reason[], others: Reason[]): Reason[] {
  const keys = new Set(others.map(keyOf));
  return reasons.filter((reason) => !keys.has(keyOf(reason)));
}

function keyOf({ code, clause, text }: Reason): string {
  return JSON.stringify([code, clause, text]);
}
