/** What was read from the documents of a claim: each value with the place that it stands at. */
import { and, desc, eq } from 'drizzle-orm';
import type { ClaimProjection } from '../../activities/claimfile/contract';
import { DocumentReading } from '../../activities/documents/contract';
import { contentHash } from '../../platform/database/evidence';
import { evidence } from '../../platform/database/schema';
import type { ConnectedAdjutant } from '../sdk/connect';

export interface ShownDocument {
  document: ClaimProjection['documents'][number];
  /** Null when there is none, or one that cannot be shown; then `problem` says why. */
  reading: DocumentReading | null;
  problem: string | null;
}

/**
 * The newest reading of each document of a claim, checked against its hash.
 *
 * @param named only documents whose name or file id begins so
 * @throws NotFoundError when there is no such claim
 */
export async function readDocuments(
  { client, database, place }: ConnectedAdjutant,
  claimNumber: string,
  named?: string,
): Promise<ShownDocument[]> {
  const { documents } = await client.claims.show(claimNumber);
  const rows = await database
    .select({ ref: evidence.ref, kind: evidence.kind, body: evidence.body })
    .from(evidence)
    .where(
      and(
        eq(evidence.tenant, place.tenant),
        eq(evidence.claimNumber, claimNumber),
        eq(evidence.kind, 'document-reading'),
      ),
    )
    .orderBy(desc(evidence.createdAt));
  return documents
    .filter(({ name, fileId }) => named === undefined || name.startsWith(named) || fileId.startsWith(named))
    .map((document) => ({ document, ...newestOf(document.fileId, rows) }));
}

function newestOf(
  fileId: string,
  rows: { ref: string; kind: string; body: unknown }[],
): Omit<ShownDocument, 'document'> {
  const row = rows.find(({ body }) => (body as { fileId?: unknown } | null)?.fileId === fileId);
  if (row === undefined) return { reading: null, problem: 'There is no reading of it.' };
  if (contentHash({ kind: row.kind, body: row.body }) !== row.ref)
    return { reading: null, problem: 'The reading was altered in the database: its content no longer has its hash.' };
  const parsed = DocumentReading.safeParse(row.body);
  if (!parsed.success) return { reading: null, problem: 'The reading has a form that this version does not know.' };
  return { reading: parsed.data, problem: null };
}
