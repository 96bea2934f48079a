/** From steps of a claim, as the ledger names them, to the events that clocks know: the one place that says which is which. */
import { IsoDate } from '../vocabulary';
import type { ClaimStep, ClockAction, ClockEvent, ClockEventKind } from './contract';

/** Actions that are an event as they stand. */
const BY_ACTION: { readonly [action in ClockAction]?: ClockEventKind[] } = {
  'notice-received': ['notice-received'],
  // A claim that is opened again owes its claimant the same once more.
  'claim-reopened': ['notice-received'],
  'episode-begun': ['notice-received'],
  'documents-received': ['documents-received'],
  'facts-assembled': ['investigation-begun'],
  'settled-straight-through': ['decided', 'accepted'],
  'claim-closed': ['claim-closed'],
  'limitation-known': ['limitation-known'],
};

/** By kind of letter. A letter counts when it was sent, not when it was decided on. */
const BY_LETTER: Readonly<Record<string, ClockEventKind>> = {
  acknowledgment: 'acknowledged',
  'acknowledgment-reopened': 'acknowledged',
  'information-request': 'information-requested',
  'information-reminder': 'information-requested',
  status: 'status-told',
  'undisputed-part': 'status-told',
  'limitation-notice': 'limitation-told',
  approval: 'decision-told',
  'part-approval': 'decision-told',
  denial: 'decision-told',
  withdrawal: 'decision-told',
  'decision-stands': 'decision-told',
  'closure-no-answer': 'decision-told',
  'closure-duplicate': 'decision-told',
};

/** With these papers may have come. */
const RECEIPTS: ReadonlySet<string> = new Set<ClockAction>([
  'notice-received',
  'claim-reopened',
  'episode-begun',
  'documents-received',
]);

const APPROVING = ['approve', 'approve-with-changes', 'approve-in-part'];

/** Statuses by which a payment is on its way. */
const PAID = ['accepted', 'released'];

/** Events of one episode of a claim, in order of time. Steps that say nothing to a clock are left out. */
export function clockEvents(steps: readonly ClaimStep[]): ClockEvent[] {
  const inOrder = steps
    .map((step) => ({ ...step, at: happenedAt(step) }))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const events = inOrder.flatMap((step) => kindsOf(step).map((kind) => ({ kind, at: step.at, ...dateOf(kind, step) })));
  const complete = proofComplete(inOrder);
  if (complete === null) return events;
  const after = events.findLastIndex(({ at }) => at <= complete) + 1;
  return events.toSpliced(after, 0, { kind: 'proof-complete', at: complete });
}

/** The day on which a right ends, of an event that has one. */
function dateOf(kind: ClockEventKind, { facts }: ClaimStep): { date?: string } {
  const date = kind === 'limitation-known' ? IsoDate.safeParse(facts.date).data : undefined;
  return date === undefined ? {} : { date };
}

/** The insurer has notice from when it had it in hand, also where somebody registered it later. */
function happenedAt({ action, at, facts }: ClaimStep): string {
  const registered = new Date(at).toISOString();
  const told =
    action === 'notice-received' && typeof facts.noticeReceivedAt === 'string'
      ? Date.parse(facts.noticeReceivedAt)
      : NaN;
  return told < Date.parse(registered) ? new Date(told).toISOString() : registered;
}

function kindsOf({ action, facts }: ClaimStep): ClockEventKind[] {
  switch (action as ClockAction) {
    case 'letter-sent':
      return [BY_LETTER[String(facts.letter)] ?? []].flat();
    case 'decision-accepted':
      return decisionKinds(facts);
    case 'payment-instructed':
      return PAID.includes(String(facts.status)) ? ['paid'] : [];
    default:
      return BY_ACTION[action as ClockAction] ?? [];
  }
}

/** A first decision that waits for a second person decides nothing yet. */
function decisionKinds({ action, amountMinor, needsSecondPerson }: ClaimStep['facts']): ClockEventKind[] {
  if (needsSecondPerson === true) return [];
  if (APPROVING.includes(String(action)))
    return typeof amountMinor === 'number' && amountMinor > 0 ? ['decided', 'accepted'] : ['decided'];
  // What was decided before stands: nothing is paid by this decision.
  return action === 'deny' || action === 'uphold' ? ['decided', 'denied'] : [];
}

/**
 * When the proof was complete: the last paper that had come in when an assessment first found nothing missing. Not the
 * time of the assessment: days that it took are the insurer's own.
 */
function proofComplete(steps: readonly ClaimStep[]): string | null {
  const found = steps.findIndex(({ action, facts }) => action === 'proposal-made' && facts.route !== 'information');
  if (found === -1) return null;
  const received = steps.slice(0, found).findLast(({ action }) => RECEIPTS.has(action));
  return received?.at ?? null;
}
