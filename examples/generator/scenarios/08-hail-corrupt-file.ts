import type { ChargeLine, Scenario, WorkshopPaper } from '../scenario';
import { dentRight } from './companies';

const lines: ChargeLine[] = [
  { description: 'Hood, paintless dent removal', quantity: 1, unitMinor: 64000, taxed: false },
  { description: 'Roof, paintless dent removal', quantity: 1, unitMinor: 88000, taxed: false },
  { description: 'Trunk lid, paintless dent removal', quantity: 1, unitMinor: 42000, taxed: false },
  { description: 'Roof trim strip, left', quantity: 1, unitMinor: 11800 },
  { description: 'Labor, headliner out and in (hours)', quantity: 4, unitMinor: 9600, taxed: false },
];

const estimate: WorkshopPaper = {
  kind: 'repair-estimate',
  file: 'hail-estimate.pdf',
  title: 'Estimate',
  company: dentRight,
  number: 'HE-0882',
  date: '2026-02-28',
  lines,
  tax: { label: 'Sales tax', basisPoints: 925 },
};

/** Hail. One of the two files broke off on the way; the other says all that is needed. */
export const hailCorruptFile: Scenario = {
  name: '08-hail-corrupt-file',
  facts: {
    country: 'US',
    currency: 'USD',
    policyNumber: 'MP-2026-000108',
    lossDate: '2026-02-26',
    reportedAt: '2026-03-12T21:15:00Z',
    causeOfLoss: 'hail',
    description:
      'A hailstorm in the afternoon while the car stood in the open lot at work. The hood, the roof and the trunk lid are full of dents. The windows are fine.',
    lossLocation: 'US-CA',
    claimant: {
      name: 'José Ibáñez',
      role: 'policyholder',
      email: 'jose.ibanez@example.com',
      phone: '(714) 555-0103',
      address: ['560 Poppy Street', 'Santa Ana, CA 92701'],
    },
    payee: { name: 'José Ibáñez', account: '991326011 5540098273', withNotice: true },
    vehicle: {
      model: '2018 Nissan Sentra S',
      registration: '8FGH129',
      vin: '3N1AB7AP5JY214406',
      odometer: '88,020 mi',
    },
  },
  documents: [
    { kind: 'cut-off', file: 'hail-estimate.pdf', of: estimate, keep: 0.55 },
    {
      ...estimate,
      kind: 'repair-invoice',
      file: 'hail-invoice.pdf',
      title: 'Repair Invoice',
      number: 'HI-1207',
      date: '2026-03-11',
    },
    { kind: 'photo', file: 'hood.jpg', subject: 'hail', takenAt: '2026-02-26T23:58:12Z' },
  ],
  answers: {},
  people: null,
  expected: {
    outcome: 'paid',
    amountMinor: 170292,
    currency: 'USD',
    decidedBy: ['adjuster'],
    reasons: ['document-set-aside', 'over-straight-through-limit'],
    workedByHand: [
      'Invoice lines: 640.00 + 880.00 + 420.00 + 118.00 + 4 x 96.00 = 2,442.00',
      'Sales tax on the part: 118.00 x 9.25% = 10.92',
      'Claimed: 2,442.00 + 10.92 = 2,452.92',
      'Hail is covered (2.1.4). The estimate cannot be opened and counts for nothing. Less the deductible (6.3): 2,452.92 - 750.00 = 1,702.92',
    ],
  },
};
