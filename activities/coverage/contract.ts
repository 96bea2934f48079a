/**
 * Coverage: code decides, from structured terms that cite the wording's clauses, what a policy pays for a loss.
 * `cannot-tell` is a result and leads to a person.
 */
import { z } from 'zod';
import {
  type ClaimKey,
  CurrencyCode,
  EvidenceRef,
  IsoDate,
  LineOfBusiness,
  MinorUnits,
  Peril,
  Reason,
  Sha256,
} from '../vocabulary';

/** A policy as the policy system has it. Amounts in minor units of `currency`. */
export const Policy = z.object({
  policyNumber: z.string(),
  product: z.string(),
  edition: z.string(),
  line: LineOfBusiness,
  jurisdiction: z.string(),
  currency: CurrencyCode,
  holder: z.string(),
  /** Others whose losses are insured, by name. */
  insuredPersons: z.array(z.string()),
  /** First day of cover, and first day without cover. */
  effectiveFrom: IsoDate,
  effectiveTo: IsoDate,
  /** First inception of this insurance without a gap: waiting periods and early-loss indicators count from here. */
  inceptionDate: IsoDate,
  cancelledOn: IsoDate.nullable(),
  sections: z.array(
    z.object({
      section: z.string(),
      limitMinor: MinorUnits,
      /** Most that is paid in one policy year for this section; null where the wording sets none. */
      aggregateLimitMinor: MinorUnits.nullable(),
      deductibleMinor: MinorUnits,
    }),
  ),
  vehicleRegistration: z.string().nullable(),
  riskAddress: z.string().nullable(),
  /** When limits were raised: a loss soon after is an indicator. */
  limitIncreases: z.array(z.object({ on: IsoDate, section: z.string() })),
});
export type Policy = z.infer<typeof Policy>;

/** A clause with its words, letter by letter, so that a reader need not look it up. */
export const CitedClause = z.object({ clause: z.string(), heading: z.string(), quote: z.string() });
export type CitedClause = z.infer<typeof CitedClause>;

/** What code could not decide, and what a person needs to decide it. */
export const CoverageQuestion = z.object({
  code: z.string(),
  text: z.string(),
  /** Clauses that the question turns on, by number. */
  clauses: z.array(z.string()),
  /** The document or the answer that would settle it. */
  wouldSettle: z.string(),
  /** Clauses that insure the loss. Absent where no wording is installed, as below. */
  speaksFor: z.array(CitedClause).optional(),
  /** Clauses that exclude or limit it, or set a condition. */
  speaksAgainst: z.array(CitedClause).optional(),
});
export type CoverageQuestion = z.infer<typeof CoverageQuestion>;

export const CoverageLine = z.object({
  itemId: z.string(),
  description: z.string(),
  category: z.string().nullable(),
  section: z.string().nullable(),
  outcome: z.enum(['covered', 'not-covered', 'cannot-tell']),
  reason: Reason,
  claimedMinor: MinorUnits,
  depreciationMinor: MinorUnits,
  sublimitReductionMinor: MinorUnits,
  /** This line's share of a discount on its document, already taken off in `adjustedMinor`. */
  discountMinor: MinorUnits.optional(),
  /** After depreciation and sublimits, before deductible and limits. */
  adjustedMinor: MinorUnits,
  /** One step of arithmetic a line, e.g. `900.00 EUR less 20 % a year for 2 years (clause 5.2) = 540.00 EUR`. */
  working: z.array(z.string()),
});
export type CoverageLine = z.infer<typeof CoverageLine>;

/** The vehicle's value is paid in place of a repair. Minor units. */
export const TotalLoss = z.object({ clause: z.string(), repairMinor: MinorUnits, valueMinor: MinorUnits });
export type TotalLoss = z.infer<typeof TotalLoss>;

