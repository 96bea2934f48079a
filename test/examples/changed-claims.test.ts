/**
 * One change in each example, through the whole process: notice, reading, assessment, people, payment, letter. The new
 * ends are worked out by hand from the wordings and written here with their arithmetic; every one differs from that of the
 * example as it stands.
 */
import { type ClaimDocument, type Scenario, scenarioNamed } from '../../examples/generator';
import { until } from '../support/until';
import { letterText, ProcessWorld } from './process';

let world: ProcessWorld;
beforeAll(async () => {
  world = await ProcessWorld.start();
}, 60_000);
afterAll(() => world.close());

interface Change {
  number: string;
  what: string;
  change?: (draft: Scenario) => void;
  /** Exact text of the sample policies, and what stands there instead. */
  policies?: [string, string];
  /** Example that is closed before it. */
  after?: string;
  outcome: string;
  amountMinor: number;
  decidedBy: string[];
  letter: string;
  /** The amount, or the reason, as the claimant reads it. */
  says: string;
  /** Every letter but the last, where it is more than the confirmation of receipt. */
  before?: string[];
}

const all = (draft: Scenario): ClaimDocument[] =>
  draft.documents.flatMap((entry) => (entry.kind === 'email' ? [entry, ...entry.attachments] : [entry]));
/** Set what one thing on an invoice or estimate costs, or how many of it there are. */
const charge = (draft: Scenario, at: number, values: { unitMinor?: number; quantity?: number }) => {
  for (const entry of all(draft))
    if (entry.kind === 'repair-invoice' || entry.kind === 'repair-estimate') Object.assign(entry.lines[at]!, values);
};

