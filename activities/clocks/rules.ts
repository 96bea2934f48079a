/** Clocks as data: one file a jurisdiction in config/jurisdictions. What is not named is not allowed. */
import { IANAZone } from 'luxon';
import { z } from 'zod';
import { CurrencyCode, IsoDate, LineOfBusiness } from '../vocabulary';
import { ClockEventKind, ClockKind } from './contract';

const Id = z.string().regex(/^[a-z0-9][a-z0-9-]{1,50}$/);

/** A citation that a lawyer can look up. */
const Source = z.strictObject({
  citation: z.string().min(3),
  url: z.url().optional(),
  /** A few words of the text, where they carry the value. */
  quote: z.string().min(3).max(300).optional(),
});

/** Days from day zero. `business` days leave out weekends and the holidays of the calendar. */
const Length = z.strictObject({ days: z.number().int().min(1).max(2000), of: z.enum(['calendar', 'business']) });
export type Length = z.infer<typeof Length>;

const Lengths = z.array(Length).min(1);

const Events = z.array(ClockEventKind).min(1);

export const ClockRule = z
  .strictObject({
    id: Id,
    title: z.string().min(3).max(160),
    kind: ClockKind,
    /** Lines of business that it is for; all, where none is named. */
    lines: z.array(LineOfBusiness).min(1).optional(),
    /** Day zero: the first event of this kind. */
    starts: ClockEventKind,
    /** What was owed is done by the first of these. */
    ends: Events,
    length: Length,
    /** `before`: counted back from the date that the starting event carries. */
    direction: z.enum(['after', 'before']).default('after'),
    /** True where the source counts day zero itself. */
    countDayZero: z.boolean().default(false),
    /** After it has ended, the next event of kind `starts` starts it again: each letter wants its answer. */
    again: z.boolean().default(false),
    /** Goes on when the claim is closed. */
    afterClosing: z.boolean().default(false),
    /** Owed again and again until it ends: `length` from day zero, then these from each event `after`; the last one for ever. */
    repeats: z.strictObject({ after: ClockEventKind, lengths: Lengths }).optional(),
    /** A new length from the day of such an event, if that comes in time: these in turn, the last one for ever, at most `most` times. */
    restarts: z
      .strictObject({ on: ClockEventKind, lengths: Lengths, most: z.number().int().min(1).optional() })
      .optional(),
    /** Stands still from one event to the other. Only where the source says so. */
    pauses: z.strictObject({ from: ClockEventKind, until: Events }).optional(),
    /** Escalated so many days before the due day, counted as `length` is. The jurisdiction's own, where it is not said. */
    escalateDaysBefore: z.number().int().min(0).optional(),
    /** How it is counted here, where that is not plain from the source. */
    note: z.string().min(3).max(400).optional(),
    source: Source,
    /** True only when the values were read in the text of the source, or in a reproduction of that text. */
    verified: z.boolean(),
  })
  .superRefine((rule, context) => {
    const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (rule.ends.includes(rule.starts)) wrong('ends', 'a clock cannot end with the event that starts it');
    if (rule.direction === 'before' && rule.starts !== 'limitation-known')
      wrong('direction', '`before` needs an event with a date: starts: limitation-known');
    if (rule.direction === 'before' && (rule.repeats ?? rule.restarts ?? rule.pauses) !== undefined)
      wrong('direction', 'a clock that is counted back neither repeats, restarts nor pauses');
    if (rule.direction === 'after' && rule.starts === 'limitation-known')
      wrong('direction', 'limitation-known carries the day on which a right ends: count back from it with `before`');
    if (rule.repeats !== undefined && rule.restarts !== undefined)
      wrong('restarts', 'a clock either repeats or restarts');
    if (rule.verified && rule.source.url === undefined) wrong('verified', 'a value that was verified has a url');
  });
export type ClockRule = z.infer<typeof ClockRule>;

const Holidays = z.strictObject({
  /** Version of this calendar; changes with every change of it. */
  version: z.string().min(1),
  /** Rules of the package date-holidays, at exactly the version that is installed. Absent: only the dates of `add`. */
  rules: z
    .strictObject({
      package: z.string().regex(/^\d+\.\d+\.\d+$/),
      country: z.string().length(2),
      state: z.string().optional(),
      /** False: a day that stands in for a holiday on a weekend does not count as one. */
      substitutes: z.boolean(),
      /** Names of holidays that do not count. */
      leaveOut: z.array(z.string()).default([]),
    })
    .optional(),
  /** Single days besides, e.g. a day of mourning. */
  add: z.array(z.strictObject({ date: IsoDate, name: z.string().min(1) })).default([]),
  source: Source,
  verified: z.boolean(),
});
export type Holidays = z.infer<typeof Holidays>;

export const InterestRule = z.strictObject({
  id: Id,
  lines: z.array(LineOfBusiness).min(1).optional(),
  /** Owed from the day after the due day of the first of these that was missed. */
  after: z.array(Id).min(1),
  /** Simple interest a year: 1800 is 18 percent. */
  yearlyBasisPoints: z.number().int().min(1).max(100_000),
  /** Days of a year. */
  yearDays: z.union([z.literal(360), z.literal(365)]),
  source: Source,
  verified: z.boolean(),
});
export type InterestRule = z.infer<typeof InterestRule>;

/** Until when somebody can go to court about a claim. */
export const TimeLimitRule = z.strictObject({
  id: Id,
  lines: z.array(LineOfBusiness).min(1).optional(),
  /** What can no longer be begun after it, as a letter says it. */
  what: z.string().min(3).max(120),
  /** Counted from the date of the loss: where the source counts from a later event, this is the safe side. */
  from: z.literal('loss'),
  length: z.strictObject({ months: z.number().int().min(1).max(240) }),
  note: z.string().min(3).max(400).optional(),
  source: Source,
  verified: z.boolean(),
});
export type TimeLimitRule = z.infer<typeof TimeLimitRule>;

export const JurisdictionRules = z
  .strictObject({
    id: z.string().regex(/^(generic|[A-Z]{2}(-[A-Z0-9]{1,3})?)$/),
    name: z.string().min(2),
    timeZone: z.string().refine((zone) => IANAZone.isValidZone(zone), {
      error: 'is no IANA time zone; they look like America/Los_Angeles',
    }),
    currency: CurrencyCode,
    language: z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/),
    /** 1 is Monday, 7 Sunday. */
    workingDays: z.array(z.number().int().min(1).max(7)).min(1),
    calendar: Holidays,
    /** Our own service standard: so many days before a due day a clock is escalated. */
    escalateDaysBefore: z.number().int().min(0),
    /** What must be known about these rules as a whole. */
    note: z.string().optional(),
    interest: z.array(InterestRule).default([]),
    timeLimits: z.array(TimeLimitRule).default([]),
    clocks: z.array(ClockRule).min(1),
  })
  .superRefine((rules, context) => {
    const ids = rules.clocks.map(({ id }) => id);
    for (const [index, id] of ids.entries()) {
      if (ids.indexOf(id) !== index)
        context.addIssue({ code: 'custom', path: ['clocks', index, 'id'], message: `there is a clock ${id} before` });
    }
    for (const [index, { after }] of rules.interest.entries()) {
      for (const id of after.filter((entry) => !ids.includes(entry)))
        context.addIssue({
          code: 'custom',
          path: ['interest', index, 'after'],
          message: `there is no clock ${id}; there are ${ids.join(', ')}`,
        });
    }
  });
export type JurisdictionRules = z.infer<typeof JurisdictionRules>;
