/**
 * Screening: every check of the rules over one claim. No check looks at who a person is: not at age, sex, origin,
 * language, religion, health or address; names are compared with names, and that is all.
 */
import { justUnderThreshold } from './checks/amounts';
import { datedBeforeLoss, invoiceBeforePurchase, lateReport } from './checks/document-dates';
import {
  connectedClaims,
  frequentClaims,
  sameFile,
  sameInvoice,
  sharedAccount,
  sharedPhone,
} from './checks/other-claims';
import { onWatchlist, payeeNotClaimant } from './checks/people';
import { photoBeforeLoss, photoEdited, photoUsedBefore } from './checks/photos';
import { soonAfterInception, soonAfterLimitIncrease } from './checks/policy-dates';
import type { FraudScreening } from './contract';
import type { FraudRules, IndicatorCode } from './rules';
import type { Check, FraudView } from './view';

const CHECKS: Record<IndicatorCode, Check> = {
  'same-invoice': sameInvoice,
  'same-file': sameFile,
  'soon-after-inception': soonAfterInception,
  'soon-after-limit-increase': soonAfterLimitIncrease,
  'just-under-threshold': justUnderThreshold,
  'invoice-before-purchase': invoiceBeforePurchase,
  'dated-before-loss': datedBeforeLoss,
  'late-report': lateReport,
  'shared-account': sharedAccount,
  'shared-phone': sharedPhone,
  'frequent-claims': frequentClaims,
  watchlist: onWatchlist,
  'payee-not-claimant': payeeNotClaimant,
  'connected-claims': connectedClaims,
  'photo-before-loss': photoBeforeLoss,
  'photo-used-before': photoUsedBefore,
  'photo-edited': photoEdited,
};

/** A weight that refers a claim by itself. */
const FULL_WEIGHT = 5;

/** Run all checks. Every check ends in exactly one of `checked`, `notApplicable` and `notChecked`. Pure. */
export function screen(view: FraudView, rules: FraudRules): Omit<FraudScreening, 'rules'> {
  const result: Omit<FraudScreening, 'rules'> = {
    score: 0,
    referral: false,
    indicators: [],
    checked: [],
    notApplicable: [],
    notChecked: [],
  };
  for (const code of Object.keys(CHECKS) as IndicatorCode[]) {
    const answer = CHECKS[code](view, rules);
    switch (answer.outcome) {
      case 'not-applicable':
        result.notApplicable.push({ check: code, why: answer.why });
        break;
      case 'not-checked':
        result.notChecked.push({ check: code, why: answer.why });
        break;
      case 'clear':
        result.checked.push(code);
        break;
      case 'found': {
        const { text, evidence, clearedBy } = answer;
        result.checked.push(code);
        result.indicators.push({ code, weight: rules.indicators[code].weight, text, evidence, clearedBy });
      }
    }
  }
  result.score = result.indicators.reduce((sum, indicator) => sum + indicator.weight, 0);
  result.referral =
    result.score >= rules.referralScore || result.indicators.some((indicator) => indicator.weight >= FULL_WEIGHT);
  return result;
}
