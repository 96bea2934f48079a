/**
 * One changed amount, date, paper or policy term changes an example's outcome as worked out by hand. The new figures are
 * written here with their arithmetic; what is not changed stands in the example's expected.json.
 */
import { type ClaimDocument, type Scenario, scenarioNamed } from '../../examples/generator';
import { Pipeline, type Surroundings } from './pipeline';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await Pipeline.start();
});
afterAll(() => pipeline.close());

interface Change {
  number: string;
  what: string;
  change?: (draft: Scenario) => void;
  surroundings?: Surroundings;
  /** Example that was taken in before it. */
  after?: string;
  cleared?: boolean;
  action: string;
  amountMinor: number;
  route: string;
  reasons: string[];
  /** Codes that the unchanged example has and this one must not have. */
  without?: string[];
  missing?: string[];
}

/** The document type that a kind belongs to: estimates and invoices share one. */
type OfKind<Kind, Document = ClaimDocument> = Document extends { kind: infer Kinds }
  ? Kind extends Kinds
    ? Document
    : never
  : never;

/** The first paper of a kind, attachments included. */
function paper<Kind extends ClaimDocument['kind']>(draft: Scenario, kind: Kind): OfKind<Kind> {
  const all = draft.documents.flatMap((entry) => (entry.kind === 'email' ? [entry, ...entry.attachments] : [entry]));
  return all.find((entry) => entry.kind === kind) as OfKind<Kind>;
}

