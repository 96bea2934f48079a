/** Fraud rules as data (config/fraud.yaml). */
import { z } from 'zod';
import { CurrencyCode, MinorUnits } from '../vocabulary';

const weight = z.number().int().min(1).max(5);

export const FraudRules = z.strictObject({
  version: z.string(),
  referralScore: z.number().int().min(1),
  indicators: z.strictObject({
    'same-invoice': z.strictObject({ weight }),
    'same-file': z.strictObject({ weight }),
    'shared-account': z.strictObject({ weight }),
    'shared-phone': z.strictObject({ weight }),
    watchlist: z.strictObject({ weight }),
    'soon-after-inception': z.strictObject({ weight, days: z.number().int().min(1) }),
    'soon-after-limit-increase': z.strictObject({ weight, days: z.number().int().min(1) }),
    'just-under-threshold': z.strictObject({ weight, percent: z.number().min(0).max(20) }),
    'dated-before-loss': z.strictObject({ weight }),
    'frequent-claims': z.strictObject({ weight, claims: z.number().int().min(2), months: z.number().int().min(1) }),
    'payee-not-claimant': z.strictObject({ weight }),
  }),
  thresholds: z.record(CurrencyCode, z.array(MinorUnits)),
});
export type FraudRules = z.infer<typeof FraudRules>;
