import type { Scenario } from '../scenario';
import { orchardBody } from './companies';

/** The insured's husband was driving; the workshop's invoice has a rental car on it, which is not insured. */
export const collisionRentalPartPaid: Scenario = {
  name: '03-collision-rental-part-paid',
  facts: {
    country: 'US',
    currency: 'USD',
    policyNumber: 'MP-2026-000103',
    lossDate: '2026-02-19',
    reportedAt: '2026-03-09T17:30:00Z',
    causeOfLoss: 'collision',
    description:
      'I was waiting at the light at Shaw and Blackstone when I rolled back into the post behind me while letting an ambulance pass. The rear bumper, the trunk lid and the right tail light were damaged. The car has been repaired; I had a rental car meanwhile.',
    lossLocation: 'US-CA',
    claimant: {
      name: 'Arun Natarajan',
      role: 'insured',
      email: 'arun.natarajan@example.com',
      phone: '(559) 555-0112',
      address: ['905 Orchard Lane', 'Fresno, CA 93704'],
    },
    payee: { name: 'Arun Natarajan', account: '991270054 8830027716', withNotice: true },
    vehicle: {
      model: '2022 Toyota RAV4 Hybrid',
      registration: '9DVX377',
      vin: '4T3B6RFV5NU081192',
      odometer: '27,603 mi',
    },
  },
  documents: [
    {
      kind: 'repair-invoice',
      file: 'Orchard invoice 20118.pdf',
      title: 'Invoice',
      company: orchardBody,
      number: '20118',
      date: '2026-03-05',
      lines: [
        { description: 'Rear bumper cover', quantity: 1, unitMinor: 54800 },
        { description: 'Tail light assembly, right', quantity: 1, unitMinor: 31240 },
        { description: 'Trunk lid', quantity: 1, unitMinor: 68900 },
        { description: 'Body labor (hours)', quantity: 11, unitMinor: 8800, taxed: false },
        { description: 'Refinish labor (hours)', quantity: 6.5, unitMinor: 8800, taxed: false },
        { description: 'Towing to workshop', quantity: 1, unitMinor: 24500, taxed: false },
        { description: 'Rental car, compact (days)', quantity: 6, unitMinor: 5400, taxed: false },
      ],
      tax: { label: 'Sales tax', basisPoints: 835 },
    },
    {
      kind: 'letter',
      file: 'letter.txt',
      date: '2026-03-09',
      body: [
        'please find the invoice of Orchard Body & Paint for the repair of our RAV4. I was driving; my wife Priya is the policyholder and I am named on the policy.',
        'The repair took six days. I rented a compact car from the shop in that time and would be grateful if you could pay for it as well.',
      ],
    },
  ],
  answers: {},
  people: null,
  expected: {
    outcome: 'paid-in-part',
    amountMinor: 320231,
    currency: 'USD',
    decidedBy: ['adjuster'],
    reasons: ['item-excluded'],
    workedByHand: [
      'Covered lines: 548.00 + 312.40 + 689.00 + 11 x 88.00 + 6.5 x 88.00 + 245.00 = 3,334.40',
      'The rental car is not insured (4.2): 6 x 54.00 = 324.00',
      'Sales tax on the parts: (548.00 + 312.40 + 689.00) x 8.35% = 129.37',
      'Claimed: 3,334.40 + 324.00 + 129.37 = 3,787.77',
      'Tax in the proportion of the covered lines (6.6): 129.37 x 3,334.40 / (3,334.40 + 324.00) = 117.91',
      'Towing is within its limit of 300.00 (2.1.5). Covered lines with tax: 3,334.40 + 117.91 = 3,452.31',
      'Less the deductible (6.3): 3,452.31 - 250.00 = 3,202.31',
    ],
  },
};
