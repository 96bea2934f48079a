import type { Scenario } from '../scenario';
import { eastBayExhaust, oaklandPolice } from './companies';

/** The police report never comes, and the claim is closed. Then it does: the claim goes on as if it had come in time. */
export const theftLateReport: Scenario = {
  name: '17-theft-late-report',
  facts: {
    country: 'US',
    currency: 'USD',
    policyNumber: 'MP-2026-000112',
    lossDate: '2026-04-08',
    reportedAt: '2026-04-10T17:12:00Z',
    causeOfLoss: 'theft',
    description: 'In the morning the exhaust of my van was cut and the catalytic converter was gone.',
    lossLocation: 'US-CA',
    claimant: {
      name: 'Terrence Boone',
      role: 'policyholder',
      email: 't.boone@example.com',
      phone: '(510) 555-0173',
      address: ['1290 Foundry Lane', 'Oakland, CA 94601'],
    },
    payee: { name: 'Terrence Boone', account: '991007723 1180446259', withNotice: false },
    vehicle: {
      model: '2005 Honda Element EX',
      registration: '7WBN336',
      vin: '5J6YH28725L008117',
      odometer: '168,402 mi',
    },
  },
  documents: [
    { kind: 'claim-form', file: 'claim-form.pdf', date: '2026-04-10', filledIn: 'fields' },
    {
      kind: 'repair-invoice',
      file: 'invoice-R-4418.pdf',
      title: 'INVOICE',
      company: eastBayExhaust,
      number: 'R-4418',
      date: '2026-04-13',
      lines: [
        { description: 'Catalytic converter, California compliant', quantity: 1, unitMinor: 98000 },
        { description: 'Labor (hours)', quantity: 2, unitMinor: 16500, taxed: false },
      ],
      tax: { label: 'Sales tax', basisPoints: 1075 },
    },
  ],
  answers: {},
  again: [
    {
      kind: 'police-report',
      file: 'police-report-26-015210.pdf',
      force: oaklandPolice,
      number: '26-015210',
      date: '2026-04-08',
      offence: 'Grand theft, vehicle parts (PC 487)',
      officer: 'Officer D. Reyes, badge 5120',
      narrative:
        'The reporting person stated that he parked the listed vehicle in the lot of the apartment building overnight and found in the morning that the catalytic converter had been cut out. No suspects, no witnesses.',
    },
  ],
  people: {
    again: { kind: 'late-documents', reason: 'Sorry for the delay, I was abroad. Here is the police report.' },
  },
  expected: {
    outcome: 'paid',
    amountMinor: 91535,
    currency: 'USD',
    decidedBy: ['straight-through'],
    reasons: ['routine'],
    workedByHand: [
      'Claimed: 980.00 + 2 x 165.00 + 980.00 x 10.75% = 1,415.35',
      'Theft is covered (2.1.2) once the police report is there. Less the deductible (6.3): 1,415.35 - 500.00 = 915.35',
    ],
  },
};
