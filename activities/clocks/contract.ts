/**
 * Clocks: what an insurer owes a claimant by when. What runs how long is data of a jurisdiction (config/jurisdictions), with
 * its source. A reading is pure: from what has happened on a claim, and an instant, to the deadlines.
 */
import { z } from 'zod';
import { type ClaimKey, CurrencyCode, IsoDate, IsoInstant, LineOfBusiness, MinorUnits, Sha256 } from '../vocabulary';

/** What a clock is for. `inform`: tell the claimant what was decided. */
export const ClockKind = z.enum([
  'acknowledge',
  'assist',
  'reply',
  'investigate',
  'decide',
  'status',
  'inform',
  'pay',
  'limitation-notice',
]);
export type ClockKind = z.infer<typeof ClockKind>;

/**
 * What can start, stop, pause or restart a clock. `proof-complete`: the last paper that the assessment needed has come in.
 * `accepted`: decided, and something is to be paid; `denied`: and nothing is. `limitation-known`: its fact `date` is the day on which a right ends.
 */
export const ClockEventKind = z.enum([
  'notice-received',
  'acknowledged',
  'investigation-begun',
  'information-requested',
  'documents-received',
  'proof-complete',
  'decided',
  'accepted',
  'denied',
  'decision-told',
  'status-told',
  'paid',
  'claimant-wrote',
  'team-answered',
  'limitation-known',
  'limitation-told',
  'claim-closed',
]);
export type ClockEventKind = z.infer<typeof ClockEventKind>;

export const ClockEvent = z.object({
  kind: ClockEventKind,
  at: IsoInstant,
  /** Only `limitation-known` has one. */
  date: IsoDate.optional(),
});
export type ClockEvent = z.infer<typeof ClockEvent>;

/** Actions of the ledger that say something to a clock. */
export const CLOCK_ACTIONS = [
  'notice-received',
  'claim-reopened',
  'episode-begun',
  'documents-received',
  'facts-assembled',
  'proposal-made',
  'letter-sent',
  'settled-straight-through',
  'decision-accepted',
  'payment-instructed',
  'claim-closed',
  'limitation-known',
] as const;
export type ClockAction = (typeof CLOCK_ACTIONS)[number];

