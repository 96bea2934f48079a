import type { Scenario, WorkshopPaper } from '../scenario';
import { riverCityCollision } from './companies';

const estimate: WorkshopPaper = {
  kind: 'repair-estimate',
  file: 'estimate-55260.pdf',
  title: 'Repair Estimate',
  company: riverCityCollision,
  number: 'E-55260',
  date: '2026-05-06',
  lines: [
    { description: 'Rear bumper cover, replace', quantity: 1, unitMinor: 54000, code: '52159-0R918' },
    { description: 'Body labor (hours)', quantity: 6, unitMinor: 9500, taxed: false },
    { description: 'Refinish labor (hours)', quantity: 4, unitMinor: 9500, taxed: false },
  ],
  tax: { label: 'Sales tax', basisPoints: 875 },
};

/** Small enough to be paid without hands on the estimate. On dismantling the workshop finds more: a supplement, which a person decides. */
export const collisionSupplement: Scenario = {
  name: '15-collision-supplement',
  facts: {
    country: 'US',
    currency: 'USD',
    policyNumber: 'MP-2026-000111',
    lossDate: '2026-05-02',
    reportedAt: '2026-05-06T20:31:00Z',
    causeOfLoss: 'collision',
    description:
      'Backing out of a parking space at the farmers market I hit a steel bollard that was below the rear window. Only my car was damaged.',
    lossLocation: 'US-CA',
    claimant: {
      name: 'Ines Delgado',
      role: 'policyholder',
      email: 'ines.delgado@example.com',
      phone: '(916) 555-0164',
      address: ['77 Levee Road', 'Davis, CA 95616'],
    },
    payee: { name: 'Ines Delgado', account: '991204418 7715500932', withNotice: false },
    vehicle: { model: '2022 Toyota RAV4 LE', registration: '9KLD520', vin: '2T3G1RFV5NC289914', odometer: '29,870 mi' },
  },
  documents: [{ kind: 'claim-form', file: 'claim-form.pdf', date: '2026-05-06', filledIn: 'fields' }, estimate],
  answers: {},
  again: [
    {
      ...estimate,
      kind: 'repair-invoice',
      file: 'final-invoice-I-20981.pdf',
      title: 'Invoice',
      number: 'I-20981',
      date: '2026-05-19',
      lines: [
        ...estimate.lines,
        {
          description: 'Rear body panel, bent, found on dismantling',
          quantity: 1,
          unitMinor: 32000,
          code: '58307-0R050',
        },
        { description: 'Body labor, rear body panel (hours)', quantity: 3, unitMinor: 9500, taxed: false },
      ],
    },
  ],
  people: {
    again: { kind: 'supplement', reason: 'When they took the bumper off, the panel behind it was bent, too.' },
  },
  expected: {
    outcome: 'paid',
    amountMinor: 167025,
    currency: 'USD',
    decidedBy: ['adjuster'],
    reasons: [],
    workedByHand: [
      'Estimate: 540.00 + 6 x 95.00 + 4 x 95.00 + 540.00 x 8.75% = 1,537.25',
      'Paid without hands, less the deductible (6.3): 1,537.25 - 500.00 = 1,037.25',
      'Final invoice: 860.00 + 13 x 95.00 + 860.00 x 8.75% = 2,170.25',
      'Supplement, less the deductible, which is taken once (6.3), and what was paid: 2,170.25 - 500.00 - 1,037.25 = 633.00',
      'Paid in all: 1,037.25 + 633.00 = 1,670.25',
    ],
  },
};
