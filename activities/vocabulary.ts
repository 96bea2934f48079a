/**
 * The words that every process and capability shares. Contracts build on these; nothing here does work.
 *
 * Money is always an integer in minor units (cents) with its ISO 4217 currency; dates are ISO 8601 strings.
 */
import { z } from 'zod';

/** Lower-case identifier of a tenant (an insurer on this installation). */
export const TenantId = z.string().regex(/^[a-z0-9][a-z0-9-]{1,39}$/);
export type TenantId = z.infer<typeof TenantId>;

/** Claim number as people say it, e.g. `CLM-2026-000042`. Safe inside a workflow id. */
export const ClaimNumber = z.string().regex(/^[A-Z0-9][A-Z0-9-]{2,39}$/);
export type ClaimNumber = z.infer<typeof ClaimNumber>;

/** Which claim, and which episode of it: a reopened claim runs as the next episode under the same number. */
export const ClaimKey = z.object({
  tenant: TenantId,
  claimNumber: ClaimNumber,
  episode: z.number().int().min(1),
});
export type ClaimKey = z.infer<typeof ClaimKey>;

/**
 * Why a closed claim is opened again, as its next episode: the claimant has more to claim, does not agree with the decision, sends what
 * was missing when the claim was closed for want of it; or the team found a mistake.
 */
export const ReopeningKind = z.enum(['supplement', 'appeal', 'late-documents', 'correction']);
export type ReopeningKind = z.infer<typeof ReopeningKind>;

/** Calendar date, `YYYY-MM-DD`. */
export const IsoDate = z.iso.date();
export type IsoDate = z.infer<typeof IsoDate>;

/** Instant in UTC, `YYYY-MM-DDTHH:mm:ss.sssZ`. */
export const IsoInstant = z.iso.datetime();
export type IsoInstant = z.infer<typeof IsoInstant>;

/** ISO 4217 alphabetic code. */
export const CurrencyCode = z.string().regex(/^[A-Z]{3}$/);
export type CurrencyCode = z.infer<typeof CurrencyCode>;

/** An amount in minor units. Never a float, never a string. */
export const MinorUnits = z.number().int().min(-9_000_000_000_000).max(9_000_000_000_000);
export type MinorUnits = z.infer<typeof MinorUnits>;

/** SHA-256 in lower-case hex: the address of a file or of a piece of evidence. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export type Sha256 = z.infer<typeof Sha256>;

/** Lines of business that a product can belong to. */
export const LineOfBusiness = z.enum(['motor', 'contents']);
export type LineOfBusiness = z.infer<typeof LineOfBusiness>;

/** Causes of loss that the product terms and the notice speak of. `unknown` is an honest answer and leads to a person. */
export const Peril = z.enum([
  'collision',
  'glass-breakage',
  'theft',
  'fire',
  'vandalism',
  'hail',
  'storm',
  'flood',
  'animal',
  'third-party-property',
  'lightning',
  'explosion',
  'burglary',
  'escape-of-water',
  'accidental-damage',
  'unknown',
]);
export type Peril = z.infer<typeof Peril>;

/** A file in the blob store: its id is the SHA-256 of its bytes. `name` is the sender's, shown to people, never a path. */
export const FileRef = z.object({
  fileId: Sha256,
  name: z.string().min(1).max(255),
  bytes: z.number().int().min(0),
});
export type FileRef = z.infer<typeof FileRef>;

/**
 * Reference to a piece of evidence in PostgreSQL (a reading, an assessment, a proposal). `ref` is the SHA-256 of its
 * canonical JSON, so a reference is also a proof of content. Documents' text and personal data stay behind it.
 */
export const EvidenceRef = z.object({ ref: Sha256, kind: z.string().min(1).max(60) });
export type EvidenceRef = z.infer<typeof EvidenceRef>;

/** A machine-readable reason with the clause it rests on, and a sentence for people. */
export const Reason = z.object({
  code: z.string().regex(/^[a-z0-9][a-z0-9-]{1,60}$/),
  clause: z.string().max(20).nullable(),
  text: z.string().max(500),
});
export type Reason = z.infer<typeof Reason>;
