/** Administrative activities that join several capabilities: importing tables. */
import { importPolicies } from '../activities/coverage/import-policies';
import type { TermsLibrary } from '../activities/coverage/terms';
import { importHistory } from '../activities/fraud/import-history';
import type { BlobStore } from '../platform/blobs/store';
import type { Database } from '../platform/database/client';
import type { AdministrationActivities } from '../workflows/administration/contract';

interface Parts {
  database: Database;
  blobs: BlobStore;
  markKey: Buffer;
  /** Products that policies may name. */
  terms: TermsLibrary;
}

export function createAdministrationActivities({
  database,
  blobs,
  markKey,
  terms,
}: Parts): Pick<AdministrationActivities, 'importTable'> {
  return {
    importTable: async ({ tenant, table, sha256 }) => {
      const csv = (await blobs.get(sha256)).toString('utf8');
      return table === 'policies'
        ? importPolicies(database, tenant, csv, terms)
        : importHistory(database, tenant, csv, markKey);
    },
  };
}
