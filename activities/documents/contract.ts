/**
 * Documents: a file in, a reading out. A reading says of every field where it was found and how sure that is.
 * Readings stay in PostgreSQL; the workflow sees references and small facts.
 */
import { z } from 'zod';
import { type ClaimKey, CurrencyCode, EvidenceRef, FileRef, IsoDate, MinorUnits, Sha256 } from '../vocabulary';

/** What a document is, as far as its content says. */
export const DocumentType = z.enum([
  'claim-form',
  'repair-estimate',
  'repair-invoice',
  'purchase-receipt',
  'loss-schedule',
  'police-report',
  'correspondence',
  'photo',
  'unknown',
]);
export type DocumentType = z.infer<typeof DocumentType>;

/** A larger file is set aside, and not taken in over the network. */
export const MOST_FILE_BYTES = 50 * 1024 * 1024;

/** How a value was read. */
export const ReadingMethod = z.enum(['text-layer', 'form-field', 'ocr', 'plain-text', 'email-header']);
export type ReadingMethod = z.infer<typeof ReadingMethod>;

/** Rectangle on a page as fractions of its width and height, origin top left. */
export const Box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
export type Box = z.infer<typeof Box>;

/** By how many degrees a page was turned clockwise. */
export type Turn = 0 | 90 | 180 | 270;

/** Where a value stands: page from 1 (null for text without pages), box (null where the format has none), the words. */
export const Source = z.object({
  fileId: Sha256,
  page: z.number().int().min(1).nullable(),
  box: Box.nullable(),
  quote: z.string().max(500),
});
export type Source = z.infer<typeof Source>;

/**
 * Names of fields that readers produce. Not every type has every field; a field that is not in the document is absent.
 * Normalised values: dates ISO 8601, amounts integer minor units, registrations and IBANs upper case without spaces.
 */
export const FieldName = z.enum([
  'policy-number',
  'loss-date',
  'loss-cause',
  'claimant-name',
  'claimant-phone',
  'claimant-email',
  'payee-name',
  'payee-iban',
  'vehicle-registration',
  'issuer',
  'issuer-address',
  'document-number',
  'document-date',
  'currency',
  'subtotal',
  'tax',
  'total',
  'police-report-number',
  'police-report-date',
  'description',
]);
export type FieldName = z.infer<typeof FieldName>;

export const Field = z.object({
  name: FieldName,
  /** As written. */
  value: z.string(),
  /** Normalised as FieldName says; null where the written form has more than one reading or none. */
  normalised: z.union([z.string(), z.number()]).nullable(),
  source: Source,
  confidence: z.number().min(0).max(1),
  method: ReadingMethod,
  /** Other readings of the same words, e.g. both dates of 03/04/2026. */
  alternatives: z.array(z.string()).default([]),
});
export type Field = z.infer<typeof Field>;

/** One line of an invoice, estimate, receipt or schedule of loss. */
export const DocumentLine = z.object({
  description: z.string().max(300),
  quantity: z.number().positive().default(1),
  amountMinor: MinorUnits,
  currency: CurrencyCode.nullable(),
  purchasedOn: IsoDate.nullable().default(null),
  source: Source,
  confidence: z.number().min(0).max(1),
  method: ReadingMethod,
});
export type DocumentLine = z.infer<typeof DocumentLine>;

/** One box of a form and what stands in it. */
export const FormBox = z.object({
  /** The field's name inside the form file or its template; two boxes to tick of one question share it. */
  name: z.string().max(200),
  /** The number printed on the form, such as 24F; null where it is not known. */
  number: z.string().max(20).nullable(),
  kind: z.enum(['text', 'tick', 'choice', 'button', 'signature']),
  /** What was entered; of a ticked box the name of its option; null for an empty one. */
  value: z.string().max(5_000).nullable(),
  /** A person who looks at the page sees the value. What is not shown gives no field of the claim. */
  shown: z.boolean(),
  source: Source,
  confidence: z.number().min(0).max(1),
  method: ReadingMethod,
});
export type FormBox = z.infer<typeof FormBox>;

/** A form with its boxes, empty ones included. */
export const FilledForm = z.object({
  /** The template it was recognised as (config/forms); null for a form that only describes itself. */
  template: z.string().nullable(),
  page: z.number().int().min(1),
  boxes: z.array(FormBox),
});
export type FilledForm = z.infer<typeof FilledForm>;