/** A step of a claim as the ledger has it; events.ts says which event it is. */
export const ClaimStep = z.object({
  action: z.string(),
  at: IsoInstant,
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type ClaimStep = z.infer<typeof ClaimStep>;

/**
 * - `waiting`: what starts it has not happened.
 * - `running`: dueAt says until when.
 * - `paused`: its source says that it stands still; there is no due date until it goes on.
 * - `met`: what was owed was done in time.
 * - `missed`: it was not. With `metAt` it was done late.
 * - `not-applicable`: another line of business, or the claim was closed before anything was due.
 */
export const ClockStatus = z.enum(['waiting', 'running', 'paused', 'met', 'missed', 'not-applicable']);
export type ClockStatus = z.infer<typeof ClockStatus>;

/** Where a value is from. `quote` is no longer than is needed to find it. */
export const ClockSource = z.object({ citation: z.string(), url: z.string().nullable(), quote: z.string().nullable() });
export type ClockSource = z.infer<typeof ClockSource>;

export const ClockReading = z.object({
  id: z.string(),
  title: z.string(),
  kind: ClockKind,
  status: ClockStatus,
  startedAt: IsoInstant.nullable(),
  /** End of the due day in the jurisdiction. Of a clock that repeats: when the next one is due. */
  dueAt: IsoInstant.nullable(),
  /** The due day itself, as the jurisdiction's calendar has it. */
  dueOn: IsoDate.nullable(),
  /** From when on somebody else should look at it. */
  escalateAt: IsoInstant.nullable(),
  metAt: IsoInstant.nullable(),
  /** Calendar days from the reading's day to the due day, in the jurisdiction; below zero when it is past. Null unless running or missed and open. */
  daysLeft: z.number().int().nullable(),
  /** Days on which it stood still. */
  pausedDays: z.number().int(),
  /** How often what a repeating clock asks for came too late, or not at all. */
  timesMissed: z.number().int(),
  /** The value was read in the text of its source. Values that were not need a lawyer's check before use. */
  verified: z.boolean(),
  /** How it is counted here where that is not plain from its source. */
  note: z.string().nullable(),
  source: ClockSource,
});
export type ClockReading = z.infer<typeof ClockReading>;

export const ClocksReading = z.object({
  jurisdiction: z.object({
    id: z.string(),
    name: z.string(),
    timeZone: z.string(),
    currency: CurrencyCode,
    language: z.string(),
    /** Which holidays were counted. */
    calendar: z.string(),
  }),
  /** What whoever reads this must know, e.g. that there are no clocks of that jurisdiction and the generic ones stand in. */
  note: z.string().nullable(),
  clocks: z.array(ClockReading),
  /** SHA-256 over all jurisdictions' files: which rules gave these dates. */
  rulesHash: Sha256,
});
export type ClocksReading = z.infer<typeof ClocksReading>;

export const ClocksInput = z.object({
  /** As policies have it, e.g. `US-CA`, `IE`. */
  jurisdiction: z.string(),
  /** Null while it is not known: clocks of every line run. */
  line: LineOfBusiness.nullable(),
  now: IsoInstant,
  /** In any order; what is later than `now` does not count. */
  events: z.array(ClockEvent),
});
export type ClocksInput = z.infer<typeof ClocksInput>;

/** Interest that is owed on a late payment. */
export const LateInterest = z.object({
  interestMinor: MinorUnits,
  /** Days from the day after the due day up to and including the day of payment. */
  days: z.number().int(),
  yearlyBasisPoints: z.number().int(),
  /** Clock that was missed. */
  clock: z.string(),
  dueAt: IsoInstant,
  /** The calculation in one line. */
  working: z.string(),
  verified: z.boolean(),
  source: ClockSource,
});
export type LateInterest = z.infer<typeof LateInterest>;

export interface InterestInput extends ClocksInput {
  /** What was paid late, or is to be paid. */
  amountMinor: number;
  currency: string;
  /** Null while it is not paid: up to `now`. */
  paidAt: string | null;
}

/**
 * The next dates that a process acts on. Each is the earliest of its kind that is still owed, also one that has passed; null
 * where none is.
 */
export const NextDeadlines = z.object({
  acknowledgeBy: IsoInstant.nullable(),
  decideBy: IsoInstant.nullable(),
  /** When the next letter on how the claim stands is due. */
  statusLetterAt: IsoInstant.nullable(),
  payBy: IsoInstant.nullable(),
  /** By when the claimant has to be told of a time limit. Absent in answers of before there were any. */
  limitationNoticeAt: IsoInstant.nullable().optional(),
  /** Earliest instant at which anything that is still owed should be escalated. */
  escalateAt: IsoInstant.nullable(),
  /** Id of the rules that were applied: `generic` where the jurisdiction has none. */
  jurisdiction: z.string(),
  rulesHash: Sha256,
});
export type NextDeadlines = z.infer<typeof NextDeadlines>;

/** A day on which the right to go to court ends, by a rule of a jurisdiction. */
export const TimeLimit = z.object({
  id: z.string(),
  /** What can no longer be begun after it, such as `Legal action on this insurance`. */
  what: z.string(),
  endsOn: IsoDate,
  /** How long it is and from when, in words. */
  counted: z.string(),
  citation: z.string(),
  quote: z.string().nullable(),
  /** The value was read in the text of its source. A claimant is told of no other. */
  verified: z.boolean(),
});
export type TimeLimit = z.infer<typeof TimeLimit>;

/** Time limits for those who may not import the rules; given to them by the composition root. */
export interface TimeLimits {
  /** The earliest that applies; null where the jurisdiction's file has none. */
  timeLimitOf(claim: { jurisdiction: string; line: LineOfBusiness | null; lossDate: string }): TimeLimit | null;
}

/** What an episode of a claim has come to: its steps on the ledger, and events that the ledger does not have. */
export const ClaimClocksInput = ClocksInput.extend({ steps: z.array(ClaimStep) });
export type ClaimClocksInput = z.infer<typeof ClaimClocksInput>;

/** Clocks for those who may not import the rules; given to them by the composition root. */
export interface ClockRules {
  /** One reading for each claim, in order. */
  clocksOfClaims(inputs: ClaimClocksInput[]): ClocksReading[] | Promise<ClocksReading[]>;
}

export interface ClockActivities {
  /**
   * Dates to wait for. Reads the records of this episode from the ledger; `steps` are those that are not written yet, in
   * any order. Short and repeatable: meant as a local activity.
   */
  nextDeadlines(input: {
    claim: ClaimKey;
    jurisdiction: string;
    line: LineOfBusiness | null;
    now: string;
    steps: ClaimStep[];
  }): Promise<NextDeadlines>;
  /**
   * Interest that is owed when `amountMinor` is paid at `paidAt`; null where that is in time, or the jurisdiction has no rule.
   * Pays nothing. Reads the ledger as `nextDeadlines` does. Throws non-retryable `clocks-amount-invalid`.
   */
  interestOwed(input: {
    claim: ClaimKey;
    jurisdiction: string;
    line: LineOfBusiness | null;
    amountMinor: number;
    currency: string;
    paidAt: string;
    steps: ClaimStep[];
  }): Promise<LateInterest | null>;
}
