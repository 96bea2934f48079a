import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Format } from '../../activities/letters/format';
import { accusation } from '../../activities/letters/plain-speech';
import { settle } from '../../activities/letters/settlement';
import { loadWording, parseWording } from '../../activities/letters/wording';
import { covered, line } from './claim-to-answer';

const products = join(__dirname, 'products');

test('clauses by number: headings, lists, wrapped lines, bold; numbers in running text are none', async () => {
  const wording = await loadWording(products, 'home-test', '2026-01');
  expect(wording?.title).toBe('Home Contents Insurance');
  expect([...wording!.clauses.keys()]).toEqual([
    '1',
    '1.2',
    '1.3',
    '2.1',
    '2.1.1',
    '2.1.3',
    '4',
    '4.1',
    '4.2',
    '5',
    '5.4',
    '6',
    '6.3',
    '6.5',
  ]);
  expect(wording?.clauses.get('1.3')).toBe('Insured persons are the policyholder and those named in the schedule.');
  expect(wording?.clauses.get('2.1.3')).toContain('full for 30 days or more.');
  expect(wording?.clauses.get('6.3')).toBe('Deductible. The deductible of the schedule is taken off each loss.');
  expect(wording?.clauses.get('2.1')).toContain('2.1.1 Fire, lightning and explosion.');
});

test('a product or edition never leads out of the folder; an unknown one has no wording', async () => {
  expect(await loadWording(products, '../products/home-test', '2026-01')).toBeNull();
  expect(await loadWording(products, 'home-test', '..')).toBeNull();
  expect(await loadWording(products, 'none', '2026-01')).toBeNull();
});

test('what is quoted stands in the wording, word for word', () => {
  const markdown = readFileSync(join(products, 'home-test', '2026-01', 'wording.md'), 'utf8');
  const words = (text: string) => text.replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim();
  const source = words(markdown);
  for (const [number, text] of parseWording(markdown, 'p', 'e').clauses)
    expect(source).toContain(`${words(number)} ${words(text)}`.slice(0, 60));
});

test('every cent of a settlement is accounted for', () => {
  const amount = fc.integer({ min: 0, max: 10_000_000 });
  const items = fc.array(fc.tuple(amount, amount, fc.boolean()), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(
      items,
      amount,
      amount,
      amount,
      fc.option(amount),
      (lines, deductibleMinor, limitReductionMinor, paid, proposed) => {
        const coverage = {
          ...covered,
          deductibleMinor,
          limitReductionMinor,
          lines: lines.map(([claimed, adjusted, isCovered]) =>
            line(
              'x',
              claimed,
              isCovered ? { adjustedMinor: Math.min(claimed, adjusted) } : { outcome: 'not-covered', adjustedMinor: 0 },
            ),
          ),
        };
        const result = settle(coverage, proposed, paid);
        expect(result.claimedMinor + result.adjustmentMinor).toBe(result.subtotalMinor);
        expect(result.steps.reduce((sum, step) => sum + step.minor, result.subtotalMinor)).toBe(paid);
      },
    ),
  );
});

test('amounts by the decimals of their currency, dates in words, also inside sentences', () => {
  const ireland = new Format('en-IE');
  expect(ireland.money(132_920, 'EUR')).toBe('€1,329.20');
  expect(ireland.money(5_000, 'JPY')).toBe('JP¥5,000');
  expect(ireland.date('2026-03-01T23:59:00Z')).toBe('1 March 2026');
  expect(new Format('en-US').sentence('1,234.50 USD less 20 % on 2026-01-31 (clause 6.1)')).toBe(
    '$1,234.50 less 20 % on January 31, 2026 (clause 6.1)',
  );
});

test('accusing words are found at the beginning of a word only, in any case', () => {
  const stems = ['fraud', 'suspect', 'red flag', 'siu'];
  expect(accusation(['It is FRAUDULENT.'], stems, [])?.word).toBe('FRAUDULENT');
  expect(accusation(['A red  flag'], stems, [])?.word).toBe('red  flag');
  expect(accusation(['Defraud? No. Unsuspected.'], stems, [])).toBeNull();
  expect(accusation(['What is "Anti-fraud lock"?'], stems, ['Anti-fraud lock'])).toBeNull();
});
