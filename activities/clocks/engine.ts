/**
 * How clocks stand: pure, from the events of a claim and an instant. Days are those of the jurisdiction; a deadline is the
 * end of its due day there, as an instant in UTC.
 */
import type { JurisdictionBook } from './book';
import { daysBetween } from './calendar';
import type { ClockReading, ClockStatus, ClocksInput, ClocksReading } from './contract';
import { type Course, follow, type History } from './course';
import { dayBefore } from './due';
import type { ClockRule, JurisdictionRules } from './rules';

/** All clocks of a claim. What happened after `now` does not count, so that any day of the past can be read. */
export function clocksOf(input: ClocksInput, book: JurisdictionBook): ClocksReading {
  const { rules, days, note } = book.find(input.jurisdiction);
  const now = new Date(input.now).toISOString();
  const events = input.events
    .map((event) => ({ ...event, at: new Date(event.at).toISOString() }))
    .filter(({ at }) => at <= now)
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const { id, name, timeZone, currency, language, calendar } = rules;
  return {
    jurisdiction: { id, name, timeZone, currency, language, calendar: calendar.version },
    note,
    clocks: rules.clocks.map((rule) => {
      const applies = rule.lines === undefined || input.line === null || rule.lines.includes(input.line);
      return applies ? read(rule, { rules, days, now, events }) : { ...blank(rule), status: 'not-applicable' };
    }),
    rulesHash: book.sha256,
  };
}

interface View extends History {
  rules: JurisdictionRules;
  now: string;
}

function read(rule: ClockRule, view: View): ClockReading {
  const { days, now } = view;
  const { course, closedAt } = follow(rule, view);
  if (course === null) return { ...blank(rule), status: closedAt === null ? 'waiting' : 'not-applicable' };
  const until = course.endedAt ?? closedAt ?? now;
  const due = course.due(until);
  const status = statusOf(course, due, closedAt, until);
  const open = course.endedAt === null && closedAt === null;
  return {
    ...blank(rule),
    status,
    startedAt: course.startedAt,
    dueAt: due === null ? null : days.endOf(due),
    dueOn: due,
    escalateAt: due === null ? null : escalation(rule, course, due, view),
    metAt: course.endedAt,
    daysLeft: open && due !== null ? daysBetween(days.dateOf(now), due) : null,
    pausedDays: course.pausedDays(until),
    timesMissed: course.timesMissed + (status === 'missed' && course.endedAt === null ? 1 : 0),
  };
}

function statusOf(course: Course, due: string | null, closedAt: string | null, until: string): ClockStatus {
  if (course.isLate(until)) return 'missed';
  if (course.endedAt !== null) return 'met';
  if (closedAt !== null) return 'not-applicable';
  return due === null ? 'paused' : 'running';
}

function blank(rule: ClockRule): Omit<ClockReading, 'status'> {
  const { id, title, kind, verified, source, note } = rule;
  return {
    id,
    title,
    kind,
    startedAt: null,
    dueAt: null,
    dueOn: null,
    escalateAt: null,
    metAt: null,
    daysLeft: null,
    pausedDays: 0,
    timesMissed: 0,
    verified,
    note: note ?? null,
    source: { citation: source.citation, url: source.url ?? null, quote: source.quote ?? null },
  };
}

function escalation(rule: ClockRule, { length, startedAt }: Course, due: string, { rules, days }: View): string {
  const before = rule.escalateDaysBefore ?? rules.escalateDaysBefore;
  const at = days.endOf(dayBefore(due, { ...length, days: before }, days));
  return at < startedAt ? startedAt : at;
}
