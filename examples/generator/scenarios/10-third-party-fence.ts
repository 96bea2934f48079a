import type { Scenario } from '../scenario';
import { valleyFence } from './companies';

/** A neighbour's fence. Whether and how far the policyholder is liable is for a person to say. */
export const thirdPartyFence: Scenario = {
  name: '10-third-party-fence',
  facts: {
    country: 'US',
    currency: 'USD',
    policyNumber: 'MP-2026-000103',
    lossDate: '2026-06-11',
    reportedAt: '2026-06-18T16:50:00Z',
    causeOfLoss: 'third-party-property',
    description:
      "Your insured's car went through my garden fence on Orchard Lane. Four panels and three posts are down. My delivery van was parked on the corner and narrowed the road at the time.",
    lossLocation: 'US-CA',
    claimant: {
      name: 'Helen Brandt',
      role: 'third-party',
      email: 'helen.brandt@example.net',
      phone: '(559) 555-0138',
      address: ['911 Orchard Lane', 'Fresno, CA 93704'],
    },
    payee: { name: 'Helen Brandt', account: '991270118 3391800462', withNotice: true },
    vehicle: null,
  },
  documents: [
    {
      kind: 'repair-estimate',
      file: 'valley-fence-quote.pdf',
      title: 'Estimate',
      company: valleyFence,
      number: '26-0614',
      date: '2026-06-16',
      lines: [
        { description: 'Fence panels, cedar, 6 ft', quantity: 4, unitMinor: 14800 },
        { description: 'Fence posts, pressure treated', quantity: 3, unitMinor: 4600 },
        { description: 'Concrete and fixings', quantity: 1, unitMinor: 7450 },
        { description: 'Labor, installation (hours)', quantity: 9, unitMinor: 6800, taxed: false },
        { description: 'Disposal of damaged fence', quantity: 1, unitMinor: 8500, taxed: false },
      ],
      tax: { label: 'Sales tax', basisPoints: 835 },
    },
    {
      kind: 'letter',
      file: 'what-happened.txt',
      date: '2026-06-18',
      body: [
        'on the evening of June 11 Mrs. Natarajan from number 905 drove through my fence. She came over at once, apologized, and gave me your name and her policy number.',
        'She says she swerved around my van, which stood close to the corner. The estimate of Valley Fence & Deck and a photograph are attached.',
      ],
    },
    { kind: 'photo', file: 'fence.jpg', subject: 'fence', takenAt: '2026-06-12T15:33:09Z' },
  ],
  answers: {},
  people: { decision: { action: 'approve-in-part', amountMinor: 117651, reasonCode: 'shared-liability' } },
  expected: {
    outcome: 'paid-in-part',
    amountMinor: 117651,
    currency: 'USD',
    decidedBy: ['adjuster'],
    reasons: ['liability'],
    workedByHand: [
      'Materials: 4 x 148.00 + 3 x 46.00 + 74.50 = 804.50',
      'Labor and disposal: 9 x 68.00 + 85.00 = 697.00',
      'Sales tax on the materials: 804.50 x 8.35% = 67.18',
      'Claimed: 804.50 + 697.00 + 67.18 = 1,568.68',
      'All lines belong to the section and it has no deductible (2.3), so that with full liability it would be: 1,568.68 - 0.00 = 1,568.68',
      'The adjuster finds the policyholder liable for three quarters: 1,568.68 x 75% = 1,176.51',
    ],
  },
};
