/** What holds for every loss, whatever its lines. */
import fc from 'fast-check';
import type { CoverageAssessment, Policy } from '../../activities/coverage/contract';
import { evaluateCoverage } from '../../activities/coverage/engine';
import type { Loss } from '../../activities/coverage/loss';
import { CalculationStep, type LoadedTerms } from '../../activities/coverage/product-terms';
import type { LossItem } from '../../activities/documents/contract';
import { homeLoss, homePolicy, item, motorLoss, motorPolicy, paid, termsOf } from './support';

let motor: LoadedTerms;
let home: LoadedTerms;
beforeAll(async () => {
  motor = await termsOf('motor-private');
  home = await termsOf('home-contents');
});

const DESCRIPTIONS = {
  motor: [
    'Bumper cover',
    'Labor',
    'Tire',
    'Battery',
    'Muffler',
    'Roof box',
    'Towing',
    'Rental car',
    'Sales tax',
    'Discount',
    'Wiper blades',
    'Mystery part',
    'Core return',
    'Paint',
  ],
  home: [
    'Sofa',
    'Laptop',
    'Coat',
    'Bicycle',
    'Ring',
    'Watch',
    'Cash',
    'Books',
    'VAT',
    'Discount',
    'Merchandise',
    'Repair',
    'Mystery thing',
    'Rug',
  ],
};

function arbitraryItem(descriptions: string[], smallest: number): fc.Arbitrary<LossItem> {
  return fc
    .record({
      description: fc.constantFrom(...descriptions),
      cents: fc.integer({ min: smallest, max: 900_000 }),
      purchasedOn: fc.constantFrom(
        null,
        '2016-02-29',
        '2023-06-10',
        '2024-06-11',
        '2025-07-01',
        '2026-05-01',
        '2026-09-09',
      ),
      file: fc.constantFrom('a', 'b'),
      quantity: fc.constantFrom(1, 2, 3.5),
    })
    .map(({ description, cents, ...rest }) => item(description, cents / 100, rest));
}

interface Situation {
  policy: Policy;
  loss: Loss;
  items: LossItem[];
  terms: LoadedTerms;
  used: number;
}

/** @param smallest smallest amount of a line in cents; below zero brings credits and discounts */
function situation(smallest: number): fc.Arbitrary<Situation> {
  const sums = fc.record({
    limit: fc.integer({ min: 0, max: 2_000_000 }),
    deductible: fc.integer({ min: 0, max: 300_000 }),
    aggregate: fc.option(fc.integer({ min: 0, max: 1_500_000 })),
  });
  const bought = (
    section: string,
    { limit, deductible, aggregate }: { limit: number; deductible: number; aggregate: number | null },
  ) => [{ section, limitMinor: limit, deductibleMinor: deductible, aggregateLimitMinor: aggregate }];
  return fc.tuple(fc.boolean(), sums, fc.integer({ min: 0, max: 900_000 })).chain(([isMotor, amounts, used]) =>
    fc
      .array(arbitraryItem(isMotor ? DESCRIPTIONS.motor : DESCRIPTIONS.home, smallest), { maxLength: 9 })
      .map((items) =>
        isMotor
          ? {
              policy: motorPolicy({ sections: bought('own-damage', amounts) }),
              loss: motorLoss(),
              items,
              terms: motor,
              used,
            }
          : {
              policy: homePolicy({ sections: bought('contents', amounts) }),
              loss: homeLoss(),
              items,
              terms: home,
              used,
            },
      ),
  );
}

function assess({ policy, loss, items, terms, used }: Situation): CoverageAssessment {
  const section = policy.sections[0]!.section;
  const priorPayments = [paid(section, '2026-02-01', used / 100, { currency: policy.currency })];
  const inCurrency = items.map((entry) => ({ ...entry, currency: policy.currency }));
  return evaluateCoverage({ policy, terms, loss, items: inCurrency, priorPayments });
}

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