/** Something about the file that a person should know. */
export const DocumentFlag = z.object({
  code: z.enum([
    'hidden-text',
    'instruction-to-reader',
    'active-content',
    'ambiguous-date',
    'ambiguous-amount',
    'low-confidence',
    'pages-not-read',
    'lines-do-not-add-up',
    'repaired-file',
    'several-documents',
  ]),
  detail: z.string().max(500),
  source: Source.nullable(),
});
export type DocumentFlag = z.infer<typeof DocumentFlag>;

/** Why a file is set aside; each has a page in docs/errors.md. */
export const SetAsideCode = z.enum([
  'empty-file',
  'too-large',
  'unsupported-type',
  'type-mismatch',
  'encrypted',
  'corrupt',
  'too-many-pages',
  'image-too-large',
  'took-too-long',
  'too-much-memory',
  'hostile',
  'missing-from-store',
]);
export type SetAsideCode = z.infer<typeof SetAsideCode>;

/** What a photo says of itself. All but the fingerprint can be changed by whoever sends it. */
export const Photo = z.object({
  /** Time of the place where it was taken, without a zone: `2026-03-14T09:26:53`. */
  takenAt: z.string().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  camera: z.string().nullable(),
  /** Program that wrote the file, as it calls itself. */
  software: z.string().nullable(),
  /** Perceptual hash, 64 bits in hexadecimal; null for a picture with too little on it. */
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .nullable(),
});
export type Photo = z.infer<typeof Photo>;

/** The whole reading, stored as evidence of kind `document-reading`. */
export const DocumentReading = z.object({
  fileId: Sha256,
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number().int(),
  pages: z.number().int().min(0),
  status: z.enum(['read', 'set-aside']),
  setAside: z.object({ code: SetAsideCode, reason: z.string() }).nullable(),
  type: DocumentType,
  typeConfidence: z.number().min(0).max(1),
  fields: z.array(Field),
  lines: z.array(DocumentLine),
  flags: z.array(DocumentFlag),
  forms: z.array(FilledForm).default([]),
  /** Of a document of type `photo`; null for others. */
  photo: Photo.nullable().default(null),
  /** Files found inside (attachments of an e-mail), already in the blob store. */
  attachments: z.array(FileRef),
  /** The papers that one PDF held, each read as a file of its own (they are among the attachments); empty for a single paper. */
  parts: z
    .array(z.object({ fileId: Sha256, firstPage: z.number().int().min(1), lastPage: z.number().int().min(1) }))
    .default([]),
  /** Pages that lay on their side or head were turned clockwise to be read: boxes are those of the page so turned. */
  turns: z
    .array(
      z.object({ page: z.number().int().min(1), degrees: z.union([z.literal(90), z.literal(180), z.literal(270)]) }),
    )
    .default([]),
  /** Visible text, cut at 200,000 characters. */
  text: z.string(),
  reader: z.object({ version: z.string(), method: z.array(ReadingMethod) }),
});
export type DocumentReading = z.infer<typeof DocumentReading>;

/** What the workflow gets of one file. */
export const DocumentResult = z.object({
  file: FileRef,
  status: z.enum(['read', 'set-aside']),
  type: DocumentType,
  reading: EvidenceRef,
  setAsideCode: SetAsideCode.nullable(),
  /** A sentence without personal data. */
  setAsideReason: z.string().nullable(),
  flags: z.array(z.string()),
  attachments: z.array(FileRef),
});
export type DocumentResult = z.infer<typeof DocumentResult>;

/** One thing that the claimant asks money for, put together from the documents. */
export const LossItem = z.object({
  itemId: z.string(),
  description: z.string(),
  quantity: z.number().positive(),
  claimedMinor: MinorUnits,
  currency: CurrencyCode.nullable(),
  purchasedOn: IsoDate.nullable(),
  documentType: DocumentType,
  issuer: z.string().nullable(),
  source: Source,
  confidence: z.number().min(0).max(1),
});
export type LossItem = z.infer<typeof LossItem>;

/** A photo among the documents of a claim. */
export const ClaimPhoto = Photo.extend({ fileId: Sha256 });
export type ClaimPhoto = z.infer<typeof ClaimPhoto>;