const CHANGES: Change[] = [
  {
    number: '01',
    what: 'the windscreen costs 586.00 instead of 486.00',
    change: (draft) => {
      paper(draft, 'repair-invoice').lines[0]!.unitMinor = 586_00;
    },
    // Lines 981.50 + 100.00 = 1,081.50; tax (586.00 + 38.50 + 42.00) x 7.75% = 51.65; 1,133.15 - 100.00.
    action: 'pay',
    amountMinor: 1_033_15,
    route: 'straight-through',
    reasons: ['routine'],
  },
  {
    number: '02',
    what: 'the policy has a deductible of 500.00 instead of 1,000.00',
    surroundings: { policies: ['own-damage,30000.00,1000.00', 'own-damage,30000.00,500.00'] },
    // 5,247.13 - 500.00.
    action: 'pay',
    amountMinor: 4_747_13,
    route: 'review',
    reasons: ['over-straight-through-limit', 'deductible-applied'],
  },
  {
    number: '03',
    what: 'the policy has a limit of 3,000.00 instead of 55,000.00',
    surroundings: { policies: ['own-damage,55000.00,250.00', 'own-damage,3000.00,250.00'] },
    // 3,202.31 after the deductible, at most 3,000.00 (6.4).
    action: 'pay-in-part',
    amountMinor: 3_000_00,
    route: 'review',
    reasons: ['item-excluded'],
  },
  {
    number: '04',
    what: 'the water came from a pipe and not from the river',
    change: (draft) => {
      draft.facts.causeOfLoss = 'escape-of-water';
      draft.facts.description = 'A pipe under the floor burst in the night. Everything on the floor is ruined.';
    },
    // Sofa and armchair, 2 years, 10% a year: (1,249.00 + 549.00) x 80% = 1,438.40. Rug, 1 year: 420.00 x 90% = 378.00.
    // Bookcase, 6 years, at most 50%: 192.50. Speakers, 3 years, 20% a year: 698.00 x 40% = 279.20.
    // 1,438.40 + 378.00 + 192.50 + 279.20 = 2,288.10; less the deductible of 300.00.
    action: 'pay',
    amountMinor: 1_988_10,
    route: 'review',
    reasons: ['depreciation-applied'],
    without: ['peril-excluded'],
  },
  {
    number: '05',
    what: 'there is no police report',
    change: (draft) => {
      draft.answers = {};
    },
    action: 'undetermined',
    amountMinor: 2_401_59,
    route: 'information',
    reasons: [],
    missing: ['police-report'],
  },
  {
    number: '06',
    what: 'electronics lose 10% a year instead of 20%',
    surroundings: {
      terms: [
        'home-contents/2026-01/terms.yaml',
        'category: electronics, percentPerYear: 20',
        'category: electronics, percentPerYear: 10',
      ],
    },
    cleared: true,
    // Television 899.00 x 80% = 719.20, tablet 429.00 x 90% = 386.10;
    // 1,249.00 + 719.20 + 386.10 + 240.00 + 680.00 = 3,274.30; less 250.00.
    action: 'pay',
    amountMinor: 3_024_30,
    route: 'review',
    reasons: ['depreciation-applied'],
  },
  {
    number: '07',
    what: 'the invoice has another number than that of the first claim',
    after: '01',
    change: (draft) => {
      paper(draft, 'repair-invoice').number = 'CV-30983';
    },
    // The sums stay: 1,025.40 - 100.00. That it is the same loss is found at registration, not from the invoice.
    action: 'pay',
    amountMinor: 925_40,
    route: 'straight-through',
    reasons: [],
    without: ['same-invoice'],
  },
  {
    number: '08',
    what: 'the policy number is not one of ours',
    change: (draft) => {
      draft.facts.policyNumber = 'MP-2026-009999';
    },
    action: 'undetermined',
    amountMinor: 0,
    route: 'review',
    reasons: ['policy-not-found'],
  },
  {
    number: '09',
    what: 'the hostile file is not sent',
    change: (draft) => {
      draft.documents = draft.documents.filter((entry) => entry.kind !== 'hostile');
    },
    // The hostile file counted for nothing: 1,300.71 - 300.00 as before, and nobody needs to look.
    action: 'pay',
    amountMinor: 1_000_71,
    route: 'straight-through',
    reasons: ['routine'],
    without: ['document-set-aside'],
  },
  {
    number: '10',
    what: 'five fence panels instead of four',
    change: (draft) => {
      paper(draft, 'repair-estimate').lines[0]!.quantity = 5;
    },
    // Materials 804.50 + 148.00 = 952.50; tax 952.50 x 8.35% = 79.53; 952.50 + 697.00 + 79.53, before liability.
    action: 'undetermined',
    amountMinor: 1_729_03,
    route: 'review',
    reasons: ['liability'],
  },
  {
    number: '11',
    what: 'the carpet was bought in 2024 instead of 2022',
    change: (draft) => {
      paper(draft, 'loss-schedule').items[0]!.purchasedOn = '2024-05-14';
    },
    // Carpet, 1 year: 1,150.00 x 90% = 1,035.00; 1,035.00 + 384.00 + 686.70 = 2,105.70; less 250.00.
    action: 'pay',
    amountMinor: 1_855_70,
    route: 'review',
    reasons: ['depreciation-applied'],
  },
  {
    number: '12',
    what: 'no account to pay to is given',
    change: (draft) => {
      draft.facts.payee = null;
    },
    action: 'pay',
    amountMinor: 22_401_25,
    route: 'information',
    reasons: [],
    missing: ['payee-account'],
  },
  {
    number: '13',
    what: 'the laptop cost 699.00 instead of 1,199.00',
    change: (draft) => {
      paper(draft, 'purchase-receipt').lines[0]!.unitMinor = 699_00;
    },
    // 699.00 - 100.00 = 599.00, under the 650.00 that are left of the yearly limit.
    action: 'pay',
    amountMinor: 599_00,
    route: 'straight-through',
    reasons: ['deductible-applied'],
    without: ['aggregate-applied'],
  },
  {
    number: '14',
    what: 'the burglary was two days before the policy began',
    change: (draft) => {
      draft.facts.lossDate = '2026-04-08';
    },
    // In force from 2026-04-10 (1.2): nothing is payable.
    action: 'deny',
    amountMinor: 0,
    route: 'review',
    reasons: ['not-in-force'],
    without: ['in-force'],
  },
  {
    number: '01',
    what: 'a letter names another account than the claim form',
    change: (draft) => {
      draft.documents.push({
        kind: 'letter',
        file: 'letter.txt',
        date: '2026-03-19',
        body: ['please pay to the account of my sister.', 'Account number: 991042882 5500119933'],
      });
    },
    // 1,025.40 - 100.00 as before; but nobody pays while two accounts are named.
    action: 'pay',
    amountMinor: 925_40,
    route: 'review',
    reasons: ['payee-conflict'],
    without: ['routine'],
  },
  {
    number: '03',
    what: 'the terms exclude towing too',
    surroundings: {
      terms: [
        'motor-private/2026-01/terms.yaml',
        "  - { category: rental-car, clause: '4.2',",
        "  - { category: towing, clause: '4.2', text: Towing is not insured. }\n  - { category: rental-car, clause: '4.2',",
      ],
    },
    // Covered lines: 3,334.40 - 245.00 = 3,089.40. Tax in proportion (6.6): 129.37 x 3,089.40 / 3,658.40 = 109.25.
    // 3,089.40 + 109.25 = 3,198.65; less 250.00.
    action: 'pay-in-part',
    amountMinor: 2_948_65,
    route: 'review',
    reasons: ['item-excluded'],
  },
  {
    number: '04',
    what: 'the terms do not exclude flood, and insure it as they insure storm',
    surroundings: {
      terms: [
        'home-contents/2026-01/terms.yaml',
        "  - { peril: flood, clause: '4.1', text: 'Flood, meaning water that enters from outside the building at ground level or below, is not insured.' }\n",
        '',
      ],
      moreTerms: [["      storm: '2.1.6'\n", "      storm: '2.1.6'\n      flood: '2.1.6'\n"]],
    },
    // As if a pipe had burst: sofa and armchair 1,438.40, rug 378.00, bookcase 192.50, speakers 279.20; less 300.00.
    action: 'pay',
    amountMinor: 1_988_10,
    route: 'review',
    reasons: ['depreciation-applied'],
    without: ['peril-excluded'],
  },
  {
    number: '07',
    what: 'the calibration costs 325.00 instead of 225.00',
    after: '01',
    change: (draft) => {
      paper(draft, 'repair-invoice').lines[4]!.unitMinor = 325_00;
    },
    // 1,025.40 + 100.00, which is not taxed, = 1,125.40; less 100.00. It is still the invoice of the first claim.
    action: 'pay',
    amountMinor: 1_025_40,
    route: 'investigation',
    reasons: ['same-invoice'],
  },
  {
    number: '09',
    what: 'the repair of the sofa costs 620.00 instead of 420.00',
    change: (draft) => {
      paper(draft, 'repair-invoice').lines[2]!.unitMinor = 620_00;
    },
    // Lines 540.00 + 186.00 + 620.00 = 1,346.00; VAT 1,346.00 x 13.5% = 181.71; 1,527.71 - 300.00. The hostile file
    // still counts for nothing and is looked at by a person.
    action: 'pay',
    amountMinor: 1_227_71,
    route: 'review',
    reasons: ['document-set-aside'],
  },
];

test.each(CHANGES)(
  '$number: $what',
  async (entry) => {
    const tenant = await pipeline.tenant(entry.surroundings);
    if (entry.after !== undefined)
      await pipeline.run(await pipeline.changed(scenarioNamed(entry.after), () => {}), tenant);
    const folder = await pipeline.changed(scenarioNamed(entry.number), entry.change ?? (() => {}));
    const { triage, codes } = await pipeline.run(folder, tenant, { cleared: entry.cleared ?? false });
    expect({
      action: triage.action,
      amountMinor: triage.amountMinor,
      route: triage.route,
      missing: triage.missing.map((item) => item.code),
      reasons: codes.filter((code) => entry.reasons.includes(code)).sort(),
      unwanted: codes.filter((code) => entry.without?.includes(code)),
    }).toEqual({
      action: entry.action,
      amountMinor: entry.amountMinor,
      route: entry.route,
      missing: entry.missing ?? [],
      reasons: [...entry.reasons].sort(),
      unwanted: [],
    });
  },
  60_000,
);
