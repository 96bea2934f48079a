/** A quote is one when its words are in the source; everything else is not. */
import { findQuote } from '../../activities/knowledge/quotes';

const SOURCE =
  'Theft of or from a vehicle that was left unattended\nand was not locked, or that had its key in-\nside. “Locked” means that the ﬁtted locks were used.';

test.each([
  ['line breaks', 'was left unattended and was not locked'],
  ['a divided word', 'that had its key inside'],
  ['other quotation marks and case', '"LOCKED" means'],
  ['a ligature', 'the fitted locks were used'],
  ['marks around it', '“vehicle that was left unattended …”'],
])('found in spite of %s', (_name, quote) => {
  const place = findQuote(SOURCE, quote);
  expect(place).not.toBeNull();
  expect(SOURCE.slice(place?.from, place?.to).length).toBeGreaterThan(7);
});

test.each([
  ['one word changed', 'was left attended and was not locked'],
  ['a word left out', 'left unattended and not locked'],
  ['too little to prove anything', 'of or'],
  ['nothing', ''],
])('not found: %s', (_name, quote) => {
  expect(findQuote(SOURCE, quote)).toBeNull();
});

test('the place is that of the words in the source as it is', () => {
  const place = findQuote(SOURCE, 'its key inside');
  expect(SOURCE.slice(place?.from, place?.to)).toBe('its key in-\nside');
});
