/** Masking gives back exactly what it took, and leaves nothing that the case knows. */
import fc from 'fast-check';
import type { KnownValue } from '../../activities/guardrails/contract';
import { restoreTokens } from '../../activities/guardrails/personal-data/mask';
import { fold } from '../../activities/guardrails/personal-data/tokens';
import { personalDataGuard as guard } from './support';

const LETTER = `Dear Ms Byrne,
on 12 March 2026 a pipe burst at 14 Harbour Street, Cork. Please pay to IE29 AIBK 9311 5212 3456 78
or call +353 87 123 4567. aoife byrne, aoife.byrne@example.org, card 4111 1111 1111 1111`;
const KNOWN: KnownValue[] = [
  { type: 'PERSON', value: 'Aoife Byrne' },
  { type: 'STREET_ADDRESS', value: '14 Harbour Street, Cork' },
  { type: 'REFERENCE', value: 'HO-2024-000117' },
];

test('a letter: nothing personal is left, and it comes back as it was', () => {
  const { text, vault } = guard.mask(LETTER, KNOWN);
  for (const value of ['Byrne', 'byrne', 'aoife', 'Harbour', 'AIBK', '4567', '4111', 'example.org', '12 March']) {
    expect(text).not.toContain(value);
  }
  expect(text).toContain('a pipe burst at');
  expect(guard.restore(text, vault)).toBe(LETTER);
});

test('the same value has the same token, over several texts of a call', () => {
  const first = guard.mask('Pay Aoife Byrne.', KNOWN);
  const second = guard.mask(
    'Aoife Byrne and Seán Murphy',
    [...KNOWN, { type: 'PERSON', value: 'Seán Murphy' }],
    first.vault,
  );
  expect(first.text).toBe('Pay ⟦PERSON_1⟧.');
  expect(second.text).toBe('⟦PERSON_1⟧ and ⟦PERSON_2⟧');
  expect(first.vault).toEqual({ '⟦PERSON_1⟧': 'Aoife Byrne' });
  expect(restoreTokens('Write to ⟦PERSON_2⟧, not to ⟦PERSON_9⟧.', second.vault)).toBe(
    'Write to Seán Murphy, not to ⟦PERSON_9⟧.',
  );
});

test.each([
  'sean murphy',
  'SEÁN  MURPHY',
  'Seán\nMurphy',
  'Seán-Murphy',
  'Murphy, Seán',
  'mr murphy',
  'ho 2024 000117',
  'HO2024000117',
])('what the case knows is found as %j', (written) => {
  const known: KnownValue[] = [
    { type: 'PERSON', value: 'Seán Murphy' },
    { type: 'REFERENCE', value: 'HO-2024-000117' },
  ];
  const { text } = guard.mask(`the roof of ${written} leaks`, known);
  expect(fold(text)).not.toMatch(/murphy|sean|000117/);
  expect(text).toContain('the roof of');
});

test('text that has signs of ours already comes back as it was', () => {
  const text = 'He wrote ⟦PERSON_1⟧ and ⟦ and ⟧ to Aoife Byrne.';
  const masked = guard.mask(text, KNOWN);
  expect(masked.text).not.toContain('Byrne');
  expect(guard.restore(masked.text, masked.vault)).toBe(text);
});

test('a name that is also a part of a word stays in the word', () => {
  expect(guard.mask('the marking of mark', [{ type: 'PERSON', value: 'Mark' }]).text).toBe('the marking of ⟦PERSON_1⟧');
});

const word = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzåéøñšž'), minLength: 3, maxLength: 9 });
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.lorem(),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
);

test('mask, then restore, is the identity for any text', () => {
  fc.assert(
    fc.property(anyText, fc.array(word, { maxLength: 3 }), (text, names) => {
      const { text: masked, vault } = guard.mask(
        text,
        names.map((value) => ({ type: 'PERSON', value })),
      );
      expect(guard.restore(masked, vault)).toBe(text);
    }),
    { numRuns: 500 },
  );
});

test('no known value is left, however it is written and whatever stands around it', () => {
  const styles = [
    (name: string) => name,
    (name: string) => name.toUpperCase(),
    (name: string) => name.normalize('NFD'),
    (name: string) => name.charAt(0).toUpperCase() + name.slice(1),
  ];
  fc.assert(
    fc.property(
      word,
      word,
      fc.constantFrom(...styles),
      fc.constantFrom(' ', '  ', '\n', ', '),
      anyText,
      (given, surname, style, gap, around) => {
        const text = `${around}\n${style(given)}${gap}${style(surname)} pays.\n${around}`;
        const { text: masked } = guard.mask(text, [{ type: 'PERSON', value: `${given} ${surname}` }]);
        const left = fold(masked.replace(/⟦[A-Z_]+_\d+⟧/g, ' ')).split(/[^\p{L}\p{N}]+/u);
        expect(left).not.toContain(fold(given));
        expect(left).not.toContain(fold(surname));
      },
    ),
    { numRuns: 300 },
  );
});
