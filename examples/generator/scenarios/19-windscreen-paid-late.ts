import type { Company, Scenario } from '../scenario';

const panhandleGlass: Company = {
  name: 'Panhandle Auto Glass',
  address: ['4410 Coulter Street', 'Amarillo, TX 79109'],
  phone: '(806) 555-0163',
  email: 'billing@panhandleglass.example',
  registered: 'Texas sales tax permit 3-20114-5567-8',
  look: { accent: '#8a3b12', face: 'sans', head: 'left', dates: 'numeric' },
};

/**
 * The notice lay in a mailbox for months before anybody registered it: paid at once then, with interest by the law of Texas. How much
 * that is depends on the day: 18 percent a year from the 60th day after the notice; it is paid on top and is no part of the amount.
 */
export const windscreenPaidLate: Scenario = {
  name: '19-windscreen-paid-late',
  facts: {
    country: 'US',
    currency: 'USD',
    policyNumber: 'MP-2026-000113',
    lossDate: '2026-03-30',
    reportedAt: '2026-04-02T15:05:00Z',
    noticeReceivedAt: '2026-04-02T15:05:00Z',
    causeOfLoss: 'glass-breakage',
    description:
      'On US 287 a truck in front of me lost gravel and a stone hit my windscreen. The crack ran across it before I was home. Nothing else was damaged.',
    lossLocation: 'US-TX',
    claimant: {
      name: 'Loretta Baines',
      role: 'policyholder',
      email: 'loretta.baines@example.com',
      phone: '(806) 555-0148',
      address: ['1207 Bowie Street', 'Amarillo, TX 79102'],
    },
    payee: { name: 'Loretta Baines', account: '991188410 2277440651', withNotice: false },
    vehicle: { model: '2020 Ford Escape', registration: 'RKD4471', vin: '1FMCU0G61LUB28814', odometer: '61,902 mi' },
  },
  documents: [
    { kind: 'claim-form', file: 'claim-form.pdf', date: '2026-04-02', filledIn: 'fields' },
    {
      kind: 'repair-invoice',
      file: 'panhandle-invoice-2207.pdf',
      title: 'Invoice',
      company: panhandleGlass,
      number: '2207',
      date: '2026-04-01',
      lines: [
        {
          description: 'Windscreen, laminated, with rain sensor bracket',
          quantity: 1,
          unitMinor: 39500,
          code: 'LJ6Z7803100',
        },
        { description: 'Windscreen moulding set', quantity: 1, unitMinor: 3200 },
        { description: 'Urethane adhesive kit', quantity: 1, unitMinor: 3900 },
        { description: 'Labor, removal and installation (hours)', quantity: 2, unitMinor: 8500, taxed: false },
        { description: 'Camera calibration, forward-facing', quantity: 1, unitMinor: 21000, taxed: false },
      ],
      tax: { label: 'Sales tax', basisPoints: 825 },
      note: 'Sales tax is charged on parts only.',
    },
  ],
  answers: {},
  people: null,
  expected: {
    outcome: 'paid',
    amountMinor: 78445,
    currency: 'USD',
    decidedBy: ['straight-through'],
    reasons: ['routine', 'in-force', 'peril-covered', 'deductible-applied'],
    workedByHand: [
      'Invoice lines: 395.00 + 32.00 + 39.00 + 2 x 85.00 + 210.00 = 846.00',
      'Sales tax on the parts: (395.00 + 32.00 + 39.00) x 8.25% = 38.45',
      'Claimed: 846.00 + 38.45 = 884.45',
      'Every line is glass, labour or calibration (clause 2.2), so all tax is paid (6.6). Less the glass deductible (6.3): 884.45 - 100.00 = 784.45',
    ],
  },
};
