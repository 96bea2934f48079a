/** Settling: reserve, payment, letter, close; and what is undone when the claim is cancelled on the way. */
import { ActivityFailure, ApplicationFailure, condition, isCancellation } from '@temporalio/workflow';
import { isPermanent } from '../../kit/local-first';
import type { Chronicle } from '../chronicle';
import type { ClaimPace } from '../contract';
import { notPaidAfterAll, setReserve, stillDue } from '../money';
import { LETTER_OF_OUTCOME } from '../outcome';
import type { ClaimState, PaymentMade, Settlement } from '../state';
import { outgoing } from '../steps';
import { sendLetter } from './letter';
import { pay, stands } from './payment';
import { sendReservation } from './reservation';
import { awaitDecision } from './review';

export const PAYMENT_FAILED = 'The payment was not carried out. Correct the cause and try again, or decide anew.';

/** Carry out the decision. The ledger holds it before any money moves. */
export async function settle(chronicle: Chronicle, pace: ClaimPace): Promise<void> {
  const { state } = chronicle;
  const settlement = state.settlement;
  if (settlement === null) throw new Error('A claim is settled only after a decision');
  if (state.task !== null)
    return askPerson(chronicle, pace, state.task.kind === 'letter-failed' ? 'letter-failed' : 'payment-failed', '');
  chronicle.stand('settling');
  const due = settlement.action === 'pay' ? stillDue(state, settlement.amountMinor) : 0;
  setReserve(chronicle, due);
  await chronicle.save();

  const paid = await pay(chronicle, due);
  // What there is to pay has changed: it is worked out anew, and whoever decided is asked again on what is there now.
  if (paid === 'limit-reached') {
    state.settlement = null;
    state.stage = 'assess';
    return;
  }
  if (paid === 'not-paid') return askPerson(chronicle, pace, 'payment-failed', PAYMENT_FAILED);

  try {
    await confirm(chronicle, settlement);
  } catch (error) {
    if (isCancellation(error) || !isPermanent(error)) throw error;
    return askPerson(chronicle, pace, 'letter-failed', whyNotSent(error));
  }
  await close(chronicle);
}

async function confirm(chronicle: Chronicle, settlement: Settlement): Promise<void> {
  // Receipt is confirmed, and rights are reserved, before the decision is told.
  await condition(() => chronicle.state.acknowledgment !== 'sending');
  await sendReservation(chronicle);
  await condition(() => chronicle.state.reservation?.status !== 'sending');
  const letter = LETTER_OF_OUTCOME[settlement.outcome];
  if (letter === null || chronicle.state.letters.some((sent) => sent.key.endsWith('/decision'))) return;
  const { said } = settlement;
  await sendLetter(chronicle, letter, {
    suffix: 'decision',
    ...(said === null ? {} : { decision: said }),
  });
}

/** What a person has to know who is asked about a letter that cannot be sent. */
function whyNotSent(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  if (cause instanceof ApplicationFailure && cause.type === 'letter-refused')
    return 'The letter was refused on its way: by the mail server or the letter service. Money is not affected. Try again when the cause is mended, or send it by post.';
  const parts = cause instanceof ApplicationFailure && cause.type === 'letter-incomplete' ? cause.details?.[0] : null;
  const lacks = Array.isArray(parts) ? `lacks ${parts.join(', ')}` : 'cannot be sent as it is';
  return `The letter ${lacks}; see the failed activity. Money is not affected. Try again, with reasons for the claimant where they are missing.`;
}

/** Ask what is to be done about what could not be carried out. */
export async function askPerson(
  chronicle: Chronicle,
  pace: ClaimPace,
  kind: 'payment-failed' | 'letter-failed',
  text: string,
): Promise<void> {
  // The stage stays; a decision closes the task and the stage runs again.
  await awaitDecision(
    chronicle,
    {
      stage: chronicle.state.stage,
      kind,
      role: 'adjuster',
      why: [{ code: kind, clause: null, text }],
      status: 'settling',
      waitingFor: `a person: ${kind.replace('-', ' ')}`,
    },
    pace,
  );
}

/** Close: nothing reserved, everything recorded. */
async function close(chronicle: Chronicle): Promise<void> {
  const { state } = chronicle;
  setReserve(chronicle, 0);
  state.stage = 'closed';
  state.closedAt = chronicle.now();
  chronicle.stand('closed');
  chronicle.note({
    kind: 'record',
    action: 'claim-closed',
    about: String(state.claim.episode),
    facts: {
      outcome: state.settlement?.outcome ?? 'cancelled',
      paidMinor: state.paidMinor,
      decidedBy: state.settlement?.decidedBy.join(',') ?? '',
    },
  });
  chronicle.publish();
  await chronicle.save();
}

/**
 * The claim was cancelled: take back what can be taken back. A payment that is not yet released is voided; one whose
 * outcome is unknown is asked for by its key first (the void does both); a released one stays, for a person to recover.
 */
export async function compensate(chronicle: Chronicle): Promise<void> {
  const { state } = chronicle;
  if (state.stage === 'closed') return;
  for (const made of paymentsOf(state)) {
    const payment = await outgoing.voidPayment({ claim: state.claim, key: made.key });
    stands(chronicle, payment.key, payment.status);
    const gone = payment.status === 'voided' || payment.status === 'rejected';
    if (gone && PAID.includes(made.status)) notPaidAfterAll(state, made);
    chronicle.note({
      kind: 'pay',
      action: payment.status === 'released' ? 'payment-to-recover' : 'payment-voided',
      about: `${payment.key}/cancelled`,
      facts: { key: payment.key, status: payment.status },
    });
  }
  chronicle.closeTask('withdrawn');
  state.settlement = {
    action: 'close',
    outcome: 'cancelled',
    amountMinor: 0,
    decidedBy: state.settlement?.decidedBy ?? [],
    linkedClaim: null,
    said: null,
  };
  await close(chronicle);
}

const PAID = ['accepted', 'released'];

/** Payments that can have moved money. Claims of before they were all kept know the last one. */
function paymentsOf({ payments, payment, paidMinor }: ClaimState): PaymentMade[] {
  const all: PaymentMade[] =
    payments ?? (payment === null ? [] : [{ ...payment, amountMinor: paidMinor, purpose: 'indemnity' }]);
  return all.filter(({ status }) => status !== 'rejected').map((made) => ({ ...made }));
}