test('payable is a whole number from zero to the limit, to what is left of the year, and to what is claimed', () => {
  fc.assert(
    fc.property(situation(-50_000), (given) => {
      const assessment = assess(given);
      const { limitMinor, aggregateLimitMinor } = given.policy.sections[0]!;
      expect(Number.isSafeInteger(assessment.payableMinor)).toBe(true);
      expect(assessment.payableMinor).toBeGreaterThanOrEqual(0);
      expect(assessment.payableMinor).toBeLessThanOrEqual(limitMinor);
      expect(assessment.payableMinor).toBeLessThanOrEqual(Math.max(0, assessment.claimedMinor));
      if (aggregateLimitMinor !== null)
        expect(assessment.payableMinor).toBeLessThanOrEqual(Math.max(0, aggregateLimitMinor - given.used));
    }),
  );
});

test('the figures add up: lines, deductible, limits and earlier payments make the payable amount', () => {
  fc.assert(
    fc.property(situation(-50_000), (given) => {
      const assessment = assess(given);
      for (const line of assessment.lines) {
        expect(line.adjustedMinor).toBeGreaterThanOrEqual(0);
        if (line.outcome !== 'covered') expect(line.adjustedMinor).toBe(0);
        else if (line.category !== 'tax' && line.category !== 'discount')
          expect(line.adjustedMinor).toBe(
            line.claimedMinor - (line.discountMinor ?? 0) - line.depreciationMinor - line.sublimitReductionMinor,
          );
      }
      const adjusted = sum(assessment.lines.map((line) => line.adjustedMinor));
      const { deductibleMinor, limitReductionMinor, alreadyPaidMinor = 0, payableMinor } = assessment;
      expect(adjusted - deductibleMinor - limitReductionMinor - alreadyPaidMinor).toBe(payableMinor);
      expect(sum(assessment.sectionPayments.map(({ amountMinor }) => amountMinor))).toBe(payableMinor);
    }),
  );
});

/** `1,234.50 USD` → 123450. */
const cents = (text: string) => Number(text.replace(/[,.]/g, ''));
const AMOUNT = String.raw`(-?[\d,]+\.\d\d) (?:USD|EUR)`;

test('the printed working is a chain: each step starts where the one before ended, and the last is the payable amount', () => {
  fc.assert(
    fc.property(situation(-50_000), (given) => {
      const assessment = assess(given);
      const [first, ...steps] = assessment.working;
      const last = steps.pop();
      let running = cents(new RegExp(`^Claimed: ${AMOUNT} in`).exec(first!)![1]!);
      expect(running).toBe(assessment.claimedMinor);
      for (const step of steps) {
        const [, before, sign, off, after] = new RegExp(`^${AMOUNT} (less|plus) ${AMOUNT} .* = ${AMOUNT}$`).exec(step)!;
        expect(cents(before!)).toBe(running);
        expect(cents(after!)).toBe(running + (sign === 'less' ? -cents(off!) : cents(off!)));
        running = cents(after!);
      }
      expect(cents(new RegExp(`^Payable: ${AMOUNT}$`).exec(last!)![1]!)).toBe(running);
      expect(running).toBe(assessment.payableMinor);
    }),
  );
});

test('the order of the lines does not matter, to the total or to any line', () => {
  fc.assert(
    fc.property(situation(-50_000), fc.infiniteStream(fc.nat()), (given, ranks) => {
      const shuffled = given.items
        .map((entry) => ({ entry, rank: ranks.next().value as number }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ entry }) => entry);
      const one = assess(given);
      const other = assess({ ...given, items: shuffled });
      expect(other.payableMinor).toBe(one.payableMinor);
      expect(other.outcome).toBe(one.outcome);
      const byItem = (assessment: CoverageAssessment) =>
        Object.fromEntries(assessment.lines.map((line) => [line.itemId, [line.outcome, line.adjustedMinor]]));
      expect(byItem(other)).toEqual(byItem(one));
    }),
  );
});

