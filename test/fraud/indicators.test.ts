/** Each indicator at its edges, with outcomes stated by hand; rules as shipped. */
import fc from 'fast-check';
import { couldBeSamePerson } from '../../activities/fraud/checks/people';
import { FraudScreening } from '../../activities/fraud/contract';
import { monthsBefore } from '../../activities/fraud/dates';
import { screen } from '../../activities/fraud/screen';
import type { FraudView, SharedMark } from '../../activities/fraud/view';
import { comparableName } from '../../platform/identity';
import { FILE, facts, found, item, notice, paper, policy, RECEIPT, shipped, view } from './support';

const sharedBy = (kind: SharedMark['kind'], ...others: [reference: string, policyNumber: string][]) => {
  const base = view();
  const value = base.marks.find((mark) => mark.kind === kind)!.value;
  const shared = others.map(([reference, policyNumber]) => ({ kind, value, reference, policyNumber }));
  return { history: { shared, connected: [], losses: [] } };
};
const losses = (...dates: string[]) => ({
  history: {
    shared: [],
    connected: [],
    losses: dates.map((lossDate, index) => ({ reference: `H-${index}`, lossDate })),
  },
});
const raised = (section: string, on: string, causeOfLoss: 'glass-breakage' | 'collision' | 'unknown') => ({
  policy: policy({ limitIncreases: [{ section, on }] }),
  notice: notice({ causeOfLoss }),
});
const claimed = (claimedMinor: number, currency: string | null = 'USD') => ({
  facts: facts({ claimedMinor, currency }),
});
const dated = (
  date: string | null,
  type: 'repair-invoice' | 'repair-estimate' | 'purchase-receipt' = 'repair-invoice',
) => ({
  facts: facts({ invoices: [paper({ date, type })] }),
});
/** A list of lost items, and a receipt of so much on a date. */
const listed = (
  items: [claimedMinor: number, purchasedOn: string][],
  receipt: { totalMinor: number; date: string },
) => ({
  facts: facts({
    items: items.map(([claimedMinor, purchasedOn]) =>
      item({ claimedMinor, purchasedOn, documentType: 'loss-schedule' }),
    ),
    invoices: [paper({ ...receipt, fileId: RECEIPT, type: 'purchase-receipt' })],
  }),
});
const payee = (name: string | null) => ({ facts: facts({ payee: { name, iban: '991042882', source: null } }) });

test('a claim with nothing unusual shows no indicator, and every check was made', () => {
  const result = screen(view(), shipped.rules);
  expect(result).toMatchObject({ score: 0, referral: false, indicators: [], notChecked: [] });
  expect(result.notApplicable).toEqual([
    { check: 'invoice-before-purchase', why: 'No dated receipt or invoice meets an item with a date of purchase.' },
    { check: 'photo-before-loss', why: 'No photo says when it was taken.' },
    { check: 'photo-used-before', why: 'The claim has no photo.' },
    { check: 'photo-edited', why: 'No photo names the program that wrote it.' },
  ]);
});

