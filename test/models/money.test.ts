import * as fc from 'fast-check';
import { scopesOf } from '../../activities/models/book/scopes';
import {
  costOf,
  decimalFromNano,
  mostItCanCost,
  nanoFromDecimal,
  type TokenPrices,
} from '../../activities/models/money';
import { ModelsPolicy, pricesOn } from '../../activities/models/policy';
import { examplePolicy } from './support/gateway-parts';

const price = (text: string) => nanoFromDecimal(text);
/** List prices of a small model, for a million tokens. */
const PRICES: TokenPrices = {
  input: price('0.25'),
  cached: price('0.025'),
  image: price('0.25'),
  output: price('2.00'),
  reasoning: price('2.00'),
  request: 0n,
  batch: price('1'),
};
const NONE = { input: 0, cached: 0, image: 0, output: 0, reasoning: 0 };

test.each([
  ['plain', { ...NONE, input: 1_000, output: 100 }, {}, false, '0.00045'],
  ['cached input once, at its price', { ...NONE, input: 1_000, cached: 800, output: 100 }, {}, false, '0.00027'],
  [
    'reasoning is part of the output, not besides',
    { ...NONE, input: 1_000, output: 900, reasoning: 800 },
    {},
    false,
    '0.00205',
  ],
  [
    'reasoning at a price of its own',
    { ...NONE, output: 900, reasoning: 800 },
    { reasoning: price('3.00') },
    false,
    '0.0026',
  ],
  [
    'pictures at a price of their own',
    { ...NONE, input: 1_000, image: 900 },
    { image: price('1.00') },
    false,
    '0.000925',
  ],
  ['a price for the request', { ...NONE, input: 1_000 }, { request: price('0.01') }, false, '0.01025'],
  ['half for a batch', { ...NONE, input: 1_000, output: 100 }, { batch: price('0.5') }, true, '0.000225'],
  ['one cached token', { ...NONE, input: 1, cached: 1 }, {}, false, '0.000000025'],
  ['rounded up to the billionth', { ...NONE, input: 1 }, { input: price('0.0005') }, false, '0.000000001'],
])('cost: %s', (_what, usage, prices, batch, expected) => {
  expect(decimalFromNano(costOf({ ...PRICES, ...prices }, usage, batch))).toBe(expected);
});

test('decimals there and back, and nothing that is no amount', () => {
  void fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 17n), (nano) => {
      expect(nanoFromDecimal(decimalFromNano(nano))).toBe(nano);
    }),
  );
  for (const text of ['', '-1', '1e3', '1,5', '0.0000000001', ' 1', '.5'])
    expect(() => nanoFromDecimal(text)).toThrow(RangeError);
});

test('no usage within the limits costs more than was reserved', () => {
  const nano = fc.bigInt(0n, 100n * 10n ** 9n);
  const prices = fc.record({
    input: nano,
    cached: nano,
    image: nano,
    output: nano,
    reasoning: nano,
    request: nano,
    batch: fc.constant(10n ** 9n),
  });
  void fc.assert(
    fc.property(
      prices,
      fc.nat(500_000),
      fc.nat(50_000),
      fc.float({ min: 0, max: 1, noNaN: true }),
      fc.float({ min: 0, max: 1, noNaN: true }),
      (p, input, output, a, b) => {
        const cached = Math.floor(input * a);
        const image = Math.floor((input - cached) * b);
        const usage = { input, cached, image, output, reasoning: Math.floor(output * b) };
        expect(costOf(p, usage) <= mostItCanCost(p, input, output)).toBe(true);
      },
    ),
  );
});

test('a part that is more than the whole is no usage', () => {
  expect(() => costOf(PRICES, { ...NONE, input: 10, cached: 11 })).toThrow(RangeError);
});

test('prices by date: the newest that is in force; before the first there is none', () => {
  const policy = examplePolicy('http://127.0.0.1:1/v1');
  policy.models.small!.prices = [
    { from: '2026-06-01', input: '0.20', cachedInput: '0.02', output: '1.00' },
    { from: '2025-01-01', input: '0.25', cachedInput: '0.025', output: '2.00' },
  ];
  const small = ModelsPolicy.parse(policy).models.small!;
  expect(pricesOn(small, '2024-12-31')).toBeNull();
  expect(pricesOn(small, '2026-05-31')).toMatchObject({ from: '2025-01-01', prices: { output: price('2') } });
  expect(pricesOn(small, '2026-06-01')).toMatchObject({ from: '2026-06-01', prices: { output: price('1') } });
});

test('budgets of a call: one row each, by period; a budget by name replaces the general one', () => {
  const names = (task: string) =>
    scopesOf(
      [
        { scope: 'task', only: 'draft-letter', per: 'day', limit: '1' },
        { scope: 'task', per: 'day', limit: '5' },
        { scope: 'tenant', per: 'month', limit: '100' },
        { scope: 'claim', per: 'ever', limit: '2' },
        { scope: 'process', only: 'other', per: 'ever', limit: '3' },
      ],
      { tenant: 'acme', processType: 'claims', claimNumber: 'CLM-1', task },
      '2026-11-23',
    ).map(({ name, limitNano }) => `${name} ${decimalFromNano(limitNano)}`);
  expect(names('draft-letter').sort()).toEqual([
    'claim|CLM-1|ever| 2',
    'task|draft-letter|day|2026-11-23 1',
    'tenant|acme|month|2026-11 100',
  ]);
  expect(names('answer')).toContain('task|answer|day|2026-11-23 5');
});
