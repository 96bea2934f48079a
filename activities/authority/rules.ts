/** Authority as data (config/authority.yaml). */
import { z } from 'zod';
import { ReviewTask } from '../claimfile/contract';
import { CurrencyCode, MinorUnits } from '../vocabulary';
import { AccessRules, AdministrativeAct, DecisionAction, Role } from './contract';

/** Roles that watch or run the installation, or are the other side: they never decide, whatever a file says. */
const DECIDES_NOTHING: Role[] = ['claimant', 'auditor', 'administrator', 'service'];

export const AuthorityRules = z
  .strictObject({
    version: z.string().min(1),
    /** Most that a role may approve, minor units by currency. What is not named is zero. */
    limitsMinor: z.partialRecord(Role, z.record(CurrencyCode, MinorUnits.min(0))),
    /** Actions by kind of task and role. What is not named is not allowed. */
    tasks: z.partialRecord(ReviewTask.shape.kind, z.partialRecord(Role, z.array(DecisionAction).min(1))),
    /** Actions that need a second person whatever the amount. */
    fourEyes: z.array(DecisionAction),
    /** Roles by administrative act. What is not named is not allowed. */
    administration: z.partialRecord(AdministrativeAct, z.array(Role)).optional(),
    /** Roles by what they may call through the HTTP API. */
    access: AccessRules.optional(),
  })
  .superRefine((rules, context) => {
    for (const [kind, roles] of Object.entries(rules.tasks)) {
      for (const role of Object.keys(roles ?? {}) as Role[]) {
        if (DECIDES_NOTHING.includes(role))
          context.addIssue({
            code: 'custom',
            path: ['tasks', kind, role],
            message: `the role ${role} decides nothing`,
          });
      }
    }
    // What nobody could agree to would wait for ever.
    const agreeable = Object.values(rules.tasks['second-approval'] ?? {}).flat();
    for (const action of rules.fourEyes.filter((entry) => !agreeable.includes(entry)))
      context.addIssue({
        code: 'custom',
        path: ['fourEyes'],
        message: `${action} needs a second person, but no role may ${action} on a second-approval task`,
      });
  });
export type AuthorityRules = z.infer<typeof AuthorityRules>;
