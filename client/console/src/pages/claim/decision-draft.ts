/** What a reviewer is about to decide, before it is sent. */
import type { DecisionAction, DecisionBody, Proposal, Task, TaskDetails } from '../../api/types';
import { toMinor } from '../../format';

export interface Draft {
  action: DecisionAction;
  reasonCode: string;
  /** As typed, in major units. */
  amount: string | number;
  items: string[];
  duplicateOf: string | null;
  /** Section of the policy whose reserve is set. */
  exposure: string | null;
  tell: { text: string; clause: string }[];
  note: string;
}

export const WITH_AMOUNT: readonly DecisionAction[] = [
  'approve-with-changes',
  'approve-in-part',
  'pay-undisputed',
  'set-reserve',
];
/** The letter after these says why: in words of the reviewer where the assessment does not say it. */
export const WITH_REASONS: readonly DecisionAction[] = [
  'approve-with-changes',
  'approve-in-part',
  'deny',
  'uphold',
  'retry-letter',
  'reserve-rights',
];

/** After these the question stays open. */
export const BESIDE: readonly DecisionAction[] = ['set-reserve', 'reserve-rights'];

/** A letter goes out after these. */
export const WITH_LETTER: readonly DecisionAction[] = [
  'approve',
  'approve-with-changes',
  'approve-in-part',
  'deny',
  'uphold',
  'ask-for-information',
  'close-no-answer',
  'withdraw',
  'retry-letter',
  'reserve-rights',
];

export function emptyDraft(action: DecisionAction, { options, task }: TaskDetails, amount: string | number): Draft {
  const codes = options.actions.find((option) => option.action === action)?.reasonCodes ?? [];
  return {
    action,
    reasonCode: codes.length === 1 || action === 'approve' ? (codes[0]?.code ?? '') : '',
    amount,
    items: [],
    duplicateOf: task.suspectedDuplicates.length === 1 ? (task.suspectedDuplicates[0] ?? null) : null,
    exposure: null,
    tell: action === 'reserve-rights' ? [{ text: '', clause: '' }] : [],
    note: '',
  };
}

/** What stands in the way of sending, as keys of messages. */
export function obstacles(draft: Draft, currency: string | null): string[] {
  const found: string[] = [];
  if (draft.reasonCode === '') found.push('decide.needs.reason');
  if (WITH_AMOUNT.includes(draft.action)) {
    const minor = currency === null ? null : toMinor(draft.amount, currency);
    // Nothing may be reserved; nothing is never paid.
    if (minor === null || minor < 0 || (minor === 0 && draft.action !== 'set-reserve'))
      found.push('decide.needs.amount');
  }
  if (draft.action === 'ask-for-information' && draft.items.length === 0) found.push('decide.needs.items');
  if (draft.tell.some(({ text }) => text.trim() === '')) found.push('decide.needs.tell');
  if (draft.action === 'reserve-rights' && !draft.tell.some(({ clause }) => clause.trim() !== ''))
    found.push('decide.needs.clause');
  return found;
}

export function toBody(draft: Draft, currency: string | null): DecisionBody {
  const tell = draft.tell.map(({ text, clause }) => ({ text: text.trim(), clause: clause.trim() || null }));
  return {
    action: draft.action,
    reasonCode: draft.reasonCode,
    ...(WITH_AMOUNT.includes(draft.action) && currency !== null
      ? { amountMinor: toMinor(draft.amount, currency) ?? undefined }
      : {}),
    ...(draft.action === 'ask-for-information' ? { items: draft.items } : {}),
    ...(draft.action === 'merge-duplicate' && draft.duplicateOf !== null ? { duplicateOf: draft.duplicateOf } : {}),
    ...(draft.action === 'set-reserve' && draft.exposure !== null ? { exposure: draft.exposure } : {}),
    ...(tell.length > 0 ? { tell } : {}),
    ...(draft.note.trim() === '' ? {} : { note: draft.note.trim() }),
  };
}

/** What would be paid; null for actions that pay nothing or leave the amount as it is. */
export function draftedMinor(draft: Draft, proposal: Proposal | null, task: Task): number | null {
  if (draft.action === 'set-reserve') return null;
  if (WITH_AMOUNT.includes(draft.action)) return task.currency === null ? null : toMinor(draft.amount, task.currency);
  if (draft.action === 'approve') return proposal?.amountMinor ?? null;
  if (draft.action === 'deny' || draft.action === 'uphold') return 0;
  return null;
}
