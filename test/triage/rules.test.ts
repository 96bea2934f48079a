/** Proposal, missing items and route, with outcomes stated by hand. */
import fc from 'fast-check';
import { TriageRules } from '../../activities/triage/rules';
import { type Changes, facts, indicator, item, line, shipped, source, triage } from './support';

const question = { code: 'liability', text: 'Is Aoife Byrne liable?', clauses: ['2.3'], wouldSettle: 'a report' };
const notCovered = { outcome: 'not-covered' as const, lines: [line('not-covered')], payableMinor: 0 };
const blocking = (code: 'hidden-text' | 'loss-date-conflict') => ({
  code,
  severity: 'blocking' as const,
  detail: 'of Aoife Byrne',
  sources: [],
});
const receipt = (changes: object) => ({
  fileId: 'b'.repeat(64),
  type: 'purchase-receipt' as const,
  issuer: null,
  number: null,
  date: '2025-03-01',
  totalMinor: 200_000,
  currency: 'EUR',
  ...changes,
});
const listed = (claimedMinor: number, changes = {}) =>
  item({ claimedMinor, documentType: 'loss-schedule', purchasedOn: '2025-03-01', ...changes });

test('small, complete, certain and covered on every line: straight through, with the grounds and their clauses', () => {
  const result = triage();
  expect(result).toMatchObject({ route: 'straight-through', codes: ['routine', 'deductible-applied'] });
  expect(result.reasons[1]!.clause).toBe('6.3');
  expect(result.proposal).toMatchObject({ action: 'pay', amountMinor: 90_000, claimedMinor: 100_000, missing: [] });
  expect(result.proposal.working).toEqual(['1,000.00 EUR less deductible 100.00 EUR = 900.00 EUR']);
});

test.each<[string, Changes['coverage'], string, number]>([
  ['covered', {}, 'pay', 90_000],
  [
    'covered as a whole, but one line is not',
    { lines: [line('covered'), line('not-covered')] },
    'undetermined',
    90_000,
  ],
  ['covered as a whole, but one line is open', { lines: [line('cannot-tell')] }, 'undetermined', 90_000],
  ['covered without any line', { lines: [] }, 'undetermined', 90_000],
  ['partly covered', { outcome: 'partly-covered' }, 'pay-in-part', 90_000],
  ['not covered, whatever else the assessment says', { ...notCovered, payableMinor: 5 }, 'deny', 0],
  ['cannot tell', { outcome: 'cannot-tell', questions: [question] }, 'undetermined', 90_000],
])('%s: the proposal', (_, coverage, action, amountMinor) => {
  expect(triage({ coverage }).proposal).toMatchObject({ action, amountMinor });
});

