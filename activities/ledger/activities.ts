/** The ledger as activities. */
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { asyncLocalStorage } from '@temporalio/activity';
import type { BlobStore } from '../../platform/blobs/store';
import type { Database, Transaction } from '../../platform/database/client';
import type { SigningKeys } from '../../platform/keys/signing';
import { restartAnchor } from './anchoring';
import type { AnchorFolder } from './anchors';
import type { LedgerActivities, LedgerAppends } from './contract';
import { exportClaim } from './export';
import { verifyLedger } from './verify';

export interface LedgerParts {
  database: Database;
  appender: LedgerAppends<Transaction>;
  keys: SigningKeys;
  anchors: AnchorFolder;
  /** Takes the archives, and has the documents. */
  blobs: BlobStore;
}

/** Heartbeat and stop on cancellation when run by a worker; nothing when called as a plain function. */
function reportProgress(records: number): void {
  const context = asyncLocalStorage.getStore();
  if (context === undefined) return;
  context.heartbeat({ records });
  const { cancellationSignal } = context;
  if (cancellationSignal.aborted) throw cancellationSignal.reason;
}

export function createLedgerActivities(parts: LedgerParts): LedgerActivities {
  const { database, appender, keys, anchors, blobs } = parts;
  return {
    async appendRecords(batch) {
      const [lastSeq = 0] = await database.transaction((transaction) => appender.appendEntries(transaction, [batch]));
      appender.committed(batch.claim.tenant);
      return { lastSeq };
    },

    async verifyTenantLedger({ tenant }) {
      return verifyLedger({
        database,
        tenant,
        anchors,
        publicKeys: await keys.publicKeys(),
        onProgress: reportProgress,
      });
    },

    async restartTenantAnchor({ tenant }) {
      // An old anchor that cannot be read is one of the reasons to begin again.
      const previous = await anchors.newest(tenant).catch(() => null);
      const anchoredSeq = await restartAnchor({ database, keys, anchors }, tenant);
      return { anchoredSeq, previousSeq: previous?.seq ?? null, previousHash: previous?.hash ?? null };
    },

    async exportClaimArchive({ tenant, claimNumber, includeFiles }) {
      const stream = new PassThrough();
      const stored = blobs.put(stream);
      // Awaited below; a store that fails ends the stream, which fails the export with the store's error.
      stream.on('error', () => {});
      stored.catch((error: unknown) => stream.destroy(error instanceof Error ? error : new Error(String(error))));
      try {
        const verification = await exportClaim(
          { database, keys, anchors, tenant, claimNumber, blobs, includeFiles, onProgress: reportProgress },
          async (chunk) => {
            if (stream.errored !== null) throw stream.errored;
            if (!stream.write(chunk)) await Promise.race([once(stream, 'drain'), stored]);
          },
        );
        stream.end();
        return { ...(await stored), verification };
      } catch (error) {
        stream.destroy(error instanceof Error ? error : new Error(String(error)));
        await stored.catch(() => {});
        throw error;
      }
    },
  };
}
