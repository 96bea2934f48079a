/** Files of a claim: into the store, into the claim's list, and under neutral names into history. */
import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import { and, eq } from 'drizzle-orm';
import type { FileRef } from '../../activities/vocabulary';
import type { BlobStore } from '../../platform/blobs/store';
import type { Database } from '../../platform/database/client';
import { claims } from '../../platform/database/schema';
import { NotFoundError } from './errors';

/** A file to send along: a path, its bytes, or one that is in the store already. */
export type FileInput = { name: string; path: string } | { name: string; content: Buffer } | FileRef;

/** @returns their hashes and sizes, under the names that the sender gave (cut at 255 characters) */
export function storeFiles(blobs: BlobStore, files: FileInput[]): Promise<FileRef[]> {
  return Promise.all(
    files.map((file) =>
      'fileId' in file
        ? file
        : storeFile(blobs, file.name, 'path' in file ? createReadStream(file.path) : file.content),
    ),
  );
}

/** @returns its hash and size under its name, without what no table can hold */
export async function storeFile(blobs: BlobStore, name: string, content: Buffer | Readable): Promise<FileRef> {
  const { sha256, bytes } = await blobs.put(content);
  const shown = name
    .replace(/\p{Cc}/gu, '')
    .slice(0, 255)
    .replace(/\p{Cs}/gu, '');
  return { fileId: sha256, bytes, name: shown || 'unnamed' };
}

/** Change the list of a claim's files, one writer at a time. @throws NotFoundError */
export async function changeFiles(
  database: Database,
  tenant: string,
  claimNumber: string,
  change: (known: FileRef[]) => FileRef[],
): Promise<void> {
  const thisClaim = and(eq(claims.tenant, tenant), eq(claims.claimNumber, claimNumber));
  await database.transaction(async (transaction) => {
    const [row] = await transaction.select({ files: claims.files }).from(claims).where(thisClaim).for('update');
    if (row === undefined) throw new NotFoundError('claim', claimNumber);
    await transaction
      .update(claims)
      .set({ files: change(row.files as FileRef[]) })
      .where(thisClaim);
  });
}

/**
 * Names for history: the sender's names can hold personal data. The extension stays, since readers check it.
 * @param offset files that the claim has already
 */
export function neutralNames(files: FileRef[], offset: number): FileRef[] {
  return files.map((file, index) => ({
    fileId: file.fileId,
    bytes: file.bytes,
    name: `document-${offset + index + 1}${/^\.[a-z0-9]{1,5}$/i.test(extname(file.name)) ? extname(file.name).toLowerCase() : ''}`,
  }));
}
