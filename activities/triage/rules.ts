/** Triage rules as data (config/triage.yaml). */
import { z } from 'zod';
import { CurrencyCode, LineOfBusiness, MinorUnits, Peril } from '../vocabulary';

/** What a claim needs, and when. Conditions that are absent do not restrict. */
export const Requirement = z
  .strictObject({
    /** Code of the missing item, as the claimant is asked for it. */
    code: z.string().regex(/^[a-z0-9][a-z0-9-]{1,50}$/),
    /**
     * What has to be there: the account to pay to, anything with an amount, a police report, a claim form, or a receipt
     * for every listed item over an amount.
     */
    needs: z.enum(['payee', 'items', 'police-report', 'claim-form', 'purchase-proof']),
    lines: z.array(LineOfBusiness).min(1).optional(),
    perils: z.array(Peril).min(1).optional(),
    /** With `purchase-proof`: items of more than this need one, minor units by currency. */
    overMinor: z.record(CurrencyCode, MinorUnits.min(0)).optional(),
    /** What is asked for, as it stands in the letter. */
    text: z.string().min(1).max(300),
  })
  .refine((requirement) => (requirement.needs === 'purchase-proof') === (requirement.overMinor !== undefined), {
    message: 'overMinor goes with needs: purchase-proof, and with that alone',
    path: ['overMinor'],
  });
export type Requirement = z.infer<typeof Requirement>;

export const TriageRules = z.strictObject({
  version: z.string().min(1),
  straightThrough: z.strictObject({
    /** The switch: false sends every claim to a person. */
    enabled: z.boolean(),
    /** Most that is paid without a person, minor units by currency. A currency that is not named always has one. */
    limitMinor: z.record(CurrencyCode, MinorUnits.min(0)),
    /** Every amount must have been read with at least this confidence, 0 to 1. */
    minimumConfidence: z.number().min(0).max(1),
  }),
  requirements: z.array(Requirement),
});
export type TriageRules = z.infer<typeof TriageRules>;
