/** May this person take this decision? Pure: person, claim and rules in, judgement out. */
import { comparableName } from '../../platform/identity';
import type { LineOfBusiness, ReopeningKind } from '../vocabulary';
import { type Decision, type DecisionAction, limitOf, type RefusalCode, type Role } from './contract';
import type { AuthorityRules } from './rules';

export interface CaseToJudge {
  decision: Decision;
  taskKind: string;
  line: LineOfBusiness | null;
  currency: string | null;
  /** What would be paid if this took effect, minor units. */
  amountMinor: number;
  proposedMinor: number;
  claimedMinor: number;
  /** User who decided first, when this is the second decision. */
  firstDecider: string | null;
  /** Already paid in this episode. */
  paidMinor?: number;
  /** Why two people have to agree to any payment. */
  twoPeopleFor?: string[];
  /** Who took part in what is appealed against. */
  involvedBefore?: string[];
  actor: { userId: string; name: string; role: Role };
  /** Whose claim it is, as far as known: sign-in name of the claimant; names of claimant, payees and policyholder. */
  parties: { userId: string | null; names: string[] };
}

export type Judgement =
  | { allowed: true; needsSecondPerson: boolean }
  | { allowed: false; code: RefusalCode; reason: string };

const SECOND = 'second-approval';
const PAYING: DecisionAction[] = ['approve', 'approve-with-changes', 'approve-in-part', 'pay-undisputed'];

/**
 * Own claim first, then the person against the first one, the role for task and action, the amount, the limit.
 *
 * @returns whether the decision counts, and whether another person must agree before it takes effect
 */
export function judge(view: CaseToJudge, rules: AuthorityRules): Judgement {
  return (
    refuseParty(view) ??
    refuseSamePerson(view) ??
    refuseInvolved(view) ??
    refuseRole(view, rules) ??
    refuseAmount(view) ??
    withinLimit(view, rules)
  );
}

/** Nobody decides on a claim of their own or of one they are party to. */
function refuseParty({ actor, parties }: CaseToJudge): Judgement | null {
  return isParty(actor, parties)
    ? refuse('own-claim', 'Nobody decides on a claim of their own, or that they are party to.')
    : null;
}

function isParty(actor: CaseToJudge['actor'], parties: CaseToJudge['parties']): boolean {
  const name = comparableName(actor.name);
  return parties.userId === actor.userId || parties.names.some((party) => comparableName(party) === name);
}

function refuseSamePerson({ actor, firstDecider, taskKind }: CaseToJudge): Judgement | null {
  if (firstDecider === actor.userId)
    return refuse('same-person-twice', 'The second decision must come from another person than the first.');
  if (taskKind === SECOND && firstDecider === null)
    return refuse('malformed', 'Nobody knows who decided first, so nobody can be the second person.');
  return null;
}

/** An appeal is for somebody who had no part in what it is against: neither as the first nor as the second person. */
function refuseInvolved({ actor, involvedBefore = [] }: CaseToJudge): Judgement | null {
  if (!involvedBefore.includes(actor.userId)) return null;
  return refuse(
    'involved-before',
    'An appeal is decided by people who took no part in the decision that it is against.',
  );
}

function refuseRole({ actor, decision, taskKind }: CaseToJudge, rules: AuthorityRules): Judgement | null {
  const allowed = actionsOf(taskKind, actor.role, rules);
  if (allowed.length === 0)
    return refuse('no-authority', `The role ${actor.role} does not decide tasks of the kind ${taskKind}.`);
  if (!allowed.includes(decision.action))
    return refuse(
      'action-not-allowed',
      `The role ${actor.role} may not ${decision.action} on a ${taskKind} task. Allowed: ${allowed.join(', ')}.`,
    );
  return null;
}

function refuseAmount(view: CaseToJudge): Judgement | null {
  const { decision, amountMinor, proposedMinor, claimedMinor } = view;
  switch (decision.action) {
    case 'approve':
      if (amountMinor !== proposedMinor || (decision.amountMinor ?? proposedMinor) !== proposedMinor)
        return refuse(
          'amount-not-allowed',
          'To approve is to pay what is proposed. For another amount, approve with changes.',
        );
      return null;
    case 'set-reserve':
      return decision.amountMinor === undefined
        ? refuse('amount-not-allowed', 'Say which amount to reserve; 0 for nothing.')
        : null;
    case 'approve-with-changes':
    case 'approve-in-part':
    case 'pay-undisputed':
      if (decision.amountMinor === undefined) return refuse('amount-not-allowed', 'Say which amount to pay.');
      if (decision.amountMinor !== amountMinor)
        return refuse('malformed', 'The amount to be judged is not the amount of the decision.');
      if (amountMinor <= 0)
        return refuse('amount-not-allowed', 'The amount must be more than zero. To pay nothing, deny.');
      if (amountMinor > claimedMinor) return refuse('amount-not-allowed', 'The amount is more than what is claimed.');
      if (decision.action === 'approve-in-part' && amountMinor === claimedMinor)
        return refuse('amount-not-allowed', 'A part is less than the whole that is claimed.');
      if (decision.action === 'pay-undisputed' && amountMinor + (view.paidMinor ?? 0) >= claimedMinor)
        return refuse(
          'amount-not-allowed',
          'With what was paid early before, that is all that is claimed, or more: nothing is left to dispute. Approve it instead.',
        );
      return null;
    case 'ask-for-information':
      return (decision.items ?? []).length === 0 ? refuse('malformed', 'Say what to ask for, in items.') : null;
    default:
      return null;
  }
}

