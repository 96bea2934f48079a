/**
 * Evidence by content: a JSON value stored under the SHA-256 of its canonical form (RFC 8785), scoped to its claim.
 * The same value stored again is the same row, so a retried activity leaves one.
 */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { and, eq, inArray } from 'drizzle-orm';
import type { z } from 'zod';
import type { Database, Transaction } from './client';
import { evidence } from './schema';

/** SHA-256 (hex) of a value's canonical JSON. */
export function contentHash(value: unknown): string {
  const canonical = canonicalize(value);
  if (canonical === undefined) throw new TypeError('Only JSON values have a content hash');
  return createHash('sha256').update(canonical).digest('hex');
}

/**
 * Store a value.
 * @returns its reference; small enough for workflow history
 */
export async function putEvidence(
  database: Database | Transaction,
  owner: { tenant: string; claimNumber: string },
  kind: string,
  body: unknown,
): Promise<{ ref: string; kind: string }> {
  const ref = contentHash({ kind, body });
  await database
    .insert(evidence)
    .values({ tenant: owner.tenant, claimNumber: owner.claimNumber, ref, kind, body })
    .onConflictDoNothing();
  return { ref, kind };
}

/** Whose evidence it is. */
export interface EvidenceOwner {
  tenant: string;
  claimNumber: string;
}

/** As stored, not yet checked. */
export interface StoredEvidence {
  kind: string;
  body: unknown;
}

/** Several pieces of a claim in one query, by reference; those that are not there are missing. */
export async function loadEvidence(
  database: Database | Transaction,
  owner: EvidenceOwner,
  refs: readonly string[],
): Promise<Map<string, StoredEvidence>> {
  const rows = await database
    .select({ ref: evidence.ref, body: evidence.body, kind: evidence.kind })
    .from(evidence)
    .where(
      and(
        eq(evidence.tenant, owner.tenant),
        eq(evidence.claimNumber, owner.claimNumber),
        inArray(evidence.ref, [...refs]),
      ),
    );
  return new Map(rows.map(({ ref, ...row }) => [ref, row]));
}

/**
 * A loaded piece, checked against its hash and its schema.
 * @throws Error when it is not there (never stored, or erased) or was altered in the database
 */
export function checkEvidence<T>(
  stored: StoredEvidence | undefined,
  { claimNumber }: EvidenceOwner,
  { ref, kind }: { ref: string; kind: string },
  schema: z.ZodType<T>,
): T {
  if (stored === undefined) throw new Error(`Evidence ${kind} ${ref} of claim ${claimNumber} is not in the database`);
  if (contentHash({ kind: stored.kind, body: stored.body }) !== ref) {
    throw new Error(`Evidence ${kind} ${ref} of claim ${claimNumber} was altered: its content no longer has this hash`);
  }
  return schema.parse(stored.body);
}

/**
 * Load a value and check it against its schema and its hash.
 * @throws Error as `checkEvidence`
 */
export async function getEvidence<T>(
  database: Database | Transaction,
  owner: EvidenceOwner,
  reference: { ref: string; kind: string },
  schema: z.ZodType<T>,
): Promise<T> {
  const found = await loadEvidence(database, owner, [reference.ref]);
  return checkEvidence(found.get(reference.ref), owner, reference, schema);
}
