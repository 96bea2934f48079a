/** What the person who looks at a task may choose from: actions of their role, its limit, and reason codes. */
import { z } from 'zod';
import { type Approver, DecisionAction, Limits, limitOf, Role } from '../../activities/authority/contract';
import { ReviewTask } from '../../activities/claimfile/contract';
import type { Proposal } from '../../activities/triage/contract';
import { ReopeningKind } from '../../activities/vocabulary';
import { loadRules } from '../../platform/config/yaml-rules';
import { projectFile } from '../../platform/paths';

export const DecisionOption = z.object({
  action: DecisionAction,
  /** Another person has to agree, whatever the amount. */
  needsSecondPerson: z.boolean(),
  reasonCodes: z.array(z.object({ code: z.string(), text: z.string() })),
});

/** An offer only: the process judges what comes, by the same rules. */
export const DecisionOptions = z.object({
  /** Empty for those who may look only. */
  actions: z.array(DecisionOption),
  /** Most that this person may approve alone, minor units of the task's currency; null where the task has none. */
  limitMinor: z.number().int().nullable(),
  /** What the claimant can be asked for, with `ask-for-information`. */
  items: z.array(z.object({ code: z.string(), text: z.string() })),
});
export type DecisionOptions = z.infer<typeof DecisionOptions>;

const Authority = Limits.extend({
  tasks: z.partialRecord(ReviewTask.shape.kind, z.partialRecord(Role, z.array(DecisionAction))),
  fourEyes: z.array(DecisionAction),
  reopening: z.partialRecord(ReopeningKind, z.array(Role)).optional(),
});
const Reasons = z.object({
  reasonCodes: z.record(DecisionAction, DecisionOption.shape.reasonCodes.min(1)),
  items: DecisionOptions.shape.items.min(1),
});

/** From config/authority.yaml and config/decisions.yaml. */
export class DecisionOffer {
  private readonly authority: z.infer<typeof Authority>;
  private readonly reasons = loadRules(projectFile('config', 'decisions.yaml'), Reasons).rules;

  /** @throws Error when a file is not valid */
  constructor(authorityFile = projectFile('config', 'authority.yaml')) {
    this.authority = loadRules(authorityFile, Authority).rules;
  }

  /** Kinds of task that a role may decide. */
  kindsOf(role: string): ReviewTask['kind'][] {
    return ReviewTask.shape.kind.options.filter((kind) => Object.hasOwn(this.authority.tasks[kind] ?? {}, role));
  }

  /** For what a role may have a closed claim opened again. */
  reopens(role: Role): ReopeningKind[] {
    return ReopeningKind.options.filter((kind) => this.authority.reopening?.[kind]?.includes(role));
  }

  /** @param standing what else decides which actions make sense */
  for(task: ReviewTask, person: Approver, standing: Standing): DecisionOptions {
    const { role } = person;
    const { tasks, fourEyes } = this.authority;
    const ofRole = task.status === 'open' ? (tasks[task.kind]?.[role] ?? []) : [];
    const mayTake = ofRole.filter((action) => makesSense(action, task, standing));
    // A second person agrees to the first decision as it is, or rejects it.
    const { firstDecision } = task;
    const actions =
      firstDecision === null
        ? mayTake
        : mayTake.filter((action) => action === firstDecision.action || action === 'reject-first-decision');
    return {
      actions: actions.map((action) => ({
        action,
        needsSecondPerson: firstDecision === null && fourEyes.includes(action),
        reasonCodes: this.reasons.reasonCodes[action],
      })),
      limitMinor: task.currency === null ? null : limitOf(person, task.currency, this.authority),
      items: this.reasons.items,
    };
  }
}

/** What a task's kind and role do not say. */
export interface Standing {
  /** The claim was opened again after a decision on it. */
  decidedBefore: boolean;
  /** What is proposed; null where there is nothing. */
  proposed: Proposal['action'] | null;
}

/** The process refuses the same: this keeps people from being offered what it would refuse. */
function makesSense(action: DecisionAction, { kind }: ReviewTask, { decidedBefore, proposed }: Standing): boolean {
  // A decision that was made stands or is changed by paying more; without one there is nothing that could stand.
  if (action === (decidedBefore ? 'deny' : 'uphold')) return false;
  if (action === 'pay-undisputed' && (proposed === 'deny' || proposed === null)) return false;
  const onProposal = action === 'approve' && (kind === 'decision' || kind === 'appeal');
  return !(onProposal && (proposed === 'deny' || proposed === 'undetermined'));
}
