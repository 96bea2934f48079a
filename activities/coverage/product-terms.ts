/** Product terms as data: the schema. Every rule cites the clause of the wording that it carries out. */
import { createHash } from 'node:crypto';
import { parse } from 'yaml';
import { z } from 'zod';
import { CurrencyCode, LineOfBusiness, Peril, type Sha256 } from '../vocabulary';
import type { WordingClause } from './wording';

const Clause = z.string().regex(/^\d+(\.\d+)*$/, 'must be a clause number in quotes, such as "4.2"');
const Text = z.string().min(1).max(400);
const Amount = z.number().int('must be a whole number of minor units').min(0).max(9_000_000_000_000);
const Percent = z.number().min(0).max(100).multipleOf(0.01);
const Words = z.array(z.string().regex(/[\p{L}\p{N}]/u, 'must have a letter or a digit')).min(1);
const Name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case words joined by hyphens');

/** The steps of the calculation. */
export const CalculationStep = z.enum([
  'eligibility',
  'depreciation',
  'sublimit',
  'deductible',
  'section-limit',
  'aggregate',
]);
export type CalculationStep = z.infer<typeof CalculationStep>;

/** Something that code asks a person at every loss of some causes. */
const AskedAlways = z.strictObject({
  code: z.enum(['liability', 'forced-entry']),
  text: Text,
  wouldSettle: Text,
});

const Section = z.strictObject({
  title: Text,
  clause: Clause,
  /** Whose loss this section pays for. */
  claimant: z.enum(['insured', 'third-party']),
  perils: z.partialRecord(Peril, Clause),
  /** Kinds of item that the section pays for; keys of `categories`. */
  categories: z.array(Name).min(1),
  question: AskedAlways.optional(),
  /** Another section that may insure the same loss: where only that one was bought, a person is asked. */
  otherwise: z.strictObject({ section: Name, clause: Clause, question: Text, wouldSettle: Text }).optional(),
});

const Territory = z.discriminatedUnion('elsewhere', [
  z.strictObject({
    clause: Clause,
    countries: z.array(z.string().regex(/^[A-Z]{2}$/)).min(1),
    elsewhere: z.literal('not-covered'),
  }),
  z.strictObject({
    clause: Clause,
    countries: z.array(z.string().regex(/^[A-Z]{2}$/)).min(1),
    elsewhere: z.literal('person'),
    question: Text,
    wouldSettle: Text,
  }),
]);

const Circumstance = z.strictObject({
  code: Name,
  clause: Clause,
  /** Causes of loss that it matters for; all when absent. */
  perils: z.array(Peril).optional(),
  /** Words of the account that raise the question; without them it is asked at every such loss. */
  words: Words.optional(),
  /** Also raised where the account names an insured person. */
  insuredNamed: z.boolean().optional(),
  /** Raised only where such an item is claimed. */
  categories: z.array(Name).min(1).optional(),
  /** The clause that speaks for cover, where it is not that of the cause of loss. */
  speaksFor: Clause.optional(),
  question: Text,
  wouldSettle: Text,
});

/** Some words of the account make a cause of loss plain; without them a person is asked. */
const ExcludedPeril = z.strictObject({
  peril: Peril,
  clause: Clause,
  text: Text,
  /** Excluded where the account has one of these words; always when absent. */
  words: Words.optional(),
  question: Text.optional(),
  wouldSettle: Text.optional(),
  /** The clause under which the loss may be insured after all. */
  speaksFor: Clause.optional(),
});

const Depreciation = z.strictObject({
  category: Name,
  percentPerYear: Percent,
  maximumPercent: Percent,
  clause: Clause,
  /** No depreciation while the item is younger than this many months. */
  newForOldMonths: z.number().int().min(0).optional(),
});
export type DepreciationRule = z.infer<typeof Depreciation>;

const Shape = z.strictObject({
  product: Name,
  edition: z.string().regex(/^[a-z0-9-]+$/),
  line: LineOfBusiness,
  title: Text,
  currency: CurrencyCode,
  jurisdiction: z.string().min(2),
  order: z.strictObject({ clause: Clause, steps: z.array(CalculationStep) }),
  clauses: z.strictObject({
    schedule: Clause,
    period: Clause,
    'insured-person': Clause,
    perils: Clause,
    'section-limit': Clause,
    rounding: Clause,
    deductible: Clause,
    aggregate: Clause,
    claimed: Clause,
    tax: Clause,
    classification: Clause,
    currency: Clause,
    'already-paid': Clause,
  }),
  territory: Territory,
  sections: z.record(Name, Section),
  excludedPerils: z.array(ExcludedPeril),
  excludedCategories: z.array(z.strictObject({ category: Name, clause: Clause, text: Text })),
  circumstances: z.array(Circumstance),
  reports: z.array(z.strictObject({ perils: z.array(Peril).min(1), clause: Clause, text: Text, wouldSettle: Text })),
  questions: z.array(AskedAlways.extend({ perils: z.array(Peril).min(1), clause: Clause })),
  /** Kinds of item that are insured only after some causes of loss; after others a person is asked. */
  onlyAfter: z.array(z.strictObject({ category: Name, perils: z.array(Peril).min(1), clause: Clause })).default([]),
  waitingPeriods: z.array(z.strictObject({ peril: Peril, days: z.number().int().min(1), clause: Clause })),
  notice: z.strictObject({ days: z.number().int().min(1), clause: Clause }),
  vehicleMustMatch: z.strictObject({ sections: z.array(Name).min(1), clause: Clause }).optional(),
  valuedByPerson: z.array(z.strictObject({ category: Name, clause: Clause, text: Text, wouldSettle: Text })),
  /** When the value of a vehicle is paid in place of its repair. */
  totalLoss: z
    .strictObject({
      /** Lines that say what the vehicle was worth. */
      category: Name,
      clause: Clause,
      /** Paid beside the value, and no part of the repair. */
      besides: z.array(Name).default([]),
    })
    .optional(),
  depreciation: z.array(Depreciation),
  sublimits: z.array(
    z
      .strictObject({
        category: Name,
        perItemMinor: Amount.optional(),
        perOccurrenceMinor: Amount.optional(),
        clause: Clause,
      })
      .refine((rule) => rule.perItemMinor !== undefined || rule.perOccurrenceMinor !== undefined, {
        message: 'needs perItemMinor or perOccurrenceMinor',
      }),
  ),
  followsDocument: z.strictObject({ tax: Words, discount: Words }),
  /** Words by which a line is recognised, by category: whole words, the longest match wins. */
  categories: z.record(Name, Words),
});