/** Stored as evidence of kind `coverage-assessment`. */
export const CoverageAssessment = z.object({
  outcome: z.enum(['covered', 'partly-covered', 'not-covered', 'cannot-tell']),
  policyFound: z.boolean(),
  policy: z
    .object({ policyNumber: z.string(), product: z.string(), edition: z.string(), holder: z.string() })
    .nullable(),
  line: LineOfBusiness.nullable(),
  peril: Peril,
  currency: CurrencyCode.nullable(),
  lines: z.array(CoverageLine),
  claimedMinor: MinorUnits,
  deductibleMinor: MinorUnits,
  /** The deductible of the section as agreed; `deductibleMinor` is what could be taken off the covered lines. */
  agreedDeductibleMinor: MinorUnits.optional(),
  limitReductionMinor: MinorUnits,
  /** Paid on the same claim in an earlier episode: taken off last. */
  alreadyPaidMinor: MinorUnits.optional(),
  payableMinor: MinorUnits,
  /** Only where it is one. A person agrees the value. */
  totalLoss: TotalLoss.optional(),
  /** Conclusions about the loss as a whole, each with its clause. */
  reasons: z.array(Reason),
  questions: z.array(CoverageQuestion),
  working: z.array(z.string()),
  terms: z.object({ product: z.string(), edition: z.string(), sha256: Sha256 }).nullable(),
  engine: z.string(),
  /** Which section pays how much, so that later claims find the aggregate eroded. */
  sectionPayments: z.array(z.object({ section: z.string(), amountMinor: MinorUnits })).default([]),
  /** The most that a section pays in the policy year of this loss, whatever the claim: kept when money moves, too. `to` is not included. */
  yearlyLimits: z
    .array(z.object({ section: z.string(), limitMinor: MinorUnits, from: IsoDate, to: IsoDate }))
    .optional(),
});
export type CoverageAssessment = z.infer<typeof CoverageAssessment>;

export const Verdict = z.enum(['covered', 'not-covered', 'cannot-tell']);
export type Verdict = z.infer<typeof Verdict>;

/** A model's answer to one question. Every quote was found, letter by letter, in the clause or the fact that it names. */
export const OpinionAnswer = z.object({
  verdict: Verdict,
  because: z.string(),
  against: z.string(),
  clauses: z.array(z.object({ clause: z.string(), quote: z.string() })),
  facts: z.array(z.object({ fact: z.string(), quote: z.string() })),
  wouldSettle: z.string(),
});
export type OpinionAnswer = z.infer<typeof OpinionAnswer>;

/** What several answers to one question come to. */
export const WeighedOpinion = z.object({
  /** `agreed`: all say the same; `split`: they do not; `unverified`: fewer than two passed the checks. */
  outcome: z.enum(['agreed', 'split', 'unverified']),
  /** Of an agreed opinion only. */
  verdict: Verdict.nullable(),
  answers: z.array(OpinionAnswer.extend({ model: z.string(), recordId: Sha256 })),
  /** Answers that did not come or did not pass: why, without their text. */
  rejected: z.array(z.string()),
});
export type WeighedOpinion = z.infer<typeof WeighedOpinion>;

/**
 * Stored as evidence of kind `coverage-opinion`. It informs the reviewer; no proposal, amount or decision is taken from it.
 */
export const CoverageOpinion = z.object({
  /** The assessment whose questions were answered. */
  coverage: EvidenceRef,
  questions: z.array(z.object({ code: z.string(), text: z.string(), opinion: WeighedOpinion })),
});
export type CoverageOpinion = z.infer<typeof CoverageOpinion>;

export const CoverageOpinionResult = z.object({
  opinion: EvidenceRef,
  agreed: z.number().int(),
  split: z.number().int(),
  unverified: z.number().int(),
});
export type CoverageOpinionResult = z.infer<typeof CoverageOpinionResult>;

export const CoverageResult = z.object({
  coverage: EvidenceRef,
  outcome: CoverageAssessment.shape.outcome,
  policyFound: z.boolean(),
  line: LineOfBusiness.nullable(),
  currency: CurrencyCode.nullable(),
  claimedMinor: MinorUnits,
  payableMinor: MinorUnits,
  /** Codes only; texts stay in the evidence. */
  reasonCodes: z.array(z.string()),
  rulesHash: Sha256,
  /** True where a question leaves room and a model is configured that may be asked for an opinion. */
  opinionPossible: z.boolean().optional(),
  /** By section of the policy, in order of the lines; a line that no section was found for is under `unknown`. */
  sections: z.array(z.object({ section: z.string(), claimedMinor: MinorUnits, payableMinor: MinorUnits })).optional(),
});
export type CoverageResult = z.infer<typeof CoverageResult>;

export interface CoverageActivities {
  assessCoverage(input: { claim: ClaimKey; facts: EvidenceRef }): Promise<CoverageResult>;
}

export interface CoverageOpinionActivities {
  /**
   * Ask models what they think of the open questions of an assessment, verify their quotes, and store what came of it.
   * Throws retryable errors where providers are away; nothing waits for it.
   */
  giveCoverageOpinion(input: {
    claim: ClaimKey;
    facts: EvidenceRef;
    coverage: EvidenceRef;
  }): Promise<CoverageOpinionResult>;
}
