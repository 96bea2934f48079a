/** A claim with policy, assessment and proposal in the test's database, for letters of any kind. */
import type { NoticeOfLoss } from '../../activities/claimfile/contract';
import type { CoverageAssessment, CoverageLine } from '../../activities/coverage/contract';
import type { LetterKind, LetterRequest } from '../../activities/letters/contract';
import type { Proposal } from '../../activities/triage/contract';
import type { Database } from '../../platform/database/client';
import { putEvidence } from '../../platform/database/evidence';
import { claims, policies } from '../../platform/database/schema';

export const POLICY_NUMBER = 'HC-2026-0007';
const SHA = 'a'.repeat(64);

export const line = (description: string, claimedMinor: number, change: Partial<CoverageLine> = {}): CoverageLine => ({
  itemId: description,
  description,
  category: 'furniture',
  section: 'contents',
  outcome: 'covered',
  reason: { code: 'covered', clause: '2.1', text: 'Covered.' },
  claimedMinor,
  depreciationMinor: 0,
  sublimitReductionMinor: 0,
  adjustedMinor: claimedMinor,
  working: [],
  ...change,
});

export const refusedLine = (description: string, claimedMinor: number): CoverageLine =>
  line(description, claimedMinor, {
    outcome: 'not-covered',
    adjustedMinor: 0,
    reason: {
      code: 'item-excluded',
      clause: '4.2',
      text: 'Damage that happens gradually, such as damp, rot or wear, is not insured.',
    },
  });

const sofa = line('Sofa, three seats, grey', 129_900, {
  depreciationMinor: 25_980,
  adjustedMinor: 103_920,
  working: ['1,299.00 EUR less 20 % for 2 years of age (clause 6.7) = 1,039.20 EUR'],
});

/** Water damage: sofa depreciated, carpet whole, excess of 250.00. */
export const covered: CoverageAssessment = {
  outcome: 'covered',
  policyFound: true,
  policy: { policyNumber: POLICY_NUMBER, product: 'home-test', edition: '2026-01', holder: 'Máire Ní Bhriain' },
  line: 'contents',
  peril: 'escape-of-water',
  currency: 'EUR',
  lines: [sofa, line('Carpet, living room, 18 m²', 54_000)],
  claimedMinor: 183_900,
  deductibleMinor: 25_000,
  limitReductionMinor: 0,
  payableMinor: 132_920,
  reasons: [
    { code: 'in-force', clause: '1.2', text: 'In force on 2026-02-03.' },
    { code: 'peril-covered', clause: '2.1.3', text: 'Contents: escape of water.' },
    { code: 'deductible-applied', clause: '6.3', text: 'The deductible takes off 250.00 EUR.' },
  ],
  questions: [],
  working: [
    'Covered lines after adjustments: 1,579.20 EUR',
    '1,579.20 EUR less deductible 250.00 EUR (clause 6.3) = 1,329.20 EUR',
    'Payable: 1,329.20 EUR',
  ],
  terms: { product: 'home-test', edition: '2026-01', sha256: SHA },
  engine: 'coverage/1',
  sectionPayments: [{ section: 'contents', amountMinor: 132_920 }],
};

export const partly: CoverageAssessment = {
  ...covered,
  outcome: 'partly-covered',
  lines: [...covered.lines, refusedLine('Damp treatment of the hall', 40_000), refusedLine('Mould removal', 22_000)],
  claimedMinor: 245_900,
};

/** A flood: nothing is insured, and it was late too. */
export const refused: CoverageAssessment = {
  ...covered,
  outcome: 'not-covered',
  peril: 'flood',
  lines: covered.lines.map((one) => ({
    ...one,
    outcome: 'not-covered',
    adjustedMinor: 0,
    depreciationMinor: 0,
    working: [],
    reason: {
      code: 'peril-excluded',
      clause: '4.1',
      text: 'Flood, meaning water from outside the building, is not insured.',
    },
  })),
  deductibleMinor: 0,
  payableMinor: 0,
  reasons: [
    { code: 'peril-excluded', clause: '4.1', text: 'Flood, meaning water from outside the building, is not insured.' },
    {
      code: 'not-in-force',
      clause: '1.2',
      text: 'The policy ran from 2025-01-01 to 2026-01-01; the loss was on 2026-02-03.',
    },
  ],
  working: [],
  sectionPayments: [],
};

const proposalOf = (coverage: CoverageAssessment, basis: Proposal['basis']): Proposal => ({
  action: coverage.payableMinor === 0 ? 'deny' : coverage.outcome === 'covered' ? 'pay' : 'pay-in-part',
  currency: coverage.currency,
  claimedMinor: coverage.claimedMinor,
  amountMinor: coverage.payableMinor,
  lines: [],
  working: [],
  // What colleagues see; none of it belongs in a letter.
  reasons: [{ code: 'referred', clause: null, text: 'Fraud indicators: suspicious invoice, under investigation.' }],
  missing: [],
  basis,
});

/** What is in doubt, in the reviewer's words. */
const DOUBT = {
  reasons: [
    {
      code: 'cover-in-doubt',
      clause: '4.1',
      text: 'It is not clear whether the water came from the washing machine or from outside the building.',
    },
  ],
};

export const TIME_LIMIT = {
  id: 'suit-on-policy',
  what: 'Legal action on this insurance',
  endsOn: '2027-02-03',
  counted: '12 months from the date of the loss',
  citation: 'Cal. Ins. Code § 2071',
  quote: 'unless commenced within 12 months next after inception of the loss',
  verified: true,
};

