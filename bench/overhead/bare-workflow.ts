/**
 * The stages of a straight-through claim as a plain Temporal workflow: no ledger, no projection, no messages, no search
 * attributes, no people. What a process costs without everything that makes it accountable.
 */
import { type ActivityInterfaceFor, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { ClaimFileActivities } from '../../activities/claimfile/contract';
import type { CoverageActivities } from '../../activities/coverage/contract';
import type { DocumentActivities, FactsActivities } from '../../activities/documents/contract';
import type { FraudActivities } from '../../activities/fraud/contract';
import type { LetterActivities } from '../../activities/letters/contract';
import type { PaymentActivities } from '../../activities/payments/contract';
import type { TriageActivities } from '../../activities/triage/contract';
import type { ClaimKey, FileRef } from '../../activities/vocabulary';

type ShortSteps = ClaimFileActivities & FactsActivities & CoverageActivities & FraudActivities & TriageActivities;

export interface BareClaim {
  claim: ClaimKey;
  files: FileRef[];
  /** Run the short steps as local activities. Reading, payment and letter are ordinary activities either way. */
  local: boolean;
}

export interface BareResult {
  route: string;
  paidMinor: number;
}

const asActivities = proxyActivities<ShortSteps & DocumentActivities & PaymentActivities & LetterActivities>({
  startToCloseTimeout: '90 seconds',
  heartbeatTimeout: '15 seconds',
});
const asLocalActivities = proxyLocalActivities<ShortSteps>({ startToCloseTimeout: '2 seconds' });

export async function bareClaim({ claim, files, local }: BareClaim): Promise<BareResult> {
  const steps: ActivityInterfaceFor<ShortSteps> = local ? asLocalActivities : asActivities;
  const [, ...documents] = await Promise.all([
    steps.openClaim({ claim }),
    ...files.map((file) => asActivities.readDocument({ claim, file })),
  ]);
  const { facts } = await steps.assembleFacts({ claim, readings: documents.map((document) => document.reading) });
  const [{ coverage }, { screening }] = await Promise.all([
    steps.assessCoverage({ claim, facts }),
    steps.screenFraud({ claim, facts }),
  ]);
  const triage = await steps.proposeAndTriage({
    claim,
    facts,
    coverage,
    fraud: screening,
    alreadyAsked: [],
    investigationCleared: false,
  });
  const { route, amountMinor, currency, proposal } = triage;
  if (route !== 'straight-through' || currency === null) return { route, paidMinor: 0 };
  await asActivities.instructPayment({
    claim,
    key: `payment/${claim.tenant}/${claim.claimNumber}/${claim.episode}/1`,
    currency,
    amountMinor,
    facts,
    coverage,
  });
  await asActivities.sendLetter({
    claim,
    kind: 'approval',
    key: `${claim.episode}/decision`,
    coverage,
    proposal,
    currency,
    amountMinor,
    missing: [],
    linkedClaim: null,
    answerBy: null,
    date: new Date().toISOString().slice(0, 10),
  });
  return { route, paidMinor: amountMinor };
}
