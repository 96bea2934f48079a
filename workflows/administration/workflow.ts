/** Verify a ledger, export a claim, import a table. */
import { proxyActivities } from '@temporalio/workflow';
import type { LedgerVerification } from '../../activities/ledger/contract';
import type {
  AdministrationActivities,
  ExportClaimInput,
  ExportClaimResult,
  ImportTableInput,
  ImportTableResult,
  VerifyLedgerInput,
} from './contract';

const work = proxyActivities<AdministrationActivities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumAttempts: 5 },
});

/** Check every record of a tenant's chain against its hash, its signature and the anchored head. */
export function verifyLedger(input: VerifyLedgerInput): Promise<LedgerVerification> {
  return work.verifyTenantLedger(input);
}

/** Put records, evidence and the verification of one claim into one archive. */
export function exportClaim(input: ExportClaimInput): Promise<ExportClaimResult> {
  return work.exportClaimArchive(input);
}

/** Import policies or claims history from a CSV file: all rows or none. */
export function importTable(input: ImportTableInput): Promise<ImportTableResult> {
  return work.importTable(input);
}