test('a line that is excluded changes nothing of what is payable, where its document has no tax or discount', () => {
  fc.assert(
    fc.property(situation(1), fc.integer({ min: 1, max: 900_000 }), (given, amount) => {
      const excluded = given.policy.line === 'motor' ? 'Rental car' : 'Merchandise';
      const more = assess({ ...given, items: [...given.items, item(excluded, amount / 100, { file: 'c' })] });
      expect(more.payableMinor).toBe(assess(given).payableMinor);
    }),
  );
});

test('on a document with tax an excluded line can only lower what is payable, and at most by the tax', () => {
  fc.assert(
    fc.property(situation(1), fc.integer({ min: 1, max: 900_000 }), (given, amount) => {
      const excluded = given.policy.line === 'motor' ? 'Rental car' : 'Merchandise';
      const tax = sum(
        given.items
          .filter((entry) => ['Sales tax', 'VAT'].includes(entry.description) && entry.source.fileId.startsWith('a'))
          .map((entry) => entry.claimedMinor),
      );
      const before = assess(given).payableMinor;
      const after = assess({ ...given, items: [...given.items, item(excluded, amount / 100)] }).payableMinor;
      expect(after).toBeLessThanOrEqual(before);
      expect(after).toBeGreaterThanOrEqual(before - tax);
    }),
  );
});

test('a higher deductible never pays more, a higher limit never less', () => {
  fc.assert(
    fc.property(situation(1), fc.integer({ min: 1, max: 100_000 }), (given, change) => {
      const [section] = given.policy.sections;
      const base = assess(given).payableMinor;
      const stricter = { ...section!, deductibleMinor: section!.deductibleMinor + change };
      const wider = { ...section!, limitMinor: section!.limitMinor + change };
      expect(assess({ ...given, policy: { ...given.policy, sections: [stricter] } }).payableMinor).toBeLessThanOrEqual(
        base,
      );
      expect(assess({ ...given, policy: { ...given.policy, sections: [wider] } }).payableMinor).toBeGreaterThanOrEqual(
        base,
      );
    }),
  );
});

test('in whatever order the terms put the steps, the figures add up and stay within the limits', () => {
  const rest = CalculationStep.options.filter((step) => step !== 'eligibility');
  const order = fc.shuffledSubarray(rest, { minLength: rest.length });
  fc.assert(
    fc.property(situation(-50_000), order, (given, steps) => {
      const terms = {
        ...given.terms,
        terms: { ...given.terms.terms, order: { clause: '6.1', steps: ['eligibility' as const, ...steps] } },
      };
      const assessment = assess({ ...given, terms });
      const adjusted = sum(assessment.lines.map((line) => line.adjustedMinor));
      expect(adjusted - assessment.deductibleMinor - assessment.limitReductionMinor).toBe(assessment.payableMinor);
      expect(assessment.payableMinor).toBeGreaterThanOrEqual(0);
      expect(assessment.payableMinor).toBeLessThanOrEqual(given.policy.sections[0]!.limitMinor);
    }),
  );
});

test('the engine follows the order of the terms', () => {
  // Fence, 900.00: first the limit of 600.00, then the deductible of 500.00: 100.00. The other way round: 400.00.
  const policy = motorPolicy({
    sections: [{ section: 'own-damage', limitMinor: 60_000, deductibleMinor: 50_000, aggregateLimitMinor: null }],
  });
  const given = { policy, loss: motorLoss(), items: [item('Door', 900)], used: 0 };
  const limitFirst: LoadedTerms = {
    ...motor,
    terms: {
      ...motor.terms,
      order: {
        clause: '6.1',
        steps: ['eligibility', 'depreciation', 'sublimit', 'section-limit', 'deductible', 'aggregate'],
      },
    },
  };
  expect(assess({ ...given, terms: motor }).payableMinor).toBe(40_000);
  expect(assess({ ...given, terms: limitFirst }).payableMinor).toBe(10_000);
});

test('nothing that is given is changed', () => {
  fc.assert(
    fc.property(situation(-50_000), (given) => {
      const before = structuredClone(given);
      assess(given);
      expect(given).toEqual(before);
    }),
  );
});
