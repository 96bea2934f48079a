/** Who may decide what, with outcomes stated by hand; rules as shipped: adjusters 10,000.00, supervisors 100,000.00. */
import fc from 'fast-check';
import { DecisionAction, Role } from '../../activities/authority/contract';
import { type CaseToJudge, judge } from '../../activities/authority/judge';
import { AuthorityRules } from '../../activities/authority/rules';
import { caseOf, decision, shipped } from './support';

const outcome = (view: CaseToJudge) => {
  const judgement = judge(view, shipped.rules);
  if (!judgement.allowed) return judgement.code;
  return judgement.needsSecondPerson ? 'second person' : 'allowed';
};
const TASK = 'decision';
const SECOND = 'second-approval';

test.each<[string, CaseToJudge, string]>([
  ['adjuster approves at the limit', caseOf('adjuster', TASK, 'approve', { proposedMinor: 1_000_000 }), 'allowed'],
  [
    'adjuster approves a cent over it',
    caseOf('adjuster', TASK, 'approve', { proposedMinor: 1_000_001 }),
    'second person',
  ],
  [
    'adjuster approves what nobody could agree to',
    caseOf('adjuster', TASK, 'approve', { proposedMinor: 10_000_001 }),
    'over-limit',
  ],
  ['supervisor approves at the limit', caseOf('supervisor', TASK, 'approve', { proposedMinor: 10_000_000 }), 'allowed'],
  [
    'supervisor approves a cent over it',
    caseOf('supervisor', TASK, 'approve', { proposedMinor: 10_000_001 }),
    'over-limit',
  ],
  [
    'a part is paid early up to the limit, with what was paid early before',
    caseOf('adjuster', TASK, 'pay-undisputed', { decides: 400_000, paidMinor: 600_000, claimedMinor: 5_000_000 }),
    'allowed',
  ],
  [
    'a cent more, with what was paid early before, needs a second person',
    caseOf('adjuster', TASK, 'pay-undisputed', { decides: 400_001, paidMinor: 600_000, claimedMinor: 5_000_000 }),
    'second person',
  ],
  [
    'paying all that is claimed is no undisputed part',
    caseOf('adjuster', TASK, 'pay-undisputed', { decides: 400_000, paidMinor: 100_000, claimedMinor: 500_000 }),
    'amount-not-allowed',
  ],
  ['an undisputed part without an amount', caseOf('adjuster', TASK, 'pay-undisputed'), 'amount-not-allowed'],
  ['a reserve up to the limit', caseOf('adjuster', TASK, 'set-reserve', { decides: 2_500_000 }), 'allowed'],
  ['a reserve above it', caseOf('adjuster', TASK, 'set-reserve', { decides: 2_500_001 }), 'over-limit'],
  ['a reserve of nothing', caseOf('adjuster', TASK, 'set-reserve', { decides: 0 }), 'allowed'],
  ['a reserve without an amount', caseOf('adjuster', TASK, 'set-reserve'), 'amount-not-allowed'],
  [
    'a reserve in a currency without limits',
    caseOf('adjuster', TASK, 'set-reserve', { decides: 1, currency: 'CHF' }),
    'over-limit',
  ],
  [
    'papers that name different accounts: two people, however little it is',
    caseOf('supervisor', TASK, 'approve', { proposedMinor: 1, twoPeopleFor: ['payee-conflict'] }),
    'second person',
  ],
  [
    'and the second one is enough',
    caseOf('supervisor', SECOND, 'approve', { proposedMinor: 1, twoPeopleFor: ['payee-conflict'] }),
    'allowed',
  ],
  [
    'they do not keep one person from asking',
    caseOf('adjuster', TASK, 'ask-for-information', { twoPeopleFor: ['payee-conflict'] }),
    'allowed',
  ],
  ['an amount in a currency without limits', caseOf('adjuster', TASK, 'approve', { currency: 'CHF' }), 'over-limit'],
  ['an amount in no known currency', caseOf('adjuster', TASK, 'approve', { currency: null }), 'over-limit'],
  ['approving that nothing is payable', caseOf('adjuster', TASK, 'approve', { proposedMinor: 0 }), 'allowed'],

  [
    'second adjuster over the own limit',
    caseOf('adjuster', SECOND, 'approve', { proposedMinor: 1_000_001 }),
    'over-limit',
  ],
  ['supervisor as second person', caseOf('supervisor', SECOND, 'approve', { proposedMinor: 1_000_001 }), 'allowed'],
  [
    'the first person again',
    caseOf('supervisor', SECOND, 'approve', { firstDecider: 'supervisor-1' }),
    'same-person-twice',
  ],
  ['a second decision on no first one', caseOf('supervisor', SECOND, 'approve', { firstDecider: null }), 'malformed'],
  [
    'second person rejects, whatever the amount',
    caseOf('adjuster', SECOND, 'reject-first-decision', { proposedMinor: 9_000_000 }),
    'allowed',
  ],
  [
    'rejecting the own first decision',
    caseOf('adjuster', SECOND, 'reject-first-decision', { firstDecider: 'adjuster-1' }),
    'same-person-twice',
  ],

  ['denial', caseOf('adjuster', TASK, 'deny'), 'second person'],
  ['denial by a supervisor', caseOf('supervisor', TASK, 'deny'), 'second person'],
  ['second person on a denial', caseOf('adjuster', SECOND, 'deny'), 'allowed'],
  ['withdrawal ends a claim without paying it', caseOf('adjuster', TASK, 'withdraw'), 'second person'],
  ['closing without an answer', caseOf('adjuster', 'no-answer', 'close-no-answer'), 'second person'],
  ['second person on that', caseOf('supervisor', SECOND, 'close-no-answer'), 'allowed'],
  ['going on without an answer', caseOf('adjuster', 'no-answer', 'continue-without-answer'), 'allowed'],

  ['handler approves', caseOf('handler', TASK, 'approve', { proposedMinor: 1 }), 'no-authority'],
  ['handler merges a duplicate', caseOf('handler', 'duplicate', 'merge-duplicate'), 'allowed'],
  ['investigator clears', caseOf('investigator', 'investigation', 'clear-investigation'), 'allowed'],
  ['investigator approves', caseOf('investigator', TASK, 'approve'), 'no-authority'],
  ['adjuster clears an investigation', caseOf('adjuster', 'investigation', 'clear-investigation'), 'no-authority'],
  ['supervisor approves on an investigation', caseOf('supervisor', 'investigation', 'approve'), 'action-not-allowed'],
  ['adjuster retries a payment', caseOf('adjuster', 'payment-failed', 'retry-payment'), 'allowed'],
  ['adjuster retries a letter', caseOf('adjuster', 'letter-failed', 'retry-letter'), 'allowed'],
  ['a kind of task that does not exist', caseOf('supervisor', 'constructor', 'approve'), 'no-authority'],

  ['approval with another amount', caseOf('adjuster', TASK, 'approve', { decides: 499_999 }), 'amount-not-allowed'],
  [
    'approval that would pay another amount',
    caseOf('adjuster', TASK, 'approve', { amountMinor: 499_999 }),
    'amount-not-allowed',
  ],
  [
    'change to more than proposed, up to what is claimed',
    caseOf('adjuster', TASK, 'approve-with-changes', { decides: 600_000 }),
    'allowed',
  ],
  [
    'change to a cent more than claimed',
    caseOf('adjuster', TASK, 'approve-with-changes', { decides: 600_001 }),
    'amount-not-allowed',
  ],
  ['change to nothing', caseOf('adjuster', TASK, 'approve-with-changes', { decides: 0 }), 'amount-not-allowed'],
  ['change without an amount', caseOf('adjuster', TASK, 'approve-with-changes'), 'amount-not-allowed'],
  [
    'change over the limit',
    caseOf('adjuster', TASK, 'approve-with-changes', { decides: 1_000_001, claimedMinor: 2_000_000 }),
    'second person',
  ],
  ['a part', caseOf('adjuster', TASK, 'approve-in-part', { decides: 599_999 }), 'allowed'],
  ['a part that is the whole', caseOf('adjuster', TASK, 'approve-in-part', { decides: 600_000 }), 'amount-not-allowed'],
  ['a part of nothing', caseOf('adjuster', TASK, 'approve-in-part', { decides: 0 }), 'amount-not-allowed'],
  [
    'an amount that is not the one to be paid',
    caseOf('adjuster', TASK, 'approve-in-part', { decides: 100, amountMinor: 200 }),
    'malformed',
  ],
  ['asking for something', caseOf('adjuster', TASK, 'ask-for-information'), 'allowed'],
  [
    'asking for nothing',
    caseOf('adjuster', TASK, 'ask-for-information', { decision: decision('ask-for-information', { items: [] }) }),
    'malformed',
  ],

  [
    'own claim by sign-in name',
    caseOf('adjuster', TASK, 'approve', { parties: { userId: 'adjuster-1', names: [] } }),
    'own-claim',
  ],
  [
    'own claim by name',
    caseOf('adjuster', TASK, 'approve', { parties: { userId: null, names: ['DECIDER, Pát'] } }),
    'own-claim',
  ],
  [
    'party to it as payee',
    caseOf('supervisor', SECOND, 'approve', { parties: { userId: null, names: ['Aoife Byrne', 'Pat Decider'] } }),
    'own-claim',
  ],
  [
    'own duplicate',
    caseOf('handler', 'duplicate', 'keep-both', { parties: { userId: 'handler-1', names: [] } }),
    'own-claim',
  ],
])('%s', (_, view, expected) => {
  expect(outcome(view)).toBe(expected);
});