const CHANGES: Change[] = [
  {
    number: '01',
    what: 'the windscreen costs 586.00 instead of 486.00',
    change: (draft) => charge(draft, 0, { unitMinor: 586_00 }),
    // Lines 1,081.50; tax 666.50 x 7.75% = 51.65; 1,133.15 - 100.00.
    outcome: 'paid',
    amountMinor: 1_033_15,
    decidedBy: ['straight-through'],
    letter: 'approval',
    says: '$1,033.15',
    before: [],
  },
  {
    number: '02',
    what: 'the policy has a deductible of 500.00 instead of 1,000.00',
    policies: ['own-damage,30000.00,1000.00', 'own-damage,30000.00,500.00'],
    // 5,247.13 - 500.00.
    outcome: 'paid',
    amountMinor: 4_747_13,
    decidedBy: ['adjuster'],
    letter: 'approval',
    says: '$4,747.13',
  },
  {
    number: '03',
    what: 'the policy has a limit of 3,000.00 instead of 55,000.00',
    policies: ['own-damage,55000.00,250.00', 'own-damage,3000.00,250.00'],
    // 3,202.31 after the deductible, at most 3,000.00 (6.4).
    outcome: 'paid-in-part',
    amountMinor: 3_000_00,
    decidedBy: ['adjuster'],
    letter: 'part-approval',
    says: '$3,000.00',
  },
  {
    number: '04',
    what: 'the water came from a pipe and not from the river',
    change: (draft) => {
      draft.facts.causeOfLoss = 'escape-of-water';
      draft.facts.description = 'A pipe under the floor burst in the night. Everything on the floor is ruined.';
    },
    // (1,249.00 + 549.00) x 80% + 420.00 x 90% + 192.50 + 698.00 x 40% = 2,288.10; less 300.00.
    outcome: 'paid',
    amountMinor: 1_988_10,
    decidedBy: ['adjuster'],
    letter: 'approval',
    says: '€1,988.10',
  },
  {
    number: '05',
    what: 'the police report never comes',
    change: (draft) => {
      draft.answers = {};
    },
    // Asked for, reminded, and closed by two people: 0.00.
    outcome: 'closed-no-answer',
    amountMinor: 0,
    decidedBy: ['adjuster', 'supervisor'],
    letter: 'closure-no-answer',
    says: 'the police report',
    before: ['acknowledgment', 'information-request', 'information-reminder'],
  },
  {
    number: '06',
    what: 'the necklace was worth 980.00 instead of 680.00',
    change: (draft) => {
      for (const entry of draft.documents) if (entry.kind === 'loss-schedule') entry.items[4]!.costMinor = 980_00;
    },
    // 3,051.60 + 300.00, still under 1,500.00 for one piece of jewellery (3.1), = 3,351.60; less 250.00.
    outcome: 'paid',
    amountMinor: 3_101_60,
    decidedBy: ['adjuster'],
    letter: 'approval',
    says: '€3,101.60',
  },
  {
    number: '07',
    what: 'the loss was two days later than that of the first claim',
    after: '01',
    change: (draft) => {
      draft.facts.lossDate = '2026-03-16';
    },
    // Not the same loss by policy, date and cause; the same invoice is looked into and cleared: 1,025.40 - 100.00.
    outcome: 'paid',
    amountMinor: 925_40,
    decidedBy: ['adjuster'],
    letter: 'approval',
    says: '$925.40',
  },
  {
    number: '08',
    what: 'the policy number is not one of ours',
    change: (draft) => {
      draft.facts.policyNumber = 'MP-2026-009999';
    },
    // Nothing can be worked out and nothing is payable: two people refuse it.
    outcome: 'denied',
    amountMinor: 0,
    decidedBy: ['adjuster', 'supervisor'],
    letter: 'denial',
    says: 'There is no policy with this number.',
  },
  {
    number: '09',
    what: 'the repair of the sofa costs 620.00 instead of 420.00',
    change: (draft) => charge(draft, 2, { unitMinor: 620_00 }),
    // (540.00 + 186.00 + 620.00) x 113.5% = 1,527.71; less 300.00. The hostile file asks for 10,101.50 and counts for nothing.
    outcome: 'paid',
    amountMinor: 1_227_71,
    decidedBy: ['adjuster'],
    letter: 'approval',
    says: '€1,227.71',
  },
  {
    number: '10',
    what: 'five fence panels instead of four, of which the policyholder again answers for three quarters',
    change: (draft) => {
      charge(draft, 0, { quantity: 5 });
      draft.people = { decision: { action: 'approve-in-part', amountMinor: 1_296_77, reasonCode: 'shared-liability' } };
    },
    // Materials 952.50 + labor and disposal 697.00 + tax 952.50 x 8.35% = 79.53: 1,729.03 x 75% = 1,296.77.
    outcome: 'paid-in-part',
    amountMinor: 1_296_77,
    decidedBy: ['adjuster'],
    letter: 'part-approval',
    says: 'somebody else has to answer for a part of this damage',
  },
  {
    number: '11',
    what: 'the carpet was bought in 2024 instead of 2022',
    change: (draft) => {
      for (const entry of all(draft)) if (entry.kind === 'loss-schedule') entry.items[0]!.purchasedOn = '2024-05-14';
    },
    // Carpet, 1 year: 1,035.00; 1,035.00 + 384.00 + 686.70 = 2,105.70; less 250.00.
    outcome: 'paid',
    amountMinor: 1_855_70,
    decidedBy: ['adjuster'],
    letter: 'approval',
    says: '€1,855.70',
  },
  {
    number: '12',
    what: 'the policy has a limit of 8,000.00 instead of 60,000.00',
    policies: ['own-damage,60000.00,500.00', 'own-damage,8000.00,500.00'],
    // 22,401.25 after the deductible, at most 8,000.00 (6.4): within the authority of one adjuster.
    outcome: 'paid-in-part',
    amountMinor: 8_000_00,
    decidedBy: ['adjuster'],
    letter: 'part-approval',
    says: '$8,000.00',
  },
  {
    number: '13',
    what: 'the laptop cost 699.00 instead of 1,199.00',
    change: (draft) => {
      for (const entry of draft.documents) if (entry.kind === 'purchase-receipt') entry.lines[0]!.unitMinor = 699_00;
    },
    // 699.00 - 100.00, under the 650.00 that are left of the yearly limit.
    outcome: 'paid',
    amountMinor: 599_00,
    decidedBy: ['straight-through'],
    letter: 'approval',
    says: '€599.00',
    before: [],
  },
  {
    number: '14',
    what: 'the burglary was two days before the policy began',
    change: (draft) => {
      draft.facts.lossDate = '2026-04-08';
    },
    // In force from 2026-04-10 (1.2): nothing is payable.
    outcome: 'denied',
    amountMinor: 0,
    decidedBy: ['adjuster', 'supervisor'],
    letter: 'denial',
    says: '(clause 1.2)',
  },
];

/** Role of a user: `adjuster-1` is an adjuster. */
const roleOf = (user: string) => user.replace(/-\d+$/, '');

describe('one change in each example', () => {
  // All at once: what takes the time is reading, and the claims wait for people and clocks meanwhile.
  const running = new Map<string, Promise<Record<string, unknown>>>();
  beforeAll(() => {
    for (const entry of CHANGES) {
      const run = end(entry);
      run.catch(() => {});
      running.set(entry.number, run);
    }
  });

  test.each(CHANGES)(
    '$number: $what',
    async ({ number, outcome, amountMinor, decidedBy, letter, before = ['acknowledgment'] }) => {
      expect(await running.get(number)).toEqual({
        outcome,
        amountMinor,
        decidedBy,
        letters: [...before, letter],
        says: true,
      });
    },
    90_000,
  );

  test.each(CHANGES)('$number: that is another end than without the change', ({ number, outcome, ...changed }) => {
    const { expected } = scenarioNamed(number);
    expect([outcome, changed.amountMinor, changed.decidedBy]).not.toEqual([
      expected!.outcome,
      expected!.amountMinor,
      expected!.decidedBy,
    ]);
  });
});

