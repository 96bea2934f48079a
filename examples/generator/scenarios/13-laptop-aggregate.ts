import type { Scenario } from '../scenario';
import { strandElectrical } from './companies';

/** A dropped laptop; an accident earlier in the policy year has used up most of what that section pays in a year. */
export const laptopAggregate: Scenario = {
  name: '13-laptop-aggregate',
  facts: {
    country: 'IE',
    currency: 'EUR',
    policyNumber: 'HC-2026-000206',
    lossDate: '2026-05-16',
    reportedAt: '2026-05-18T08:55:00Z',
    causeOfLoss: 'accidental-damage',
    description:
      'My son pulled the charging cable and the laptop fell from the kitchen table onto the tiles. The screen is broken and it does not start any more. The shop says that a repair would cost more than a new one.',
    lossLocation: 'IE',
    claimant: {
      name: 'Niamh Gallagher',
      role: 'policyholder',
      email: 'niamh.gallagher@example.com',
      phone: '+353 20 918 0732',
      address: ['5 Strand View', 'Tralee'],
    },
    payee: { name: 'Niamh Gallagher', account: 'IE86 WXCU 9944 8260 1755 23', withNotice: false },
    vehicle: null,
  },
  documents: [
    { kind: 'claim-form', file: 'claim-form.pdf', date: '2026-05-17', filledIn: 'fields' },
    {
      kind: 'purchase-receipt',
      file: 'receipt.jpg',
      medium: 'scan-jpg',
      company: strandElectrical,
      number: '0042-118830',
      date: '2025-09-12',
      time: '15:42',
      lines: [{ description: 'Laptop 15-inch 16GB', quantity: 1, unitMinor: 119900 }],
      tax: { label: 'VAT', basisPoints: 2300 },
      payment: 'Card payment',
    },
    { kind: 'photo', file: 'laptop.jpg', subject: 'laptop', takenAt: '2026-05-16T13:27:02Z' },
  ],
  answers: {},
  people: null,
  expected: {
    outcome: 'paid-in-part',
    amountMinor: 65000,
    currency: 'EUR',
    decidedBy: ['adjuster'],
    reasons: ['aggregate-applied'],
    workedByHand: [
      'Laptop, 8 months old, new for old (6.7): 1,199.00 = 1,199.00',
      'Less the deductible (6.3): 1,199.00 - 100.00 = 1,099.00',
      'Under the section limit of 1,500.00 (6.4): min(1,099.00, 1,500.00) = 1,099.00',
      'Left of the yearly limit after the accident of January, paid with 1,350.00 (6.5): 2,000.00 - 1,350.00 = 650.00',
      'Payable: min(1,099.00, 650.00) = 650.00',
    ],
  },
};
