/** The undisputed part: paid before the rest is decided. The claim goes on with the question that it was at. */
import { isCancellation } from '@temporalio/workflow';
import { isPermanent } from '../../kit/local-first';
import type { Chronicle } from '../chronicle';
import type { ClaimPace } from '../contract';
import { setReserve, stillDue } from '../money';
import { noteFailed, sendLetter } from './letter';
import { pay } from './payment';
import { askPerson, PAYMENT_FAILED } from './settlement';

export async function payAdvance(chronicle: Chronicle, pace: ClaimPace): Promise<void> {
  const { state } = chronicle;
  const { advance } = state;
  if (advance == null) throw new Error('An undisputed part is paid only after a decision');
  if (state.task !== null) return askPerson(chronicle, pace, 'payment-failed', '');
  chronicle.stand('settling');
  const due = stillDue(state, advance.untilMinor);
  if ((state.reserveMinor ?? 0) < due) setReserve(chronicle, due);
  await chronicle.save();

  const paid = await pay(chronicle, due);
  if (paid === 'limit-reached') {
    state.stage = 'assess';
    return;
  }
  if (paid === 'not-paid') return askPerson(chronicle, pace, 'payment-failed', PAYMENT_FAILED);

  await tell(chronicle, advance);
  state.advance = null;
  state.stage = 'review';
}

/** A letter that cannot be sent is on record; the money has been paid, and the rest waits to be decided. */
async function tell(chronicle: Chronicle, advance: { number: number; amountMinor: number }): Promise<void> {
  const suffix = `undisputed-${advance.number}`;
  try {
    await sendLetter(chronicle, 'undisputed-part', { suffix, amountMinor: advance.amountMinor });
  } catch (error) {
    if (isCancellation(error) || !isPermanent(error)) throw error;
    noteFailed(chronicle, suffix);
  }
}