test.each<Role>(['claimant', 'auditor', 'administrator', 'service'])('the role %s decides nothing', (role) => {
  for (const kind of Object.keys(shipped.rules.tasks))
    for (const action of DecisionAction.options) expect(outcome(caseOf(role, kind, action))).toBe('no-authority');
});

test('no sequence of decisions lets one person alone pay over the limit, or end a claim unpaid', () => {
  const anyCase = fc.record({
    role: fc.constantFrom(...Role.options),
    kind: fc.constantFrom(...Object.keys(shipped.rules.tasks)),
    action: fc.constantFrom(...DecisionAction.options),
    amount: fc.integer({ min: -1, max: 12_000_000 }),
    first: fc.constantFrom(null, 'adjuster-1', 'supervisor-1', 'adjuster-2'),
  });
  fc.assert(
    fc.property(anyCase, ({ role, kind, action, amount, first }) => {
      const view = caseOf(role, kind, action, {
        proposedMinor: amount,
        claimedMinor: 20_000_000,
        firstDecider: first,
        ...(['approve-with-changes', 'approve-in-part', 'pay-undisputed', 'set-reserve'].includes(action)
          ? { decides: amount }
          : {}),
      });
      const judgement = judge(view, shipped.rules);
      if (!judgement.allowed) return;
      const final = !judgement.needsSecondPerson;
      const own = role === 'supervisor' ? 10_000_000 : role === 'adjuster' ? 1_000_000 : 0;
      expect(first).not.toBe(`${role}-1`);
      if (final && (action.startsWith('approve') || action === 'pay-undisputed'))
        expect(amount).toBeLessThanOrEqual(own);
      if (final && ['deny', 'withdraw', 'close-no-answer'].includes(action)) {
        expect(kind).toBe(SECOND);
        expect(first).not.toBeNull();
      }
    }),
    { numRuns: 5_000 },
  );
});

