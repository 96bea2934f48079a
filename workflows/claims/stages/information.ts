/** Asking the claimant: what is missing goes out in a letter; a reminder follows; silence leads to a person. */
import { isCancellation } from '@temporalio/workflow';
import type { LetterKind } from '../../../activities/letters/contract';
import { isPermanent } from '../../kit/local-first';
import type { Chronicle } from '../chronicle';
import type { ClaimPace } from '../contract';
import { nextDates, waitByCalendar } from './calendar';
import { acknowledge, noteFailed, sendLetter } from './letter';
import { awaitDecision } from './review';

/** Ask for what is missing and wait for documents. Nothing is refused here: no answer is a question to a person. */
export async function awaitInformation(chronicle: Chronicle, pace: ClaimPace): Promise<void> {
  const { state } = chronicle;
  const asking = state.asking;
  const round = ++state.informationRounds;
  const codes = asking.map((item) => item.code);
  state.asked.push(...codes.filter((code) => !state.asked.includes(code)));
  const answerBy = chronicle.in(pace.informationDeadlineMs);
  chronicle.note({
    kind: 'send',
    action: 'information-requested',
    about: `${round}/${codes.join('+')}`,
    reasons: asking.map((item) => ({ code: item.code, clause: null, text: item.text })),
    facts: { round, answerBy },
  });
  chronicle.stand('awaiting-information', `the claimant: ${codes.join(', ')}`, answerBy);
  chronicle.publish();
  await chronicle.save();
  await acknowledge(chronicle);
  await ask(chronicle, 'information-request', { suffix: `information-${round}`, missing: asking, answerBy });
  await chronicle.save();

  const answered = () => state.unread.length > 0;
  const remindAt = chronicle.in(Math.min(pace.reminderAfterMs, pace.informationDeadlineMs));
  let inTime = await waitByCalendar(chronicle, answered, { until: remindAt, dates: await nextDates(chronicle) });
  if (!inTime && pace.reminderAfterMs < pace.informationDeadlineMs) {
    await ask(chronicle, 'information-reminder', { suffix: `reminder-${round}`, missing: asking, answerBy });
    await chronicle.save();
    inTime = await waitByCalendar(chronicle, answered, { until: answerBy, dates: await nextDates(chronicle) });
  }
  state.stage = inTime ? 'assess' : 'no-answer';
}

/**
 * A letter that can never be sent (it lacks a required part) must not end the claim: it is put on record, and the
 * deadline leads to a person who sees it.
 */
async function ask(chronicle: Chronicle, kind: LetterKind, details: Parameters<typeof sendLetter>[2]): Promise<void> {
  try {
    await sendLetter(chronicle, kind, details);
  } catch (error) {
    if (isCancellation(error) || !isPermanent(error)) throw error;
    noteFailed(chronicle, details.suffix);
  }
}

/** The claimant has not answered: a person closes the claim, asks again, or goes on with what is there. */
export async function awaitNoAnswerDecision(chronicle: Chronicle, pace: ClaimPace): Promise<void> {
  const why = chronicle.state.asking.map((item) => ({
    code: 'no-answer',
    clause: null,
    text: `No answer to: ${item.text}`,
  }));
  await awaitDecision(
    chronicle,
    {
      stage: 'no-answer',
      kind: 'no-answer',
      role: 'adjuster',
      why,
      status: 'in-review',
      waitingFor: 'an adjuster: the claimant has not answered',
    },
    pace,
  );
}
