/** Check of the amount: kept just under a threshold above which somebody else would look. */
import { type Check, CLEAR, foundBy, notApplicable, notChecked } from '../view';

/** The amount is at most a threshold and within some percent of it. At the threshold it still counts as under. */
export const justUnderThreshold: Check = ({ facts }, rules) => {
  const { claimedMinor, currency } = facts;
  if (claimedMinor <= 0 || currency === null) return notApplicable('No amount in a known currency is claimed.');
  const thresholds = rules.thresholds[currency];
  if (thresholds === undefined) return notChecked(`The rules have no thresholds for ${currency}.`);
  const { percent } = rules.indicators['just-under-threshold'];
  const near = thresholds.find(
    (threshold) => claimedMinor <= threshold && claimedMinor * 100 >= threshold * (100 - percent),
  );
  if (near === undefined) return CLEAR;
  return foundBy(
    [
      {
        kind: 'facts',
        ref: 'claimedMinor',
        detail: `${claimedMinor} claimed, threshold ${near} (minor units of ${currency}).`,
      },
    ],
    `The amount claimed is at most ${percent} % below a threshold.`,
    'The documents explain the amount line by line.',
  );
};
