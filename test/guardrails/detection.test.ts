/** What is personal data in a text, by type; and what must be left alone. */
import { personalDataGuard as guard } from './support';

test.each([
  ['write to jo.o-neil+claims@mail.example.org now', 'EMAIL_ADDRESS', 'jo.o-neil+claims@mail.example.org'],
  ['photos at https://files.example.org/a?b=1.', 'DOMAIN_NAME', 'https://files.example.org/a?b=1'],
  ['my card is 4111-1111-1111-1111 ok', 'CREDIT_CARD', '4111-1111-1111-1111'],
  ['account DE89 3704 0044 0532 0130 00 please', 'IBAN_CODE', 'DE89 3704 0044 0532 0130 00'],
  ['SSN 123-45-6789', 'US_SSN', '123-45-6789'],
  ['came from 192.0.2.17 at night', 'IP_ADDRESS', '192.0.2.17'],
  ['ring me on 087 123 4567', 'PHONE_NUMBER', '087 123 4567'],
  ['Tel: (212) 555-0142', 'PHONE_NUMBER', '(212) 555-0142'],
  ["my driver's license number is D1234567", 'US_DRIVER_LICENSE', 'D1234567'],
  ['it happened on 14/02/2026', 'DATE_TIME', '14/02/2026'],
  ['signed March 3, 2025 in ink', 'DATE_TIME', 'March 3, 2025'],
  ['a 43-year-old woman', 'AGE', '43'],
  ['The driver was Katarzyna Wiśniewska.', 'PERSON', 'Katarzyna Wiśniewska'],
  ['i spoke to katarzyna wisniewska yesterday', 'PERSON', 'katarzyna wisniewska'],
  ['We moved here from Finland', 'GPE', 'Finland'],
  ['I work for Brennan Plumbing Ltd', 'ORGANIZATION', 'Brennan Plumbing Ltd'],
  ['She lives at 27 Hazelwood Avenue, Galway', 'STREET_ADDRESS', '27 Hazelwood Avenue, Galway'],
])('%j has %s %j', (text, entityType, value) => {
  const spans = guard.detect(text).map((span) => ({ entityType: span.entityType, value: span.value }));
  expect(spans).toContainEqual({ entityType, value });
});

test.each([
  'The water damaged the kitchen floor and two cabinets.',
  'Your claim has been approved. The deductible of EUR 500.00 was taken off.',
  'How do I change the payment method of my policy?',
  'invoice total 1,234.50 incl. VAT',
])('%j has none', (text) => expect(guard.detect(text)).toEqual([]));

test('a number with a wrong check digit is no card', () => {
  const types = guard.detect('card 4111 1111 1111 1112').map((span) => span.entityType);
  expect(types).not.toContain('CREDIT_CARD');
});

test('spans are in order, do not overlap, and say what the text has there', () => {
  const text = 'Anna Kovács, 4 Elm Road, Leeds; anna@example.org; +44 20 7946 0958; 12.05.2024\nÅse Öberg 🙂 Oslo';
  let end = 0;
  for (const span of guard.detect(text)) {
    expect(span.start).toBeGreaterThanOrEqual(end);
    expect(text.slice(span.start, span.end)).toBe(span.value);
    end = span.end;
  }
  expect(end).toBeGreaterThan(0);
});

test('long and strange texts are done in a bounded time', () => {
  const begun = performance.now();
  for (const text of [
    '1 '.repeat(5000),
    'a'.repeat(50_000),
    '+'.repeat(5000),
    '1-'.repeat(5000),
    'www.'.repeat(10_000),
    '\ud800'.repeat(1000),
    '::'.repeat(2000),
    'a.'.repeat(3000),
  ])
    guard.detect(text);
  expect(performance.now() - begun).toBeLessThan(8000);
});
