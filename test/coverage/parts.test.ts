/** Names, dates and money. */
import fc from 'fast-check';
import { daysBetween, monthsBetween, policyYear } from '../../activities/coverage/calendar';
import { percentOf, shareOut, show } from '../../activities/coverage/money';
import { compareNames } from '../../activities/coverage/names';

test.each([
  ['Elena Marquez', 'elena  MARQUEZ', 'equal'],
  ['José Ibáñez', 'Jose Ibanez', 'equal'],
  ['Siobhán Ní Dhálaigh', 'Siobhan Ni Dhalaigh', 'equal'],
  ['Mary Ann Byrne', 'Maryann Byrne', 'equal'],
  ["Maeve O'Brien", 'Maeve OBrien', 'equal'],
  ['Maeve O’Brien', "Maeve O'Brien", 'equal'],
  ['Byrne, Aoife', 'Aoife Byrne', 'equal'],
  ['Jörg Weiß', 'Jorg Weiss', 'equal'],
  ['Łukasz Øster', 'Lukasz Oster', 'equal'],
  ['Elena Marques', 'Elena Marquez', 'near'],
  ['E. Marquez', 'Elena Marquez', 'near'],
  ['Elena Maria Marquez', 'Elena Marquez', 'near'],
  ['Marquez', 'Elena Marquez', 'near'],
  ['Daniel Marquez', 'Elena Marquez', 'different'],
  ['Ann Li', 'Bob Li', 'different'],
  ['Peter Novak', 'Elena Marquez', 'different'],
  ['E. M.', 'Elena Marquez', 'different'],
  ['', 'Elena Marquez', 'different'],
  ['!!!', '???', 'different'],
])('%s and %s are %s', (one, other, expected) => {
  expect(compareNames(one, other)).toBe(expected);
  expect(compareNames(other, one)).toBe(expected);
});

test('days and completed months', () => {
  expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
  expect(daysBetween('2026-03-30', '2026-03-28')).toBe(-2);
  expect(monthsBetween('2026-01-31', '2026-02-28')).toBe(0);
  expect(monthsBetween('2024-02-29', '2025-02-28')).toBe(11);
  expect(monthsBetween('2024-02-29', '2025-03-01')).toBe(12);
});

test('the policy year is counted back from the end of the period', () => {
  expect(policyYear('2027-01-01', '2026-01-01')).toEqual({ from: '2026-01-01', to: '2027-01-01' });
  expect(policyYear('2027-01-01', '2025-12-31')).toEqual({ from: '2025-01-01', to: '2026-01-01' });
  expect(policyYear('2029-01-01', '2026-06-01')).toEqual({ from: '2026-01-01', to: '2027-01-01' });
  expect(policyYear('2026-01-01', '2026-06-01')).toEqual({ from: '2026-01-01', to: '2027-01-01' });
  expect(policyYear('2028-02-29', '2027-03-01')).toEqual({ from: '2027-02-28', to: '2028-02-29' });
});

test('amounts are printed with the decimals of their currency', () => {
  expect(show(123_450, 'USD')).toBe('1,234.50 USD');
  expect(show(5, 'EUR')).toBe('0.05 EUR');
  expect(show(-123_456_789, 'EUR')).toBe('-1,234,567.89 EUR');
  expect(show(1_234, 'JPY')).toBe('1,234 JPY');
  expect(show(9_000_000_000_000, 'USD')).toBe('90,000,000,000.00 USD');
});

test('percentages are rounded half up, without fractions on the way', () => {
  expect(percentOf(105, 10)).toBe(11);
  expect(percentOf(104, 10)).toBe(10);
  expect(percentOf(9_000_000_000_000, 33.33)).toBe(2_999_700_000_000);
});

test('shares add up, differ from the exact share by less than one, and do not depend on the order', () => {
  const weights = fc.array(fc.integer({ min: 0, max: 9_000_000_000_000 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9_000_000_000_000 }), weights, (whole, list) => {
      const parts = list.map((weight, index) => ({ key: `k${index}`, weight }));
      const shares = shareOut(whole, parts);
      const sum = list.reduce((a, b) => a + BigInt(b), 0n);
      if (sum === 0n) return expect(shares).toEqual(list.map(() => 0));
      expect(shares.reduce((a, b) => a + b, 0)).toBe(whole);
      shares.forEach((share, index) => {
        const exact = BigInt(whole) * BigInt(list[index]!);
        const difference = BigInt(share) * sum - exact;
        expect(difference < sum && difference > -sum).toBe(true);
      });
      const reversed = shareOut(whole, parts.toReversed());
      expect(reversed.toReversed()).toEqual(shares);
    }),
  );
});
