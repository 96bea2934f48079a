/**
 * Situations on the project's own wordings, with answers that were worked out by hand, and how the coverage engine is asked
 * about them. Files `*.situations.yaml`: one policy and one loss as a start, and what is different in each situation.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { CoverageAssessment } from '../../../activities/coverage/contract';
import { evaluateCoverage } from '../../../activities/coverage/engine';
import type { TermsLibrary } from '../../../activities/coverage/terms';
import { CurrencyCode, IsoDate, LineOfBusiness, Peril } from '../../../activities/vocabulary';

/** In units of the currency, as the wording and the reasoning write it. */
const Amount = z.number();
const Section = z.strictObject({
  section: z.string(),
  limit: Amount,
  aggregate: Amount.nullable().default(null),
  deductible: Amount,
});
const PolicyOf = z.strictObject({
  line: LineOfBusiness,
  jurisdiction: z.string(),
  currency: CurrencyCode,
  holder: z.string(),
  insuredPersons: z.array(z.string()),
  effectiveFrom: IsoDate,
  effectiveTo: IsoDate,
  inceptionDate: IsoDate,
  cancelledOn: IsoDate.nullable().default(null),
  vehicleRegistration: z.string().nullable(),
  sections: z.array(Section),
});
const LossOf = z.strictObject({
  date: IsoDate,
  reportedOn: IsoDate,
  peril: Peril,
  description: z.string(),
  location: z.string(),
  claimantName: z.string(),
  claimantRole: z.enum(['policyholder', 'insured', 'third-party']),
  policeReport: z.boolean().default(false),
});
const Judgement = z.enum(['covered', 'partly-covered', 'not-covered', 'a person decides']);
export type Judgement = z.infer<typeof Judgement>;

const Situation = z.strictObject({
  id: z.string(),
  policy: z.record(z.string(), z.unknown()).default({}),
  loss: z.record(z.string(), z.unknown()),
  prior: z.array(z.strictObject({ section: z.string(), lossDate: IsoDate, paid: Amount })).default([]),
  items: z.array(
    z.strictObject({ what: z.string(), amount: Amount, bought: IsoDate.optional(), currency: CurrencyCode.optional() }),
  ),
  /** `payable` is null where a person decides. */
  truth: z.strictObject({ judgement: Judgement, payable: Amount.nullable(), clauses: z.array(z.string()).min(1) }),
  /** The reasoning, in words and figures. */
  working: z.string().min(20),
});
const SituationsFile = z.strictObject({
  product: z.string(),
  edition: z.string(),
  policy: z.record(z.string(), z.unknown()),
  loss: z.record(z.string(), z.unknown()),
  situations: z.array(Situation),
});

export type OwnSituation = z.infer<typeof Situation> & {
  product: string;
  edition: string;
  insurance: z.infer<typeof PolicyOf>;
  event: z.infer<typeof LossOf>;
};

/** All situations of a folder, by file and in their order. @throws ZodError with the place that is wrong */
export function readSituations(folder: string): OwnSituation[] {
  return readdirSync(folder)
    .sort()
    .filter((name) => name.endsWith('.situations.yaml'))
    .flatMap((name) => {
      const file = SituationsFile.parse(parse(readFileSync(join(folder, name), 'utf8')));
      const { product, edition } = file;
      return file.situations.map((situation) => ({
        ...situation,
        product,
        edition,
        insurance: PolicyOf.parse({ ...file.policy, ...situation.policy }),
        event: LossOf.parse({ ...file.loss, ...situation.loss }),
      }));
    });
}

/** The engine's assessment of a situation. */
export async function assessSituation(situation: OwnSituation, library: TermsLibrary): Promise<CoverageAssessment> {
  const { product, edition, insurance, event, items, prior, id } = situation;
  const terms = await library.get(product, edition);
  if (terms === null) throw new Error(`Situation ${id}: ${product} ${edition} is not in config/products.`);
  return evaluateCoverage({
    policy: {
      ...insurance,
      policyNumber: 'OWN-1',
      product,
      edition,
      riskAddress: null,
      limitIncreases: [],
      sections: insurance.sections.map(({ section, limit, aggregate, deductible }) => ({
        section,
        limitMinor: minor(limit),
        aggregateLimitMinor: aggregate === null ? null : minor(aggregate),
        deductibleMinor: minor(deductible),
      })),
    },
    terms,
    loss: { ...event, registrations: [] },
    items: items.map(({ what, amount, bought, currency }, index) => ({
      itemId: `${id}-${index}`,
      description: what,
      quantity: 1,
      claimedMinor: minor(amount),
      currency: currency ?? insurance.currency,
      purchasedOn: bought ?? null,
      documentType: 'repair-invoice',
      issuer: null,
      source: { fileId: '0'.repeat(64), page: 1, box: null, quote: what },
      confidence: 1,
    })),
    priorPayments: prior.map(({ section, lossDate, paid }) => ({
      section,
      lossDate,
      paidMinor: minor(paid),
      currency: insurance.currency,
      sameClaim: false,
    })),
  });
}

/** What the engine says, in the words of the file. */
export function judgementOf({ outcome }: CoverageAssessment): Judgement {
  return outcome === 'cannot-tell' ? 'a person decides' : outcome;
}

/** What of an answer differs from what was worked out: outcome, amount, clauses that are not cited. Empty when it is right. */
export function differences({ truth }: OwnSituation, assessment: CoverageAssessment): string[] {
  const judged = judgementOf(assessment);
  if (judged !== truth.judgement) return [`${judged}, worked out by hand: ${truth.judgement}`];
  const cited = new Set([
    ...[...assessment.reasons, ...assessment.lines.map(({ reason }) => reason)].map(({ clause }) => clause),
    ...assessment.questions.flatMap(({ clauses }) => clauses),
  ]);
  const missing = truth.clauses.filter((clause) => !cited.has(clause));
  return [
    ...(truth.payable !== null && minor(truth.payable) !== assessment.payableMinor
      ? [`payable ${assessment.payableMinor / 100}, worked out by hand: ${truth.payable}`]
      : []),
    ...missing.map((clause) => `clause ${clause} is not cited`),
  ];
}

function minor(amount: number): number {
  return Math.round(amount * 100);
}
