import type { Scenario } from '../scenario';
import { leeDrying } from './companies';

/** Everything comes in one e-mail: a schedule as PDF, and the drying firm's invoice scanned. */
export const waterByEmail: Scenario = {
  name: '11-water-by-email',
  facts: {
    country: 'IE',
    currency: 'EUR',
    policyNumber: 'HC-2026-000201',
    lossDate: '2026-02-07',
    reportedAt: '2026-02-23T11:40:00Z',
    causeOfLoss: 'escape-of-water',
    description:
      'A pipe to the upstairs radiator burst while we were out. Water ran through the ceiling into the sitting room for some hours and ruined the carpet, the sideboard and a shelf of books.',
    lossLocation: 'IE',
    claimant: {
      name: 'Aoife Byrne',
      role: 'policyholder',
      email: 'aoife.byrne@example.com',
      phone: '+353 20 914 2201',
      address: ['14 Linden Terrace', 'Cork'],
    },
    payee: { name: 'Aoife Byrne', account: 'IE10 CRNB 9011 8804 4177 22', withNotice: true },
    vehicle: null,
  },
  documents: [
    {
      kind: 'email',
      file: 'water damage 14 Linden Terrace.eml',
      sentAt: '2026-02-23T11:31:20Z',
      subject: 'Water damage at 14 Linden Terrace – policy HC-2026-000201',
      body: [
        'Dear Claims Department,',
        'a radiator pipe burst on 7 February 2026 and water came through the ceiling of our sitting room. I attach the list of what was ruined, and the invoice of Lee Valley Drying & Cleaning, which I have paid. I had to scan it, I hope it can be read.',
        'Policy number: HC-2026-000201',
        'Please pay to my account IE10 CRNB 9011 8804 4177 22. You can reach me at +353 20 914 2201 after four.',
        'Kind regards,',
      ],
      attachments: [
        {
          kind: 'loss-schedule',
          file: 'schedule-of-loss.pdf',
          date: '2026-02-21',
          items: [
            {
              description: 'Carpet, sitting room, 22 square metres',
              room: 'Sitting room',
              purchasedOn: '2022-05-14',
              quantity: 1,
              costMinor: 115000,
            },
            {
              description: 'Sideboard, walnut',
              room: 'Sitting room',
              purchasedOn: '2021-09-02',
              quantity: 1,
              costMinor: 64000,
            },
            {
              description: 'Books, about sixty',
              room: 'Sitting room',
              purchasedOn: '2018-12-01',
              quantity: 1,
              costMinor: 21000,
            },
            {
              description: 'Drying and cleaning, see invoice',
              room: 'Sitting room',
              purchasedOn: '2026-02-18',
              quantity: 1,
              costMinor: 47670,
            },
          ],
        },
        {
          kind: 'repair-invoice',
          file: 'invoice scan.jpg',
          medium: 'scan-jpg',
          title: 'Invoice',
          company: leeDrying,
          number: '4471/26',
          date: '2026-02-18',
          lines: [
            { description: 'Drying equipment, hire (days)', quantity: 5, unitMinor: 4800 },
            { description: 'Extraction of water, cleaning of floor', quantity: 1, unitMinor: 18000 },
          ],
          tax: { label: 'VAT', basisPoints: 1350 },
          note: 'Paid by card on 18 February 2026. Thank you.',
        },
      ],
    },
  ],
  answers: {},
  people: null,
  expected: {
    outcome: 'paid',
    amountMinor: 162570,
    currency: 'EUR',
    decidedBy: ['adjuster'],
    reasons: ['over-straight-through-limit'],
    workedByHand: [
      'Invoice for drying, in the schedule as one item: (5 x 48.00 + 180.00) x 113.5% = 476.70',
      'Claimed: 1,150.00 + 640.00 + 210.00 + 476.70 = 2,476.70',
      'Carpet, 3 years old, 10% a year (6.7.3): 1,150.00 x (100% - 30%) = 805.00',
      'Sideboard, 4 years old, 10% a year (6.7.3): 640.00 x (100% - 40%) = 384.00',
      'Books and drying, no depreciation: 210.00 + 476.70 = 686.70',
      'Adjusted: 805.00 + 384.00 + 686.70 = 1,875.70',
      'Less the deductible (6.3): 1,875.70 - 250.00 = 1,625.70',
    ],
  },
};
