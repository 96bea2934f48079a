/** A claim that goes straight through, and ways to change it; rules as shipped. */
import type { CoverageAssessment, CoverageLine } from '../../activities/coverage/contract';
import type { ClaimFacts, LossItem } from '../../activities/documents/contract';
import type { FraudScreening } from '../../activities/fraud/contract';
import { propose } from '../../activities/triage/propose';
import { route } from '../../activities/triage/route';
import { TriageRules } from '../../activities/triage/rules';
import type { TriageView } from '../../activities/triage/view';
import { loadRules } from '../../platform/config/yaml-rules';
import { projectFile } from '../../platform/paths';

export const shipped = loadRules(projectFile('config', 'triage.yaml'), TriageRules);

const FILE = 'a'.repeat(64);
export const source = { fileId: FILE, page: 1, box: null, quote: 'as printed' };

export function item(changes: Partial<LossItem> = {}): LossItem {
  return {
    itemId: 'item-1',
    description: 'Windscreen',
    quantity: 1,
    claimedMinor: 100_000,
    currency: 'EUR',
    purchasedOn: null,
    documentType: 'repair-invoice',
    issuer: 'Harbor Glass',
    source,
    confidence: 0.98,
    ...changes,
  };
}

export function facts(changes: Partial<ClaimFacts> = {}): ClaimFacts {
  return {
    documents: [{ fileId: FILE, name: 'i.pdf', type: 'repair-invoice', status: 'read', setAsideCode: null }],
    items: [item()],
    currency: 'EUR',
    claimedMinor: 100_000,
    lossDates: [],
    policyNumbers: [],
    registrations: [],
    payee: { name: 'Aoife Byrne', iban: 'IE53ADJT90001730114471', source: null },
    phones: [],
    photos: [],
    invoices: [],
    policeReport: null,
    findings: [],
    ...changes,
  };
}

export function line(outcome: CoverageLine['outcome'], changes: Partial<CoverageLine> = {}): CoverageLine {
  return {
    itemId: 'item-1',
    description: 'Windscreen',
    category: null,
    section: 'contents',
    outcome,
    reason: { code: outcome === 'covered' ? 'covered' : 'item-excluded', clause: '4.2', text: 'of Aoife Byrne' },
    claimedMinor: 100_000,
    depreciationMinor: 0,
    sublimitReductionMinor: 0,
    adjustedMinor: outcome === 'covered' ? 100_000 : 0,
    working: [],
    ...changes,
  };
}

export function coverage(changes: Partial<CoverageAssessment> = {}): CoverageAssessment {
  return {
    outcome: 'covered',
    policyFound: true,
    policy: { policyNumber: 'HC-1', product: 'home-contents', edition: '2026-01', holder: 'Aoife Byrne' },
    line: 'contents',
    peril: 'storm',
    currency: 'EUR',
    lines: [line('covered')],
    claimedMinor: 100_000,
    deductibleMinor: 10_000,
    limitReductionMinor: 0,
    payableMinor: 90_000,
    reasons: [{ code: 'deductible-applied', clause: '6.3', text: 'The deductible takes off 100.00 EUR.' }],
    questions: [],
    working: ['1,000.00 EUR less deductible 100.00 EUR = 900.00 EUR'],
    terms: null,
    engine: 'coverage/test',
    sectionPayments: [],
    ...changes,
  };
}

export const indicator = (code: string, weight: number) => ({
  code,
  weight,
  text: 'found',
  evidence: [{ kind: 'claim', ref: 'C-9', detail: 'same' }],
  clearedBy: 'an explanation',
});

export function fraud(changes: Partial<FraudScreening> = {}): FraudScreening {
  return {
    score: 0,
    referral: false,
    indicators: [],
    checked: ['same-file'],
    notApplicable: [],
    notChecked: [],
    rules: { version: '1', sha256: 'f'.repeat(64), watchlistSha256: null },
    ...changes,
  };
}

export interface Changes {
  facts?: Partial<ClaimFacts>;
  coverage?: Partial<CoverageAssessment>;
  fraud?: Partial<FraudScreening>;
  alreadyAsked?: string[];
  investigationCleared?: boolean;
}

export function view(changes: Changes = {}): TriageView {
  return {
    facts: facts(changes.facts),
    coverage: coverage(changes.coverage),
    fraud: fraud(changes.fraud),
    basis: [],
    switchedOff: null,
    alreadyAsked: changes.alreadyAsked ?? [],
    investigationCleared: changes.investigationCleared ?? false,
  };
}

export function triage(changes: Changes = {}, rules: TriageRules = shipped.rules) {
  const seen = view(changes);
  const proposal = propose(seen, rules);
  const directed = route(seen, proposal, rules);
  return {
    proposal,
    route: directed.route,
    reasons: directed.reasons,
    codes: directed.reasons.map((entry) => entry.code),
  };
}
