/**
 * What the calendar asks for while a claim waits: the due date of a question, and letters that say how the claim stands. Lengths,
 * holidays and what pauses are data of the jurisdiction (config/jurisdictions), applied by an activity.
 */
import { condition, isCancellation, patched } from '@temporalio/workflow';
import type { NextDeadlines } from '../../../activities/clocks/contract';
import { isPermanent } from '../../kit/local-first';
import type { Chronicle } from '../chronicle';
import { steps } from '../steps';
import { noteFailed, sendLetter } from './letter';

type Dates = Pick<NextDeadlines, 'escalateAt' | 'statusLetterAt'>;

const NO_DATES: Dates = { escalateAt: null, statusLetterAt: null };

/** A letter that is owed by a day goes out this long before its end: delivery takes time, too. Milliseconds. */
const LETTER_LEAD_MS = 3 * 24 * 60 * 60 * 1000;

/** What is owed next, by what has happened so far. */
export async function nextDates(chronicle: Chronicle): Promise<Dates> {
  const { state } = chronicle;
  // Claims that were open before there were clocks go on without.
  if (!patched('clocks')) return NO_DATES;
  return steps.nextDeadlines({
    claim: state.claim,
    jurisdiction: state.jurisdiction,
    line: state.line,
    now: chronicle.now(),
    steps: state.unsaved.map(({ action, occurredAt, facts }) => ({ action, at: occurredAt, facts })),
  });
}

/** The earlier of our own standard and the day from which on somebody else should look at the claim. */
export function dueBy(ownStandard: string, { escalateAt }: Dates): string {
  return escalateAt !== null && Date.parse(escalateAt) < Date.parse(ownStandard) ? escalateAt : ownStandard;
}

/**
 * Wait until `movedOn`, or at most until `until`; whenever a letter is owed that says how the claim stands, it goes out meanwhile.
 * @param until ISO instant; null to wait for as long as it takes
 * @returns false when `until` came first
 */
export async function waitByCalendar(
  chronicle: Chronicle,
  movedOn: () => boolean,
  { until, dates }: { until: string | null; dates: Dates },
): Promise<boolean> {
  let letterAt = sendAt(dates);
  for (;;) {
    const next = [until === null ? null : Date.parse(until), letterAt].filter((at) => at !== null);
    if (next.length === 0) {
      await condition(movedOn);
      return true;
    }
    if (await condition(movedOn, Math.max(1, Math.min(...next) - Date.now()))) return true;
    if (letterAt !== null && letterAt <= Date.now()) letterAt = await tellStanding(chronicle);
    if (until !== null && Date.parse(until) <= Date.now()) return movedOn();
  }
}

function sendAt({ statusLetterAt }: Dates): number | null {
  return statusLetterAt === null ? null : Date.parse(statusLetterAt) - LETTER_LEAD_MS;
}

/** @returns when the next one goes out; null where this one could not be sent: a person sees that it is missing */
async function tellStanding(chronicle: Chronicle): Promise<number | null> {
  const { state } = chronicle;
  const missing = state.stage === 'information' ? state.asking : [];
  const number = state.letters.filter((letter) => letter.kind === 'status').length + 1;
  try {
    await sendLetter(chronicle, 'status', { suffix: `status-${number}`, missing });
  } catch (error) {
    if (isCancellation(error) || !isPermanent(error)) throw error;
    noteFailed(chronicle, `status-${number}`);
    await chronicle.save();
    return null;
  }
  await chronicle.save();
  return sendAt(await nextDates(chronicle));
}