describe('people who decide otherwise than proposed', () => {
  /** Example 02, which is covered on every line, up to the adjuster's question. */
  async function atReview() {
    const insurer = await world.insurer();
    const folder = await world.changed(scenarioNamed('02'));
    const inReview = await world.takeToReview(insurer, folder);
    const { claimNumber } = inReview.claim;
    const as = (user: string) => insurer.client.as(insurer.tokens[user]!);
    const openTask = async (kind: string) => {
      const find = async () =>
        (await as('adjuster-1').reviews.list({ claimNumber })).find((one) => one.kind === kind)?.taskId;
      await until(`a task ${kind}`, async () => (await find()) !== undefined, 30_000);
      return (await find())!;
    };
    const closed = async () => {
      await insurer.client.claims.result(claimNumber);
      return insurer.client.claims.show(claimNumber);
    };
    return { as, openTask, closed };
  }
  const NOT_THE_CAR = { text: 'The photograph shows another car than the insured one.', clause: '1.4' };

  test('a denial of what is covered tells the claimant the reason of the people, and the clause', async () => {
    const { as, openTask, closed } = await atReview();
    const denial = { action: 'deny', reasonCode: 'other-vehicle' } as const;
    const task = await openTask('decision');
    expect(await as('adjuster-1').reviews.decide(task, { ...denial, tell: [NOT_THE_CAR] })).toMatchObject({
      effect: 'awaiting-second-approval',
    });
    expect(await as('supervisor-1').reviews.decide(await openTask('second-approval'), denial)).toMatchObject({
      effect: 'final',
    });
    const claim = await closed();
    expect(claim).toMatchObject({ outcome: 'denied', decidedBy: ['adjuster-1', 'supervisor-1'], paidMinor: 0 });
    const text = await letterText(claim, 'denial');
    expect(text).toContain('The photograph shows another car than the insured one (clause 1.4).');
    expect(text).toContain('Clause 1.4, Private Motor Insurance');
    expect(text).toContain('California Department of Insurance');
  }, 60_000);

  test('without one the letter is refused and a person asked; it goes out with the reason given then', async () => {
    const { as, openTask, closed } = await atReview();
    const denial = { action: 'deny', reasonCode: 'other-vehicle' } as const;
    await as('adjuster-1').reviews.decide(await openTask('decision'), denial);
    await as('supervisor-1').reviews.decide(await openTask('second-approval'), denial);
    const stuck = await as('adjuster-1').reviews.show(await openTask('letter-failed'));
    expect(stuck.why[0]?.text).toContain('lacks reasons, provisions');
    const again = { action: 'retry-letter', reasonCode: 'other-vehicle', tell: [NOT_THE_CAR] } as const;
    expect(await as('adjuster-1').reviews.decide(stuck.taskId, again)).toMatchObject({ accepted: true });
    expect(await letterText(await closed(), 'denial')).toContain('The photograph shows another car');
  }, 60_000);

  test('a lowered amount is paid, and the letter says why and how it adds up', async () => {
    const { as, openTask, closed } = await atReview();
    const tell = [{ text: 'The grille of 236.00 USD is not broken in the photograph.', clause: '2.1.1' }];
    // 4,247.13 as proposed, less the grille with its tax: 236.00 x 108.75% = 256.65.
    const part = {
      action: 'approve-with-changes',
      amountMinor: 3_990_48,
      reasonCode: 'not-of-this-loss',
      tell,
    } as const;
    await as('adjuster-1').reviews.decide(await openTask('decision'), part);
    const claim = await closed();
    expect(claim).toMatchObject({ outcome: 'paid-in-part', paidMinor: 3_990_48, decidedBy: ['adjuster-1'] });
    const text = await letterText(claim, 'part-approval');
    expect(text).toContain('The grille of $236.00 is not broken in the photograph (clause 2.1.1).');
    expect(text).toMatch(/Changed by a person on review -\$256\.65 We pay \$3,990\.48/);
  }, 60_000);
});

async function end(entry: Change): Promise<Record<string, unknown>> {
  const insurer = await world.insurer(entry.policies);
  if (entry.after !== undefined) await world.take(insurer, await world.changed(scenarioNamed(entry.after)));
  const folder = await world.changed(scenarioNamed(entry.number), entry.change);
  const closed = await world.take(insurer, folder);
  return {
    outcome: closed.outcome,
    amountMinor: closed.paidMinor,
    decidedBy: closed.decidedBy.map(roleOf),
    letters: closed.letters.map((letter) => letter.kind),
    says: (await letterText(closed, entry.letter)).includes(entry.says),
  };
}
