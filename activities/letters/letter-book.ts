/**
 * Our book of letters (table `letters`): the row and the composed letter are written in one transaction before delivery,
 * so that every attempt delivers the same bytes, whatever has changed in templates or wordings meanwhile.
 */
import { ApplicationFailure } from '@temporalio/common';
import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database/client';
import { contentHash, getEvidence, putEvidence } from '../../platform/database/evidence';
import { letters } from '../../platform/database/schema';
import { ComposedLetter, type LetterRequest, LetterResult } from './contract';

export type LetterRow = typeof letters.$inferSelect;

/**
 * What makes a letter the same letter: everything that was asked for but the dates and the way it goes. A process that is run
 * again asks later for the letter that has gone out; that one stands, with its dates.
 */
export function letterIdentity({ byPost: _way, ...request }: LetterRequest): string {
  return contentHash({ ...request, date: null, answerBy: null });
}

/** @returns the row of a key, or null */
export async function findLetter(database: Database, request: LetterRequest): Promise<LetterRow | null> {
  const [row] = await database.select().from(letters).where(thisLetter(request));
  return row ?? null;
}

/** Write a composed letter down. When another attempt was first, its row counts. */
export function bookLetter(
  database: Database,
  request: LetterRequest,
  requestHash: string,
  letter: ComposedLetter,
): Promise<LetterRow> {
  return database.transaction(async (writer) => {
    const content = await putEvidence(writer, request.claim, 'letter', letter);
    await writer
      .insert(letters)
      .values({
        tenant: request.claim.tenant,
        claimNumber: request.claim.claimNumber,
        key: request.key,
        kind: request.kind,
        requestHash,
        contentRef: content.ref,
        sha256: letter.sha256,
        status: 'composed',
      })
      .onConflictDoNothing();
    const [row] = await writer.select().from(letters).where(thisLetter(request));
    if (row === undefined) throw new Error(`Letter ${request.key} was there and is gone`);
    return row;
  });
}

/** @throws non-retryable `letter-key-conflict` when the key belongs to another letter */
export function refuseOther(row: LetterRow, requestHash: string): void {
  if (row.requestHash !== requestHash) throw letterConflict(row.key);
}

export function letterConflict(key: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `Letter key ${key} was used for another letter of this claim. Use a key of its own for each letter.`,
    'letter-key-conflict',
  );
}

/** The service will not take this letter: its key is free for one that is put right. */
export async function dropRefused(database: Database, request: LetterRequest): Promise<void> {
  await database.delete(letters).where(and(thisLetter(request), eq(letters.status, 'composed')));
}

/** The letter as it was composed. @throws Error when it was altered or erased */
export function contentOf(database: Database, row: LetterRow): Promise<ComposedLetter> {
  return getEvidence(database, row, { ref: row.contentRef, kind: 'letter' }, ComposedLetter);
}

/** Book the delivery. The first one counts. */
export async function bookDelivery(
  database: Database,
  request: LetterRequest,
  location: string,
): Promise<LetterResult> {
  await database
    .update(letters)
    .set({ status: 'delivered', location, deliveredAt: sql`now()` })
    .where(and(thisLetter(request), eq(letters.status, 'composed')));
  const row = await findLetter(database, request);
  if (row === null) throw new Error(`Letter ${request.key} was there and is gone`);
  return resultOf(row);
}

export function resultOf(row: LetterRow): LetterResult {
  return LetterResult.parse({ key: row.key, kind: row.kind, sha256: row.sha256, location: row.location });
}

function thisLetter(request: LetterRequest) {
  return and(
    eq(letters.tenant, request.claim.tenant),
    eq(letters.claimNumber, request.claim.claimNumber),
    eq(letters.key, request.key),
  );
}
