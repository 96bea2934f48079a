/** Triage rules as data (config/triage.yaml). */
import { z } from 'zod';
import { CurrencyCode, MinorUnits, Peril } from '../vocabulary';

export const TriageRules = z.strictObject({
  version: z.string(),
  straightThrough: z.strictObject({ enabled: z.boolean(), limitMinor: z.record(CurrencyCode, MinorUnits) }),
  requirements: z.array(
    z.strictObject({
      code: z.string(),
      needs: z.enum(['payee', 'items', 'police-report']),
      /** Causes of loss that need it; all when absent. */
      perils: z.array(Peril).optional(),
      text: z.string(),
    }),
  ),
});
export type TriageRules = z.infer<typeof TriageRules>;
