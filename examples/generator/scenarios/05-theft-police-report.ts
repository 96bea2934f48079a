import type { Scenario } from '../scenario';
import { eastBayExhaust, oaklandPolice } from './companies';

/** A stolen catalytic converter, reported without the police report; it comes when asked for. */
export const theftPoliceReport: Scenario = {
  name: '05-theft-police-report',
  facts: {
    country: 'US',
    currency: 'USD',
    policyNumber: 'MP-2026-000106',
    lossDate: '2026-05-19',
    reportedAt: '2026-05-22T15:44:00Z',
    causeOfLoss: 'theft',
    description:
      'The car was parked in the street in front of the house overnight. In the morning it was very loud; underneath, the exhaust pipe had been cut on both sides and the catalytic converter was gone, with both sensors.',
    lossLocation: 'US-CA',
    claimant: {
      name: 'Marcus Oyelaran',
      role: 'policyholder',
      email: 'm.oyelaran@example.com',
      phone: '(510) 555-0119',
      address: ['721 Cypress Avenue', 'Oakland, CA 94607'],
    },
    payee: { name: 'Marcus Oyelaran', account: '991004519 6071182340', withNotice: false },
    vehicle: {
      model: '2019 Toyota Prius LE',
      registration: '9NBC041',
      vin: 'JTDKARFU4K3079914',
      odometer: '73,118 mi',
    },
  },
  documents: [
    { kind: 'claim-form', file: 'claim-form.pdf', date: '2026-05-22', filledIn: 'fields' },
    {
      kind: 'repair-estimate',
      file: 'estimate_catalytic_converter.pdf',
      title: 'ESTIMATE',
      company: eastBayExhaust,
      number: 'Q-11873',
      date: '2026-05-21',
      lines: [
        { description: 'Catalytic converter, California compliant', quantity: 1, unitMinor: 168400 },
        { description: 'Oxygen sensor, upstream', quantity: 1, unitMinor: 21850 },
        { description: 'Oxygen sensor, downstream', quantity: 1, unitMinor: 19600 },
        { description: 'Labor (hours)', quantity: 3.5, unitMinor: 16500, taxed: false },
      ],
      tax: { label: 'Sales tax', basisPoints: 1075 },
    },
    { kind: 'photo', file: 'IMG_0417.jpg', subject: 'underside', takenAt: '2026-05-20T14:20:31Z' },
  ],
  answers: {
    'police-report': [
      {
        kind: 'police-report',
        file: 'police-report-26-021774.pdf',
        force: oaklandPolice,
        number: '26-021774',
        date: '2026-05-20',
        offence: 'Grand theft, vehicle parts (PC 487)',
        officer: 'Officer J. Halvorsen, badge 4471',
        narrative:
          "The reporting person stated that he parked the listed vehicle at the curb in front of his residence at about 2100 hours on the evening before and returned to it at about 0720 hours. On starting the engine he noticed a loud noise. He looked under the vehicle and saw that the exhaust had been cut ahead of and behind the catalytic converter, which was missing together with two sensors. No suspects, no witnesses. A neighbor's camera did not cover the street. Cut marks are consistent with a battery-powered saw.",
      },
    ],
  },
  people: null,
  expected: {
    outcome: 'paid',
    amountMinor: 240159,
    currency: 'USD',
    decidedBy: ['adjuster'],
    reasons: ['over-straight-through-limit'],
    workedByHand: [
      'Parts: 1,684.00 + 218.50 + 196.00 = 2,098.50',
      'Labor: 3.5 x 165.00 = 577.50',
      'Sales tax on the parts: 2,098.50 x 10.75% = 225.59',
      'Claimed: 2,098.50 + 577.50 + 225.59 = 2,901.59',
      'Theft is covered (2.1.2) once the police report is there; the waiting period (3.3) has passed. Less the deductible (6.3): 2,901.59 - 500.00 = 2,401.59',
    ],
  },
};
