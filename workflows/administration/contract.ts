/** Administrative work as small workflows: visible, retried, and run where the implementations live. */
import { z } from 'zod';
import type { AdministrationAuthority } from '../../activities/authority/contract';
import type { KnowledgeActivities } from '../../activities/knowledge/contract';
import { type AnchorRestart, type LedgerActivities, LedgerVerification } from '../../activities/ledger/contract';
import type { ModelActivities } from '../../activities/models/contract';
import { type SwitchActivities, SwitchName, SwitchState } from '../../activities/switches/contract';
import { ClaimNumber, EvidenceRef, Sha256, TenantId } from '../../activities/vocabulary';

export const ADMINISTRATION = {
  verifyLedger: 'verifyLedger',
  exportClaim: 'exportClaim',
  importTable: 'importTable',
  restartAnchor: 'restartAnchor',
  importWording: 'importWording',
  eraseWording: 'eraseWording',
  searchClauses: 'searchClauses',
  reindexWordings: 'reindexWordings',
  reportModels: 'reportModels',
  replayModels: 'replayModels',
  sweepModels: 'sweepModels',
  setSwitch: 'setSwitch',
} as const;

export const VerifyLedgerInput = z.object({ tenant: TenantId });
export type VerifyLedgerInput = z.infer<typeof VerifyLedgerInput>;

export const ExportClaimInput = z.object({
  tenant: TenantId,
  claimNumber: ClaimNumber,
  /** Who asks, and for which episode it is recorded. Without it the export is that of whoever runs the installation. */
  by: z
    .object({ ticket: z.string().min(16).max(80), episode: z.number().int().min(1) })
    .optional()
    .describe('single-use reference, made for ADMINISTRATION_SUBJECT'),
});
export type ExportClaimInput = z.infer<typeof ExportClaimInput>;

/** A claim's archive in the blob store. */
export const ExportClaimResult = z.object({
  sha256: Sha256,
  bytes: z.number().int(),
  verification: LedgerVerification,
});
export type ExportClaimResult = z.infer<typeof ExportClaimResult>;
export type ExportClaimAnswer = ExportClaimResult | { accepted: false; code: string; reason: string };

/** A CSV file in the blob store that becomes policies or claims history. */
export const ImportTableInput = z.object({ tenant: TenantId, table: z.enum(['policies', 'history']), sha256: Sha256 });
export type ImportTableInput = z.infer<typeof ImportTableInput>;

/** Nothing is stored when any row has an error. Rows count from 1 after the header. */
export const ImportTableResult = z.object({
  imported: z.number().int(),
  replaced: z.number().int(),
  errors: z.array(z.object({ row: z.number().int(), column: z.string().nullable(), problem: z.string() })),
});
export type ImportTableResult = z.infer<typeof ImportTableResult>;

export const RestartAnchorInput = z.object({
  tenant: TenantId,
  /** Single-use reference to who asks, made for `ADMINISTRATION_SUBJECT`. */
  ticket: z.string().min(16).max(80),
  /** Why, in a word or two, such as `restored-backup`. */
  reasonCode: z.string().regex(/^[a-z0-9-]{2,60}$/),
});
export type RestartAnchorInput = z.infer<typeof RestartAnchorInput>;

export type RestartAnchorResult =
  | ({ accepted: true } & AnchorRestart)
  | { accepted: false; code: string; reason: string };

export const SetSwitchInput = z.object({
  tenant: TenantId,
  /** Single-use reference to who asks, made for `ADMINISTRATION_SUBJECT`. */
  ticket: z.string().min(16).max(80),
  name: SwitchName,
  state: SwitchState,
  /** The reason in words. */
  reason: EvidenceRef,
});
export type SetSwitchInput = z.infer<typeof SetSwitchInput>;

export type SetSwitchResult = { accepted: true; changed: boolean } | { accepted: false; code: string; reason: string };

export interface AdministrationActivities
  extends AdministrationAuthority,
    Pick<LedgerActivities, 'appendRecords' | 'restartTenantAnchor'>,
    KnowledgeActivities,
    SwitchActivities,
    Pick<ModelActivities, 'reportModelUse' | 'replayModelPolicy' | 'sweepModelReservations'> {
  verifyTenantLedger(input: VerifyLedgerInput): Promise<LedgerVerification>;
  exportClaimArchive(input: ExportClaimInput): Promise<ExportClaimResult>;
  importTable(input: ImportTableInput): Promise<ImportTableResult>;
}
