/** What was read from the documents of a claim: each value with the place that it stands at. */
import { and, desc, eq, sql } from 'drizzle-orm';
import type { ClaimProjection } from '../../activities/claimfile/contract';
import { DocumentReading } from '../../activities/documents/contract';
import { evidence } from '../../platform/database/schema';
import { readShown, type Shown } from '../sdk/claim-details';
import type { ConnectedAdjutant } from '../sdk/connect';

export interface ShownDocument {
  document: ClaimProjection['documents'][number];
  /** Null while there is none. */
  reading: Shown<DocumentReading>;
}

/** Evidence of this kind holds readings. */
const KIND = 'document-reading';

/**
 * The newest reading of each document of a claim, checked against its hash.
 *
 * @param named only documents whose name or file id begins so
 * @throws NotFoundError when there is no such claim
 */
export async function readDocuments(
  adjutant: ConnectedAdjutant,
  claimNumber: string,
  named?: string,
): Promise<ShownDocument[]> {
  const { documents } = await adjutant.client.claims.show(claimNumber);
  const wanted = documents.filter(
    ({ name, fileId }) => named === undefined || name.startsWith(named) || fileId.startsWith(named),
  );
  return Promise.all(
    wanted.map(async (document) => {
      const ref = await newestReading(adjutant, claimNumber, document.fileId);
      const reference = ref === null ? null : { ref, kind: KIND };
      return { document, reading: await readShown(adjutant, claimNumber, reference, DocumentReading) };
    }),
  );
}

async function newestReading(
  { database, place }: ConnectedAdjutant,
  claimNumber: string,
  fileId: string,
): Promise<string | null> {
  const [row] = await database
    .select({ ref: evidence.ref })
    .from(evidence)
    .where(
      and(
        eq(evidence.tenant, place.tenant),
        eq(evidence.claimNumber, claimNumber),
        eq(evidence.kind, KIND),
        eq(sql`${evidence.body} ->> 'fileId'`, fileId),
      ),
    )
    .orderBy(desc(evidence.createdAt))
    .limit(1);
  return row?.ref ?? null;
}
