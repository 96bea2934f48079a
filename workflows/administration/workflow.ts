/** Verify a ledger, export a claim, import tables and wordings, find clauses, begin an anchor again, report on models. */
import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { AdministrativeAct, AuthorityJudgement } from '../../activities/authority/contract';
import type {
  EraseWordingInput,
  ImportWordingInput,
  ImportWordingResult,
  SearchClausesInput,
  SearchClausesResult,
} from '../../activities/knowledge/contract';
import type { LedgerEntry, LedgerVerification } from '../../activities/ledger/contract';
import type { ModelReplay, ModelReplayInput, ModelReportInput, ModelReportRow } from '../../activities/models/contract';
import type { ClaimKey } from '../../activities/vocabulary';
import type {
  AdministrationActivities,
  ExportClaimAnswer,
  ExportClaimInput,
  ImportTableInput,
  ImportTableResult,
  RestartAnchorInput,
  RestartAnchorResult,
  SetSwitchInput,
  SetSwitchResult,
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

/** Put records, evidence and the verification of one claim into one archive; who had it is on the claim's own record. */
export async function exportClaim({ by, ...input }: ExportClaimInput): Promise<ExportClaimAnswer> {
  if (by === undefined) return work.exportClaimArchive(input);
  const claim = { ...input, episode: by.episode };
  const judgement = await judgeAct('export-claim', claim.tenant, by.ticket);
  if (!judgement.allowed) return refuseAct(judgement, claim, 'claim-export-refused');
  const archive = await work.exportClaimArchive(input);
  await recordAct(judgement, claim, {
    kind: 'record',
    action: 'claim-exported',
    reasons: [],
    facts: { sha256: archive.sha256, bytes: archive.bytes, ledgerOk: archive.verification.ok },
  });
  return archive;
}

/** Import policies or claims history from a CSV file: all rows or none. */
export function importTable(input: ImportTableInput): Promise<ImportTableResult> {
  return work.importTable(input);
}

/** Take an edition of a product's wording in, or say why not. */
export function importWording(input: ImportWordingInput): Promise<ImportWordingResult> {
  return work.importWording(input);
}

/** Erase an edition: it is found no more. False when there is none of that name. */
export function eraseWording(input: EraseWordingInput): Promise<boolean> {
  return work.eraseWording(input);
}

/** Clauses that answer a question, as of a day. */
export function searchClauses(input: SearchClausesInput): Promise<SearchClausesResult> {
  return work.searchClauses(input);
}

/** Build the index of all wordings anew. */
export function reindexWordings(): Promise<number> {
  return work.reindexWordings();
}

/** What models cost, how long they took and how good they were. */
export function reportModels(input: ModelReportInput): Promise<ModelReportRow[]> {
  return work.reportModelUse(input);
}

/** What another policy of models would have cost and got on recorded calls. */
export function replayModels(input: ModelReplayInput): Promise<ModelReplay> {
  return work.replayModelPolicy(input);
}

/** End reservations of model calls whose worker is gone: by the clock (workers/schedules.ts). */
export function sweepModels(): Promise<{ settledAsUnknown: number }> {
  return work.sweepModelReservations();
}

/** Stands for the claim number in records of what is done to the installation (`ADMINISTRATION_SUBJECT`). */
const SUBJECT = 'ADMINISTRATION';

/**
 * Begin a tenant's anchor again, for a person who may. Who did it, why, and what the old anchor vouched for is the first
 * record after it; a refusal is recorded too.
 */
export async function restartAnchor({ tenant, ticket, reasonCode }: RestartAnchorInput): Promise<RestartAnchorResult> {
  const subject = { tenant, claimNumber: SUBJECT, episode: 1 };
  const judgement = await judgeAct('restart-anchor', tenant, ticket);
  if (!judgement.allowed) return refuseAct(judgement, subject, 'anchor-restart-refused');
  const restart = await work.restartTenantAnchor({ tenant });
  await recordAct(judgement, subject, {
    kind: 'record',
    action: 'anchor-restarted',
    reasons: [{ code: reasonCode, clause: null, text: 'The anchor begins again; the old file was put aside.' }],
    facts: { ...restart },
  });
  return { accepted: true, ...restart };
}

/** Set a kill switch, for a person who may. Who did it and why is recorded; a refusal is recorded too. */
export async function setSwitch({ tenant, ticket, name, state, reason }: SetSwitchInput): Promise<SetSwitchResult> {
  const subject = { tenant, claimNumber: SUBJECT, episode: 1 };
  const judgement = await judgeAct('set-switch', tenant, ticket);
  if (!judgement.allowed) return refuseAct(judgement, subject, 'switch-refused');
  const { changed } = await work.setSwitch({
    tenant,
    name,
    state,
    reason,
    by: judgement.actor?.userId ?? 'unverified',
  });
  await recordAct(judgement, subject, {
    kind: 'record',
    action: `switched-${state}`,
    inputs: [reason],
    reasons: [],
    facts: { switch: name, changed },
  });
  return { accepted: true, changed };
}

function judgeAct(act: AdministrativeAct, tenant: string, ticket: string): Promise<AuthorityJudgement> {
  return work.judgeAdministration({ tenant, act, actId: workflowInfo().workflowId, ticket });
}

async function refuseAct(
  judgement: AuthorityJudgement,
  subject: ClaimKey,
  action: string,
): Promise<{ accepted: false; code: string; reason: string }> {
  const code = judgement.code ?? 'no-authority';
  const reason = judgement.reason ?? 'Not allowed.';
  await recordAct(judgement, subject, {
    kind: 'refuse',
    action,
    reasons: [{ code, clause: null, text: reason }],
    facts: {},
  });
  return { accepted: false, code, reason };
}

async function recordAct(
  { actor, rulesHash }: AuthorityJudgement,
  subject: ClaimKey,
  entry: Pick<LedgerEntry, 'kind' | 'action' | 'reasons' | 'facts'> & Partial<Pick<LedgerEntry, 'inputs'>>,
): Promise<void> {
  const { workflowId, runId, workflowType } = workflowInfo();
  await work.appendRecords({
    claim: subject,
    process: { type: workflowType, workflowId, runId },
    entries: [
      {
        step: entry.action,
        occurredAt: new Date().toISOString(),
        automated: false,
        actor: { type: 'human', id: actor?.userId ?? 'unverified', role: actor?.role ?? null },
        inputs: [],
        output: null,
        rulesHash,
        oversight: null,
        ...entry,
      },
    ],
  });
}
