/**
 * Opening a closed claim again: who asks is judged, the next episode is registered, and its process starts. A workflow of its own, so that
 * a crash anywhere in between leaves nothing registered that does not run, and a refusal is on record.
 */
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, startChild, WorkflowIdReusePolicy, workflowInfo } from '@temporalio/workflow';
import type { AdministrationAuthority, AuthorityJudgement } from '../../activities/authority/contract';
import type { ClaimFileActivities } from '../../activities/claimfile/contract';
import type { LedgerActivities, LedgerEntry } from '../../activities/ledger/contract';
import type { ClaimKey } from '../../activities/vocabulary';
import { ordinarySteps } from '../kit/local-first';
import type { ReopenClaimAnswer, ReopenClaimInput } from './contract';
import { CLAIMS_PROCESS, claimWorkflowId, SEARCH_ATTRIBUTES } from './names';

const steps = ordinarySteps<
  Pick<AdministrationAuthority, 'judgeReopening'> &
    Pick<ClaimFileActivities, 'reopenClaim'> &
    Pick<LedgerActivities, 'appendRecords'>
>();

/** Open a closed claim again. A refusal is an answer, and recorded. */
export async function reopenClaim({ ticket, pace, ...input }: ReopenClaimInput): Promise<ReopenClaimAnswer> {
  const { tenant, claimNumber, kind, reason } = input;
  const actId = workflowInfo().workflowId;
  const judgement = await steps.judgeReopening({ tenant, claimNumber, kind, actId, ticket });
  const { actor } = judgement;
  const unregistered = { tenant, claimNumber, episode: 1 };
  if (!judgement.allowed || actor === null) {
    const code = judgement.code ?? 'no-authority';
    return refuse(unregistered, judgement, kind, { code, reason: judgement.reason ?? 'Not allowed.' });
  }
  const result = await steps.reopenClaim({ ...input, by: actor });
  if (!result.accepted) return refuse(unregistered, judgement, kind, result);

  const { claim, files, policyNumber, earlierOutcome } = result;
  await record(claim, judgement, {
    kind: 'receive',
    action: 'claim-reopened',
    inputs: [reason],
    reasons: [],
    facts: { reopenedFor: kind, earlierOutcome, files: files.length },
  });
  const workflowId = claimWorkflowId(claim);
  try {
    await startChild(CLAIMS_PROCESS, {
      workflowId,
      args: [{ claim, files, pace }],
      // It goes on when this workflow has ended.
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      staticSummary: `opened again: ${kind}`,
      typedSearchAttributes: [
        { key: SEARCH_ATTRIBUTES.status, value: 'notified' },
        { key: SEARCH_ATTRIBUTES.policy, value: policyNumber },
      ],
    });
  } catch (error) {
    // The same request, sent again: its episode runs or has ended.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
  return { accepted: true, claim, workflowId };
}

async function refuse(
  claim: ClaimKey,
  judgement: AuthorityJudgement,
  kind: string,
  { code, reason }: { code: string; reason: string },
): Promise<ReopenClaimAnswer> {
  await record(claim, judgement, {
    kind: 'refuse',
    action: 'reopening-refused',
    inputs: [],
    reasons: [{ code, clause: null, text: reason }],
    facts: { reopenedFor: kind },
  });
  return { accepted: false, code, reason };
}

async function record(
  claim: ClaimKey,
  { actor, rulesHash }: AuthorityJudgement,
  entry: Pick<LedgerEntry, 'kind' | 'action' | 'inputs' | 'reasons' | 'facts'>,
): Promise<void> {
  const { workflowId, runId, workflowType } = workflowInfo();
  await steps.appendRecords({
    claim,
    process: { type: workflowType, workflowId, runId },
    entries: [
      {
        // A request that was refused may be sent again and be judged anew.
        step: `${entry.action}/${runId}`,
        occurredAt: new Date().toISOString(),
        automated: false,
        actor: { type: 'human', id: actor?.userId ?? 'unverified', role: actor?.role ?? null },
        output: null,
        rulesHash,
        oversight: null,
        ...entry,
      },
    ],
  });
}
