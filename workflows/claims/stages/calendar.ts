/**
 * What the calendar asks for while a claim waits: the due date of a question, letters that say how the claim stands, and the notice of a
 * time limit. Lengths,
 * holidays and what pauses are data of the jurisdiction (config/jurisdictions), applied by an activity.
 */
import { condition, isCancellation, patched } from '@temporalio/workflow';
import type { NextDeadlines } from '../../../activities/clocks/contract';
import { isPermanent } from '../../kit/local-first';
import type { Chronicle } from '../chronicle';
import { steps } from '../steps';
import { noteFailed, sendLetter } from './letter';

type Dates = Pick<NextDeadlines, 'escalateAt' | 'statusLetterAt' | 'limitationNoticeAt'>;

/** Letters that the calendar asks for. */
type OwedLetter = { kind: 'status' | 'limitation-notice'; at: number };

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
 * Wait until `movedOn`, or at most until `until`; whenever the calendar asks for a letter, it goes out meanwhile.
 * @param until ISO instant; null to wait for as long as it takes
 * @returns false when `until` came first
 */
export async function waitByCalendar(
  chronicle: Chronicle,
  movedOn: () => boolean,
  { until, dates }: { until: string | null; dates: Dates },
): Promise<boolean> {
  let owed = dates;
  const failed = new Set<OwedLetter['kind']>();
  for (;;) {
    const letter = nextLetter(owed, failed);
    const next = [until === null ? [] : Date.parse(until), letter?.at ?? []].flat();
    if (next.length === 0) {
      await condition(movedOn);
      return true;
    }
    if (await condition(movedOn, Math.max(1, Math.min(...next) - Date.now()))) return true;
    if (letter !== null && letter.at <= Date.now()) {
      if (await send(chronicle, letter.kind)) owed = await nextDates(chronicle);
      else failed.add(letter.kind);
    }
    if (until !== null && Date.parse(until) <= Date.now()) return movedOn();
  }
}

/** The first that is to go out, but for those that could not be sent: a person sees that they are missing. */
function nextLetter({ statusLetterAt, limitationNoticeAt = null }: Dates, failed: Set<string>): OwedLetter | null {
  const owed: OwedLetter[] = [];
  const add = (kind: OwedLetter['kind'], by: string | null) => {
    if (by !== null && !failed.has(kind)) owed.push({ kind, at: Date.parse(by) - LETTER_LEAD_MS });
  };
  add('limitation-notice', limitationNoticeAt);
  add('status', statusLetterAt);
  return owed.sort((a, b) => a.at - b.at)[0] ?? null;
}

/** @returns false where it could not be sent */
async function send(chronicle: Chronicle, kind: OwedLetter['kind']): Promise<boolean> {
  const { state } = chronicle;
  const number = state.letters.filter((letter) => letter.kind === kind).length + 1;
  const suffix = `${kind}-${number}`;
  const missing = kind === 'status' && state.stage === 'information' ? state.asking : [];
  try {
    await sendLetter(chronicle, kind, { suffix, missing });
  } catch (error) {
    if (isCancellation(error) || !isPermanent(error)) throw error;
    noteFailed(chronicle, suffix);
    await chronicle.save();
    return false;
  }
  await chronicle.save();
  return true;
}
