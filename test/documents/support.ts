/** A reader of documents over a real store, a real database and real reading processes. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDocumentActivities } from '../../activities/documents/activities';
import { DocumentReading, type DocumentResult } from '../../activities/documents/contract';
import { DEFAULT_LIMITS, type ReadLimits } from '../../activities/documents/limits';
import { ReaderPool } from '../../activities/documents/reader-pool';
import type { ClaimKey, FileRef } from '../../activities/vocabulary';
import { FolderBlobStore } from '../../platform/blobs/store';
import { getEvidence } from '../../platform/database/evidence';
import { createTestDatabase, type TestDatabase } from '../support/database';

export interface DocumentRoom {
  claim: ClaimKey;
  database: TestDatabase['database'];
  blobs: FolderBlobStore;
  pool: ReaderPool;
  /** Store a file. */
  file(name: string, content: Buffer): Promise<FileRef>;
  /** Store a file and read it. */
  read(
    name: string,
    content: Buffer,
  ): Promise<{ result: DocumentResult; reading: DocumentReading; milliseconds: number }>;
  readFile(file: FileRef): Promise<{ result: DocumentResult; reading: DocumentReading; milliseconds: number }>;
  close(): Promise<void>;
}

export async function documentRoom(limits: Partial<ReadLimits> = {}, size = 1): Promise<DocumentRoom> {
  const folder = await mkdtemp(join(tmpdir(), 'documents-'));
  const server = await createTestDatabase();
  const { database } = server;
  const blobs = new FolderBlobStore(folder);
  const pool = new ReaderPool({ size });
  const activities = createDocumentActivities({
    database,
    blobs,
    readers: pool,
    limits: { ...DEFAULT_LIMITS, ...limits },
  });
  const claim = { tenant: 'default', claimNumber: `CLM-${randomUUID().slice(0, 8).toUpperCase()}`, episode: 1 };
  const file = async (name: string, content: Buffer) => {
    const { sha256, bytes } = await blobs.put(content);
    return { fileId: sha256, name, bytes };
  };
  const readFile = async (reference: FileRef) => {
    const begun = performance.now();
    const result = await activities.readDocument({ claim, file: reference });
    const milliseconds = performance.now() - begun;
    return { result, reading: await getEvidence(database, claim, result.reading, DocumentReading), milliseconds };
  };
  return {
    claim,
    database,
    blobs,
    pool,
    file,
    readFile,
    read: async (name, content) => readFile(await file(name, content)),
    close: async () => {
      pool.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}