test.each<[string, Changes, string, string[]]>([
  ['over the limit by a cent', { coverage: { payableMinor: 150_001 } }, 'review', ['over-straight-through-limit']],
  ['at the limit', { coverage: { payableMinor: 150_000 } }, 'straight-through', ['routine', 'deductible-applied']],
  ['nothing payable after the deductible', { coverage: { payableMinor: 0 } }, 'review', ['nothing-payable']],
  ['a currency without a limit', { coverage: { currency: 'CHF' } }, 'review', ['no-straight-through-limit']],
  [
    'one line not covered',
    { coverage: { outcome: 'partly-covered', lines: [line('covered'), line('not-covered')] } },
    'review',
    ['item-excluded'],
  ],
  [
    'a limit of the section applied',
    { coverage: { outcome: 'partly-covered', reasons: [{ code: 'aggregate-applied', clause: '6.5', text: '' }] } },
    'review',
    ['aggregate-applied'],
  ],
  [
    'partly covered, and nothing says why',
    { coverage: { outcome: 'partly-covered', reasons: [] } },
    'review',
    ['not-fully-covered'],
  ],
  [
    'a denial is never made by machine',
    { coverage: { ...notCovered, reasons: [{ code: 'peril-excluded', clause: '4.1', text: '' }] } },
    'review',
    ['peril-excluded', 'item-excluded'],
  ],
  ['an open question', { coverage: { outcome: 'cannot-tell', questions: [question] } }, 'review', ['liability']],
  ['an open question without words', { coverage: { outcome: 'cannot-tell' } }, 'review', ['undetermined']],
  ['a blocking finding', { facts: { findings: [blocking('hidden-text')] } }, 'review', ['hidden-text']],
  [
    'a warning',
    { facts: { findings: [{ ...blocking('hidden-text'), severity: 'warning' }] } },
    'straight-through',
    ['routine', 'deductible-applied'],
  ],
  ['an amount read with doubt', { facts: { items: [item({ confidence: 0.59 })] } }, 'review', ['low-confidence']],
  [
    'an amount read just well enough',
    { facts: { items: [item({ confidence: 0.6 })] } },
    'straight-through',
    ['routine', 'deductible-applied'],
  ],
  [
    'the weakest indicator',
    { fraud: { score: 1, indicators: [indicator('late-report', 1)] } },
    'review',
    ['late-report'],
  ],
  [
    'a check without a source',
    { fraud: { notChecked: [{ check: 'watchlist', why: 'There is no list.' }] } },
    'review',
    ['not-checked'],
  ],
  [
    'a check that does not apply',
    { fraud: { notApplicable: [{ check: 'shared-phone', why: 'No phone.' }] } },
    'straight-through',
    ['routine', 'deductible-applied'],
  ],
  [
    'a referral',
    { fraud: { score: 5, referral: true, indicators: [indicator('same-file', 5)] } },
    'investigation',
    ['same-file'],
  ],
  [
    'a referral that was cleared',
    { fraud: { score: 5, referral: true, indicators: [indicator('same-file', 5)] }, investigationCleared: true },
    'review',
    ['same-file', 'was-investigated'],
  ],
  ['referred by a person, without an indicator', { investigationCleared: true }, 'review', ['was-investigated']],
  ['no account', { facts: { payee: null } }, 'information', ['missing-payee-account']],
  [
    'asked for the account, and none came',
    { facts: { payee: null }, alreadyAsked: ['payee-account'] },
    'review',
    ['missing-payee-account'],
  ],
  [
    'no amounts',
    {
      facts: { items: [] },
      coverage: { outcome: 'cannot-tell', lines: [], questions: [{ ...question, code: 'nothing-claimed' }] },
    },
    'information',
    ['missing-proof-of-amount'],
  ],
  ['theft without a report', { coverage: { peril: 'theft' } }, 'information', ['missing-police-report']],
  ['storm without a report', { coverage: { peril: 'storm' } }, 'straight-through', ['routine', 'deductible-applied']],
  [
    'theft with a report',
    { coverage: { peril: 'theft' }, facts: { policeReport: { number: 'PU-1', date: null, source } } },
    'straight-through',
    ['routine', 'deductible-applied'],
  ],
])('%s', (_, changes, route, codes) => {
  expect(triage(changes)).toMatchObject({ route, codes });
});

test('investigation comes before information, and information before review', () => {
  const changes: Changes = {
    facts: { payee: null, findings: [blocking('loss-date-conflict')] },
    fraud: { referral: true, score: 5, indicators: [indicator('same-file', 5)] },
  };
  expect(triage(changes).route).toBe('investigation');
  expect(triage({ ...changes, investigationCleared: true }).route).toBe('information');
  expect(triage({ ...changes, investigationCleared: true, alreadyAsked: ['payee-account'] }).route).toBe('review');
});

test('what was asked for is not asked again; what was not, is', () => {
  const changes: Changes = { facts: { payee: null }, coverage: { peril: 'burglary' }, alreadyAsked: ['payee-account'] };
  expect(triage(changes)).toMatchObject({ route: 'information', codes: ['missing-police-report'] });
});

