/** Fraud rules as data (config/fraud.yaml). */
import { z } from 'zod';
import { DocumentType } from '../documents/contract';
import { CurrencyCode, LineOfBusiness, MinorUnits, Peril } from '../vocabulary';

const weight = z.number().int().min(1).max(5);
const days = z.number().int().min(1).max(3650);
const otherClaims = z.number().int().min(1).max(100);

export const FraudRules = z.strictObject({
  version: z.string().min(1),
  /** Sum of weights at which a claim is referred. One indicator of weight 5 refers whatever the sum. */
  referralScore: z.number().int().min(1),
  indicators: z.strictObject({
    'same-invoice': z.strictObject({ weight }),
    /** `types`: kinds of document that belong to one loss only; blank forms and letterheads turn up everywhere. */
    'same-file': z.strictObject({ weight, types: z.array(DocumentType).min(1) }),
    'soon-after-inception': z.strictObject({ weight, days }),
    'soon-after-limit-increase': z.strictObject({ weight, days }),
    /** `percent`: how far below a threshold an amount is still "just under" it. */
    'just-under-threshold': z.strictObject({ weight, percent: z.number().min(0.1).max(20) }),
    'invoice-before-purchase': z.strictObject({ weight }),
    'dated-before-loss': z.strictObject({ weight }),
    'late-report': z.strictObject({ weight, days }),
    /** `otherClaims`: how many claims under other policies make it an indicator. */
    'shared-account': z.strictObject({ weight, otherClaims }),
    'shared-phone': z.strictObject({ weight, otherClaims }),
    /** `claims` earlier losses under the policy within `months` before this one. */
    'frequent-claims': z.strictObject({
      weight,
      claims: z.number().int().min(1),
      months: z.number().int().min(1).max(120),
    }),
    watchlist: z.strictObject({ weight }),
    'payee-not-claimant': z.strictObject({ weight }),
    /** `claims` under at least `policies` other policies, within two steps; a mark in more than `hub` claims connects nobody. */
    'connected-claims': z.strictObject({
      weight,
      claims: z.number().int().min(1),
      policies: z.number().int().min(1),
      hub: z.number().int().min(2).max(1000),
    }),
    'photo-before-loss': z.strictObject({ weight }),
    /** `bits`: in how many of 64 bits two fingerprints of one picture may differ. */
    'photo-used-before': z.strictObject({ weight, bits: z.number().int().min(0).max(12) }),
    /** `programs`: parts of the names of programs that change what is on a picture, in small letters. */
    'photo-edited': z.strictObject({ weight, programs: z.array(z.string().min(3)).min(1) }),
  }),
  /** Amounts that a claim might be kept under, minor units by currency. */
  thresholds: z.record(CurrencyCode, z.array(MinorUnits.min(1))),
  /** Which section of a policy a cause of loss falls under: an increase of another section's limit says nothing. */
  sections: z.record(
    LineOfBusiness,
    z.strictObject({ byPeril: z.partialRecord(Peril, z.string()), otherwise: z.string() }),
  ),
  /** How numbers are written in a country (ISO 3166-1): calling code, prefix of long-distance calls, prefix abroad. */
  phoneNumbers: z.record(
    z.string().regex(/^[A-Z]{2}$/),
    z.strictObject({
      code: z.string().regex(/^\d{1,3}$/),
      trunk: z.string().regex(/^\d{0,2}$/),
      exit: z.string().regex(/^\d{2,4}$/),
    }),
  ),
});
export type FraudRules = z.infer<typeof FraudRules>;

/** Codes of all indicators: each is one check. */
export type IndicatorCode = keyof FraudRules['indicators'];