let serial = 0;

export interface ClaimOptions {
  role?: NoticeOfLoss['claimant']['role'];
  jurisdiction?: string;
  coverage?: CoverageAssessment | null;
  claimantName?: string;
  policy?: boolean;
  /** Null for a claimant who has none. */
  email?: string | null;
}

/** Store the claim. @returns a request for a letter of it; the kind and the rest can be changed */
export async function claimToAnswer(
  database: Database,
  kind: LetterKind,
  options: ClaimOptions = {},
): Promise<LetterRequest> {
  serial += 1;
  const coverage = options.coverage === undefined ? covered : options.coverage;
  const claim = {
    tenant: 'default',
    claimNumber: `CLM-2026-${process.pid}${String(serial).padStart(3, '0')}`,
    episode: 1,
  };
  const notice: NoticeOfLoss = {
    policyNumber: options.policy === false ? 'HC-UNKNOWN' : POLICY_NUMBER,
    lossDate: '2026-02-03',
    reportedAt: '2026-02-05T09:12:00.000Z',
    causeOfLoss: coverage?.peril ?? 'escape-of-water',
    description: 'The hose of the washing machine burst.',
    lossLocation: 'IE',
    claimant: {
      name: options.claimantName ?? 'Máire Ní Bhriain',
      role: options.role ?? 'policyholder',
      ...(options.email === null ? {} : { email: options.email ?? 'maire@example.com' }),
    },
  };
  await database.insert(claims).values({
    tenant: claim.tenant,
    claimNumber: claim.claimNumber,
    idempotencyKey: claim.claimNumber,
    requestHash: SHA,
    notice,
    files: [],
    policyNumber: notice.policyNumber,
    lossDate: notice.lossDate,
    cause: notice.causeOfLoss,
    createdAt: '2026-02-05T10:00:00Z',
  });
  if (options.policy !== false) await storePolicy(database, options.jurisdiction ?? 'IE');
  const facts = await putEvidence(database, claim, 'claim-facts', {
    documents: [
      { fileId: SHA, name: 'a.pdf', type: 'claim-form', status: 'read', setAsideCode: null },
      { fileId: SHA, name: 'b.pdf', type: 'purchase-receipt', status: 'read', setAsideCode: null },
      { fileId: SHA, name: 'c.pdf', type: 'purchase-receipt', status: 'read', setAsideCode: null },
    ],
    items: [],
    currency: 'EUR',
    claimedMinor: coverage?.claimedMinor ?? 0,
    lossDates: [],
    policyNumbers: [],
    registrations: [],
    payee: { name: notice.claimant.name, iban: 'IE29AIBK93115212345678', source: null },
    phones: [],
    invoices: [],
    policeReport: null,
    findings: [],
  });
  const amountMinor = ['approval', 'part-approval', 'undisputed-part'].includes(kind)
    ? (coverage?.payableMinor ?? null)
    : null;
  return {
    claim,
    kind,
    key: '1/decision',
    coverage: coverage === null ? null : await putEvidence(database, claim, 'coverage-assessment', coverage),
    proposal: coverage === null ? null : await putEvidence(database, claim, 'proposal', proposalOf(coverage, [facts])),
    currency: coverage?.currency ?? null,
    amountMinor,
    missing: kind.startsWith('information')
      ? [
          { code: 'payee-account', text: 'The account to which we may pay.' },
          { code: 'claim-form', text: 'claim form' },
        ]
      : [],
    linkedClaim: kind === 'closure-duplicate' ? 'CLM-2026-000001' : null,
    answerBy: kind.startsWith('information') ? '2026-03-10' : null,
    date: '2026-02-08',
    ...(kind === 'limitation-notice' ? { timeLimit: TIME_LIMIT } : {}),
    ...(kind === 'reservation-of-rights'
      ? {
          decision: {
            reasonCode: 'cover-in-doubt',
            stated: await putEvidence(database, claim, 'stated-reasons', DOUBT),
          },
        }
      : {}),
  };
}

async function storePolicy(database: Database, jurisdiction: string): Promise<void> {
  const currency = 'EUR';
  const body = {
    policyNumber: POLICY_NUMBER,
    product: 'home-test',
    edition: '2026-01',
    line: 'contents',
    jurisdiction,
    currency,
    holder: 'Máire Ní Bhriain',
    insuredPersons: [],
    effectiveFrom: '2026-01-01',
    effectiveTo: '2027-01-01',
    inceptionDate: '2020-01-01',
    cancelledOn: null,
    sections: [{ section: 'contents', limitMinor: 5_000_000, aggregateLimitMinor: null, deductibleMinor: 25_000 }],
    vehicleRegistration: null,
    riskAddress: '3 Elm Row, Cork',
    limitIncreases: [],
  };
  const row = {
    tenant: 'default',
    policyNumber: POLICY_NUMBER,
    effectiveFrom: body.effectiveFrom,
    effectiveTo: body.effectiveTo,
    line: 'contents',
    jurisdiction,
    currency,
    body,
  };
  await database
    .insert(policies)
    .values(row)
    .onConflictDoUpdate({
      target: [policies.tenant, policies.policyNumber, policies.effectiveFrom],
      set: { jurisdiction, body },
    });
}