/** The terms of one edition of a product. */
export const ProductTerms = Shape.superRefine((terms, context) => {
  const problem = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  const { steps } = terms.order;
  if (steps[0] !== 'eligibility') problem(['order', 'steps', 0], 'eligibility must come first');
  for (const step of CalculationStep.options) {
    const times = steps.filter((candidate) => candidate === step).length;
    if (times !== 1) problem(['order', 'steps'], `must have "${step}" once, has it ${times} times`);
  }
  const known = (category: string, path: (string | number)[]) => {
    if (terms.categories[category] === undefined) problem(path, `"${category}" is not one of the categories`);
  };
  const homes = new Map<string, string>();
  for (const [name, section] of Object.entries(terms.sections)) {
    section.categories.forEach((category, index) => {
      known(category, ['sections', name, 'categories', index]);
    });
    for (const peril of Object.keys(section.perils)) {
      const other = homes.get(peril);
      if (other !== undefined) problem(['sections', name, 'perils', peril], `is also in section ${other}`);
      homes.set(peril, name);
    }
  }
  terms.vehicleMustMatch?.sections.forEach((name, index) => {
    if (terms.sections[name] === undefined)
      problem(['vehicleMustMatch', 'sections', index], `"${name}" is not a section`);
  });
  for (const list of ['excludedCategories', 'onlyAfter', 'valuedByPerson', 'depreciation', 'sublimits'] as const) {
    terms[list].forEach(({ category }, index) => {
      known(category, [list, index, 'category']);
      if (terms[list].findIndex((rule) => rule.category === category) !== index)
        problem([list, index, 'category'], `"${category}" has a rule already`);
    });
  }
  if (terms.totalLoss !== undefined) {
    known(terms.totalLoss.category, ['totalLoss', 'category']);
    terms.totalLoss.besides.forEach((category, index) => {
      known(category, ['totalLoss', 'besides', index]);
    });
  }
  terms.circumstances.forEach(({ categories = [] }, index) => {
    categories.forEach((category, at) => {
      known(category, ['circumstances', index, 'categories', at]);
    });
  });
  for (const [name, { otherwise }] of Object.entries(terms.sections)) {
    if (otherwise !== undefined && terms.sections[otherwise.section] === undefined)
      problem(['sections', name, 'otherwise', 'section'], `"${otherwise.section}" is not a section`);
  }
  terms.excludedPerils.forEach(({ peril, words, question, wouldSettle }, index) => {
    if (words !== undefined && (question === undefined || wouldSettle === undefined))
      problem(['excludedPerils', index], 'with words it needs a question and what would settle it');
    if (homes.has(peril)) problem(['excludedPerils', index, 'peril'], `section ${homes.get(peril)} insures it`);
  });
});
export type ProductTerms = z.infer<typeof ProductTerms>;

/** Terms with the SHA-256 of the file that they came from. */
export interface LoadedTerms {
  terms: ProductTerms;
  sha256: Sha256;
  /** Clauses of the wording beside the terms; absent where it is not installed: questions then have no quotes. */
  wording?: ReadonlyMap<string, WordingClause>;
}

/** The terms of a product cannot be used; each problem names its place by a dotted path. */
export class InvalidTerms extends Error {
  constructor(
    readonly origin: string,
    readonly problems: { path: string; problem: string }[],
  ) {
    const list = problems.map(({ path, problem }) => `  ${path}: ${problem}`).join('\n');
    super(`Product terms ${origin} are not valid:\n${list}`);
    this.name = 'InvalidTerms';
  }
}

/**
 * Parse terms.
 * @param origin where they come from, for the message
 * @throws InvalidTerms
 */
export function parseTerms(yaml: string, origin: string): LoadedTerms {
  let data: unknown;
  try {
    data = parse(yaml);
  } catch (error) {
    throw new InvalidTerms(origin, [
      { path: '(file)', problem: error instanceof Error ? error.message : String(error) },
    ]);
  }
  const parsed = ProductTerms.safeParse(data);
  if (!parsed.success) {
    throw new InvalidTerms(
      origin,
      parsed.error.issues.map((issue) => ({
        path: issue.path.map(String).join('.') || '(file)',
        problem: issue.message,
      })),
    );
  }
  return { terms: parsed.data, sha256: createHash('sha256').update(yaml).digest('hex') };
}
