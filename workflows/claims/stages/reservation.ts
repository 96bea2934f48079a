/**
 * Reservation of rights: the claimant is told that cover is in doubt, why, and on which terms, while the claim is still being looked
 * into. A person asks for it on the open question, which stays open; the letter goes out beside it.
 */
import { isCancellation } from '@temporalio/workflow';
import type { Decision } from '../../../activities/authority/contract';
import type { Chronicle } from '../chronicle';
import type { ClaimState } from '../state';
import { noteFailed, sendLetter } from './letter';

/** Why it cannot be asked for now, or null. */
export function reservationObstacle({ reservation }: ClaimState, { statedRef }: Decision): string | null {
  if (statedRef === undefined)
    return 'Say in words for the claimant what is in doubt, with the clause of the terms that it rests on.';
  return reservation?.status === 'asked' || reservation?.status === 'sending'
    ? 'A reservation of rights is on its way already.'
    : null;
}

/** Have the letter sent. What it says is that of the person who asks. */
export function reserveRights(chronicle: Chronicle, { reasonCode, statedRef }: Decision): void {
  const { state } = chronicle;
  if (statedRef === undefined) return;
  state.reservation = { number: (state.reservation?.number ?? 0) + 1, reasonCode, statedRef, status: 'asked' };
  // Beside the question: nobody waits for a delivery that is away.
  void sendReservation(chronicle);
}

/** Send the letter that was asked for, once; called again where a run ended before it had gone. */
export async function sendReservation(chronicle: Chronicle): Promise<void> {
  const { reservation } = chronicle.state;
  if (reservation?.status !== 'asked') return;
  reservation.status = 'sending';
  const suffix = `reservation-of-rights-${reservation.number}`;
  try {
    await sendLetter(chronicle, 'reservation-of-rights', { suffix, decision: reservation });
    reservation.status = 'sent';
  } catch (error) {
    if (isCancellation(error)) {
      reservation.status = 'asked';
      return;
    }
    reservation.status = 'failed';
    noteFailed(chronicle, suffix);
    tellReviewer(chronicle);
  }
  // What cannot be written now is written with the next save.
  await chronicle.save().catch(() => {});
}

/** Whoever has the question sees that its letter did not go out. */
function tellReviewer(chronicle: Chronicle): void {
  const { task } = chronicle.state;
  if (task === null) return;
  const text = 'The reservation of rights could not be sent: see the failed activity. Send it again, in other words.';
  task.why = [...task.why, { code: 'letter-failed', clause: null, text }];
  chronicle.changed(task);
}
