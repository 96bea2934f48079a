/**
 * Evidence by content: a JSON value stored under the SHA-256 of its canonical form (RFC 8785), scoped to its claim.
 * The same value stored again is the same row, so a retried activity leaves one.
 */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { and, eq } from 'drizzle-orm';
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

/**
 * Load a value and check it against its schema and its hash.
 * @throws Error when it is not there (never stored, or erased) or was altered in the database
 */
export async function getEvidence<T>(
  database: Database | Transaction,
  owner: { tenant: string; claimNumber: string },
  reference: { ref: string; kind: string },
  schema: z.ZodType<T>,
): Promise<T> {
  const rows = await database
    .select({ body: evidence.body, kind: evidence.kind })
    .from(evidence)
    .where(
      and(
        eq(evidence.tenant, owner.tenant),
        eq(evidence.claimNumber, owner.claimNumber),
        eq(evidence.ref, reference.ref),
      ),
    );
  const row = rows[0];
  if (row === undefined)
    throw new Error(`Evidence ${reference.kind} ${reference.ref} of claim ${owner.claimNumber} is not in the database`);
  if (contentHash({ kind: row.kind, body: row.body }) !== reference.ref) {
    throw new Error(
      `Evidence ${reference.kind} ${reference.ref} of claim ${owner.claimNumber} was altered: its content no longer has this hash`,
    );
  }
  return schema.parse(row.body);
}
