/** Letters: composed from evidence by templates, checked for their contents, sent once per key. */
import { z } from 'zod';
import { TimeLimit } from '../clocks/contract';
import { ClaimKey, ClaimNumber, CurrencyCode, EvidenceRef, MinorUnits, Reason, Sha256 } from '../vocabulary';

export const LetterKind = z.enum([
  'acknowledgment',
  'information-request',
  'information-reminder',
  'approval',
  'part-approval',
  'denial',
  'closure-no-answer',
  'closure-duplicate',
  'withdrawal',
  'acknowledgment-reopened',
  'status',
  'decision-stands',
  /** A part has been paid that nobody disputes; the rest is still open. */
  'undisputed-part',
  /** Cover is in doubt and is being looked into; sent when a person says so. */
  'reservation-of-rights',
  /** A time limit for going to court comes near while the claim is open. */
  'limitation-notice',
]);
export type LetterKind = z.infer<typeof LetterKind>;

/**
 * What a person who decided says to the claimant, stored as evidence of kind `stated-reasons`: words for a letter, not
 * notes for colleagues, each with the clause that it rests on.
 */
export const StatedReasons = z.strictObject({
  reasons: z
    .array(Reason.extend({ text: Reason.shape.text.trim().min(1) }))
    .min(1)
    .max(10),
});
export type StatedReasons = z.infer<typeof StatedReasons>;

export const LetterRequest = z.object({
  claim: ClaimKey,
  kind: LetterKind,
  /** Unique per letter of the claim, e.g. `1/decision`; sent again with the same key, nothing goes out twice. */
  key: z.string().regex(/^[a-z0-9/_-]{1,80}$/),
  coverage: EvidenceRef.nullable(),
  proposal: EvidenceRef.nullable(),
  currency: CurrencyCode.nullable(),
  amountMinor: MinorUnits.nullable(),
  /** Paid before the decision as the undisputed part: it is in `amountMinor`. Minor units. */
  paidEarlyMinor: MinorUnits.optional(),
  /** Interest paid because the payment was late; on top of `amountMinor`. Minor units. */
  interestMinor: MinorUnits.optional(),
  /** Codes and texts of what is asked for. */
  missing: z.array(z.object({ code: z.string(), text: z.string() })),
  linkedClaim: ClaimNumber.nullable(),
  /**
   * Reasons of the person who decided, where they are not those of the coverage assessment: quoted to the claimant, with
   * the clause they rest on. Words for the claimant, not notes for colleagues.
   */
  reasons: z.array(Reason).optional(),
  /**
   * The decision of a person that the letter tells: its reason code, and the reasons that the person stated for the
   * claimant. Without stated ones, a code that config/letters knows (`decided`) is told in the words there.
   */
  decision: z.object({ reasonCode: z.string(), stated: EvidenceRef.nullable() }).optional(),
  /** Date by which an answer is expected, ISO date. */
  answerBy: z.string().nullable(),
  /** Business date of the letter (ISO date), from the workflow's clock. */
  date: z.string(),
  /** Until when the claimant can go to court, where a rule for that is known. */
  timeLimit: TimeLimit.optional(),
  /** A person wants it on paper, because e-mail does not reach the claimant. */
  byPost: z.literal(true).optional(),
});
export type LetterRequest = z.infer<typeof LetterRequest>;

export const LetterResult = z.object({
  key: z.string(),
  kind: LetterKind,
  sha256: Sha256,
  /** Where the letter can be opened: a file path or a message id. */
  location: z.string(),
});
export type LetterResult = z.infer<typeof LetterResult>;

/** Stored as evidence of kind `letter`. */
export const ComposedLetter = z.object({
  kind: LetterKind,
  recipient: z.object({ name: z.string(), email: z.string().nullable() }),
  /** ISO date that it bears. */
  date: z.string(),
  sha256: Sha256,
  /** Base64. */
  pdf: z.string(),
  text: z.string(),
  /** Absent in letters of before it was kept. */
  subject: z.string().optional(),
  /** SHA-256 of the templates that it was made with. */
  templates: Sha256,
});
export type ComposedLetter = z.infer<typeof ComposedLetter>;

/** Why a letter may not go out. */
export const LetterProblem = z.object({
  code: z.enum(['letter-incomplete', 'letter-accuses', 'letter-discloses-policy']),
  text: z.string(),
  /** Required parts that are missing. */
  parts: z.array(z.string()),
});
export type LetterProblem = z.infer<typeof LetterProblem>;

/** What a letter would say; it goes out only without problems. */
export const LetterDraft = z.object({ kind: LetterKind, text: z.string(), problems: z.array(LetterProblem) });
export type LetterDraft = z.infer<typeof LetterDraft>;

export interface LetterDrafts {
  /**
   * Compose and check a letter as `sendLetter` does; nothing is kept or sent. Words for the claimant that are not stored yet are
   * `reasons` of the request. Throws when the claim is not registered, or its evidence is missing or was altered.
   */
  draft(request: LetterRequest): Promise<LetterDraft>;
}

export interface LetterActivities {
  /**
   * Compose, check and deliver; a delivered key gets its stored result. Non-retryable: `letter-incomplete` (names the
   * required part that is missing), `letter-accuses` (names the word), `letter-key-conflict`, `letter-request-invalid`,
   * `letter-refused` (the delivery service will not take it), `claim-not-found`.
   */
  sendLetter(input: LetterRequest): Promise<LetterResult>;
}
