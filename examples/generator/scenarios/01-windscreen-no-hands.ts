import type { Scenario } from '../scenario';
import { clearviewGlass } from './companies';

/** A stone on the freeway: small, complete, nothing unclear. Nobody needs to touch it. */
export const windscreenNoHands: Scenario = {
  name: '01-windscreen-no-hands',
  facts: {
    country: 'US',
    currency: 'USD',
    policyNumber: 'MP-2026-000101',
    lossDate: '2026-03-14',
    reportedAt: '2026-03-19T16:20:00Z',
    causeOfLoss: 'glass-breakage',
    description:
      'On the I-8 eastbound near Mission Valley a gravel truck in front of me threw up a stone. It hit the windscreen on the passenger side and a long crack ran to the edge within minutes. No other damage.',
    lossLocation: 'US-CA',
    claimant: {
      name: 'Elena Marquez',
      role: 'policyholder',
      email: 'elena.marquez@example.com',
      phone: '(619) 555-0107',
      address: ['2210 Juniper Street', 'San Diego, CA 92104'],
    },
    payee: { name: 'Elena Marquez', account: '991042882 4417738205', withNotice: false },
    vehicle: { model: '2021 Subaru Outback', registration: '8KTR214', vin: '4S4BTACC7M3140526', odometer: '48,210 mi' },
  },
  documents: [
    { kind: 'claim-form', file: 'claim-form.pdf', date: '2026-03-19', filledIn: 'fields' },
    {
      kind: 'repair-invoice',
      file: 'clearview-invoice-CV-30417.pdf',
      title: 'Invoice',
      company: clearviewGlass,
      number: 'CV-30417',
      date: '2026-03-18',
      lines: [
        {
          description: 'Windscreen, laminated, acoustic, with camera bracket',
          quantity: 1,
          unitMinor: 48600,
          code: '65009AN02A',
        },
        { description: 'Windscreen moulding set', quantity: 1, unitMinor: 3850, code: '65021AN00A' },
        { description: 'Urethane adhesive kit', quantity: 1, unitMinor: 4200, code: 'BT-201CX' },
        { description: 'Labor, removal and installation (hours)', quantity: 2, unitMinor: 9500, taxed: false },
        { description: 'Camera calibration, forward-facing', quantity: 1, unitMinor: 22500, taxed: false },
      ],
      tax: { label: 'Sales tax', basisPoints: 775 },
      note: 'Sales tax is charged on parts only.',
    },
  ],
  answers: {},
  people: null,
  expected: {
    outcome: 'paid',
    amountMinor: 92540,
    currency: 'USD',
    decidedBy: ['straight-through'],
    reasons: ['routine', 'in-force', 'peril-covered', 'deductible-applied'],
    workedByHand: [
      'Invoice lines: 486.00 + 38.50 + 42.00 + 2 x 95.00 + 225.00 = 981.50',
      'Sales tax on the parts: (486.00 + 38.50 + 42.00) x 7.75% = 43.90',
      'Claimed: 981.50 + 43.90 = 1,025.40',
      'Every line is glass, labour or calibration (clause 2.2), so all tax is paid (6.6). Less the glass deductible (6.3): 1,025.40 - 100.00 = 925.40',
    ],
  },
};
