/**
 * Knowledge: policy wordings as clauses that can be found, quoted and checked. A wording is an edition of a product's terms with
 * the days on which it applies; an answer names clause and edition, and quotes what is there.
 */
import { z } from 'zod';
import { IsoDate, Sha256, TenantId } from '../vocabulary';

/** Names of products and editions are those of the policies that refer to them. */
const Name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{0,59}$/, 'small letters, digits, dots and hyphens, up to 60 of them');
export const ProductName = Name;
export const EditionName = Name;

/** A term that the wording gives a meaning to, and the clause that does. */
export const DefinedTerm = z.object({ term: z.string(), clause: z.string(), meaning: z.string() });
export type DefinedTerm = z.infer<typeof DefinedTerm>;

export const Clause = z.object({
  /** As printed: `4.5`, `§ 3`, `12(b)`; `0` for what stands before the first number. */
  number: z.string().min(1).max(20),
  heading: z.string().max(300),
  /** Headings of the parts that it stands in, outermost first. */
  path: z.array(z.string()),
  /** Without number and heading. */
  text: z.string(),
  /** Defined terms that it uses. */
  terms: z.array(DefinedTerm),
});
export type Clause = z.infer<typeof Clause>;

/** An edition of a product's wording. `validTo` is the first day on which it no longer applies; null while there is no end. */
export const Wording = z.object({
  product: ProductName,
  edition: EditionName,
  title: z.string(),
  validFrom: IsoDate,
  validTo: IsoDate.nullable(),
  source: Sha256,
  clauses: z.number().int(),
});
export type Wording = z.infer<typeof Wording>;

/** Formats that a wording can come in. */
export const WordingFormat = z.enum(['markdown', 'html', 'docx', 'pdf']);
export type WordingFormat = z.infer<typeof WordingFormat>;

export const ImportWordingInput = z.object({
  tenant: TenantId,
  sha256: Sha256,
  format: WordingFormat,
  product: ProductName,
  edition: EditionName,
  validFrom: IsoDate,
  validTo: IsoDate.nullable(),
});
export type ImportWordingInput = z.infer<typeof ImportWordingInput>;

/** `problems`: nothing was stored, and why, in sentences for whoever imports. */
export const ImportWordingResult = z.object({
  wording: Wording.nullable(),
  /** The edition whose validity was ended by this one, if there was one without an end. */
  superseded: EditionName.nullable(),
  problems: z.array(z.string()),
});
export type ImportWordingResult = z.infer<typeof ImportWordingResult>;

export const EraseWordingInput = z.object({ tenant: TenantId, product: ProductName, edition: EditionName });
export type EraseWordingInput = z.infer<typeof EraseWordingInput>;

export const SearchClausesInput = z.object({
  tenant: TenantId,
  question: z.string().min(2).max(1_000),
  product: ProductName.optional(),
  /** Only editions that apply on this day, the day of the loss. */
  on: IsoDate,
  count: z.number().int().min(1).max(50).default(5),
});
export type SearchClausesInput = z.input<typeof SearchClausesInput>;

/** Where something stands in a wording, with the words; the words are in the clause, checked. */
export const Citation = z.object({
  product: ProductName,
  edition: EditionName,
  clause: z.string(),
  heading: z.string(),
  quote: z.string(),
});
export type Citation = z.infer<typeof Citation>;

export const FoundClause = Citation.extend({
  text: z.string(),
  path: z.array(z.string()),
  terms: z.array(DefinedTerm),
  validFrom: IsoDate,
  validTo: IsoDate.nullable(),
  /** Comparable within one answer only. */
  score: z.number(),
});
export type FoundClause = z.infer<typeof FoundClause>;

export const SearchClausesResult = z.object({
  found: z.array(FoundClause),
  /** `words`: no embedding model is at hand, so what is said in other words may not be found. */
  by: z.enum(['words-and-meaning', 'words']),
});
export type SearchClausesResult = z.infer<typeof SearchClausesResult>;

export interface KnowledgeActivities {
  importWording(input: ImportWordingInput): Promise<ImportWordingResult>;
  /** @returns false when there is no such edition; what is erased is found no more from this moment */
  eraseWording(input: EraseWordingInput): Promise<boolean>;
  searchClauses(input: SearchClausesInput): Promise<SearchClausesResult>;
  /** Build the index of all wordings anew. @returns of how many editions */
  reindexWordings(): Promise<number>;
}
