/** The course of one clock: from the event that started it, over letters that renew it and pauses, to what ended it. */
import { addDays, type DayCount } from './calendar';
import type { ClockEvent } from './contract';
import { dayBefore, dueDay, isPaused, type Pause } from './due';
import type { ClockRule, Length } from './rules';

/** What a clock is read from: events in order, up to the instant of the reading. */
export interface History {
  days: DayCount;
  events: readonly ClockEvent[];
}

export interface Course {
  startedAt: string;
  /** What was owed was done then; null where it was not. */
  endedAt: string | null;
  /** Length of the current period. */
  length: Length;
  /** How often something came too late. */
  timesMissed: number;
  /** Due day as it was known at an instant; null while the clock stood still. */
  due(at: string): string | null;
  /** True when nothing was done by the end of the due day. */
  isLate(at: string): boolean;
  /** Calendar days after day zero on which it had stood still. */
  pausedDays(at: string): number;
}

/** Null where the clock has not started; `closedAt` where the claim was closed, after which nothing counts. */
export function follow(rule: ClockRule, { days, events }: History): { course: Course | null; closedAt: string | null } {
  const closing = rule.afterClosing ? -1 : events.findIndex(({ kind }) => kind === 'claim-closed');
  const counting = closing === -1 ? events : events.slice(0, closing);
  const pauses = new Pauses(rule, { days, events: counting });
  const runs: Run[] = [];
  for (const event of counting) {
    const last = runs.at(-1);
    if (last !== undefined && last.endedAt === null) last.take(event);
    else if (event.kind === rule.starts && (last === undefined || rule.again))
      runs.push(...Run.start(rule, event, days, pauses, last?.timesMissed ?? 0));
  }
  return { course: runs.at(-1) ?? null, closedAt: events[closing]?.at ?? null };
}

class Run implements Course {
  endedAt: string | null = null;
  private renewals = 0;

  private constructor(
    private readonly rule: ClockRule,
    private readonly days: DayCount,
    private readonly pauses: Pauses,
    readonly startedAt: string,
    /** Day zero of the current period. */
    private zero: string,
    public length: Length,
    /** Of a clock that is counted back. */
    private readonly fixed: string | null,
    public timesMissed: number,
  ) {}

  /** @returns nothing for a clock that is counted back from a date which the event does not carry */
  static start(rule: ClockRule, event: ClockEvent, days: DayCount, pauses: Pauses, timesMissed: number): Run[] {
    const zero = days.dateOf(event.at);
    const begin = (fixed: string | null) =>
      new Run(rule, days, pauses, event.at, zero, rule.length, fixed, timesMissed);
    if (rule.direction === 'after') return [begin(null)];
    if (event.date === undefined) return [];
    const due = dayBefore(event.date, rule.length, days);
    // Heard of too late to be told that early: at once.
    return [begin(due < zero ? zero : due)];
  }

  take({ kind, at }: ClockEvent): void {
    const { ends, repeats, restarts } = this.rule;
    if (ends.includes(kind)) {
      if (this.isLate(at)) this.timesMissed += 1;
      this.endedAt = at;
    } else if (kind === repeats?.after) {
      if (this.isLate(at)) this.timesMissed += 1;
      this.renew(repeats.lengths, at);
    } else if (kind === restarts?.on && this.renewals < (restarts.most ?? Number.POSITIVE_INFINITY)) {
      if (!this.isLate(at)) this.renew(restarts.lengths, at);
    }
  }

  due(at: string): string | null {
    if (this.fixed !== null) return this.fixed;
    const countDayZero = this.rule.countDayZero && this.renewals === 0;
    return dueDay(this.zero, this.length, countDayZero, this.pauses.upTo(at), this.days);
  }

  isLate(at: string): boolean {
    const due = this.due(at);
    return due !== null && at > this.days.endOf(due);
  }

  pausedDays(at: string): number {
    const pauses = this.pauses.upTo(at);
    if (pauses.length === 0) return 0;
    const [today, due] = [this.days.dateOf(at), this.due(at)];
    const last = due !== null && due < today ? due : today;
    let count = 0;
    for (let date = addDays(this.days.dateOf(this.startedAt), 1); date <= last; date = addDays(date, 1))
      if (isPaused(date, pauses)) count += 1;
    return count;
  }

  private renew(lengths: Length[], at: string): void {
    this.length = lengths[Math.min(this.renewals, lengths.length - 1)] ?? this.length;
    this.zero = this.days.dateOf(at);
    this.renewals += 1;
  }
}

/** When a clock stood still. */
class Pauses {
  private readonly all: { fromAt: string; untilAt: string | null }[] = [];

  constructor(
    { pauses }: ClockRule,
    private readonly history: History,
  ) {
    if (pauses === undefined) return;
    for (const { kind, at } of history.events) {
      const last = this.all.at(-1);
      const still = last?.untilAt === null;
      if (kind === pauses.from && !still) this.all.push({ fromAt: at, untilAt: null });
      else if (last !== undefined && still && pauses.until.includes(kind)) last.untilAt = at;
    }
  }

  /** As they were known at an instant. */
  upTo(at: string): Pause[] {
    const { days } = this.history;
    return this.all
      .filter(({ fromAt }) => fromAt <= at)
      .map(({ fromAt, untilAt }) => ({
        from: days.dateOf(fromAt),
        until: untilAt === null || untilAt > at ? null : days.dateOf(untilAt),
      }));
  }
}
