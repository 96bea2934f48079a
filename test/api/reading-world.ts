/** The API over claims whose documents were really read: for what only looks. Temporal is not needed, and not there. */
import { Client, Connection } from '@temporalio/client';
import { createLocalUsers } from '../../activities/authority/directory';
import { createDocumentActivities } from '../../activities/documents/activities';
import type { DocumentResult } from '../../activities/documents/contract';
import { ProcessPageImages } from '../../activities/documents/page-images';
import { ReaderPool } from '../../activities/documents/reader-pool';
import type { FileRef } from '../../activities/vocabulary';
import type { ApiServer } from '../../client/api/context';
import { buildApi } from '../../client/api/server';
import { AdjutantClient } from '../../client/sdk';
import { FolderBlobStore } from '../../platform/blobs/store';
import { claims } from '../../platform/database/schema';
import { emptyHome, removeHomes } from '../cli/run-cli';
import { createTestDatabase, type TestDatabase } from '../support/database';

export interface ReadingWorld {
  database: TestDatabase['database'];
  blobs: FolderBlobStore;
  api: ApiServer;
  pages: ProcessPageImages;
  tokens: Record<string, string>;
  foreignTokens: Record<string, string>;
  get(url: string, user?: string, headers?: Record<string, string>): Promise<Awaited<ReturnType<ApiServer['inject']>>>;
  /** A claim with these files, all of them read, attachments too. */
  claimWith(
    claimNumber: string,
    files: { name: string; content: Buffer }[],
    unread?: FileRef[],
  ): Promise<DocumentResult[]>;
  close(): Promise<void>;
}

export async function readingWorld(): Promise<ReadingWorld> {
  const server = await createTestDatabase();
  const { database } = server;
  const blobs = new FolderBlobStore(`${emptyHome()}/blobs`);
  const pool = new ReaderPool({ size: 1 });
  const { readDocument } = createDocumentActivities({ database, blobs, readers: pool });
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  const tokens = await createLocalUsers(database, 'default');
  const foreignTokens = await createLocalUsers(database, 'other');
  const temporal = new Client({ connection });
  const pages = new ProcessPageImages({ blobs });
  const api = await buildApi({
    client: new AdjutantClient({ temporal, database, blobs, tenant: 'default' }),
    database,
    place: { tenant: 'default', namespace: 'none', uiAddress: undefined },
    pageImages: pages,
  });

  const claimWith: ReadingWorld['claimWith'] = async (claimNumber, files, unread = []) => {
    const stored = await Promise.all(
      files.map(async ({ name, content }) => {
        const { sha256, bytes } = await blobs.put(content);
        return { fileId: sha256, bytes, name };
      }),
    );
    await database.insert(claims).values({
      tenant: 'default',
      claimNumber,
      idempotencyKey: claimNumber,
      requestHash: claimNumber,
      notice: {},
      files: [...stored, ...unread],
      policyNumber: 'HC-1001',
      lossDate: '2026-05-03',
      cause: 'burglary',
    });
    const claim = { tenant: 'default', claimNumber, episode: 1 };
    const results: DocumentResult[] = [];
    const waiting: FileRef[] = [...stored];
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const result = await readDocument({ claim, file });
      results.push(result);
      waiting.push(...result.attachments);
    }
    return results;
  };

  return {
    database,
    blobs,
    api,
    pages,
    tokens,
    foreignTokens,
    claimWith,
    get: (url, user = 'adjuster-1', headers = {}) =>
      api.inject({ method: 'GET', url, headers: { authorization: `Bearer ${tokens[user]}`, ...headers } }),
    close: async () => {
      await api.close();
      pages.close();
      pool.close();
      await connection.close();
      await server.close();
      removeHomes();
    },
  };
}
