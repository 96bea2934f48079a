import type { Scenario } from '../scenario';
import { riverCityCollision } from './companies';

/** A parking garage pillar: clear cover, but more than goes through without a person. */
export const collisionApproved: Scenario = {
  name: '02-collision-approved',
  facts: {
    country: 'US',
    currency: 'USD',
    policyNumber: 'MP-2026-000102',
    lossDate: '2026-04-17',
    reportedAt: '2026-04-21T18:05:00Z',
    causeOfLoss: 'collision',
    description:
      'While leaving the garage on 16th Street I misjudged the ramp and hit a concrete pillar with the front left corner. Speed was low, the airbags did not open and nobody was hurt. The car was driven to the body shop.',
    lossLocation: 'US-CA',
    claimant: {
      name: 'Robert Kim',
      role: 'policyholder',
      email: 'robert.kim@example.com',
      phone: '(916) 555-0131',
      address: ['48 Alder Court', 'Sacramento, CA 95816'],
    },
    payee: { name: 'Robert Kim', account: '991180347 2200914478', withNotice: false },
    vehicle: {
      model: '2020 Honda Accord EX',
      registration: '7PLM908',
      vin: '1HGCV1F49LA018837',
      odometer: '61,944 mi',
    },
  },
  documents: [
    { kind: 'claim-form', file: 'claim_form_signed.pdf', date: '2026-04-20', filledIn: 'typewriter' },
    {
      kind: 'repair-estimate',
      file: 'estimate-55183.pdf',
      title: 'Repair Estimate',
      company: riverCityCollision,
      number: 'E-55183',
      date: '2026-04-20',
      lines: [
        { description: 'Front bumper cover, replace', quantity: 1, unitMinor: 61200, code: '04711-TVA-A90' },
        { description: 'Front bumper reinforcement, replace', quantity: 1, unitMinor: 28450, code: '71130-TVA-A00' },
        { description: 'Grille assembly, replace', quantity: 1, unitMinor: 23600, code: '71121-TVA-A11' },
        { description: 'Headlamp assembly, left, replace', quantity: 1, unitMinor: 79800, code: '33150-TVA-A01' },
        { description: 'Fender, left front, replace', quantity: 1, unitMinor: 34100, code: '60260-TVA-A00' },
        { description: 'Radiator support, replace', quantity: 1, unitMinor: 29800, code: '60400-TVA-A00' },
        { description: 'Body labor (hours)', quantity: 14.5, unitMinor: 9200, taxed: false },
        { description: 'Refinish labor (hours)', quantity: 8, unitMinor: 9200, taxed: false },
        { description: 'Paint materials', quantity: 8, unitMinor: 4400 },
      ],
      tax: { label: 'Sales tax', basisPoints: 875 },
    },
    { kind: 'photo', file: 'IMG_2093.jpg', subject: 'bumper', takenAt: '2026-04-17T19:41:08Z' },
  ],
  answers: {},
  people: null,
  expected: {
    outcome: 'paid',
    amountMinor: 424713,
    currency: 'USD',
    decidedBy: ['adjuster'],
    reasons: ['over-straight-through-limit'],
    workedByHand: [
      'Parts: 612.00 + 284.50 + 236.00 + 798.00 + 341.00 + 298.00 = 2,569.50',
      'Labor and paint: 14.5 x 92.00 + 8 x 92.00 + 8 x 44.00 = 2,422.00',
      'Sales tax on parts and paint materials: (2,569.50 + 352.00) x 8.75% = 255.63',
      'Claimed: 2,569.50 + 2,422.00 + 255.63 = 5,247.13',
      'All lines are covered (2.1.1). Less the deductible (6.3): 5,247.13 - 1,000.00 = 4,247.13',
    ],
  },
};