test.each<[string, Partial<FraudView>, string[]]>([
  ['the same invoice in another claim of the same policy', sharedBy('invoice', ['C-9', 'MP-1']), ['same-invoice']],
  ['the same file in another claim', sharedBy('file', ['C-9', 'MP-2']), ['same-file']],
  ['the account under another policy', sharedBy('account', ['C-9', 'MP-2']), ['shared-account']],
  ['the account under the same policy', sharedBy('account', ['C-9', 'MP-1']), []],
  ['the phone under another policy', sharedBy('phone', ['C-9', 'MP-2']), ['shared-phone']],
  ['the phone under the same policy', sharedBy('phone', ['C-9', 'MP-1']), []],

  ['loss on the day of inception', { policy: policy({ inceptionDate: '2026-05-10' }) }, ['soon-after-inception']],
  ['loss 30 days after it', { policy: policy({ inceptionDate: '2026-04-10' }) }, ['soon-after-inception']],
  ['loss 31 days after it', { policy: policy({ inceptionDate: '2026-04-09' }) }, []],
  ['loss before it: a question of cover', { policy: policy({ inceptionDate: '2026-05-11' }) }, []],

  [
    '60 days after its limit was raised',
    raised('glass', '2026-03-11', 'glass-breakage'),
    ['soon-after-limit-increase'],
  ],
  ['61 days after', raised('glass', '2026-03-10', 'glass-breakage'), []],
  ['another limit was raised', raised('own-damage', '2026-05-01', 'glass-breakage'), []],
  ['collision and own damage', raised('own-damage', '2026-05-01', 'collision'), ['soon-after-limit-increase']],
  ['raised after the loss', raised('glass', '2026-05-11', 'glass-breakage'), []],
  ['cause not known: every limit counts', raised('own-damage', '2026-05-01', 'unknown'), ['soon-after-limit-increase']],

  ['at the straight-through limit', claimed(150_000), ['just-under-threshold']],
  ['3 % below it', claimed(145_500), ['just-under-threshold']],
  ['a cent more than 3 % below it', claimed(145_499), []],
  ['a cent over it', claimed(150_001), []],
  ['just under the limit of adjusters', claimed(990_000), ['just-under-threshold']],

  ['invoice of the day of the loss', dated('2026-05-10'), []],
  ['invoice of the day before', dated('2026-05-09'), ['dated-before-loss']],
  ['estimate of the day before', dated('2026-05-09', 'repair-estimate'), ['dated-before-loss']],
  ['receipt of the day before: things are bought before they are lost', dated('2026-05-09', 'purchase-receipt'), []],

  [
    'receipt older than the purchase on the list',
    listed([[80_000, '2025-03-02']], { totalMinor: 80_000, date: '2025-03-01' }),
    ['invoice-before-purchase'],
  ],
  ['receipt of the day of purchase', listed([[80_000, '2025-03-02']], { totalMinor: 80_000, date: '2025-03-02' }), []],
  ['receipt of another amount', listed([[80_000, '2025-03-02']], { totalMinor: 79_999, date: '2025-03-01' }), []],
  [
    'receipt that fits one of two equal items',
    listed(
      [
        [80_000, '2025-03-02'],
        [80_000, '2024-01-01'],
      ],
      { totalMinor: 80_000, date: '2025-03-01' },
    ),
    [],
  ],
  [
    'line of a receipt bought after its date',
    {
      facts: facts({
        items: [item({ documentType: 'purchase-receipt', purchasedOn: '2025-06-01' })],
        invoices: [paper({ type: 'purchase-receipt', date: '2025-05-31' })],
      }),
    },
    ['invoice-before-purchase'],
  ],

  ['reported after 30 days', { reportedOn: '2026-06-09' }, []],
  ['reported after 31 days', { reportedOn: '2026-06-10' }, ['late-report']],

  ['two other losses in 24 months', losses('2025-05-10', '2026-01-01'), []],
  [
    'three, one of them on the first day of the 24 months',
    losses('2024-05-10', '2025-05-10', '2026-01-01'),
    ['frequent-claims'],
  ],
  ['three, one of them a day too old', losses('2024-05-09', '2025-05-10', '2026-01-01'), []],
  ['three, one of them later', losses('2026-05-11', '2025-05-10', '2026-01-01'), []],

  [
    'claimant on the list, words in another order and with diacritics',
    {
      notice: notice({ claimant: { name: 'MALONE, Viktor Fíctional', role: 'policyholder' } }),
      ...payee('Viktor Fictional Malone'),
    },
    ['watchlist'],
  ],
  ['payee on the list', payee('Ostrava Phantom Holdings'), ['watchlist', 'payee-not-claimant']],
  [
    'a name that only begins like one on the list',
    { ...payee('Viktor Malone'), notice: notice({ claimant: { name: 'Viktor Malone', role: 'insured' } }) },
    [],
  ],

  ['payee is somebody else', payee('Dana Whitfield'), ['payee-not-claimant']],
  ['payee with an initial', payee('E. Marquez'), []],
  ['joint account', payee('Elena & Daniel Marquez'), []],
  ['relative with the same family name', payee('Daniel Marquez'), ['payee-not-claimant']],
])('%s', (_, changes, codes) => {
  expect(found(changes)).toEqual(codes);
});

test('several weak indicators refer together; one alone does not', () => {
  // soon-after-inception 3, late-report 1, just-under-threshold 1: together the referral score of 5.
  const early = { policy: policy({ inceptionDate: '2026-05-01' }), reportedOn: '2026-06-20' };
  expect(screen(view(early), shipped.rules)).toMatchObject({ score: 4, referral: false });
  expect(screen(view({ ...early, ...claimed(149_000) }), shipped.rules)).toMatchObject({ score: 5, referral: true });
});

test('one indicator of weight 5 refers, whatever the score that the rules ask for', () => {
  const strict = { ...shipped.rules, referralScore: 50 };
  expect(screen(view(sharedBy('file', ['C-9', 'MP-2'])), strict)).toMatchObject({ score: 5, referral: true });
  expect(screen(view(sharedBy('account', ['C-9', 'MP-2'])), strict)).toMatchObject({ score: 4, referral: false });
});

test('evidence names the other claim and the file, never the account, the phone or a name', () => {
  const all = { ...sharedBy('account', ['C-9', 'MP-2'], ['C-10', 'MP-3']), ...payee('Ostrava Phantom Holdings') };
  const kinds = screen(view(sharedBy('invoice', ['C-9', 'MP-1'])), shipped.rules);
  expect(kinds.indicators[0]!.evidence).toEqual([
    { kind: 'claim', ref: 'C-9', detail: `Has the same invoice number and issuer; here in file ${FILE.slice(0, 12)}.` },
  ]);
  const text = JSON.stringify(screen(view(all), shipped.rules));
  for (const secret of ['991042882', '6195550107', 'Ostrava', 'Elena', 'Marquez']) expect(text).not.toContain(secret);
});

