/** What claims have besides: vehicles, dates of birth, reference numbers of the house. */
import { isVin } from '../../activities/guardrails/personal-data/checksums';
import { personalDataGuard as guard } from './support';

const typesIn = (text: string) => guard.detect(text).map(({ entityType, value }) => `${entityType} ${value}`);

test.each([
  ['The car with VIN 1M8GDM9AXKP042788 was towed.', 'VEHICLE_ID 1M8GDM9AXKP042788'],
  ['Chassis number WVWZZZ1KZAW000123, dark blue.', 'VEHICLE_ID WVWZZZ1KZAW000123'],
  ['My Golf, B-MW 1234, stood in the yard.', 'LICENSE_PLATE B-MW 1234'],
  ['A van, registration KX19 ABC, hit us.', 'LICENSE_PLATE KX19 ABC'],
  ['Licence plate no. 7ABC123 was noted by a witness.', 'LICENSE_PLATE 7ABC123'],
  ['The insured was born on 3 May 1980 in the north.', 'DATE_OF_BIRTH 3 May 1980'],
  ['Date of birth: 1980-05-03', 'DATE_OF_BIRTH 1980-05-03'],
  ['Under policy number HO-2024-000117 we report a loss.', 'REFERENCE HO-2024-000117'],
  ['Claim no. CLM/2026/4411 is still open.', 'REFERENCE CLM/2026/4411'],
])('found: %s', (text, expected) => {
  expect(typesIn(text)).toContain(expected);
});

test.each([
  'The boiler of type B-MX broke on 3 May 2026.',
  'We claim 12,450.00 for the roof and 900 for the gutter.',
  'Invoice total 1M8GDM9AXKP042789 was a part of a barcode.',
  'The policy of 2024 covers water; clause 4.2 of it says so.',
])('not found: %s', (text) => {
  expect(typesIn(text).filter((found) => /^(VEHICLE|LICENSE|REFERENCE|DATE_OF_BIRTH)/.test(found))).toEqual([]);
});

test('the check digit of 49 CFR 565 tells one wrong sign', () => {
  expect(isVin('1M8GDM9AXKP042788')).toBe(true);
  expect(isVin('1M8GDM9AXKP042789')).toBe(false);
  expect(isVin('11111111111111111')).toBe(true);
  expect(isVin('1M8GDM9AXKP04278O')).toBe(false);
});
