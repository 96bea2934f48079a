/** What a person's word is worth, in SQL: the same for routing, reports and replays. */
import { sql } from 'drizzle-orm';

/** Of `m.outcome` (a ModelOutcome): 1 approved, less by the share that was corrected, 0 rejected or reopened; null without. */
export const rewardOf = sql`(CASE m.outcome->>'outcome'
  WHEN 'approved' THEN 1 WHEN 'corrected' THEN 1 - coalesce((m.outcome->>'correctedShare')::float8, 0.5)
  WHEN 'rejected' THEN 0 WHEN 'reopened' THEN 0 END)::float8`;