describe('rules that do not fit together are refused with their place', () => {
  const problems = (changes: object) =>
    AuthorityRules.safeParse({ ...shipped.rules, ...changes }).error?.issues.map((issue) => issue.path.join('.'));
  test('a role that decides nothing', () => {
    const tasks = { ...shipped.rules.tasks, decision: { auditor: ['approve'] } };
    expect(problems({ tasks })).toEqual(['tasks.decision.auditor']);
  });
  test('four eyes on what nobody could agree to', () => {
    expect(problems({ fourEyes: ['merge-duplicate'] })).toEqual(['fourEyes']);
  });
  test('a kind of task that does not exist', () => {
    expect(problems({ tasks: { ...shipped.rules.tasks, decisions: {} } })).toEqual(['tasks']);
  });
});

describe('limits of their own', () => {
  const rules = AuthorityRules.parse({
    ...shipped.rules,
    exceptions: [
      { role: 'adjuster', line: 'contents', limitMinor: { EUR: 300_000 } },
      { role: 'adjuster', user: 'adjuster-2', limitMinor: { EUR: 2_000_000 } },
      { role: 'adjuster', user: 'adjuster-2', line: 'motor', limitMinor: { EUR: 50_000 } },
      { role: 'supervisor', user: 'supervisor-9', limitMinor: { EUR: 50_000_000 } },
    ],
  });
  const of = (userId: string, line: 'motor' | 'contents' | null, proposedMinor: number, currency = 'EUR') => {
    const role = userId.split('-')[0] as Role;
    const view = caseOf(role, TASK, 'approve', { userId, line, proposedMinor, currency, claimedMinor: 90_000_000 });
    const judgement = judge(view, rules);
    return judgement.allowed ? (judgement.needsSecondPerson ? 'second person' : 'allowed') : judgement.code;
  };

  test('the most particular one counts, whether it is higher or lower', () => {
    expect(of('adjuster-1', 'contents', 300_000)).toBe('allowed');
    expect(of('adjuster-1', 'contents', 300_001)).toBe('second person');
    expect(of('adjuster-1', 'motor', 1_000_000)).toBe('allowed');
    expect(of('adjuster-2', 'contents', 2_000_000)).toBe('allowed');
    expect(of('adjuster-2', 'motor', 50_001)).toBe('second person');
  });

  test('while the line is not known, the least counts that they have in any', () => {
    expect(of('adjuster-1', null, 300_000)).toBe('allowed');
    expect(of('adjuster-1', null, 300_001)).toBe('second person');
    expect(of('adjuster-2', null, 50_000)).toBe('allowed');
    expect(of('adjuster-2', null, 50_001)).toBe('second person');
  });

  test('a limit for a role that decides nothing is refused, with the place', () => {
    const exceptions = [{ role: 'auditor', line: 'motor', limitMinor: { EUR: 1 } }];
    const { error } = AuthorityRules.safeParse({ ...shipped.rules, exceptions });
    expect(error?.issues.map(({ path, message }) => [path, message])).toEqual([
      [['exceptions', 0, 'role'], 'the role auditor decides nothing'],
    ]);
  });

  test("in a currency that it does not name the role counts, and in another role the person has that role's", () => {
    expect(of('adjuster-2', 'motor', 1_000_000, 'USD')).toBe('allowed');
    const promoted = caseOf('supervisor', TASK, 'approve', {
      userId: 'adjuster-2',
      line: 'motor',
      proposedMinor: 60_000,
    });
    expect(judge(promoted, rules)).toEqual({ allowed: true, needsSecondPerson: false });
  });

  test('a second person who alone may approve so much is enough, but not the first person again', () => {
    expect(of('supervisor-1', 'motor', 40_000_000)).toBe('second person');
    expect(of('supervisor-9', 'motor', 60_000_000)).toBe('over-limit');
    expect(of('supervisor-1', 'motor', 60_000_000)).toBe('over-limit');
  });

  test('two entries for the same are refused, with the place', () => {
    const twice = [
      { role: 'adjuster', line: 'motor', limitMinor: { EUR: 1 } },
      { role: 'adjuster', line: 'motor', limitMinor: { EUR: 2 } },
    ];
    expect(() => AuthorityRules.parse({ ...shipped.rules, exceptions: twice })).toThrow(
      /for the same role, person and line/,
    );
  });

  const entry = fc.record({
    user: fc.option(fc.constantFrom('adjuster-1', 'adjuster-2'), { nil: undefined }),
    line: fc.option(fc.constantFrom('motor' as const, 'contents' as const), { nil: undefined }),
    minor: fc.integer({ min: 0, max: 3_000_000 }),
  });
  test('a higher limit never refuses what a lower one allows', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, { maxLength: 6, selector: ({ user, line }) => `${user} ${line}` }),
        fc.nat(),
        fc.constantFrom('adjuster-1', 'adjuster-2'),
        fc.constantFrom('motor' as const, 'contents' as const, null),
        fc.integer({ min: 1, max: 4_000_000 }),
        (entries, more, userId, line, proposedMinor) => {
          const judged = (plus: number) =>
            judge(
              caseOf('adjuster', TASK, 'approve', { userId, line, proposedMinor }),
              AuthorityRules.parse({
                ...shipped.rules,
                exceptions: entries.map(({ minor, ...key }) => ({
                  role: 'adjuster',
                  ...JSON.parse(JSON.stringify(key)),
                  limitMinor: { EUR: minor + plus },
                })),
              }),
            );
          const [lower, higher] = [judged(0), judged(more % 1_000_000)];
          if (lower.allowed) expect(higher.allowed).toBe(true);
          if (lower.allowed && !lower.needsSecondPerson) expect(higher).toEqual(lower);
        },
      ),
    );
  });
});
