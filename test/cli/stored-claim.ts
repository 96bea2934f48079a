/** A claim in review as the process leaves it in PostgreSQL: notice, evidence, projection and task, each by its contract. */
import { createHash } from 'node:crypto';
import { ClaimProjection, NoticeOfLoss, ReviewTask } from '../../activities/claimfile/contract';
import { CoverageAssessment, CoverageOpinion } from '../../activities/coverage/contract';
import { ClaimFacts } from '../../activities/documents/contract';
import { FraudScreening } from '../../activities/fraud/contract';
import { Proposal } from '../../activities/triage/contract';
import type { Database } from '../../platform/database/client';
import { putEvidence } from '../../platform/database/evidence';
import { claimProjections, claims, reviewTasks } from '../../platform/database/schema';

export const sha = (text: string) => createHash('sha256').update(text).digest('hex');
/** A sender can name a file as he likes. */
export const HOSTILE_NAME = 'invoice\u001b]0;owned\u0007.pdf';

const wear = { code: 'wear-deducted', clause: '5.2', text: 'Wear is deducted by age.' };

export interface StoredClaim {
  claimNumber: string;
  taskId: string;
  evidenceHash: string;
}

/** What was read, assessed, screened and proposed: a laptop of 1,499.00 EUR, of which 949.20 EUR are payable. */
export async function storeEvidence(database: Database, claimNumber: string, fileId: string) {
  const owner = { tenant: 'default', claimNumber };
  const source = { fileId, page: 2, box: null, quote: 'Total 1,499.00' };
  const facts = await putEvidence(
    database,
    owner,
    'claim-facts',
    ClaimFacts.parse({
      documents: [{ fileId, name: 'document-1.pdf', type: 'purchase-receipt', status: 'read', setAsideCode: null }],
      items: [],
      currency: 'EUR',
      claimedMinor: 149_900,
      lossDates: [],
      policyNumbers: [],
      registrations: [],
      payee: null,
      phones: [],
      invoices: [],
      policeReport: null,
      findings: [
        { code: 'lines-do-not-add-up', severity: 'warning', detail: 'Lines and total differ.', sources: [source] },
      ],
    }),
  );
  const coverage = await putEvidence(
    database,
    owner,
    'coverage-assessment',
    CoverageAssessment.parse({
      outcome: 'partly-covered',
      policyFound: true,
      policy: { policyNumber: 'HC-1001', product: 'home-contents', edition: '2026-01', holder: 'Niamh Byrne' },
      line: 'contents',
      peril: 'burglary',
      currency: 'EUR',
      lines: [
        {
          itemId: 'item-1',
          description: 'Laptop',
          category: 'electronics',
          section: 'contents',
          outcome: 'covered',
          reason: wear,
          claimedMinor: 149_900,
          depreciationMinor: 29_980,
          sublimitReductionMinor: 0,
          adjustedMinor: 119_920,
          working: ['1499.00 EUR less 20 % (clause 5.2) = 1199.20 EUR'],
        },
      ],
      claimedMinor: 149_900,
      deductibleMinor: 25_000,
      limitReductionMinor: 0,
      payableMinor: 94_920,
      reasons: [{ code: 'peril-insured', clause: '2.1', text: 'Burglary is insured.' }],
      questions: [
        {
          code: 'locked',
          text: 'Was the door locked?',
          clauses: ['2.1', '4.3'],
          wouldSettle: 'the police report',
          speaksFor: [{ clause: '2.1', heading: 'Burglary', quote: 'We pay after a burglary.' }],
          speaksAgainst: [{ clause: '4.3', heading: 'Open doors', quote: 'Not when a door stood open.' }],
        },
      ],
      working: ['1199.20 EUR less deductible 250.00 EUR = 949.20 EUR'],
      terms: null,
      engine: 'coverage/1',
    }),
  );
  const opinion = await putEvidence(
    database,
    owner,
    'coverage-opinion',
    CoverageOpinion.parse({
      coverage,
      questions: [
        {
          code: 'locked',
          text: 'Was the door locked?',
          opinion: {
            outcome: 'split',
            verdict: null,
            answers: [
              {
                verdict: 'covered',
                because: 'The lock was forced.',
                against: 'Nobody saw it.',
                clauses: [{ clause: '2.1', quote: 'We pay after a burglary.' }],
                facts: [{ fact: 'account', quote: 'the lock was broken' }],
                wouldSettle: 'the locksmith',
                model: 'model-a',
                recordId: sha('answer'),
              },
            ],
            rejected: ['not-verified'],
          },
        },
      ],
    }),
  );
  const screening = await putEvidence(
    database,
    owner,
    'fraud-screening',
    FraudScreening.parse({
      score: 3,
      referral: false,
      indicators: [
        {
          code: 'early-loss',
          weight: 3,
          text: 'Loss soon after the cover began.',
          evidence: [{ kind: 'policy', ref: 'HC-1001', detail: 'cover began 2026-04-20' }],
          clearedBy: 'proof of earlier insurance',
        },
      ],
      checked: ['early-loss'],
      notChecked: [{ check: 'watchlist', why: 'no list is configured' }],
      rules: { version: '1', sha256: sha('fraud') },
    }),
  );
  const proposal = await putEvidence(
    database,
    owner,
    'proposal',
    Proposal.parse({
      action: 'pay-in-part',
      currency: 'EUR',
      claimedMinor: 149_900,
      amountMinor: 94_920,
      lines: [
        {
          itemId: 'item-1',
          description: 'Laptop',
          claimedMinor: 149_900,
          adjustedMinor: 119_920,
          outcome: 'covered',
          reason: wear,
        },
      ],
      working: [],
      reasons: [],
      missing: [{ code: 'police-report', text: 'Report of the burglary to the police' }],
      basis: [facts, coverage, screening],
    }),
  );
  return { facts, coverage, opinion, screening, proposal };
}

