import type { Company, Scenario } from '../scenario';

const caprockCollision: Company = {
  name: 'Caprock Collision & Frame',
  address: ['918 Avenue Q', 'Lubbock, TX 79401'],
  phone: '(806) 555-0171',
  email: 'estimates@caprockcollision.example',
  registered: 'Texas sales tax permit 3-20447-1180-2',
  look: { accent: '#1c4a6e', face: 'sans', head: 'band', dates: 'numeric' },
};

const llanoAppraisal: Company = {
  name: 'Llano Vehicle Appraisal',
  address: ['2301 Broadway', 'Lubbock, TX 79401'],
  phone: '(806) 555-0129',
  email: 'office@llanoappraisal.example',
  registered: 'Licensed appraiser no. TX-28841',
  look: { accent: '#3d3d3d', face: 'serif', head: 'centred', dates: 'long' },
};

/** The repair would cost more than the car was worth: its value is paid in place of it, once a person has agreed the value. */
export const collisionTotalLoss: Scenario = {
  name: '20-collision-total-loss',
  facts: {
    country: 'US',
    currency: 'USD',
    policyNumber: 'MP-2026-000114',
    lossDate: '2026-04-18',
    reportedAt: '2026-04-21T14:40:00Z',
    causeOfLoss: 'collision',
    description:
      'A deer jumped on to the farm road and I swerved into the concrete end of a culvert. The front of the car is pushed in. The car was towed; nobody was hurt.',
    lossLocation: 'US-TX',
    claimant: {
      name: 'Desmond Ochoa',
      role: 'policyholder',
      email: 'desmond.ochoa@example.com',
      phone: '(806) 555-0186',
      address: ['5512 Quaker Avenue', 'Lubbock, TX 79413'],
    },
    payee: { name: 'Desmond Ochoa', account: '991207733 6640118294', withNotice: true },
    vehicle: { model: '2014 Honda Accord', registration: 'HZT8820', vin: '1HGCR2F58EA114027', odometer: '128,340 mi' },
  },
  documents: [
    {
      kind: 'repair-estimate',
      file: 'caprock-estimate-6120.pdf',
      title: 'Repair estimate',
      company: caprockCollision,
      number: '6120',
      date: '2026-04-24',
      lines: [
        { description: 'Front bumper cover', quantity: 1, unitMinor: 62000 },
        { description: 'Radiator support', quantity: 1, unitMinor: 78000 },
        { description: 'Hood', quantity: 1, unitMinor: 91500 },
        { description: 'Headlamp assembly, left and right', quantity: 2, unitMinor: 67500 },
        { description: 'Driver airbag', quantity: 1, unitMinor: 118000 },
        { description: 'Radiator', quantity: 1, unitMinor: 46000 },
        { description: 'Frame pull, set up and measure (hours)', quantity: 14, unitMinor: 9500, taxed: false },
        { description: 'Body labor (hours)', quantity: 38, unitMinor: 9500, taxed: false },
      ],
      tax: { label: 'Sales tax', basisPoints: 825 },
    },
    {
      kind: 'repair-estimate',
      file: 'llano-appraisal.pdf',
      title: 'Vehicle appraisal',
      company: llanoAppraisal,
      number: 'A-3308',
      date: '2026-04-29',
      lines: [
        { description: 'Market value of the vehicle before the loss', quantity: 1, unitMinor: 895000, taxed: false },
      ],
      tax: null,
      note: 'Compared with six vehicles of the same model, year and mileage within 150 miles.',
    },
  ],
  answers: {},
  people: null,
  expected: {
    outcome: 'paid-in-part',
    amountMinor: 845000,
    currency: 'USD',
    decidedBy: ['adjuster'],
    reasons: ['value-needs-person', 'total-loss', 'deductible-applied'],
    workedByHand: [
      'Repair: 620.00 + 780.00 + 915.00 + 2 x 675.00 + 1,180.00 + 460.00 + 14 x 95.00 + 38 x 95.00 = 10,245.00',
      'Sales tax on the parts: (620.00 + 780.00 + 915.00 + 2 x 675.00 + 1,180.00 + 460.00) x 8.25% = 437.66',
      'Repair with tax, more than the value of 8,950.00, so that the value is paid (3.2): 10,245.00 + 437.66 = 10,682.66',
      'Market value, agreed by a person, less the deductible (6.3): 8,950.00 - 500.00 = 8,450.00',
    ],
  },
};
