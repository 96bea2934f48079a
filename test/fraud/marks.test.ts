/** Marks: how a number is recognised in every spelling, and that nobody can read it back. */
import { internationalNumber, invoiceMark, MarkMaker, marksOf, sameInvoice } from '../../activities/fraud/marks';
import { FILE, facts, KEY, maker, notice, paper, RECEIPT, shipped } from './support';

const plans = shipped.rules.phoneNumbers;

test.each([
  ['(619) 555-0107', 'US-CA', '+16195550107'],
  ['1-619-555-0107', 'US', '+16195550107'],
  ['+1 619 555 0107', 'IE', '+16195550107'],
  ['011 353 20 911 0777', 'US-CA', '+353209110777'],
  ['020 911 0777', 'IE', '+353209110777'],
  ['+353 (0)20 911 0777', 'IE', '+353209110777'],
  ['00353209110777', 'IE', '+353209110777'],
  ['0049 30 1234567', 'FR', '+49301234567'],
  ['01 23 45 67 89', 'FR', '0123456789'],
  ['911', 'US-CA', null],
  ['ask my neighbour', 'US-CA', null],
  ['+1234567890123456', 'US-CA', null],
])('the phone %s at %s is %s', (written, country, number) => {
  expect(internationalNumber(written, country, plans)).toBe(number);
});

test('area codes that differ in one digit are different numbers', () => {
  expect(maker.phone('(719) 555-0107', 'US', plans)).not.toBe(maker.phone('(619) 555-0107', 'US', plans));
});

test('an account is the same in every spelling, and differs by tenant, key and kind', () => {
  const mark = maker.account('IE53 ADJT 9000 1730 1144 71');
  expect(mark).toMatch(/^[0-9a-f]{64}$/);
  expect(maker.account('ie53adjt90001730114471')).toBe(mark);
  expect(new MarkMaker(KEY, 'other').account('IE53ADJT90001730114471')).not.toBe(mark);
  expect(new MarkMaker(Buffer.alloc(32, 8), 'acme').account('IE53ADJT90001730114471')).not.toBe(mark);
  expect(maker.account('+16195550107')).not.toBe(maker.phone('+16195550107', 'US', plans));
  expect(maker.account('- -')).toBeNull();
});

test.each([
  ['Harbor Glass, Inc.', 'HG-100', 'HARBOR GLASS INC', 'hg 100', true],
  ['Harbor Glass', 'HG-100', 'Harbour Glass', 'HG-100', false],
  ['Harbor Glass', 'HG-100', 'Harbor Glass', 'HG-1001', false],
])('invoice %s %s and %s %s are one: %s', (issuer, number, otherIssuer, otherNumber, same) => {
  expect(invoiceMark(issuer, number) === invoiceMark(otherIssuer, otherNumber)).toBe(same);
});

test('an invoice without a number or an issuer has no mark: "no. 1" of anybody is not the same invoice', () => {
  expect([invoiceMark(null, '1'), invoiceMark('Harbor Glass', null), invoiceMark('–', '1')]).toEqual([
    null,
    null,
    null,
  ]);
});

test('a claim leaves each mark once, and none of papers that turn up anywhere', () => {
  const marks = marksOf(
    facts({
      documents: [
        { fileId: FILE, name: 'a', type: 'repair-invoice', status: 'read', setAsideCode: null },
        { fileId: RECEIPT, name: 'b', type: 'correspondence', status: 'read', setAsideCode: null },
      ],
      phones: ['6195550107', '+1 (619) 555-0107'],
      invoices: [paper(), paper({ fileId: RECEIPT })],
      registrations: [
        { value: '8KTR214', source: { fileId: FILE, page: 1, box: null, quote: '8KTR214' }, confidence: 1 },
        { value: '8ktr 214', source: { fileId: RECEIPT, page: 1, box: null, quote: '8ktr 214' }, confidence: 1 },
      ],
    }),
    notice({ claimant: { name: 'Elena Marquez', role: 'policyholder', email: 'Elena@Example.com' } }),
    maker,
    'US-CA',
    shipped.rules,
  );
  expect(marks.map(({ kind, value }) => [kind, value])).toEqual([
    ['account', maker.account('991042882 4417738205')],
    ['email', maker.email('elena@example.com')],
    ['file', FILE],
    ['invoice', 'HG100|glass harbor'],
    ['phone', maker.phone('+16195550107', 'US', plans)],
    ['vehicle', maker.vehicle('8KTR214')],
  ]);
  // Nothing of a person can be read from what is kept.
  expect(JSON.stringify(marks)).not.toMatch(/elena|8ktr|6195550107|991042882/i);
});

test.each([
  ['a logo read as a letter', 'C Clearview Auto Glass', 'Clearview Auto Glass', true],
  ['a legal form left out', 'Harbor Glass Ltd.', 'Harbor Glass', true],
  ['one letter misread', 'Brookside Bodyw0rks', 'Brookside Bodyworks', true],
  ['another firm', 'Harbor Glass', 'Northgate Motors', false],
  ['two firms of one trade', 'Harbor Auto Glass', 'Clearview Auto Glass', false],
])('issuers of one invoice number, %s', (_name, one, other, same) => {
  const [first, second] = [invoiceMark(one, 'INV-7'), invoiceMark(other, 'inv 7')];
  expect(sameInvoice(first ?? '', second ?? '')).toBe(same);
  expect(sameInvoice(first ?? '', invoiceMark(other, 'INV-8') ?? '')).toBe(false);
});
