/** Authority as data (config/authority.yaml). */
import { z } from 'zod';
import { CurrencyCode, MinorUnits } from '../vocabulary';
import { DecisionAction, Role } from './contract';

export const AuthorityRules = z.strictObject({
  version: z.string(),
  limitsMinor: z.partialRecord(Role, z.record(CurrencyCode, MinorUnits)),
  tasks: z.record(z.string(), z.partialRecord(Role, z.array(DecisionAction))),
  fourEyes: z.array(DecisionAction),
});
export type AuthorityRules = z.infer<typeof AuthorityRules>;
