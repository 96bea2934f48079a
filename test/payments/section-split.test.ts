import fc from 'fast-check';
import { splitBySection } from '../../activities/exposures/contract';
import { withoutPayee } from '../../activities/payments/scrub';
import { payableBySection } from '../../activities/payments/section-split';

const part = fc.record({
  section: fc.constantFrom('contents', 'glass', 'own-damage'),
  amountMinor: fc.integer({ min: 0, max: 9_000_000_000_000 }),
});

test('parts are positive, add up to the amount, and each is within a cent of its share', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9_000_000_000_000 }), fc.array(part, { maxLength: 6 }), (amount, payable) => {
      const parts = splitBySection(amount, payable);
      expect(parts.reduce((sum, one) => sum + one.amountMinor, 0)).toBe(amount);
      const total = payable.reduce((sum, one) => sum + BigInt(one.amountMinor), 0n);
      for (const one of parts) {
        expect(one.amountMinor).toBeGreaterThan(0);
        if (total === 0n) continue;
        const weight = payable
          .filter((other) => other.section === one.section)
          .reduce((sum, other) => sum + BigInt(other.amountMinor), 0n);
        const off = BigInt(one.amountMinor) * total - BigInt(amount) * weight;
        expect(off < total && off > -total).toBe(true);
      }
    }),
  );
});

test('an amount that fits is split as coverage says; nothing known is section unknown', () => {
  expect(
    splitBySection(300, [
      { section: 'a', amountMinor: 100 },
      { section: 'b', amountMinor: 200 },
    ]),
  ).toEqual([
    { section: 'a', amountMinor: 100 },
    { section: 'b', amountMinor: 200 },
  ]);
  expect(splitBySection(5, [])).toEqual([{ section: 'unknown', amountMinor: 5 }]);
});

test('without section payments the covered lines say which section bears it', () => {
  const line = { section: 'glass', claimedMinor: 9, adjustedMinor: 7 };
  expect(
    payableBySection({
      lines: [
        { ...line, outcome: 'covered' },
        { ...line, outcome: 'not-covered' },
      ],
    }),
  ).toEqual([{ section: 'glass', amountMinor: 7 }]);
  expect(payableBySection({ sectionPayments: [], lines: [{ ...line, outcome: 'cannot-tell' }] })).toEqual([
    { section: 'glass', amountMinor: 9 },
  ]);
});

test('whatever a bank writes around it, the account does not come through', () => {
  const account = 'DE89370400440532013000';
  const separated = fc
    .array(fc.constantFrom('', ' ', '-'), { minLength: account.length, maxLength: account.length })
    .map((gaps) => [...account].map((character, at) => character + gaps[at]).join(''));
  fc.assert(
    fc.property(
      fc.string({ maxLength: 30 }),
      separated,
      fc.boolean(),
      fc.string({ maxLength: 30 }),
      (before, written, lower, after) => {
        const text = `${before} ${lower ? written.toLowerCase() : written} ${after}`;
        const clean = withoutPayee(text, { name: 'Jo Roe', account }).replaceAll(/[\s-]/g, '').toUpperCase();
        expect(clean.includes(account)).toBe(false);
        expect(clean.includes('0532013000')).toBe(before.includes('0532013000') || after.includes('0532013000'));
      },
    ),
  );
});