describe('what could not be looked for', () => {
  const why = (changes: Partial<FraudView>) => {
    const { notChecked, notApplicable } = screen(view(changes), shipped.rules);
    return {
      notChecked: notChecked.map((entry) => entry.check),
      notApplicable: notApplicable.map((entry) => entry.check),
    };
  };

  test('no history: six checks have no source', () => {
    expect(why({ history: null }).notChecked).toEqual([
      'same-invoice',
      'same-file',
      'shared-account',
      'shared-phone',
      'frequent-claims',
      'connected-claims',
    ]);
  });

  test('no phone in the claim: not applicable, also where there is no history', () => {
    const without = { ...view(), facts: facts({ phones: [] }) };
    const marks = without.marks.filter((mark) => mark.kind !== 'phone');
    for (const history of [null, { shared: [], connected: [], losses: [] }]) {
      const result = why({ facts: without.facts, marks, history });
      expect(result.notApplicable).toContain('shared-phone');
      expect(result.notChecked).not.toContain('shared-phone');
    }
  });

  test.each<[string, Partial<FraudView>, string]>([
    ['no watchlist', { watchlist: null }, 'watchlist'],
    ['an empty watchlist', { watchlist: { entries: new Map(), sha256: 'd'.repeat(64) } }, 'watchlist'],
    ['an account without a holder', payee(null), 'payee-not-claimant'],
    ['a currency without thresholds', claimed(100_000, 'CHF'), 'just-under-threshold'],
  ])('%s: not checked', (_, changes, check) => {
    expect(why(changes).notChecked).toEqual([check]);
  });

  test('no policy: its dates are not checked', () => {
    expect(why({ policy: null }).notChecked).toEqual(['soon-after-inception', 'soon-after-limit-increase']);
  });
});

test('whatever the claim, each check ends in one list, and the result can be stored', () => {
  const date = fc
    .date({ min: new Date('2020-01-01'), max: new Date('2028-01-01'), noInvalidDate: true })
    .map((day) => day.toISOString().slice(0, 10));
  const anyView = fc
    .record({
      claimedMinor: fc.integer({ min: -5, max: 2_000_000 }),
      currency: fc.constantFrom('USD', 'EUR', 'CHF', null),
      payeeName: fc.option(fc.string()),
      claimant: fc.string({ minLength: 1 }),
      inceptionDate: date,
      lossDate: date,
      reportedOn: date,
      invoiceDate: fc.option(date),
      earlier: fc.array(date),
      hasHistory: fc.boolean(),
      hasPolicy: fc.boolean(),
    })
    .map((any) =>
      view({
        facts: facts({
          claimedMinor: any.claimedMinor,
          currency: any.currency,
          payee: { name: any.payeeName, iban: '991042882', source: null },
          invoices: [paper({ date: any.invoiceDate })],
        }),
        notice: notice({ lossDate: any.lossDate, claimant: { name: any.claimant, role: 'insured' } }),
        reportedOn: any.reportedOn,
        policy: any.hasPolicy ? policy({ inceptionDate: any.inceptionDate }) : null,
        history: any.hasHistory ? losses(...any.earlier).history : null,
      }),
    );
  fc.assert(
    fc.property(anyView, (any) => {
      const result = screen(any, shipped.rules);
      const lists = [
        ...result.checked,
        ...result.notApplicable.map((entry) => entry.check),
        ...result.notChecked.map((entry) => entry.check),
      ];
      expect([...lists].sort()).toEqual(Object.keys(shipped.rules.indicators).sort());
      expect(result.score).toBe(result.indicators.reduce((sum, indicator) => sum + indicator.weight, 0));
      FraudScreening.parse({ ...result, rules: { version: '1', sha256: shipped.sha256 } });
    }),
  );
});

describe('names and dates', () => {
  test.each([
    ['Siobhán Ní Dhálaigh', 'NI DHALAIGH SIOBHAN', true],
    ['Łukasz Brøndum', 'Lukasz Brondum', true],
    ["Maeve O'Brien", 'Maeve OBrien', true],
    ['Ann Li', 'Anne Li', false],
    ['', '...', true],
  ])('%s and %s are equal as compared: %s', (one, other, equal) => {
    expect(comparableName(one) === comparableName(other)).toBe(equal);
  });

  test.each([
    ['E. M. Marquez', 'Elena Maria Marquez', true],
    ['E. M.', 'Elena Marquez', false],
    ['', 'Elena Marquez', false],
    ['Elena Elena', 'Elena Marquez', false],
  ])('%s could be %s: %s', (one, other, same) => {
    expect([couldBeSamePerson(one, other), couldBeSamePerson(other, one)]).toEqual([same, same]);
  });

  test.each([
    ['2026-05-31', 3, '2026-02-28'],
    ['2024-05-31', 3, '2024-02-29'],
    ['2026-01-15', 24, '2024-01-15'],
    ['2026-01-15', 1, '2025-12-15'],
  ])('%s less %d months is %s', (date, months, before) => {
    expect(monthsBefore(date, months)).toBe(before);
  });
});
