/**
 * Fraud indicators: each is code with evidence. They refer a claim to people; they never deny one.
 */
import { z } from 'zod';
import { type ClaimKey, EvidenceRef, Sha256 } from '../vocabulary';

export const FraudIndicator = z.object({
  code: z.string().regex(/^[a-z0-9-]+$/),
  /** 1 weak … 5 strong. */
  weight: z.number().int().min(1).max(5),
  text: z.string().max(500),
  /** What the indicator rests on: files, fields, rows of the claims history. */
  evidence: z.array(z.object({ kind: z.string(), ref: z.string(), detail: z.string().max(300) })).min(1),
  /** What would clear it. */
  clearedBy: z.string().max(300),
});
export type FraudIndicator = z.infer<typeof FraudIndicator>;

/**
 * Stored as evidence of kind `fraud-screening`. Every check of the rules is in exactly one of the three lists, by the
 * code of its indicator.
 */
export const FraudScreening = z.object({
  score: z.number().int().min(0),
  referral: z.boolean(),
  indicators: z.array(FraudIndicator),
  /** Checks that had something to look at and a source to look in. */
  checked: z.array(z.string()),
  /** Checks that this claim gives nothing to look at (it names no phone): not an obstacle. */
  notApplicable: z.array(z.object({ check: z.string(), why: z.string() })).default([]),
  /** Checks that had no source to look in: "not checked", never "clear". The claim does not go straight through. */
  notChecked: z.array(z.object({ check: z.string(), why: z.string() })),
  rules: z.object({
    version: z.string(),
    sha256: Sha256,
    /** SHA-256 of the watchlist that was used; null without one. */
    watchlistSha256: Sha256.nullable().default(null),
  }),
});
export type FraudScreening = z.infer<typeof FraudScreening>;

export const FraudResult = z.object({
  screening: EvidenceRef,
  score: z.number().int(),
  referral: z.boolean(),
  indicatorCodes: z.array(z.string()),
  notChecked: z.array(z.string()),
  rulesHash: Sha256,
});
export type FraudResult = z.infer<typeof FraudResult>;

export interface FraudActivities {
  /** Look for indicators, and leave the claim's own marks so that later claims are compared with it. */
  screenFraud(input: { claim: ClaimKey; facts: EvidenceRef }): Promise<FraudResult>;
}
