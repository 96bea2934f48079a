/** From which amount on a person who settles open questions has paid all that is claimed. */
import { wholeMinor } from '../../activities/triage/propose';
import { coverage, line } from './support';

const open = line('cannot-tell', { claimedMinor: 60_000 });

test.each([
  ['what is proposed, when all of it is to be paid', coverage(), 'pay', 90_000],
  ['what was worked out, when only a question about the loss is open', coverage(), 'undetermined', 90_000],
  // 900.00 and the 600.00 that nobody could judge; the deductible is used up.
  [
    'an open line counts whole',
    coverage({ lines: [line('covered'), open], agreedDeductibleMinor: 10_000 }),
    'undetermined',
    150_000,
  ],
  // Nothing covered for the deductible to come off: 600.00 - 100.00.
  [
    'the deductible comes off the open lines when there is nothing else',
    coverage({ lines: [open], deductibleMinor: 0, agreedDeductibleMinor: 10_000, payableMinor: 0 }),
    'undetermined',
    50_000,
  ],
  // Covered 40.00 took 40.00 of the deductible; 60.00 are left to come off the 600.00.
  [
    'a deductible that is not used up',
    coverage({ lines: [open], deductibleMinor: 4_000, agreedDeductibleMinor: 10_000, payableMinor: 0 }),
    'undetermined',
    54_000,
  ],
  ['never with a refused line', coverage({ lines: [line('not-covered'), open] }), 'undetermined', null],
  ['never where a limit cuts it', coverage({ lines: [open], limitReductionMinor: 1 }), 'undetermined', null],
  ['never without a line', coverage({ lines: [] }), 'undetermined', null],
  ['never where it is paid in part', coverage(), 'pay-in-part', null],
  ['never where it is refused', coverage(), 'deny', null],
] as const)('%s', (_what, assessment, action, expected) => {
  expect(wholeMinor(assessment, action)).toBe(expected);
});
