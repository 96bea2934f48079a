/** Combinations of options that would be ignored, or taken for an amount of nothing, are refused before anything is sent. */
import { checkCombination } from '../../client/cli/commands/review';

const HASH = 'a'.repeat(64);

test.each([
  ['approve-with-changes', {}, /needs --amount/],
  ['approve-in-part', {}, /needs --amount/],
  ['approve', { amount: '10.00' }, /--amount goes with approve-with-changes and approve-in-part/],
  ['deny', { amount: '0' }, /--amount goes with/],
  ['ask-for-information', {}, /needs --items/],
  ['deny', { items: 'police-report' }, /--items goes with/],
  ['deny', { duplicateOf: 'CLM-1' }, /--duplicate-of goes with/],
  ['deny', { evidence: 'abc' }, /64 characters/],
  ['deny', { evidence: HASH.toUpperCase() }, /64 characters/],
  ['approve', { tell: 'It is right.' }, /--tell goes with deny/],
  ['deny', { clause: '4.1' }, /--clause goes with --tell/],
] as const)('%s with %j', (action, options, said) => {
  expect(() => checkCombination(action, options)).toThrow(said);
});

test.each([
  ['approve', {}],
  ['approve', { evidence: HASH }],
  ['approve-in-part', { amount: '10.00' }],
  ['ask-for-information', { items: 'police-report' }],
  ['merge-duplicate', { duplicateOf: 'CLM-1' }],
  ['merge-duplicate', {}],
  ['deny', { tell: 'The water came from outside.', clause: '4.1' }],
  ['retry-letter', { tell: 'The water came from outside.' }],
] as const)('%s with %j may be sent', (action, options) => {
  expect(() => checkCombination(action, options)).not.toThrow();
});