test.each<[string, Changes['coverage']]>([
  [
    'no such policy',
    {
      policyFound: false,
      policy: null,
      line: null,
      outcome: 'cannot-tell',
      questions: [{ ...question, code: 'policy-not-found' }],
    },
  ],
  ['not in force', { ...notCovered, reasons: [{ code: 'not-in-force', clause: '1.2', text: '' }] }],
])('%s: nobody is asked for papers, a person looks', (_, coverage) => {
  const result = triage({ coverage: { peril: 'theft', ...coverage }, facts: { payee: null, items: [] } });
  expect(result.proposal.missing).toEqual([]);
  expect(result.route).toBe('review');
});

test('a person sees every rule that kept the claim from going straight through', () => {
  const result = triage({
    facts: {
      payee: null,
      findings: [blocking('hidden-text'), blocking('hidden-text')],
      items: [item({ confidence: 0.1 })],
    },
    coverage: { payableMinor: 200_000 },
    fraud: {
      indicators: [indicator('late-report', 1)],
      notChecked: [
        { check: 'same-file', why: 'No source.' },
        { check: 'shared-phone', why: 'No source.' },
      ],
    },
    alreadyAsked: ['payee-account'],
  });
  expect(result.codes).toEqual([
    'over-straight-through-limit',
    'missing-payee-account',
    'hidden-text',
    'low-confidence',
    'late-report',
    'not-checked',
  ]);
  expect(result.reasons.at(-1)!.text).toBe('Not checked: same-file, shared-phone. No source.');
});

test('the switch sends every claim to a person', () => {
  const off = { ...shipped.rules, straightThrough: { ...shipped.rules.straightThrough, enabled: false } };
  expect(triage({}, off)).toMatchObject({ route: 'review', codes: ['straight-through-off'] });
});

test('reasons hold no text of documents and no names', () => {
  for (const changes of [
    {},
    { coverage: { outcome: 'cannot-tell' as const, questions: [question] } },
    { coverage: notCovered, facts: { findings: [blocking('hidden-text')] } },
  ])
    expect(JSON.stringify(triage(changes).reasons)).not.toContain('Aoife');
});

describe('proof of purchase for listed items of more than 1,500.00', () => {
  const asks = (items: ReturnType<typeof item>[], invoices: ReturnType<typeof receipt>[] = [], changes: Changes = {}) =>
    triage({ ...changes, facts: facts({ ...changes.facts, items, invoices }) }).proposal.missing.map(
      (entry) => entry.code,
    );
  test.each<[string, string[], string[]]>([
    ['at the amount', asks([listed(150_000)]), []],
    ['a cent more', asks([listed(150_001)]), ['purchase-proof']],
    ['a receipt of the day of purchase', asks([listed(200_001)], [receipt({})]), []],
    ['a receipt of another day', asks([listed(200_001)], [receipt({ date: '2025-03-02' })]), ['purchase-proof']],
    [
      'a receipt of another day over exactly the amount',
      asks([listed(200_000)], [receipt({ date: '2025-03-02' })]),
      [],
    ],
    ['an undated receipt over enough', asks([listed(180_000)], [receipt({ date: null })]), []],
    ['an undated receipt over less', asks([listed(200_001)], [receipt({ date: null })]), ['purchase-proof']],
    ['a receipt in another currency', asks([listed(200_000)], [receipt({ currency: 'GBP' })]), ['purchase-proof']],
    ['an invoice for a repair', asks([listed(200_000)], [receipt({ type: 'repair-invoice' })]), ['purchase-proof']],
    ['an item that stands on a receipt', asks([item({ claimedMinor: 300_000, documentType: 'purchase-receipt' })]), []],
    ['an item of a repairer', asks([item({ claimedMinor: 300_000, documentType: 'repair-invoice' })]), []],
    ['motor', asks([listed(300_000)], [], { coverage: { line: 'motor' } }), []],
    [
      'an item that is not covered',
      asks([listed(300_000)], [], { coverage: { outcome: 'partly-covered', lines: [line('not-covered')] } }),
      [],
    ],
    ['a currency without an amount in the rules', asks([listed(300_000, { currency: 'CHF' })]), []],
  ])('%s', (_, codes, expected) => {
    expect(codes).toEqual(expected);
  });
});

