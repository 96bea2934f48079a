/** Evidence for people to look at: checked against its hash; what cannot be shown says why. */
import type { z } from 'zod';
import type { EvidenceRef } from '../../activities/vocabulary';
import type { Database } from '../../platform/database/client';
import { checkEvidence, loadEvidence, type StoredEvidence } from '../../platform/database/evidence';

/** A piece of evidence, or why it cannot be shown. Null where the claim has none (yet). */
export type Shown<T> = { value: T; ref: string } | { problem: string; ref: string } | null;

/** The evidence itself, where it can be shown. */
export function present<T>(shown: Shown<T>): T | null {
  return shown !== null && 'value' in shown ? shown.value : null;
}

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
  const owner = { tenant: place.tenant, claimNumber };
  try {
    const stored = (await loadTogether(database, owner, ref)).get(ref);
    return { ref, value: checkEvidence(stored, owner, reference, schema) };
  } catch (error) {
    // One piece that is gone, altered or of another version must not hide the rest of the page.
    return { ref, problem: error instanceof Error ? error.message : String(error) };
  }
}

interface EvidenceSource {
  database: Database;
  place: { tenant: string };
}

type Loaded = Promise<Map<string, StoredEvidence>>;
interface Gathering {
  refs: Set<string>;
  loaded: Loaded;
}
/** What is asked for at this moment, by database and claim. */
const gatherings = new WeakMap<Database, Map<string, Gathering>>();

/** A page asks for several pieces of a claim at once: one query brings them all. */
function loadTogether(database: Database, owner: { tenant: string; claimNumber: string }, ref: string): Loaded {
  const ofDatabase = gatherings.get(database) ?? new Map<string, Gathering>();
  gatherings.set(database, ofDatabase);
  const key = JSON.stringify([owner.tenant, owner.claimNumber]);
  const known = ofDatabase.get(key);
  if (known !== undefined) {
    known.refs.add(ref);
    return known.loaded;
  }
  const refs = new Set([ref]);
  const loaded = Promise.resolve().then(() => {
    ofDatabase.delete(key);
    return loadEvidence(database, owner, [...refs]);
  });
  ofDatabase.set(key, { refs, loaded });
  return loaded;
}
