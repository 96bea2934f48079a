/** Product terms as data: the schema, and loading them from `config/products/<product>/<edition>/terms.yaml`. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { CurrencyCode, LineOfBusiness, MinorUnits, Peril } from '../vocabulary';

const Clause = z.string().regex(/^\d+(\.\d+)*$/, 'a clause number such as 4.2');

/** Steps after eligibility, carried out in the order that the wording states. */
export const CalculationStep = z.enum(['depreciation', 'sublimit', 'deductible', 'section-limit', 'aggregate']);

export const ProductTerms = z.strictObject({
  product: z.string(),
  edition: z.string(),
  line: LineOfBusiness,
  title: z.string(),
  currency: CurrencyCode,
  jurisdiction: z.string(),
  order: z.array(CalculationStep).length(5),
  sections: z.record(
    z.string(),
    z.strictObject({
      title: z.string(),
      clause: Clause,
      /** Whose loss this section pays for. */
      claimant: z.enum(['insured', 'third-party']),
      perils: z.partialRecord(Peril, Clause),
      categories: z.array(z.string()),
    }),
  ),
  deductibleClause: Clause,
  limitClause: Clause,
  aggregateClause: Clause,
  roundingClause: Clause,
  insuredPartyClause: Clause,
  periodClause: Clause,
  taxClause: Clause,
  excludedPerils: z.array(z.strictObject({ peril: Peril, clause: Clause, text: z.string() })),
  excludedCategories: z.array(z.strictObject({ category: z.string(), clause: Clause, text: z.string() })),
  waitingPeriods: z.array(z.strictObject({ peril: Peril, days: z.number().int().min(1), clause: Clause })),
  notice: z.strictObject({ days: z.number().int().min(1), clause: Clause }),
  depreciation: z.array(
    z.strictObject({
      category: z.string(),
      percentPerYear: z.number().min(0).max(100),
      maximumPercent: z.number().min(0).max(100),
      clause: Clause,
      /** No depreciation while the item is younger than this. */
      newForOldMonths: z.number().int().min(0).optional(),
      withoutPurchaseDate: z.literal('person'),
    }),
  ),
  sublimits: z.array(
    z.strictObject({
      category: z.string(),
      perItemMinor: MinorUnits.optional(),
      perOccurrenceMinor: MinorUnits.optional(),
      clause: Clause,
    }),
  ),
  /** Words by which a line's category is known; whole words, the longest match wins. */
  categories: z.record(z.string(), z.array(z.string())),
  vehicleMustMatch: z.strictObject({ sections: z.array(z.string()), clause: Clause }).optional(),
});
export type ProductTerms = z.infer<typeof ProductTerms>;

/** Terms with the hash of the file that they came from. */
export interface LoadedTerms {
  terms: ProductTerms;
  sha256: string;
}

/**
 * Parse terms.
 * @throws Error that names each wrong place by its dotted path
 */
export function parseTerms(yaml: string, origin: string): LoadedTerms {
  const parsed = ProductTerms.safeParse(parse(yaml));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${issue.path.map(String).join('.')}: ${issue.message}`);
    throw new Error(`Product terms ${origin} are not valid:\n${problems.join('\n')}`);
  }
  return { terms: parsed.data, sha256: createHash('sha256').update(yaml).digest('hex') };
}

/** Loads terms by product and edition, once each. */
export class TermsLibrary {
  private readonly loaded = new Map<string, Promise<LoadedTerms>>();

  /** @param folder `config/products` */
  constructor(private readonly folder: string) {}

  /** @throws Error when there is no such edition, or it is not valid */
  get(product: string, edition: string): Promise<LoadedTerms> {
    if (!/^[a-z0-9-]+$/.test(product) || !/^[a-z0-9-]+$/.test(edition)) throw new Error(`No product named ${product} ${edition}`);
    const key = `${product}/${edition}`;
    const known = this.loaded.get(key);
    if (known !== undefined) return known;
    const loading = readFile(join(this.folder, product, edition, 'terms.yaml'), 'utf8').then((yaml) => parseTerms(yaml, key));
    this.loaded.set(key, loading);
    loading.catch(() => this.loaded.delete(key));
    return loading;
  }
}