/** @param changes of the projection */
export async function storeClaim(
  database: Database,
  claimNumber: string,
  changes: Partial<ClaimProjection> = {},
): Promise<StoredClaim> {
  const owner = { tenant: 'default', claimNumber };
  const claim = { ...owner, episode: 1 };
  const fileId = sha(claimNumber);
  const notice = NoticeOfLoss.parse({
    policyNumber: 'HC-1001',
    lossDate: '2026-05-03',
    causeOfLoss: 'burglary',
    description: 'The back door was forced and a laptop is gone.',
    lossLocation: 'IE',
    claimant: { name: 'Niamh Byrne', role: 'policyholder' },
  });
  const { facts, coverage, opinion, screening, proposal } = await storeEvidence(database, claimNumber, fileId);
  const evidenceHash = sha(`evidence of ${claimNumber}`);
  const taskId = `${claimNumber}-1-task-1`;
  await database.insert(claims).values({
    ...owner,
    idempotencyKey: claimNumber,
    requestHash: sha(claimNumber),
    notice,
    files: [{ fileId, name: HOSTILE_NAME, bytes: 10 }],
    policyNumber: notice.policyNumber,
    lossDate: notice.lossDate,
    cause: notice.causeOfLoss,
  });
  const projection = ClaimProjection.parse({
    claim,
    version: 4,
    workflowId: `claim/default/${claimNumber}/1`,
    status: 'in-review',
    outcome: null,
    line: 'contents',
    policyNumber: 'HC-1001',
    currency: 'EUR',
    claimedMinor: 149_900,
    reserveMinor: 94_920,
    payableMinor: 94_920,
    paidMinor: 0,
    decidedBy: [],
    reasons: [{ code: 'needs-a-person', clause: null, text: 'Not every line is payable.' }],
    waitingFor: 'an adjuster to decide',
    dueAt: '2099-01-01T00:00:00.000Z',
    linkedClaim: null,
    documents: [
      { fileId, name: 'document-1.pdf', type: 'purchase-receipt', status: 'read', reason: null },
      {
        fileId: sha('other'),
        name: 'document-2.pdf',
        type: 'unknown',
        status: 'set-aside',
        reason: 'It is encrypted.',
      },
    ],
    evidence: { facts, coverage, fraud: screening, proposal, opinion },
    letters: [{ kind: 'acknowledgment', key: '1/acknowledgment', location: '/letters/acknowledgment.pdf' }],
    openedAt: '2026-05-04T10:00:00.000Z',
    updatedAt: '2026-05-04T10:00:01.000Z',
    closedAt: null,
    ...changes,
  });
  await database.insert(claimProjections).values({
    ...claim,
    version: projection.version,
    status: projection.status,
    outcome: projection.outcome,
    line: projection.line,
    policyNumber: projection.policyNumber,
    payableMinor: projection.payableMinor,
    updatedAt: projection.updatedAt,
    body: projection,
  });
  const task = ReviewTask.parse({
    taskId,
    claim,
    kind: 'decision',
    status: projection.status === 'closed' ? 'done' : 'open',
    role: 'adjuster',
    currency: 'EUR',
    amountMinor: 94_920,
    why: projection.reasons,
    evidenceHash,
    proposal,
    firstDecision: null,
    suspectedDuplicates: [],
    openedAt: projection.openedAt,
    dueAt: projection.dueAt,
  });
  await database.insert(reviewTasks).values({
    ...claim,
    taskId,
    version: 4,
    kind: task.kind,
    status: task.status,
    role: task.role,
    openedAt: task.openedAt,
    dueAt: task.dueAt,
    line: projection.line,
    stakeMinor: Math.max(projection.claimedMinor ?? 0, task.amountMinor ?? 0),
    body: task,
  });
  return { claimNumber, taskId, evidenceHash };
}
