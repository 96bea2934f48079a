import type { Scenario } from '../scenario';

/** Flood is excluded. The claimant does not agree; two people who had no part in the denial look again and let it stand. */
export const floodAppeal: Scenario = {
  name: '16-flood-appeal',
  facts: {
    country: 'IE',
    currency: 'EUR',
    policyNumber: 'HC-2026-000211',
    lossDate: '2026-02-21',
    reportedAt: '2026-02-24T09:05:00Z',
    causeOfLoss: 'flood',
    description:
      'The stream behind the house overflowed in the night and came in under the back door. The kitchen and the utility room were under water.',
    lossLocation: 'IE',
    claimant: {
      name: 'Orla Fitzgerald',
      role: 'policyholder',
      email: 'orla.fitzgerald@example.com',
      phone: '+353 20 911 7742',
      address: ['12 Weir Cottages', 'Bandon'],
    },
    payee: { name: 'Orla Fitzgerald', account: 'IE47 HVBK 9311 5244 1907 26', withNotice: false },
    vehicle: null,
  },
  documents: [
    { kind: 'claim-form', file: 'claim-form.pdf', date: '2026-02-23', filledIn: 'fields' },
    {
      kind: 'loss-schedule',
      file: 'what-was-lost.pdf',
      date: '2026-02-23',
      items: [
        {
          description: 'Washing machine',
          room: 'Utility room',
          purchasedOn: '2022-09-10',
          quantity: 1,
          costMinor: 54900,
        },
        {
          description: 'Chest freezer',
          room: 'Utility room',
          purchasedOn: '2021-06-05',
          quantity: 1,
          costMinor: 32900,
        },
      ],
    },
  ],
  answers: {},
  again: [
    {
      kind: 'letter',
      file: 'i-do-not-agree.txt',
      date: '2026-03-20',
      body: [
        'I do not agree with your decision. The stream is not a river, and nobody told me that it counts as a flood.',
        'Please look at my claim again.',
      ],
    },
  ],
  people: {
    again: { kind: 'appeal', reason: 'The stream is not a river, and nobody told me that it counts as a flood.' },
  },
  expected: {
    outcome: 'decision-stands',
    amountMinor: 0,
    currency: 'EUR',
    decidedBy: ['adjuster', 'supervisor'],
    reasons: ['peril-excluded'],
    workedByHand: [
      'Claimed: 549.00 + 329.00 = 878.00',
      'Water from outside the building is flood, whatever it came from (4.1). Payable, the second time too: 0 x 878.00 = 0.00',
    ],
  },
};
