/** Checks of the loss against the policy: how soon after it began, and after a limit was raised. */
import { daysBetween } from '../dates';
import type { FraudRules } from '../rules';
import { type Check, type FraudView, foundBy, notChecked } from '../view';

const NO_POLICY = notChecked('There is no policy with this number to compare with.');

/** The loss came within some days of the first inception. A loss before it is a question of cover. */
export const soonAfterInception: Check = ({ policy, notice }, rules) => {
  if (policy === null) return NO_POLICY;
  const since = daysBetween(policy.inceptionDate, notice.lossDate);
  if (since < 0 || since > rules.indicators['soon-after-inception'].days) return { outcome: 'clear' };
  return foundBy(
    [{ kind: 'policy', ref: policy.policyNumber, detail: `Inception ${policy.inceptionDate}.` }],
    `The loss was ${since} days after the insurance began.`,
    'Proof that what was lost was owned and intact when the insurance began.',
  );
};

/** The loss came within some days of an increase of the limit that it falls under. */
export const soonAfterLimitIncrease: Check = (view, rules) => {
  const { policy, notice } = view;
  if (policy === null) return NO_POLICY;
  const { days } = rules.indicators['soon-after-limit-increase'];
  const section = sectionOf(view, rules);
  const recent = policy.limitIncreases
    .filter((increase) => section === null || increase.section === section)
    .map((increase) => ({ ...increase, since: daysBetween(increase.on, notice.lossDate) }))
    .filter((increase) => increase.since >= 0 && increase.since <= days);
  return foundBy(
    recent.map((increase) => ({
      kind: 'policy',
      ref: policy.policyNumber,
      detail: `Limit of ${increase.section} raised on ${increase.on}, ${increase.since} days before the loss.`,
    })),
    'The loss came soon after the limit that it falls under was raised.',
    'The reason for the increase, with dated proof.',
  );
};

/** The section that the cause of loss falls under; null when the rules do not tell, so that every increase counts. */
function sectionOf({ policy, notice }: FraudView, { sections }: FraudRules): string | null {
  if (policy === null || notice.causeOfLoss === 'unknown') return null;
  const ofLine = sections[policy.line];
  const section = ofLine.byPeril[notice.causeOfLoss] ?? ofLine.otherwise;
  return policy.sections.some((bought) => bought.section === section) ? section : null;
}
