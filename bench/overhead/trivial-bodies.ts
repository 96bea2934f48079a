/** Activities that answer at once with what a routine claim would get: what is left is the cost of orchestration. */

import type { ClaimFileActivities } from '../../activities/claimfile/contract';
import type { CoverageActivities } from '../../activities/coverage/contract';
import type { DocumentActivities, FactsActivities } from '../../activities/documents/contract';
import type { FraudActivities } from '../../activities/fraud/contract';
import type { LetterActivities } from '../../activities/letters/contract';
import type { PaymentActivities } from '../../activities/payments/contract';
import type { TriageActivities } from '../../activities/triage/contract';
import { contentHash } from '../../platform/database/evidence';
import type { Activity, Stopwatch } from './stopwatch';
import { hasTrivialBodies } from './variants';

type Work = Pick<ClaimFileActivities, 'openClaim'> &
  Pick<PaymentActivities, 'instructPayment'> &
  DocumentActivities &
  FactsActivities &
  CoverageActivities &
  FraudActivities &
  TriageActivities &
  LetterActivities;

const AMOUNT_MINOR = 92_540;
const CURRENCY = 'USD';
const rulesHash = contentHash('rules');
const piece = (kind: string, of: string) => ({ ref: contentHash({ kind, of }), kind });

const TRIVIAL: Work = {
  openClaim: async () => ({
    policyNumber: 'MP-2026-100001',
    line: 'motor',
    jurisdiction: 'US-CA',
    currency: CURRENCY,
    openedAt: '2026-03-19T16:20:00.000Z',
    files: [],
    suspectedDuplicates: [],
  }),
  readDocument: async ({ file }) => ({
    file,
    status: 'read',
    type: 'repair-invoice',
    reading: piece('document-reading', file.fileId),
    setAsideCode: null,
    setAsideReason: null,
    flags: [],
    attachments: [],
  }),
  assembleFacts: async ({ claim }) => ({
    facts: piece('claim-facts', claim.claimNumber),
    itemCount: 1,
    claimedMinor: AMOUNT_MINOR,
    currency: CURRENCY,
    findings: [],
  }),
  assessCoverage: async ({ facts }) => ({
    coverage: piece('coverage-assessment', facts.ref),
    outcome: 'covered',
    policyFound: true,
    line: 'motor',
    currency: CURRENCY,
    claimedMinor: AMOUNT_MINOR,
    payableMinor: AMOUNT_MINOR,
    reasonCodes: ['in-force', 'peril-covered'],
    rulesHash,
  }),
  screenFraud: async ({ facts }) => ({
    screening: piece('fraud-screening', facts.ref),
    score: 0,
    referral: false,
    indicatorCodes: [],
    notChecked: [],
    rulesHash,
  }),
  proposeAndTriage: async ({ facts }) => ({
    proposal: piece('proposal', facts.ref),
    evidenceHash: contentHash(facts.ref),
    action: 'pay',
    amountMinor: AMOUNT_MINOR,
    claimedMinor: AMOUNT_MINOR,
    currency: CURRENCY,
    route: 'straight-through',
    reasons: [{ code: 'routine', clause: null, text: 'Small, complete, certain and covered on every line.' }],
    missing: [],
    rulesHash,
  }),
  instructPayment: async ({ key }) => ({ key, status: 'accepted', bankReference: 'SIM-1', rejection: null }),
  sendLetter: async ({ key, kind }) => ({ key, kind, sha256: contentHash(key), location: `/letters/${key}.pdf` }),
};

/**
 * The activities of a worker, timed: real bodies for most claims, trivial ones for tenants that say so. Writing
 * the ledger and the projection is never trivial, since it is part of what is measured.
 */
export function benchActivities(activities: object, stopwatch: Stopwatch): Record<string, Activity> {
  const trivial = TRIVIAL as unknown as Record<string, Activity>;
  const chosen = Object.entries(activities as Record<string, Activity>).map(([name, real]): [string, Activity] => {
    const answer = trivial[name];
    if (answer === undefined) return [name, real];
    return [name, (input) => (hasTrivialBodies(input.claim.tenant) ? answer(input) : real(input))];
  });
  return stopwatch.wrap(Object.fromEntries(chosen));
}
