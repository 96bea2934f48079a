/** Where the wording leaves room: the question that a person gets, the clauses on both sides word for word, and what settles it. */
import { readFileSync } from 'node:fs';
import { assess, homeLoss, homePolicy, item, motorLoss, motorPolicy, productFile, termsOf } from './support';

const chair = item('Dining chair', 260, { purchasedOn: '2026-01-10' });
const bumper = item('Bumper cover', 900);

const cases: [
  name: string,
  given: Parameters<typeof assess>[0],
  forCover: string[],
  against: string[],
  settles: RegExp,
][] = [
  [
    'gradual or sudden',
    {
      policy: homePolicy(),
      loss: homeLoss({ peril: 'escape-of-water', description: 'A pipe had been leaking for months.' }),
      items: [chair],
    },
    ['2.1.5'],
    ['4.2'],
    /repairer/,
  ],
  [
    'left unattended',
    {
      policy: motorPolicy(),
      loss: motorLoss({ peril: 'theft', policeReport: true, description: 'I forgot to lock it at the gas station.' }),
      items: [bumper],
    },
    ['2.1.2'],
    ['4.5'],
    /every key/,
  ],
  [
    'a condition of the very clause that insures: against it stands that nothing else does',
    { policy: homePolicy(), loss: homeLoss({ peril: 'theft', policeReport: true }), items: [chair] },
    ['2.1.3'],
    ['2'],
    /locksmith/,
  ],
  [
    'storm or an open window',
    {
      policy: homePolicy(),
      loss: homeLoss({ peril: 'storm', description: 'Rain blew in; the window was open.' }),
      items: [chair],
    },
    ['2.1.6'],
    ['2'],
    /glazier/,
  ],
  [
    'an accident that is no impact from outside',
    {
      policy: motorPolicy(),
      loss: motorLoss({ peril: 'accidental-damage', description: 'I filled up with the wrong fuel.' }),
      items: [item('Fuel tank', 900)],
    },
    ['2.1.1'],
    ['2'],
    /struck/,
  ],
  [
    'chewed, not collided with',
    {
      policy: motorPolicy(),
      loss: motorLoss({ peril: 'animal', description: 'A squirrel gnawed through the cables.' }),
      items: [item('Wiring harness', 900)],
    },
    ['2.1.1'],
    ['4.1'],
    /workshop/,
  ],
  [
    'vandalism by somebody insured, named in the account',
    {
      policy: motorPolicy(),
      loss: motorLoss({ peril: 'vandalism', description: 'Daniel lost his temper and dented the door.' }),
      items: [item('Door', 900)],
    },
    ['2.1.2'],
    ['2'],
    /police/,
  ],
  [
    'an animal that is neither pet nor vermin',
    {
      policy: homePolicy(),
      loss: homeLoss({ peril: 'animal', description: 'A jackdaw came down the chimney and broke the vase.' }),
      items: [item('Vase', 300)],
    },
    ['2.2'],
    ['4.3'],
    /what animal/i,
  ],
  [
    'not in the home',
    {
      policy: homePolicy(),
      loss: homeLoss({ peril: 'accidental-damage', description: 'I dropped the phone on the street.' }),
      items: [item('Phone', 700, { purchasedOn: '2026-01-10' })],
    },
    ['1.5'],
    ['2.2'],
    /where it happened/i,
  ],
  [
    'not their own',
    {
      policy: homePolicy(),
      loss: homeLoss({ description: 'The fire burnt a chair that I had borrowed.' }),
      items: [chair],
    },
    ['2.1.1'],
    ['1.4'],
    /owner/,
  ],
  [
    'locks after something else than a burglary',
    { policy: homePolicy(), loss: homeLoss(), items: [item('Lock replacement', 190)] },
    ['2.1.1'],
    ['2.1'],
    /damaged this item/,
  ],
  [
    'water from outside',
    {
      policy: homePolicy(),
      loss: homeLoss({ peril: 'escape-of-water', description: 'Water pushed up through the drain in the yard.' }),
      items: [chair],
    },
    ['2.1.5'],
    ['4.1'],
    /plumber/,
  ],
];

test.each(cases)('%s', async (_name, given, forCover, against, settles) => {
  const assessment = await assess(given);
  expect(assessment.outcome).toBe('cannot-tell');
  const numbers = (side: { clause: string }[] = []) => side.map(({ clause }) => clause);
  const found = assessment.questions.find(({ wouldSettle }) => settles.test(wouldSettle));
  expect({ for: numbers(found?.speaksFor), against: numbers(found?.speaksAgainst) }).toEqual({
    for: forCover,
    against,
  });
  const wording = readFileSync(productFile(given.policy.product, 'wording.md'), 'utf8');
  for (const { clause, heading, quote } of [...(found?.speaksFor ?? []), ...(found?.speaksAgainst ?? [])]) {
    expect(quote.length).toBeGreaterThan(20);
    expect(wording).toContain(clause.includes('.') ? `**${clause} ${heading}.** ${quote}` : quote);
  }
});

test('where the wording is not installed, the question has its clause numbers and no quotes', async () => {
  const { wording: _, ...terms } = await termsOf('home-contents');
  const { questions } = await assess({
    policy: homePolicy(),
    loss: homeLoss({ peril: 'theft' }),
    items: [chair],
    terms,
  });
  const asked = questions.find(({ code }) => code === 'forced-entry');
  expect(asked).toMatchObject({ clauses: ['2.1.3'] });
  expect(asked).not.toHaveProperty('speaksFor');
});

test('towing of a vehicle that could drive is asked about; without such words the bill speaks for itself', async () => {
  const items = [item('Bumper cover', 900), item('Towing', 180)];
  const judged = async (description: string) =>
    (await assess({ policy: motorPolicy(), loss: motorLoss({ description }), items })).outcome;
  expect(await judged('I hit a post and drove home.')).toBe('cannot-tell');
  expect(await judged('I hit a post.')).toBe('covered');
});

test.each([
  ['collision', 'A courier drove into us as I drove home; it was a bit slippery. The other driver drove away.'],
  ['theft', 'I had locked it with the key and put the key into my pocket.'],
  ['animal', 'A deer ran out, a bit too late to brake.'],
] as const)(
  'words that look like a circumstance and are none raise no question (motor, %s)',
  async (peril, description) => {
    const { questions } = await assess({
      policy: motorPolicy(),
      loss: motorLoss({ peril, description, policeReport: true }),
      items: [bumper, item('Towing', 180)],
    });
    expect(questions).toEqual([]);
  },
);

test.each([
  ['escape-of-water', 'A pipe under the kitchen sink of our rented house burst. I told the landlord at once.'],
  ['vandalism', 'Somebody smashed the window of the guest room and sprayed the bed.'],
  ['accidental-damage', 'I fell over the chair in my office at home while my sister was at work.'],
] as const)(
  'words that look like a circumstance and are none raise no question (home, %s)',
  async (peril, description) => {
    const { questions } = await assess({
      policy: homePolicy(),
      loss: homeLoss({ peril, description }),
      items: [chair],
    });
    expect(questions).toEqual([]);
  },
);