/** A disagreement or doubt found by comparing documents with each other and with the notice. */
export const Finding = z.object({
  code: z.enum([
    'lines-do-not-add-up',
    'loss-date-conflict',
    'policy-number-conflict',
    'currency-conflict',
    'payee-conflict',
    'registration-conflict',
    'ambiguous-date',
    'ambiguous-amount',
    'low-confidence',
    'hidden-text',
    'instruction-to-reader',
    'active-content',
    'document-set-aside',
    'document-dated-before-loss',
    'duplicate-document',
    'pages-not-read',
    'repaired-file',
    'several-documents',
  ]),
  /** `blocking`: nothing is settled without a person. `warning`: shown. */
  severity: z.enum(['blocking', 'warning']),
  detail: z.string().max(500),
  sources: z.array(Source),
});
export type Finding = z.infer<typeof Finding>;

const Sourced = <T extends z.ZodType>(value: T) => z.object({ value, source: Source, confidence: z.number() });

/** All that the documents of a claim say, put together; stored as evidence of kind `claim-facts`. */
export const ClaimFacts = z.object({
  documents: z.array(
    z.object({
      fileId: Sha256,
      name: z.string(),
      type: DocumentType,
      status: z.enum(['read', 'set-aside']),
      setAsideCode: SetAsideCode.nullable(),
    }),
  ),
  items: z.array(LossItem),
  currency: CurrencyCode.nullable(),
  claimedMinor: MinorUnits,
  lossDates: z.array(Sourced(IsoDate)),
  policyNumbers: z.array(Sourced(z.string())),
  registrations: z.array(Sourced(z.string())),
  payee: z.object({ name: z.string().nullable(), iban: z.string(), source: Source.nullable() }).nullable(),
  phones: z.array(z.string()),
  photos: z.array(ClaimPhoto).default([]),
  invoices: z.array(
    z.object({
      fileId: Sha256,
      type: DocumentType,
      issuer: z.string().nullable(),
      number: z.string().nullable(),
      date: IsoDate.nullable(),
      totalMinor: MinorUnits.nullable(),
      currency: CurrencyCode.nullable(),
    }),
  ),
  policeReport: z.object({ number: z.string(), date: IsoDate.nullable(), source: Source }).nullable(),
  findings: z.array(Finding),
});
export type ClaimFacts = z.infer<typeof ClaimFacts>;

/** What the workflow gets of the put-together facts. */
export const FactsResult = z.object({
  facts: EvidenceRef,
  itemCount: z.number().int(),
  claimedMinor: MinorUnits,
  currency: CurrencyCode.nullable(),
  findings: z.array(z.object({ code: z.string(), severity: z.enum(['blocking', 'warning']) })),
});
export type FactsResult = z.infer<typeof FactsResult>;

export interface DocumentActivities {
  /**
   * Read one file in a child process (limits of time, memory, pages). Never throws for a bad file: it is set aside.
   * Throws retryable errors only when the store or the database cannot be reached. Heartbeats; honours cancellation.
   */
  readDocument(input: { claim: ClaimKey; file: FileRef }): Promise<DocumentResult>;
}

/** One page of a file, to be drawn for people to look at. */
export interface PageToDraw {
  fileId: Sha256;
  /** Of the reading: it says what draws the file. */
  mediaType: string;
  /** From 1. */
  page: number;
  /** Of the picture in pixels, 200 to 2000; a photo with fewer is not enlarged. */
  width: number;
  /** Clockwise, as the reading says: boxes are then fractions of this picture. */
  turned: Turn;
}

/** A drawn page; or why there is none, in a sentence without anything from the file. */
export type PageDrawing = { image: Uint8Array; mediaType: 'image/webp' } | { problem: string };

export interface PageImages {
  /**
   * Draw a page in a child process under limits of time and memory; nothing in a file is run. Pages drawn lately are kept.
   * @param signal of who waits: a page that nobody waits for any more is not begun
   * @throws PagesBusy when too many wait already; the signal's reason when it was aborted before the page was begun
   */
  draw(page: PageToDraw, signal: AbortSignal): Promise<PageDrawing>;
}

/** More pages wait to be drawn than can be soon. */
export class PagesBusy extends Error {
  override readonly name = 'PagesBusy';
}

export interface FactsActivities {
  /** Put the readings together and compare them with each other and the notice. Pure over stored evidence. */
  assembleFacts(input: { claim: ClaimKey; readings: EvidenceRef[] }): Promise<FactsResult>;
}
