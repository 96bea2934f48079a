/** Amounts, times and foreign text, as people type and read them. */
import fc from 'fast-check';
import {
  AmountError,
  formatDue,
  formatDuration,
  formatInstant,
  formatReason,
  parseAmount,
  plainText,
} from '../../client/cli/format';
import { formatMoney, minorDigits } from '../../client/money';

describe('amounts as typed', () => {
  test.each([
    ['1234.50', 'USD', 123_450],
    ['1234.5', 'USD', 123_450],
    ['1234', 'EUR', 123_400],
    ['0', 'EUR', 0],
    ['0.07', 'EUR', 7],
    // These come out one cent short when multiplied as floating-point numbers.
    ['1.15', 'USD', 115],
    ['1139.17', 'USD', 113_917],
    ['4.35', 'USD', 435],
    ['1234', 'JPY', 1234],
    ['1.234', 'KWD', 1234],
    [' 12.00 ', 'USD', 1200],
    ['00012.00', 'USD', 1200],
  ])('%s %s is %i', (text, currency, minor) => {
    expect(parseAmount(text, currency)).toBe(minor);
  });

  test.each([
    ['1,234.50', 'USD'],
    ['1.234,50', 'EUR'],
    ['1234,50', 'EUR'],
    ['-5', 'USD'],
    ['+5', 'USD'],
    ['1e3', 'USD'],
    ['0x10', 'USD'],
    ['', 'USD'],
    ['.5', 'USD'],
    ['5.', 'USD'],
    ['12.345', 'USD'],
    ['12.5', 'JPY'],
    ['١٢', 'USD'],
    ['$12', 'USD'],
    ['90000000000.01', 'USD'],
    ['999999999999999', 'USD'],
    ['1234567890123456789', 'USD'],
  ])('%s %s is refused with what to write instead', (text, currency) => {
    expect(() => parseAmount(text, currency)).toThrow(AmountError);
  });

  test('the largest amount is the one that the process handles', () => {
    expect(parseAmount('90000000000.00', 'USD')).toBe(9_000_000_000_000);
  });

  test('too many decimals are never rounded away', () => {
    expect(() => parseAmount('10.005', 'EUR')).toThrow(/3 decimals.*at most 2/);
    expect(() => parseAmount('10.5', 'JPY')).toThrow(/have none.*1234/);
  });
});

describe('amounts as printed', () => {
  test.each([
    [123_450, 'USD', '1,234.50 USD'],
    [7, 'EUR', '0.07 EUR'],
    [0, 'EUR', '0.00 EUR'],
    [-100_005, 'EUR', '-1,000.05 EUR'],
    [1_234_567, 'JPY', '1,234,567 JPY'],
    [1234, 'KWD', '1.234 KWD'],
    [9_000_000_000_000, 'USD', '90,000,000,000.00 USD'],
    [500, null, '5.00 (no currency)'],
  ])('%i %s is %s', (minor, currency, text) => {
    expect(formatMoney(minor, currency)).toBe(text);
  });

  test('what is printed can be typed again and is the same amount', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9_000_000_000_000 }),
        fc.constantFrom('USD', 'EUR', 'JPY', 'KWD', 'CLF'),
        (minor, currency) => {
          const typed = formatMoney(minor, currency).split(' ')[0]!.replaceAll(',', '');
          expect(parseAmount(typed, currency)).toBe(minor);
        },
      ),
    );
  });

  test('decimals follow ISO 4217, not what is usual in a country', () => {
    expect([minorDigits('HUF'), minorDigits('ISK'), minorDigits('IQD'), minorDigits('UYW')]).toEqual([2, 0, 3, 4]);
  });
});

test('times and durations', () => {
  expect(formatInstant('2026-05-04T10:22:31.000Z')).toBe('2026-05-04 10:22 UTC');
  expect(formatInstant(null)).toBe('-');
  const now = Date.parse('2026-05-04T10:00:00.000Z');
  expect(formatDue('2026-05-07T10:00:00.000Z', now)).toBe('2026-05-07 10:00 UTC (in 3 days)');
  expect(formatDue('2026-05-04T09:30:00.000Z', now)).toBe('2026-05-04 09:30 UTC (overdue by 30 min)');
  expect(formatDuration(840)).toBe('0.8 s');
});

test('a reason has its clause and its code', () => {
  const reason = { code: 'wear', clause: '5.2', text: 'Wear is deducted.' };
  expect(formatReason(reason)).toBe('Wear is deducted. (clause 5.2) [wear]');
  expect(formatReason({ ...reason, clause: null })).toBe('Wear is deducted. [wear]');
});

describe('text of others on a terminal', () => {
  test('escape sequences, C1 controls and reversed writing are made visible', () => {
    expect(plainText('a\u001b[2Jb')).toBe('a\u{fffd}[2Jb');
    expect(plainText('a\u009b2Jb')).toBe('a\u{fffd}2Jb');
    expect(plainText('gpj.\u202eexe')).toBe('gpj.\u{fffd}exe');
    expect(plainText('two\r\nlines')).toBe('two lines');
  });

  test('letters of every script stay', () => {
    const text = 'Åsa Müller, 王小明, مريم';
    expect(plainText(text)).toBe(text);
  });

  test('no control character is left, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(plainText(text)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});
