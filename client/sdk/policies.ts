/** Policies as they were imported, and what claims have used of them. */
import { and, asc, eq, gt, ilike, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import { Policy } from '../../activities/coverage/contract';
import { LineOfBusiness } from '../../activities/vocabulary';
import type { Database } from '../../platform/database/client';
import { claims, claimsHistory, policies } from '../../platform/database/schema';
import { NotFoundError } from './errors';

/** A policy in a list: its newest version. */
export const PolicyRow = z.object({
  policyNumber: z.string(),
  holder: z.string(),
  line: LineOfBusiness,
  product: z.string(),
  effectiveFrom: z.string(),
  effectiveTo: z.string(),
});
export type PolicyRow = z.infer<typeof PolicyRow>;

export const PolicyDetails = z.object({
  /** Versions, the newest first. */
  versions: z.array(Policy),
  /** Paid of each section by earlier claims, imported or our own; in one policy year it erodes aggregate limits. */
  used: z.array(
    z.object({
      section: z.string(),
      lossDate: z.string(),
      reference: z.string(),
      currency: z.string(),
      paidMinor: z.number().int(),
    }),
  ),
  /** Numbers of the claims that were reported here, the newest first. */
  claims: z.array(z.string()),
});
export type PolicyDetails = z.infer<typeof PolicyDetails>;

const MOST_CLAIMS = 100;

export class Policies {
  constructor(
    private readonly database: Database,
    private readonly tenant: string,
  ) {}

  /**
   * Policies by number.
   * @param search begins the number, or stands in the holder's name
   * @param after `next` of the page before
   */
  async list({ search, after, limit = 50 }: { search?: string; after?: string; limit?: number } = {}): Promise<{
    policies: PolicyRow[];
    next: string | null;
  }> {
    const literal = search?.replace(/[\\%_]/g, '\\$&');
    const rows = await this.database
      .selectDistinctOn([policies.policyNumber], { body: policies.body })
      .from(policies)
      .where(
        and(
          eq(policies.tenant, this.tenant),
          literal === undefined
            ? undefined
            : or(ilike(policies.policyNumber, `${literal}%`), ilike(sql`${policies.body}->>'holder'`, `%${literal}%`)),
          after === undefined ? undefined : gt(policies.policyNumber, after),
        ),
      )
      .orderBy(asc(policies.policyNumber), sql`${policies.effectiveFrom} DESC`)
      .limit(limit + 1);
    const page = rows.slice(0, limit).map(({ body }) => PolicyRow.parse(body));
    return { policies: page, next: rows.length > limit ? (page.at(-1)?.policyNumber ?? null) : null };
  }

  /** @throws NotFoundError */
  async show(policyNumber: string): Promise<PolicyDetails> {
    const [versions, used, reported] = await Promise.all([
      this.database
        .select({ body: policies.body })
        .from(policies)
        .where(and(eq(policies.tenant, this.tenant), eq(policies.policyNumber, policyNumber)))
        .orderBy(sql`${policies.effectiveFrom} DESC`),
      this.database
        .select({
          section: claimsHistory.section,
          lossDate: claimsHistory.lossDate,
          reference: claimsHistory.reference,
          currency: claimsHistory.currency,
          paidMinor: claimsHistory.paidMinor,
        })
        .from(claimsHistory)
        .where(and(eq(claimsHistory.tenant, this.tenant), eq(claimsHistory.policyNumber, policyNumber)))
        .orderBy(sql`${claimsHistory.lossDate} DESC`, claimsHistory.reference, claimsHistory.section)
        .limit(MOST_CLAIMS),
      this.database
        .select({ claimNumber: claims.claimNumber })
        .from(claims)
        .where(and(eq(claims.tenant, this.tenant), eq(claims.policyNumber, policyNumber)))
        .orderBy(sql`${claims.serial} DESC`)
        .limit(MOST_CLAIMS),
    ]);
    if (versions.length === 0) throw new NotFoundError('policy', policyNumber);
    return {
      versions: versions.map(({ body }) => Policy.parse(body)),
      used,
      claims: reported.map(({ claimNumber }) => claimNumber),
    };
  }
}
