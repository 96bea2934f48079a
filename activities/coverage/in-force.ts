/** Time: was the policy in force, was the loss after the waiting period, was the notice in time? */
import { daysBetween } from './calendar';
import type { Policy } from './contract';
import type { Loss } from './loss';
import type { ProductTerms } from './product-terms';
import { ask, type Conclusion, ground, refuse } from './reasons';

/** Period of insurance and cancellation. The day of cancellation and the last date of the period are without cover. */
export function checkInForce(policy: Policy, terms: ProductTerms, loss: Loss): Conclusion[] {
  const clause = terms.clauses.period;
  if (loss.date < policy.effectiveFrom || loss.date >= policy.effectiveTo) {
    const text = `The policy ran from ${policy.effectiveFrom} to before ${policy.effectiveTo}; the loss was on ${loss.date}.`;
    return [refuse('not-in-force', clause, text)];
  }
  if (policy.cancelledOn !== null && loss.date >= policy.cancelledOn) {
    return [
      refuse('cancelled', clause, `The policy was cancelled on ${policy.cancelledOn}; the loss was on ${loss.date}.`),
    ];
  }
  return [ground('in-force', clause, `The policy was in force on ${loss.date}.`)];
}

/** Waiting period of the cause, counted in days from the first inception without a gap. */
export function checkWaitingPeriod(policy: Policy, terms: ProductTerms, loss: Loss): Conclusion[] {
  const rule = terms.waitingPeriods.find((entry) => entry.peril === loss.peril);
  if (rule === undefined || loss.date < policy.inceptionDate) return [];
  const after = daysBetween(policy.inceptionDate, loss.date);
  if (after >= rule.days) return [];
  const text = `Cover for ${loss.peril.replaceAll('-', ' ')} begins ${rule.days} days after ${policy.inceptionDate}; the loss was ${after} days after it.`;
  return [refuse('waiting-period', rule.clause, text)];
}

/** A late notice is never a refusal by itself: a person judges whether the delay did harm. */
export function checkNotice(terms: ProductTerms, loss: Loss): Conclusion[] {
  const late = daysBetween(loss.date, loss.reportedOn);
  // The notice has its date in UTC, the loss in local time: east of Greenwich they can be a day apart.
  if (late < -1) {
    const text = `The date of loss, ${loss.date}, lies after the notice of ${loss.reportedOn}. Which is right?`;
    return [ask('loss-after-notice', text, [terms.clauses.period], 'The right date of loss.')];
  }
  if (late <= terms.notice.days) return [];
  const text = `Reported ${late} days after the loss; the wording asks for ${terms.notice.days}. Did the delay make it harder to establish what happened or how much is owed?`;
  const settle = 'Why it was late, and whether anything could no longer be found out.';
  return [ask('late-notice', text, [terms.notice.clause], settle)];
}
