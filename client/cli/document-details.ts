/** What was read from the documents of a claim: each value with the place that it stands at. */
import type { ClaimProjection } from '../../activities/claimfile/contract';
import type { DocumentReading } from '../../activities/documents/contract';
import type { ConnectedAdjutant } from '../sdk/connect';
import type { Shown } from '../sdk/shown-evidence';

export interface ShownDocument {
  document: ClaimProjection['documents'][number];
  /** Null while there is none. */
  reading: Shown<DocumentReading>;
}

/**
 * The newest reading of each document of a claim, checked against its hash.
 *
 * @param named only documents whose name or file id begins so
 * @throws NotFoundError when there is no such claim
 */
export async function readDocuments(
  { client }: ConnectedAdjutant,
  claimNumber: string,
  named?: string,
): Promise<ShownDocument[]> {
  const [{ documents }, readings] = await Promise.all([
    client.claims.show(claimNumber),
    client.documents.readings(claimNumber),
  ]);
  return documents
    .filter(({ name, fileId }) => named === undefined || name.startsWith(named) || fileId.startsWith(named))
    .map((document) => ({ document, reading: readings.get(document.fileId) ?? null }));
}
