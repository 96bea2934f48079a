/**
 * How pressing a review task is: a number from 0 to 100, by points that are added up, and the same in words. It orders the
 * queue and decides nothing. The points are Adjutant's own choice; docs/api.md lists them.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { ReviewTask } from '../../activities/claimfile/contract';
import { reviewTasks } from '../../platform/database/schema';

type TaskKind = ReviewTask['kind'];

/** A settlement that is stuck keeps a claimant waiting after the decision; a second person keeps a first one waiting. */
const KINDS: Readonly<Record<TaskKind, { points: number; words: string | null }>> = {
  'payment-failed': { points: 30, words: 'a payment has failed' },
  'letter-failed': { points: 25, words: 'a letter could not be sent' },
  'second-approval': { points: 20, words: 'a first decision waits for a second person' },
  investigation: { points: 20, words: 'referred for investigation' },
  appeal: { points: 15, words: 'the claimant does not agree with the decision' },
  duplicate: { points: 10, words: null },
  'no-answer': { points: 10, words: null },
  decision: { points: 10, words: null },
};
const OVERDUE = 40;
const DUE_WITHIN_A_DAY = 20;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Minor units, whatever the currency; the first that the amount reaches counts. */
const STAKES = [
  { fromMinor: 1_000_000, points: 20, words: '10,000 or more at stake' },
  { fromMinor: 100_000, points: 10, words: '1,000 or more at stake' },
];
const A_REASON = 2;
const MOST_FOR_REASONS = 10;

export interface Pressing {
  kind: TaskKind;
  dueAt: string | null;
  /** The larger of what is claimed and what is proposed, minor units. */
  stakeMinor: number | null;
  /** How many reasons there are why a person is asked. */
  reasons: number;
}

/** @param at the time to judge it at, as an ISO instant */
export function severityOf(task: Pressing, at: string): { severity: number; severityReason: string } {
  const parts: { points: number; words: string | null }[] = [];
  const left = task.dueAt === null ? Number.POSITIVE_INFINITY : Date.parse(task.dueAt) - Date.parse(at);
  if (left < 0) parts.push({ points: OVERDUE, words: 'overdue' });
  else if (left < DAY_MS) parts.push({ points: DUE_WITHIN_A_DAY, words: 'due within 24 hours' });
  parts.push(KINDS[task.kind]);
  const stake = STAKES.find(({ fromMinor }) => (task.stakeMinor ?? 0) >= fromMinor);
  if (stake !== undefined) parts.push(stake);
  if (task.reasons > 0)
    parts.push({
      points: Math.min(MOST_FOR_REASONS, A_REASON * task.reasons),
      words: `${task.reasons} ${task.reasons === 1 ? 'reason' : 'reasons'} why a person is asked`,
    });
  const words = parts.flatMap((part) => part.words ?? []).join('; ');
  return {
    severity: parts.reduce((sum, { points }) => sum + points, 0),
    severityReason: words.slice(0, 1).toUpperCase() + words.slice(1),
  };
}

/** The same points, for sorting in the database. */
export function severitySql(at: string): SQL<number> {
  const due = sql`CASE WHEN ${reviewTasks.dueAt} < ${at}::timestamptz THEN ${sql.raw(`${OVERDUE}`)}
    WHEN ${reviewTasks.dueAt} < ${at}::timestamptz + interval '24 hours' THEN ${sql.raw(`${DUE_WITHIN_A_DAY}`)} ELSE 0 END`;
  const kinds = Object.entries(KINDS).map(([kind, { points }]) => sql.raw(`WHEN '${kind}' THEN ${points}`));
  const stakes = STAKES.map(
    ({ fromMinor, points }) => sql`WHEN ${reviewTasks.stakeMinor} >= ${sql.raw(`${fromMinor} THEN ${points}`)}`,
  );
  return sql`((${due}) + (CASE ${reviewTasks.kind} ${sql.join(kinds, sql` `)} ELSE 0 END)
    + (CASE ${sql.join(stakes, sql` `)} ELSE 0 END)
    + least(${sql.raw(`${MOST_FOR_REASONS}, ${A_REASON}`)} * ${reviewTasks.points}))`;
}
