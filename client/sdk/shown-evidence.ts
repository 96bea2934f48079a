/** Evidence for people to look at: checked against its hash; what cannot be shown says why. */
import type { z } from 'zod';
import type { EvidenceRef } from '../../activities/vocabulary';
import type { Database } from '../../platform/database/client';
import { getEvidence } from '../../platform/database/evidence';

/** A piece of evidence, or why it cannot be shown. Null where the claim has none (yet). */
export type Shown<T> = { value: T; ref: string } | { problem: string; ref: string } | null;

/** A piece of evidence of a claim, checked against its hash; or why it cannot be shown. */
export async function readShown<T>(
  source: EvidenceSource,
  claimNumber: string,
  reference: EvidenceRef | null,
  schema: z.ZodType<T>,
): Promise<Shown<T>> {
  return reference === null ? null : readEvidence(source, claimNumber, reference, schema);
}

/** The same where there is one. */
export async function readEvidence<T>(
  { database, place }: EvidenceSource,
  claimNumber: string,
  reference: EvidenceRef,
  schema: z.ZodType<T>,
): Promise<NonNullable<Shown<T>>> {
  const { ref } = reference;
  try {
    return { ref, value: await getEvidence(database, { tenant: place.tenant, claimNumber }, reference, schema) };
  } catch (error) {
    // One piece that is gone, altered or of another version must not hide the rest of the page.
    return { ref, problem: error instanceof Error ? error.message : String(error) };
  }
}

interface EvidenceSource {
  database: Database;
  place: { tenant: string };
}
