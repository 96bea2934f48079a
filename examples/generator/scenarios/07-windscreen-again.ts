import type { Scenario } from '../scenario';
import { windscreenNoHands } from './01-windscreen-no-hands';

/** The same windscreen once more, sent by the husband who did not know that it had been reported. */
export const windscreenAgain: Scenario = {
  name: '07-windscreen-again',
  facts: {
    ...windscreenNoHands.facts,
    reportedAt: '2026-03-25T19:02:00Z',
    description:
      'A stone cracked the windscreen of our Subaru on the freeway. The invoice for the new glass is attached.',
    claimant: {
      name: 'Daniel Marquez',
      role: 'insured',
      email: 'daniel.marquez@example.com',
      phone: '(619) 555-0107',
      address: ['2210 Juniper Street', 'San Diego, CA 92104'],
    },
    payee: { name: 'Daniel Marquez', account: '991042882 4417738205', withNotice: true },
  },
  documents: [
    ...windscreenNoHands.documents
      .filter((document) => document.kind === 'repair-invoice')
      .map((invoice) => ({
        ...invoice,
        file: 'glass-invoice.jpg',
        medium: 'phone-jpg' as const,
        customer: 'Elena Marquez',
      })),
    { kind: 'photo', file: 'IMG_7730.jpg', subject: 'windscreen', takenAt: '2026-03-14T17:52:40Z' },
  ],
  answers: {},
  people: { duplicate: 'merge', after: ['01-windscreen-no-hands'] },
  expected: {
    outcome: 'closed-duplicate',
    amountMinor: 0,
    currency: 'USD',
    decidedBy: ['handler'],
    reasons: ['same-invoice'],
    workedByHand: [
      'Same policy, date and cause of loss as 01-windscreen-no-hands, which was paid 925.40. A loss is paid once: 925.40 - 925.40 = 0.00',
    ],
  },
};
