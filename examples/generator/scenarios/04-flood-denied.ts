import type { Scenario } from '../scenario';

/** The river came in. Flood is excluded; two people look before that is said. */
export const floodDenied: Scenario = {
  name: '04-flood-denied',
  facts: {
    country: 'IE',
    currency: 'EUR',
    policyNumber: 'HC-2026-000202',
    lossDate: '2026-02-13',
    reportedAt: '2026-02-17T10:12:00Z',
    causeOfLoss: 'flood',
    description:
      'After four days of rain the Corrib came over the quay wall at high tide. Water stood about forty centimetres deep in the sitting room and the hall for most of the night. Everything on the floor is ruined.',
    lossLocation: 'IE',
    claimant: {
      name: 'Padraig Nolan',
      role: 'policyholder',
      email: 'padraig.nolan@example.com',
      phone: '+353 20 911 3067',
      address: ['3 Quay Street', 'Galway'],
    },
    payee: { name: 'Padraig Nolan', account: 'IE93 HVBK 9311 5212 3456 71', withNotice: false },
    vehicle: null,
  },
  documents: [
    { kind: 'claim-form', file: 'claim form Nolan.pdf', date: '2026-02-16', filledIn: 'fields' },
    {
      kind: 'loss-schedule',
      file: 'schedule of loss.pdf',
      date: '2026-02-16',
      items: [
        {
          description: 'Sofa, three-seater',
          room: 'Sitting room',
          purchasedOn: '2023-05-20',
          quantity: 1,
          costMinor: 124900,
        },
        { description: 'Armchair', room: 'Sitting room', purchasedOn: '2023-05-20', quantity: 1, costMinor: 54900 },
        {
          description: 'Wool rug, 2 x 3 m',
          room: 'Sitting room',
          purchasedOn: '2024-10-05',
          quantity: 1,
          costMinor: 42000,
        },
        { description: 'Bookcase, oak', room: 'Hall', purchasedOn: '2019-03-16', quantity: 1, costMinor: 38500 },
        {
          description: 'Speaker, active, pair',
          room: 'Sitting room',
          purchasedOn: '2022-11-26',
          quantity: 2,
          costMinor: 69800,
        },
      ],
    },
    { kind: 'photo', file: 'PXL_20260213_224817.jpg', subject: 'flood', takenAt: '2026-02-13T22:48:17Z' },
  ],
  answers: {},
  people: null,
  expected: {
    outcome: 'denied',
    amountMinor: 0,
    currency: 'EUR',
    decidedBy: ['adjuster', 'supervisor'],
    reasons: ['peril-excluded'],
    workedByHand: [
      'Claimed: 1,249.00 + 549.00 + 420.00 + 385.00 + 698.00 = 3,301.00',
      'Water from outside the building is flood, which is not insured (4.1). A denial needs two people. Payable: 0 x 3,301.00 = 0.00',
    ],
  },
};
