/** May this person take this decision? Pure: people, claim and rules in, judgement out. */
import type { Decision, RefusalCode } from './contract';
import type { AuthorityRules } from './rules';

export interface Case {
  decision: Decision;
  taskKind: string;
  currency: string | null;
  /** What would be paid, minor units. */
  amountMinor: number;
  proposedMinor: number;
  claimedMinor: number;
  firstDecider: string | null;
  actor: { userId: string; name: string; role: keyof AuthorityRules['limitsMinor'] };
  /** Who the claim is for: sign-in name and names, as far as known. */
  parties: { userId: string | null; names: string[] };
}

export type Judgement =
  | { allowed: true; needsSecondPerson: boolean }
  | { allowed: false; code: RefusalCode; reason: string };

const PAYING = new Set(['approve', 'approve-with-changes', 'approve-in-part']);

/** @returns whether the decision counts, and whether another person must agree first */
export function judge(view: Case, rules: AuthorityRules): Judgement {
  const { actor, decision } = view;
  const own =
    view.parties.userId === actor.userId || view.parties.names.some((name) => plain(name) === plain(actor.name));
  if (own) return refuse('own-claim', 'Nobody decides on a claim of their own or of one they are party to.');
  if (view.firstDecider === actor.userId)
    return refuse('same-person-twice', 'The second decision must come from another person.');

  const allowed = rules.tasks[view.taskKind]?.[actor.role];
  if (allowed === undefined)
    return refuse('no-authority', `The role ${actor.role} does not decide tasks of this kind.`);
  if (!allowed.includes(decision.action))
    return refuse(
      'action-not-allowed',
      `The role ${actor.role} may not ${decision.action} here. Allowed: ${allowed.join(', ')}.`,
    );
  if (decision.action === 'ask-for-information' && (decision.items ?? []).length === 0)
    return refuse('malformed', 'Say what to ask for (items).');

  if (!PAYING.has(decision.action))
    return { allowed: true, needsSecondPerson: view.firstDecider === null && rules.fourEyes.includes(decision.action) };
  const amount = checkAmount(view);
  if (amount !== null) return amount;
  const limit = rules.limitsMinor[actor.role]?.[view.currency ?? ''] ?? 0;
  if (view.amountMinor <= limit)
    return { allowed: true, needsSecondPerson: view.firstDecider === null && rules.fourEyes.includes(decision.action) };
  // Over the first person's limit: it waits for somebody whose limit it is within.
  if (view.firstDecider === null && limit > 0) return { allowed: true, needsSecondPerson: true };
  return refuse('over-limit', `The amount is over the limit of the role ${actor.role}.`);
}

function checkAmount(view: Case): Judgement | null {
  const { decision, amountMinor, claimedMinor } = view;
  if (decision.action === 'approve') return null;
  if (decision.amountMinor === undefined) return refuse('amount-not-allowed', 'Say which amount to pay.');
  if (amountMinor <= 0) return refuse('amount-not-allowed', 'The amount must be more than zero. To pay nothing, deny.');
  if (amountMinor > claimedMinor) return refuse('amount-not-allowed', 'The amount is more than was claimed.');
  if (decision.action === 'approve-in-part' && amountMinor === claimedMinor)
    return refuse('amount-not-allowed', 'A part is less than the whole that was claimed.');
  return null;
}

function refuse(code: RefusalCode, reason: string): Judgement {
  return { allowed: false, code, reason };
}

function plain(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
