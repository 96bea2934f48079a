/** What the dashboard shows. docs/dashboard.md defines each figure with its numerator and denominator. */
import { z } from 'zod';
import { ClaimOutcome, ClaimStatus } from '../../../activities/claimfile/contract';
import { IsoDate, type LineOfBusiness } from '../../../activities/vocabulary';

const Count = z.coerce.number().int();
/** PostgreSQL gives figures as text or number. */
const Figure = z.coerce.number();
const Seconds = Figure.nullable();
/** Minor units; one row for each currency, since currencies are not added up. */
const Amounts = z.array(z.object({ currency: z.string(), minor: Count }));

/** `share` is null where there is nothing to be a share of. */
export const Share = z.object({ of: Count, count: Count, share: z.number().nullable() });
export type Share = z.infer<typeof Share>;

export const ClaimFigures = z.object({
  inflow: z.object({ reported: Count, perDay: z.array(z.object({ day: IsoDate, reported: Count })) }),
  openByStage: z.array(z.object({ status: ClaimStatus, open: Count })),
  clocks: z.object({ overdue: Count, within24Hours: Count, later: Count, none: Count }),
  cycleTime: z.object({
    closed: Count,
    medianSeconds: Seconds,
    p90Seconds: Seconds,
    perDay: z.array(z.object({ day: IsoDate, closed: Count, medianSeconds: Seconds, p90Seconds: Seconds })),
  }),
  outcomes: z.array(z.object({ outcome: ClaimOutcome.or(z.literal('unknown')), closed: Count })),
  paid: Amounts,
  reserved: Amounts,
});
export type ClaimFigures = z.infer<typeof ClaimFigures>;

export const AutomationFigures = z.object({
  straightThrough: z.object({ ofAllClosed: Share, ofEligible: Share, ofPaidUntouched: Share }),
  routineWithin4Hours: Share,
  overrides: Share.extend({
    byReason: z.array(z.object({ action: z.string(), reasonCode: z.string(), count: Count })),
  }),
  referrals: z.object({
    referred: Count,
    cleared: Count,
    findingsReported: Count,
    underInvestigation: Count,
    byOutcome: z.array(z.object({ outcome: z.string(), claims: Count })),
  }),
});
export type AutomationFigures = z.infer<typeof AutomationFigures>;

export const WorkFigures = z.object({
  reviewers: z.array(
    z.object({
      userId: z.string(),
      name: z.string(),
      role: z.string().nullable(),
      decisions: Count,
      /** Decisions on tasks that the person had opened here, so that the time is known. */
      timed: Count,
      medianSeconds: Seconds,
      /** Approvals of the proposal as it was, in fewer than `quickSeconds`. */
      quickApprovals: Share,
    }),
  ),
  models: z.array(
    z.object({
      task: z.string(),
      model: z.string(),
      requests: Count,
      answered: Count,
      currency: z.string(),
      /** Billionths of a unit of the currency. */
      costNano: Count,
      medianMs: Figure.nullable(),
      p95Ms: Figure.nullable(),
    }),
  ),
});
export type WorkFigures = z.infer<typeof WorkFigures>;

export const Figures = z.object({
  /** Days in UTC, both included. */
  from: IsoDate,
  to: IsoDate,
  line: z.string().nullable(),
  quickSeconds: z.number(),
  madeAt: z.iso.datetime(),
  claims: ClaimFigures,
  automation: AutomationFigures,
  work: WorkFigures,
});
export type Figures = z.infer<typeof Figures>;

export interface FiguresScope {
  tenant: string;
  /** First instant, and the first after the period, as records have them: UTC with milliseconds. */
  from: string;
  until: string;
  line: LineOfBusiness | null;
  quickSeconds: number;
}

export function shareOf(count: number, of: number): Share {
  return { of, count, share: of === 0 ? null : count / of };
}
