/** Clocks of claims: read by a process of its own (workers/read-clocks.ts), told to people here. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  type ClaimClocksInput,
  type ClockReading,
  type ClockRules,
  type ClockStatus,
  ClocksReading,
} from '../../activities/clocks/contract';
import { builtModule } from '../../platform/paths';
import type { ClocksAtRisk } from '../sdk/clocks';
import { plainText, words } from './format';
import type { Output } from './output';

const TIME_MS = 30_000;
const MOST_OUTPUT_BYTES = 2 ** 26;

/** The rules of this installation, in another process. */
export const clockProcess: ClockRules = {
  async clocksOfClaims(inputs: ClaimClocksInput[]): Promise<ClocksReading[]> {
    const options = { timeout: TIME_MS, maxBuffer: MOST_OUTPUT_BYTES, windowsHide: true };
    const reading = promisify(execFile)(process.execPath, [builtModule('workers/read-clocks')], options);
    reading.child.stdin?.end(JSON.stringify(inputs));
    const { stdout } = await reading.catch((error: Error & { stderr?: string }) => {
      throw new Error(`The clocks could not be read: ${plainText(error.stderr?.trim() || error.message)}`);
    });
    return ClocksReading.array().parse(JSON.parse(stdout));
  },
};

const UNVERIFIED = '* not read in the text of its source: needs a lawyer’s check before use.';

/** What is owed next on top; what does not apply is left out. */
const ORDER: ClockStatus[] = ['missed', 'running', 'paused', 'waiting', 'met'];

export function clocksPage({ jurisdiction, note, clocks, rulesHash }: ClocksReading, output: Output): string {
  const { name, id, timeZone, calendar } = jurisdiction;
  const shown = clocks
    .filter(({ status }) => status !== 'not-applicable')
    .sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || (a.dueAt ?? '').localeCompare(b.dueAt ?? ''));
  const unverified = shown.some(({ verified }) => !verified);
  const table = output.table(
    ['Clock', 'Stands', 'Due', 'Owed', 'Source'],
    shown.map((clock) => [
      clock.id,
      standing(clock, output),
      due(clock),
      clock.title,
      `${clock.source.citation}${clock.verified ? '' : ' *'}`,
    ]),
    { flexible: 3 },
  );
  return [
    `${output.heading(name)} (${id}): due days end at midnight in ${timeZone}; calendar ${calendar}, rules ${rulesHash.slice(0, 12)}.`,
    ...(note === null ? [] : [output.style('yellow', plainText(note))]),
    shown.length === 0 ? 'No clock applies any more.' : table,
    ...(unverified ? [UNVERIFIED] : []),
  ].join('\n');
}

/** What should be looked at now, due first on top. */
export function clocksAtRiskPage({ openClaims, overdue, escalated, clocks }: ClocksAtRisk, output: Output): string {
  const heading = `${openClaims} open claims: ${overdue} clocks overdue, ${escalated} soon due.`;
  if (clocks.length === 0) return heading;
  const table = output.table(
    ['Claim', 'Clock', 'Due', 'Owed', 'Jurisdiction'],
    clocks.map((clock) => [
      clock.claimNumber,
      clock.clock,
      clock.status === 'missed' ? output.style('red', due(clock)) : due(clock),
      clock.title,
      `${clock.jurisdiction}${clock.verified ? '' : ' *'}`,
    ]),
    { flexible: 3 },
  );
  return [heading, table, ...(clocks.every(({ verified }) => verified) ? [] : [UNVERIFIED])].join('\n');
}

function standing({ status, metAt, pausedDays }: ClockReading, output: Output): string {
  if (status === 'missed') return output.style('red', metAt === null ? 'missed' : 'done late');
  if (status === 'paused') return `paused, ${pausedDays} days so far`;
  return words(status);
}

/** The day in the jurisdiction; an instant in UTC would often be the day after. */
function due({ dueOn, daysLeft }: Pick<ClockReading, 'dueOn' | 'daysLeft'>): string {
  if (dueOn === null) return '-';
  if (daysLeft === null) return dueOn;
  if (daysLeft === 0) return `${dueOn} (today)`;
  return `${dueOn} (${daysLeft < 0 ? `${-daysLeft} days ago` : `${daysLeft} days left`})`;
}
