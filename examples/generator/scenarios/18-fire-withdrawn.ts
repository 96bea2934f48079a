import type { Scenario } from '../scenario';
import { abbeyOutfitters } from './companies';

/** The claimant has found what was thought to be burnt, and takes the claim back. Two people record it. */
export const fireWithdrawn: Scenario = {
  name: '18-fire-withdrawn',
  facts: {
    country: 'IE',
    currency: 'EUR',
    policyNumber: 'HC-2026-000212',
    lossDate: '2026-03-28',
    reportedAt: '2026-03-30T11:40:00Z',
    causeOfLoss: 'fire',
    description:
      'A fire in the garden shed where we had put boxes during the painting. The boxes with the winter clothes are gone.',
    lossLocation: 'IE',
    claimant: {
      name: 'Fergal Doyle',
      role: 'policyholder',
      email: 'fergal.doyle@example.com',
      phone: '+353 20 911 5518',
      address: ['30 Harbour Row', 'Wexford'],
    },
    payee: { name: 'Fergal Doyle', account: 'IE76 HVBK 9311 5261 8830 04', withNotice: true },
    vehicle: null,
  },
  documents: [
    { kind: 'claim-form', file: 'claim-form.pdf', date: '2026-03-30', filledIn: 'fields' },
    {
      kind: 'purchase-receipt',
      file: 'receipt-coats.pdf',
      company: abbeyOutfitters,
      number: '88-10452',
      date: '2025-10-18',
      time: '15:22',
      lines: [{ description: 'Winter coats, family', quantity: 4, unitMinor: 48900 }],
      tax: { label: 'VAT', basisPoints: 2300 },
      payment: 'Card',
    },
  ],
  answers: {},
  people: { decision: { action: 'withdraw' } },
  expected: {
    outcome: 'withdrawn',
    amountMinor: 0,
    currency: 'EUR',
    decidedBy: ['adjuster', 'supervisor'],
    reasons: [],
    workedByHand: ['Taken back by the claimant. Payable: 0 x 1,956.00 = 0.00'],
  },
};
