/** Authority as data (config/authority.yaml). */
import { z } from 'zod';
import { ReviewTask } from '../claimfile/contract';
import { ReopeningKind } from '../vocabulary';
import { AccessRules, AdministrativeAct, DecisionAction, Limits, Role } from './contract';

/** Roles that watch or run the installation, or are the other side: they never decide, whatever a file says. */
const DECIDES_NOTHING: Role[] = ['claimant', 'auditor', 'administrator', 'service'];

export const AuthorityRules = z
  .strictObject({
    version: z.string().min(1),
    ...Limits.shape,
    /** Actions by kind of task and role. What is not named is not allowed. */
    tasks: z.partialRecord(ReviewTask.shape.kind, z.partialRecord(Role, z.array(DecisionAction).min(1))),
    /** Actions that need a second person whatever the amount. */
    fourEyes: z.array(DecisionAction),
    /** Roles by why a closed claim is opened again. What is not named is not allowed. */
    reopening: z.partialRecord(ReopeningKind, z.array(Role)).optional(),
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
    for (const [index, { role }] of rules.exceptions.entries()) {
      if (DECIDES_NOTHING.includes(role))
        context.addIssue({
          code: 'custom',
          path: ['exceptions', index, 'role'],
          message: `the role ${role} decides nothing`,
        });
    }
    const keys = rules.exceptions.map(({ role, user, line }) => `${role} ${user ?? ''} ${line ?? ''}`);
    for (const [index, key] of keys.entries()) {
      if (keys.indexOf(key) !== index)
        context.addIssue({
          code: 'custom',
          path: ['exceptions', index],
          message: 'there is an entry for the same role, person and line before: put them together',
        });
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
