/** A repair that would cost more than the vehicle was worth: its value is paid in place of it. Worked by hand. */
import fc from 'fast-check';
import { assess, codes, item, motorLoss, motorPolicy } from './support';

const of = (items: Parameters<typeof assess>[0]['items']) =>
  assess({ policy: motorPolicy(), loss: motorLoss(), items });
const value = (amount: number) => item('Market value of the vehicle', amount, { file: 'b' });

test('a repair above the value: value less deductible, repair refused with the clause, a person agrees the value', async () => {
  const found = await of([item('Front bumper', 6_000), item('Body labor (hours)', 3_000), value(8_000)]);
  // 9,000.00 > 8,000.00; 8,000.00 - 500.00 = 7,500.00
  expect(found).toMatchObject({
    outcome: 'cannot-tell',
    payableMinor: 750_000,
    totalLoss: { clause: '3.2', repairMinor: 900_000, valueMinor: 800_000 },
  });
  expect(found.lines.map(({ outcome, adjustedMinor }) => [outcome, adjustedMinor])).toEqual([
    ['not-covered', 0],
    ['not-covered', 0],
    ['covered', 800_000],
  ]);
  expect(found.questions.map(({ code }) => code)).toEqual(['value-needs-person']);
});

test('tax counts as part of the repair, and is not paid with the value', async () => {
  const found = await of([item('Front bumper', 7_500), item('Sales tax', 600), value(8_000)]);
  expect(found.totalLoss).toMatchObject({ repairMinor: 810_000 });
  expect(found.payableMinor).toBe(750_000);
});

test('towing is paid beside the value and is no part of the repair', async () => {
  const found = await of([item('Front bumper', 7_900), item('Towing', 250), value(8_000)]);
  // 7,900.00 is no more than 8,000.00: repaired. 7,900.00 + 250.00 - 500.00
  expect(found.totalLoss).toBeUndefined();
  expect(found.payableMinor).toBe(765_000);
  const total = await of([item('Front bumper', 8_100), item('Towing', 250), value(8_000)]);
  expect(total.payableMinor).toBe(775_000);
});

test('a repair up to the value is paid; the value is not, and nobody is asked about it', async () => {
  const found = await of([item('Front bumper', 8_000), value(8_000)]);
  expect(found).toMatchObject({ outcome: 'partly-covered', payableMinor: 750_000, questions: [] });
  expect(codes(found)).toContain('repair-pays');
});

test.each([
  ['two values', [item('Front bumper', 9_000), value(8_000), value(7_000)]],
  ['no repair', [value(8_000)]],
])('%s: a person says what it is, and nothing is worked out of it', async (_name, items) => {
  const found = await of(items);
  expect(found.totalLoss).toBeUndefined();
  expect(found.outcome).toBe('cannot-tell');
  expect(found.lines.filter(({ category }) => category === 'whole-vehicle').map(({ outcome }) => outcome)).toEqual(
    items.slice(-1 * (items.length === 3 ? 2 : 1)).map(() => 'cannot-tell'),
  );
});

test('whatever the figures: repair and value are never both paid, and no more than the dearer way would be needed for', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 30_000 }),
      fc.integer({ min: 1, max: 30_000 }),
      async (repair, worth) => {
        const { payableMinor } = await of([item('Front bumper', repair), value(worth)]);
        expect(payableMinor).toBe(Math.max(0, Math.min(repair, worth) * 100 - 50_000));
      },
    ),
    { numRuns: 200 },
  );
});
