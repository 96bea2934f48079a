import type { Scenario } from '../scenario';
import { garda } from './companies';

/**
 * A burglary five weeks after the limit was raised, by somebody whose telephone number stands in a claim under another
 * policy: together enough to have it looked into. Nothing was found, and it is paid.
 */
export const burglaryCleared: Scenario = {
  name: '06-burglary-cleared',
  facts: {
    country: 'IE',
    currency: 'EUR',
    policyNumber: 'HC-2026-000208',
    lossDate: '2026-04-18',
    reportedAt: '2026-04-20T09:05:00Z',
    causeOfLoss: 'burglary',
    description:
      'We were in Dublin for the day. When we came home at about eleven in the evening the back door had been forced beside the lock and the bedroom and the study had been gone through. The Gardaí came the same night.',
    lossLocation: 'IE',
    claimant: {
      name: 'Maeve Ó Súilleabháin',
      role: 'policyholder',
      email: 'maeve.osuilleabhain@example.com',
      phone: '+353 20 915 6620',
      address: ['2 Orchard Close', 'Waterford'],
    },
    payee: { name: 'Maeve Ó Súilleabháin', account: 'IE33 CRNB 9033 7761 2098 45', withNotice: false },
    vehicle: null,
  },
  documents: [
    { kind: 'claim-form', file: 'claim-form.pdf', date: '2026-04-20', filledIn: 'fields' },
    {
      kind: 'loss-schedule',
      file: 'stolen-items.pdf',
      date: '2026-04-20',
      items: [
        { description: 'Laptop, 14-inch', room: 'Study', purchasedOn: '2025-10-03', quantity: 1, costMinor: 124900 },
        {
          description: 'Television, 55-inch',
          room: 'Living room',
          purchasedOn: '2023-12-09',
          quantity: 1,
          costMinor: 89900,
        },
        { description: 'Tablet, 11-inch', room: 'Study', purchasedOn: '2025-03-22', quantity: 1, costMinor: 42900 },
        { description: 'Leather jacket', room: 'Hall', purchasedOn: '2024-09-14', quantity: 1, costMinor: 32000 },
        { description: 'Gold necklace', room: 'Bedroom', purchasedOn: '2019-06-01', quantity: 1, costMinor: 68000 },
      ],
    },
    {
      kind: 'police-report',
      file: 'garda-report.pdf',
      medium: 'scan-pdf',
      force: garda('Waterford', 'Co. Waterford'),
      number: 'PU-7741-2026',
      date: '2026-04-19',
      offence: 'Burglary',
      officer: 'Garda C. Dunphy, WD 318',
      narrative:
        'The reporting person returned to the house at 22.55 and found the rear door open. The frame was splintered at the height of the lock. Drawers in the bedroom and the study had been emptied. A laptop, a television, a tablet, a jacket and a necklace were stated to be missing. The scene was examined the same night; glove marks only.',
    },
    { kind: 'photo', file: 'back-door.jpg', subject: 'door', takenAt: '2026-04-18T22:10:44Z' },
  ],
  answers: {},
  people: { investigation: 'clear' },
  expected: {
    outcome: 'paid',
    amountMinor: 280160,
    currency: 'EUR',
    decidedBy: ['adjuster'],
    reasons: ['soon-after-limit-increase', 'shared-phone'],
    workedByHand: [
      'Claimed: 1,249.00 + 899.00 + 429.00 + 320.00 + 680.00 = 3,577.00',
      'Laptop, 6 months old, new for old (6.7): 1,249.00 = 1,249.00',
      'Television, 2 years old, 20% a year (6.7.1): 899.00 x (100% - 40%) = 539.40',
      'Tablet, 1 year old, 20% a year (6.7.1): 429.00 x (100% - 20%) = 343.20',
      'Jacket, 1 year old, 25% a year (6.7.2): 320.00 x (100% - 25%) = 240.00',
      'Necklace, no depreciation, under 1,500.00 for one item (3.1): 680.00 = 680.00',
      'Adjusted: 1,249.00 + 539.40 + 343.20 + 240.00 + 680.00 = 3,051.60',
      'Less the deductible (6.3): 3,051.60 - 250.00 = 2,801.60',
    ],
  },
};
