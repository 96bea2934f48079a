/** Policies, losses and items of the tests; what a test is about is written in the test. */
import { join } from 'node:path';
import type { PriorPayment } from '../../activities/coverage/calculation';
import type { CoverageAssessment, Policy } from '../../activities/coverage/contract';
import { evaluateCoverage } from '../../activities/coverage/engine';
import type { Loss } from '../../activities/coverage/loss';
import { type LoadedTerms, TermsLibrary } from '../../activities/coverage/terms';
import type { LossItem } from '../../activities/documents/contract';
import { projectFile } from '../../platform/paths';

export const library = new TermsLibrary(projectFile('config', 'products'));
export const productFile = (product: string, file: string) =>
  projectFile(join('config', 'products', product, '2026-01', file));

export async function termsOf(product: 'motor-private' | 'home-contents'): Promise<LoadedTerms> {
  const loaded = await library.get(product, '2026-01');
  if (loaded === null) throw new Error(`No terms of ${product}`);
  return loaded;
}

export const motorPolicy = (changes: Partial<Policy> = {}): Policy => ({
  policyNumber: 'MP-1',
  product: 'motor-private',
  edition: '2026-01',
  line: 'motor',
  jurisdiction: 'US-CA',
  currency: 'USD',
  holder: 'Elena Marquez',
  insuredPersons: ['Daniel Marquez'],
  effectiveFrom: '2026-01-01',
  effectiveTo: '2027-01-01',
  inceptionDate: '2021-01-01',
  cancelledOn: null,
  sections: [
    { section: 'own-damage', limitMinor: 4_000_000, aggregateLimitMinor: null, deductibleMinor: 50_000 },
    { section: 'glass', limitMinor: 250_000, aggregateLimitMinor: null, deductibleMinor: 10_000 },
    { section: 'third-party-property', limitMinor: 2_500_000, aggregateLimitMinor: null, deductibleMinor: 0 },
  ],
  vehicleRegistration: '8KTR214',
  riskAddress: null,
  limitIncreases: [],
  ...changes,
});

export const homePolicy = (changes: Partial<Policy> = {}): Policy => ({
  ...motorPolicy(),
  policyNumber: 'HC-1',
  product: 'home-contents',
  line: 'contents',
  jurisdiction: 'IE',
  currency: 'EUR',
  holder: 'Aoife Byrne',
  insuredPersons: ['Cian Byrne'],
  sections: [
    { section: 'contents', limitMinor: 6_000_000, aggregateLimitMinor: null, deductibleMinor: 25_000 },
    { section: 'accidental-damage', limitMinor: 150_000, aggregateLimitMinor: 200_000, deductibleMinor: 10_000 },
  ],
  vehicleRegistration: null,
  ...changes,
});

export const motorLoss = (changes: Partial<Loss> = {}): Loss => ({
  date: '2026-06-10',
  reportedOn: '2026-06-12',
  peril: 'collision',
  description: 'I hit a pillar in a parking garage.',
  location: 'US-CA',
  claimantName: 'Elena Marquez',
  claimantRole: 'policyholder',
  registrations: [],
  policeReport: false,
  ...changes,
});

export const homeLoss = (changes: Partial<Loss> = {}): Loss => ({
  ...motorLoss(),
  peril: 'fire',
  description: 'A fire in the sitting room.',
  location: 'IE',
  claimantName: 'Aoife Byrne',
  ...changes,
});

let made = 0;
/** A line of a document, in euro or dollars and cents. */
export function item(
  description: string,
  amount: number,
  changes: Partial<LossItem> & { file?: string } = {},
): LossItem {
  const { file = 'a', ...rest } = changes;
  made += 1;
  return {
    itemId: `i${String(made).padStart(6, '0')}`,
    description,
    quantity: 1,
    claimedMinor: Math.round(amount * 100),
    currency: null,
    purchasedOn: null,
    documentType: 'repair-invoice',
    issuer: null,
    source: { fileId: file.repeat(64).slice(0, 64), page: 1, box: null, quote: description },
    confidence: 1,
    ...rest,
  };
}

export const paid = (
  section: string,
  lossDate: string,
  amount: number,
  changes: Partial<PriorPayment> = {},
): PriorPayment => ({
  section,
  lossDate,
  paidMinor: Math.round(amount * 100),
  currency: 'EUR',
  sameClaim: false,
  ...changes,
});

export interface Question {
  policy: Policy;
  loss: Loss;
  items: LossItem[];
  priorPayments?: PriorPayment[];
  terms?: LoadedTerms;
}

/** Assess; items without a currency are in the policy's. */
export async function assess({
  policy,
  loss,
  items,
  priorPayments = [],
  terms,
}: Question): Promise<CoverageAssessment> {
  return evaluateCoverage({
    policy,
    terms: terms ?? (await termsOf(policy.product === 'motor-private' ? 'motor-private' : 'home-contents')),
    loss,
    items: items.map((entry) => ({ ...entry, currency: entry.currency ?? policy.currency })),
    priorPayments,
  });
}

export const codes = (assessment: CoverageAssessment): string[] => [
  ...new Set([...assessment.reasons, ...assessment.lines.map((line) => line.reason)].map(({ code }) => code)),
];