test('an installation may ask for a claim form', () => {
  const rules = TriageRules.parse({
    ...shipped.rules,
    requirements: [{ code: 'claim-form', needs: 'claim-form', text: 'the claim form' }],
  });
  expect(triage({}, rules).route).toBe('information');
  const form = (status: 'read' | 'set-aside') => ({
    facts: {
      documents: [{ fileId: 'c'.repeat(64), name: 'f', type: 'claim-form' as const, status, setAsideCode: null }],
    },
  });
  expect(triage(form('read'), rules).route).toBe('straight-through');
  expect(triage(form('set-aside'), rules).route).toBe('information');
});

test('whatever a claim is like, money goes out without a person only when nothing speaks against it', () => {
  const some = <T>(...values: T[]) => fc.constantFrom(...values);
  const anyChanges = fc.record({
    outcome: some<'covered' | 'partly-covered' | 'not-covered' | 'cannot-tell'>(
      'covered',
      'covered',
      'partly-covered',
      'not-covered',
      'cannot-tell',
    ),
    lines: fc.array(some('covered' as const, 'covered' as const, 'not-covered' as const, 'cannot-tell' as const), {
      maxLength: 3,
    }),
    payableMinor: fc.integer({ min: -1, max: 160_000 }),
    blocked: fc.boolean(),
    weights: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 1 }),
    referral: fc.boolean(),
    unchecked: fc.boolean(),
    payee: fc.boolean(),
    confidence: some(0.2, 0.6, 0.99, 0.99),
    cleared: fc.boolean(),
    asked: some([], ['payee-account']),
    enabled: some(true, true, false),
  });
  let straight = 0;
  fc.assert(
    fc.property(anyChanges, (any) => {
      const rules = { ...shipped.rules, straightThrough: { ...shipped.rules.straightThrough, enabled: any.enabled } };
      const result = triage(
        {
          coverage: {
            outcome: any.outcome,
            lines: any.lines.map((outcome) => line(outcome)),
            payableMinor: any.payableMinor,
          },
          facts: {
            payee: any.payee ? facts().payee : null,
            findings: any.blocked ? [blocking('hidden-text')] : [],
            items: [item({ confidence: any.confidence })],
          },
          fraud: {
            referral: any.referral,
            indicators: any.weights.map((weight) => indicator('some', weight)),
            notChecked: any.unchecked ? [{ check: 'watchlist', why: 'none' }] : [],
          },
          investigationCleared: any.cleared,
          alreadyAsked: any.asked,
        },
        rules,
      );
      const clean =
        any.enabled &&
        any.outcome === 'covered' &&
        any.lines.length > 0 &&
        any.lines.every((outcome) => outcome === 'covered') &&
        any.payableMinor > 0 &&
        any.payableMinor <= 150_000 &&
        !any.blocked &&
        any.weights.length === 0 &&
        !any.referral &&
        !any.unchecked &&
        any.payee &&
        any.confidence >= 0.6 &&
        !any.cleared;
      expect(result.route === 'straight-through').toBe(clean);
      expect(result.reasons.length > 0 || any.referral).toBe(true);
      if (clean) straight += 1;
    }),
    {
      numRuns: 2_000,
      // A claim that nothing speaks against is rare among random ones: it is always among the cases.
      examples: [
        [
          {
            outcome: 'covered',
            lines: ['covered'],
            payableMinor: 150_000,
            blocked: false,
            weights: [],
            referral: false,
            unchecked: false,
            payee: true,
            confidence: 0.6,
            cleared: false,
            asked: [],
            enabled: true,
          },
        ],
      ],
    },
  );
  expect(straight).toBeGreaterThan(0);
});

test('rules that do not fit together are refused with their place', () => {
  const bad = { code: 'x1', needs: 'payee', text: 'x', overMinor: { EUR: 1 } };
  const result = TriageRules.safeParse({ ...shipped.rules, requirements: [bad] });
  expect(result.error?.issues.map((issue) => issue.path.join('.'))).toEqual(['requirements.0.overMinor']);
});
