/** Settling: reserve, payment, letter, close; and what is undone when the claim is cancelled on the way. */
import { ActivityFailure, ApplicationFailure, condition, isCancellation } from '@temporalio/workflow';
import { isPermanent } from '../../kit/local-first';
import type { Chronicle } from '../chronicle';
import type { ClaimPace } from '../contract';
import { LETTER_OF_OUTCOME } from '../outcome';
import type { Settlement } from '../state';
import { outgoing } from '../steps';
import { setReserve } from './assessment';
import { sendLetter } from './letter';
import { awaitDecision } from './review';

/** Carry out the decision. The ledger holds it before any money moves. */
export async function settle(chronicle: Chronicle, pace: ClaimPace): Promise<void> {
  const { state } = chronicle;
  const settlement = state.settlement;
  if (settlement === null) throw new Error('A claim is settled only after a decision');
  if (state.task !== null)
    return askPerson(chronicle, pace, state.task.kind === 'letter-failed' ? 'letter-failed' : 'payment-failed', '');
  chronicle.stand('settling');
  setReserve(chronicle, settlement.amountMinor);
  await chronicle.save();

  const paid = await pay(chronicle, settlement);
  // What there is to pay has changed: it is worked out anew, and whoever decided is asked again on what is there now.
  if (paid === 'limit-reached') {
    state.settlement = null;
    state.stage = 'assess';
    return;
  }
  if (paid === 'not-paid')
    return askPerson(
      chronicle,
      pace,
      'payment-failed',
      'The payment was not carried out. Correct the cause and try again, or decide anew.',
    );

  try {
    await confirm(chronicle, settlement);
  } catch (error) {
    if (isCancellation(error) || !isPermanent(error)) throw error;
    return askPerson(chronicle, pace, 'letter-failed', whyNotSent(error));
  }
  await close(chronicle);
}

/** So often a claim is assessed anew because others were quicker to the limit; then a person looks. */
const MOST_REASSESSMENTS = 3;

/** Pay once per attempt key. Not paid when the bank said no, or when there is nobody to pay. */
async function pay(chronicle: Chronicle, settlement: Settlement): Promise<'paid' | 'not-paid' | 'limit-reached'> {
  const { state } = chronicle;
  const triage = state.assessment?.triage;
  if (settlement.action !== 'pay' || settlement.amountMinor === 0 || state.paidMinor > 0) return 'paid';
  if (triage === undefined || triage.currency === null || state.assessment === null) return 'not-paid';

  state.paymentAttempts += 1;
  const key = `payment/${state.claim.tenant}/${state.claim.claimNumber}/${state.claim.episode}/${state.paymentAttempts}`;
  state.payment = { key, status: 'instructing' };
  try {
    const payment = await outgoing.instructPayment({
      claim: state.claim,
      key,
      currency: triage.currency,
      amountMinor: settlement.amountMinor,
      facts: state.assessment.facts.facts,
      coverage: state.assessment.coverage.coverage,
    });
    state.payment = { key, status: payment.status };
    const reasons =
      payment.rejection === null ? [] : [{ code: 'payment-rejected', clause: null, text: payment.rejection }];
    chronicle.note({
      kind: 'pay',
      action: payment.status === 'rejected' ? 'payment-rejected' : 'payment-instructed',
      about: key,
      reasons,
      facts: {
        key,
        amountMinor: settlement.amountMinor,
        currency: triage.currency,
        status: payment.status,
        bankReference: payment.bankReference,
      },
    });
    if (payment.limitReached === true) {
      const times = (state.limitReached ?? 0) + 1;
      state.limitReached = times;
      if (times <= MOST_REASSESSMENTS) return 'limit-reached';
    }
    if (payment.status !== 'accepted' && payment.status !== 'released') return 'not-paid';
    state.paidMinor = settlement.amountMinor;
    setReserve(chronicle, 0);
    return 'paid';
  } catch (error) {
    if (isCancellation(error) || !isPermanent(error)) throw error;
    state.payment = { key, status: 'rejected' };
    const reason = {
      code: 'payment-not-possible',
      clause: null,
      text: 'The payment could not be instructed; see the failed activity.',
    };
    chronicle.note({ kind: 'pay', action: 'payment-not-possible', about: key, reasons: [reason], facts: { key } });
    return 'not-paid';
  }
}

async function confirm(chronicle: Chronicle, settlement: Settlement): Promise<void> {
  // Receipt is confirmed before the decision is told.
  await condition(() => chronicle.state.acknowledgment !== 'sending');
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
  const parts = cause instanceof ApplicationFailure && cause.type === 'letter-incomplete' ? cause.details?.[0] : null;
  const lacks = Array.isArray(parts) ? `lacks ${parts.join(', ')}` : 'cannot be sent as it is';
  return `The letter ${lacks}; see the failed activity. Money is not affected. Try again, with reasons for the claimant where they are missing.`;
}

async function askPerson(
  chronicle: Chronicle,
  pace: ClaimPace,
  kind: 'payment-failed' | 'letter-failed',
  text: string,
): Promise<void> {
  // The stage stays `settle`; a decision closes the task and the stage runs again.
  await awaitDecision(
    chronicle,
    {
      stage: 'settle',
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
  if (state.payment !== null && state.payment.status !== 'rejected') {
    const payment = await outgoing.voidPayment({ claim: state.claim, key: state.payment.key });
    state.payment = { key: payment.key, status: payment.status };
    if (payment.status === 'voided' || payment.status === 'rejected') state.paidMinor = 0;
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
