/** Dates, amounts and accounts as written, over many values. */
import fc from 'fast-check';
import { dateOrderOf, findDate } from '../../activities/documents/extract/dates';
import { account, plate } from '../../activities/documents/extract/readers';
import {
  decimalMarkOf,
  findAmounts,
  findCurrency,
  isIban,
  readAccount,
} from '../../activities/documents/extract/values';

const MONTHS = {
  english: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
  german: [
    'Januar',
    'Februar',
    'März',
    'April',
    'Mai',
    'Juni',
    'Juli',
    'August',
    'September',
    'Oktober',
    'November',
    'Dezember',
  ],
  french: [
    'janvier',
    'février',
    'mars',
    'avril',
    'mai',
    'juin',
    'juillet',
    'août',
    'septembre',
    'octobre',
    'novembre',
    'décembre',
  ],
};

const day = fc
  .date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2069-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('dates', () => {
  test('written with the name of the month have one reading', () => {
    fc.assert(
      fc.property(day, fc.constantFrom('english', 'german', 'french'), (iso, language) => {
        const [year, month, dayOfMonth] = iso.split('-').map(Number) as [number, number, number];
        const name = MONTHS[language as keyof typeof MONTHS][month - 1]!;
        for (const written of [
          `${dayOfMonth}. ${name} ${year}`,
          `${dayOfMonth} ${name} ${year}`,
          `${name} ${dayOfMonth}, ${year}`,
          `${dayOfMonth}-${name.slice(0, 9)}-${year}`,
        ]) {
          expect([written, findDate(`am ${written} um 9:00`, null)?.iso]).toEqual([written, iso]);
        }
      }),
    );
  });

  test('in numbers are read in the order of the document, or both ways when it has none', () => {
    fc.assert(
      fc.property(day, fc.constantFrom('/', '-', '.'), (iso, mark) => {
        const [year, month, dayOfMonth] = iso.split('-') as [string, string, string];
        const dayFirst = [dayOfMonth, month, year].join(mark);
        const monthFirst = [month, dayOfMonth, year].join(mark);
        expect(findDate(dayFirst, 'day-first')?.iso).toBe(iso);
        expect(findDate(monthFirst, 'month-first')?.iso).toBe(iso);
        expect(findDate(iso, null)?.iso).toBe(iso);
        const undecided = findDate(dayFirst, null);
        // Never a wrong date: the right one, or both.
        expect(undecided?.iso ?? undecided?.alternatives).toEqual(
          undecided?.iso == null ? expect.arrayContaining([iso]) : iso,
        );
      }),
    );
  });

  test.each(['31/02/2026', '99/99/2026', '2026-13-01', '12:30:45', '1.2.3.4', '555-01-4022'])('%s is none', (text) => {
    expect(findDate(text, 'day-first')).toBeNull();
  });

  test.each([
    ['13/02/2026 and 03/04/2026', null, 'day-first'],
    ['02/13/2026 and 03/04/2026', null, 'month-first'],
    ['02/13/2026 and 13/02/2026', 'USD', null],
    ['03/04/2026', 'USD', 'month-first'],
    ['03/04/2026', 'EUR', 'day-first'],
    ['03/04/2026 with VAT', null, 'day-first'],
    ['03/04/2026', null, null],
  ])('order in "%s" (%s) is %s', (text, currency, order) => {
    expect(dateOrderOf(text, currency)).toBe(order);
  });
});

describe('amounts', () => {
  const groups = (minor: number, thousands: string, mark: string) =>
    `${String(Math.floor(minor / 100)).replace(/\B(?=(\d{3})+(?!\d))/g, thousands)}${mark}${String(minor % 100).padStart(2, '0')}`;

  test('are read in every way of writing them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999_999_99 }), (minor) => {
        for (const [thousands, mark] of [
          [',', '.'],
          ['.', ','],
          ['’', '.'],
          [' ', ','],
          ['\u00a0', ','],
          ['', '.'],
          ['', ','],
        ] as const) {
          const written = groups(minor, thousands, mark);
          expect([written, findAmounts(`Total ${written} EUR`)[0]?.minor]).toEqual([written, minor]);
        }
      }),
    );
  });

  test.each([
    ['1,234', '.', 123_400],
    ['1.234', ',', 123_400],
    ['1,234', null, null],
    ['1,234', ',', null],
    ['-50.00', null, -5_000],
    ['12', null, 1_200],
    ['12.5', null, 1_250],
  ] as const)('%s with %s for cents is %s', (written, mark, minor) => {
    expect(findAmounts(written, mark)[0]?.minor).toBe(minor);
  });

  test('with two readings give both', () => {
    expect(findAmounts('1,234')[0]).toMatchObject({ minor: null, alternatives: [123_400, 123] });
  });

  test.each(['8.5 %', '23%', '17/03/2026', '16:31', '192.168.1.1'])('%s is none', (text) => {
    expect(findAmounts(text)).toEqual([]);
  });

  test('the mark of cents is told by amounts that can be read one way only', () => {
    expect(decimalMarkOf('1,234 and 12.50', null)).toBe('.');
    expect(decimalMarkOf('1.234 und 12,50', null)).toBe(',');
    expect(decimalMarkOf('1,234', 'USD')).toBe('.');
    expect(decimalMarkOf('1,234', 'EUR')).toBeNull();
  });

  test('currency by symbol or code, the commonest', () => {
    expect(findCurrency('Total € 5, formerly $ 3, € 2')).toBe('EUR');
    expect(findCurrency('US$ 12')).toBe('USD');
    expect(findCurrency('CA$ 12')).toBe('CAD');
    expect(findCurrency('no money')).toBeNull();
  });
});

describe('accounts', () => {
  const iban = fc
    .tuple(fc.constantFrom('DE', 'IE', 'FR', 'GB', 'NL'), fc.stringMatching(/^[A-Z0-9]{11,26}$/))
    .map(([country, body]) => {
      const digits = [...`${body}${country}00`].map((c) => (/\d/.test(c) ? c : String(c.charCodeAt(0) - 55))).join('');
      return `${country}${String(98n - (BigInt(digits) % 97n)).padStart(2, '0')}${body}`;
    });

  test('an IBAN is right with its check digits and wrong with any other', () => {
    fc.assert(
      fc.property(iban, fc.integer({ min: 1, max: 96 }), (right, shift) => {
        expect(isIban(right)).toBe(true);
        expect(readAccount(right.replace(/.{4}/g, '$& ').toLowerCase())).toBe(right);
        const wrong = `${right.slice(0, 2)}${String(((Number(right.slice(2, 4)) - 2 + shift) % 97) + 2).padStart(2, '0')}${right.slice(4)}`;
        expect(isIban(wrong)).toBe(false);
        expect(readAccount(wrong)).toBeNull();
      }),
    );
  });

  test('words behind an IBAN are not part of it', () => {
    const manner = { order: null, mark: null, currency: null };
    expect(account('DE89 3704 0044 0532 0130 00 at Commerzbank', manner)).toEqual({
      value: 'DE89 3704 0044 0532 0130 00',
      normalised: 'DE89370400440532013000',
    });
    expect(account('121000358 / 0012345678', manner)?.normalised).toBe('1210003580012345678');
  });

  test('registrations', () => {
    const manner = { order: null, mark: null, currency: null };
    expect(plate('191-D-12345', manner)?.normalised).toBe('191D12345');
    expect(plate('B-MW 1234', manner)?.normalised).toBe('BMW1234');
    expect(plate('see attached photo 1', manner)).toBeNull();
  });
});