function withinLimit(view: CaseToJudge, rules: AuthorityRules): Judgement {
  const { actor, amountMinor, currency, decision, line, taskKind } = view;
  const isFirst = taskKind !== SECOND;
  if (decision.action === 'set-reserve') return withinReserveLimit(view, rules);
  const paying = PAYING.includes(decision.action);
  const byRule =
    isFirst && (rules.fourEyes.includes(decision.action) || (paying && (view.twoPeopleFor ?? []).length > 0));
  if (!paying) return { allowed: true, needsSecondPerson: byRule };

  const limit = limitOf({ ...actor, line }, currency, rules);
  const paid = decision.action === 'pay-undisputed' ? (view.paidMinor ?? 0) : 0;
  const total = amountMinor + paid;
  if (total <= limit) return { allowed: true, needsSecondPerson: byRule };
  if (!isFirst || limit === 0)
    return refuse('over-limit', `The amount is over the limit of ${actor.userId}, whose role is ${actor.role}.`);
  // Over the first person's limit: it waits for somebody whose limit it is within, if there can be one.
  const agreeable = seconds(decision.action, actor.userId, rules).some(
    (second) => total <= limitOf({ ...second, line }, currency, rules),
  );
  return agreeable
    ? { allowed: true, needsSecondPerson: true }
    : refuse('over-limit', 'The amount is over the limit of everybody who could agree as the second person.');
}

/** A reserve is no promise and needs no second person; above a role's limit somebody else has to set it. */
function withinReserveLimit({ actor, currency, decision, line }: CaseToJudge, rules: AuthorityRules): Judgement {
  const own = rules.reserveLimitsMinor?.[actor.role];
  const limit = own === undefined ? limitOf({ ...actor, line }, currency, rules) : (own[currency ?? ''] ?? 0);
  if ((decision.amountMinor ?? 0) <= limit) return { allowed: true, needsSecondPerson: false };
  return refuse('over-limit', `The reserve is over what ${actor.userId}, whose role is ${actor.role}, may set.`);
}

/** Who could agree as the second person: everybody of a role, and those for whom the rules have a limit of their own. */
function seconds(action: DecisionAction, first: string, rules: AuthorityRules) {
  const roles = (Object.keys(rules.tasks[SECOND] ?? {}) as Role[]).filter((role) =>
    actionsOf(SECOND, role, rules).includes(action),
  );
  return roles.flatMap((role) => {
    const own = rules.exceptions.flatMap((entry) => (entry.role === role ? (entry.user ?? []) : []));
    return [null, ...own.filter((user) => user !== first)].map((userId) => ({ role, userId }));
  });
}

function actionsOf(taskKind: string, role: Role, rules: AuthorityRules): DecisionAction[] {
  const kinds: Record<string, Partial<Record<Role, DecisionAction[]>> | undefined> = rules.tasks;
  return (Object.hasOwn(kinds, taskKind) ? kinds[taskKind]?.[role] : undefined) ?? [];
}

function refuse(code: RefusalCode, reason: string): Judgement {
  return { allowed: false, code, reason };
}

/** May this person have a closed claim opened again? Null where nothing speaks against it. */
export function refuseReopening(
  kind: ReopeningKind,
  actor: CaseToJudge['actor'],
  parties: CaseToJudge['parties'],
  { reopening }: AuthorityRules,
): { code: RefusalCode; reason: string } | null {
  const roles = reopening?.[kind] ?? [];
  if (!roles.includes(actor.role)) {
    const reason = `The role ${actor.role} may not open a claim again for ${kind}. Allowed: ${roles.join(', ') || 'nobody'}.`;
    return { code: 'no-authority', reason };
  }
  if (actor.role === 'claimant')
    return parties.userId === actor.userId
      ? null
      : { code: 'no-authority', reason: 'It is the claim of somebody else.' };
  return isParty(actor, parties)
    ? {
        code: 'own-claim',
        reason: 'Nobody opens a claim again that is their own, or that they are party to: a colleague can.',
      }
    : null;
}
