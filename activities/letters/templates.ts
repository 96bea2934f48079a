/**
 * Templates of letters as data: config/letters/generic.yaml, what a jurisdiction adds to it, and the letterheads. Checked
 * when they are loaded, so that a slip in a file stops the worker at its start and not a letter later.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { LetterKind } from './contract';

/** For whom, or in which case, a block stands. */
export const Condition = z.enum([
  'insured',
  'third-party',
  'something-payable',
  'nothing-payable',
  'something-asked',
  'nothing-asked',
]);
export type Condition = z.infer<typeof Condition>;

/** What code lays out from the evidence. */
export const Layout = z.enum([
  'contact',
  'requested-items',
  'settlement',
  'claimed-lines',
  'working',
  'facts',
  'reasons',
  'provisions',
  'appeal',
  'regulator',
  'mandated-notice',
  'time-limit',
]);
export type Layout = z.infer<typeof Layout>;

const Part = z.string().regex(/^[a-z-]{2,30}$/);
const Block = z
  .strictObject({
    part: Part,
    heading: z.string().optional(),
    text: z.string().optional(),
    show: Layout.optional(),
    when: Condition.optional(),
  })
  .refine((block) => (block.text === undefined) !== (block.show === undefined), 'a block has either text or show');
export type Block = z.infer<typeof Block>;

const KindTemplate = z
  .strictObject({ subject: z.string(), requires: z.array(Part).min(1), body: z.array(Block).min(1) })
  .refine((kind) => kind.requires.every((part) => kind.body.some((block) => block.part === part)), {
    error: 'every required part needs a block',
  });

/** A text with where its content comes from. */
const Sourced = z.strictObject({ source: z.string(), text: z.union([z.string(), z.array(z.string())]) });

const JurisdictionPart = z.strictObject({
  page: z.enum(['A4', 'LETTER']),
  locale: z.string(),
  words: z.strictObject({ deductible: z.string() }),
  appeal: Sourced.optional(),
  regulator: Sourced.extend({ contact: z.array(z.string()).min(2) }).optional(),
  paymentTime: Sourced.optional(),
  mandatedNotice: z
    .strictObject({ source: z.string(), whenAskedFor: z.array(z.string()), lead: z.string(), text: z.string() })
    .optional(),
});

/** What a jurisdiction needs in a letter beyond the generic parts. */
const Requirements = z.partialRecord(LetterKind, z.array(Part));

const GenericTemplates = JurisdictionPart.extend({
  neverSay: z.array(z.string().min(2)).min(1),
  causes: z.record(z.string(), z.string()),
  documents: z.record(z.string(), z.string()),
  items: z
    .record(z.string(), z.strictObject({ ask: z.string(), why: z.string() }))
    .refine((items) => items.other !== undefined, 'items needs an entry `other`'),
  reductions: z.array(z.string()),
  inFavour: z.array(z.string()),
  unsettled: z.record(z.string(), z.string()),
  decided: z.record(z.string(), z.string()),
  thirdParty: z.strictObject({
    plain: z.array(z.string()),
    reasons: z
      .record(z.string(), z.string())
      .refine((reasons) => reasons.default !== undefined, 'thirdParty.reasons needs an entry `default`'),
  }),
  kinds: z.record(LetterKind, KindTemplate),
});
export type LetterTemplate = z.infer<typeof GenericTemplates>;

const JurisdictionFile = JurisdictionPart.partial().extend({ requires: Requirements.optional() });

const Letterhead = z.strictObject({
  name: z.string(),
  department: z.string(),
  address: z.array(z.string()).min(1),
  phone: z.string(),
  email: z.string(),
  website: z.string(),
  /** A line at the foot of each page. */
  note: z.string().optional(),
});
export type Letterhead = z.infer<typeof Letterhead>;
const Letterheads = z
  .record(z.string(), Letterhead.extend({ jurisdictions: z.record(z.string(), Letterhead.partial()).optional() }))
  .refine((tenants) => tenants.default !== undefined, 'needs an entry `default`');

/** The templates of an installation, loaded and checked. */
export class LetterTemplates {
  constructor(
    private readonly generic: LetterTemplate,
    private readonly jurisdictions: ReadonlyMap<string, z.infer<typeof JurisdictionFile>>,
    private readonly letterheads: z.infer<typeof Letterheads>,
    /** SHA-256 over the files: which templates a letter was made with. */
    readonly sha256: string,
  ) {}

  /** The template for a jurisdiction: `US-CA` is looked up as such, then as `US`; generic where there is neither. */
  forJurisdiction(jurisdiction: string): LetterTemplate {
    const own = this.jurisdictions.get(jurisdiction) ?? this.jurisdictions.get(jurisdiction.slice(0, 2));
    if (own === undefined) return this.generic;
    const { requires, ...parts } = own;
    const kinds = { ...this.generic.kinds };
    for (const kind of LetterKind.options) {
      const more = requires?.[kind] ?? [];
      kinds[kind] = { ...kinds[kind], requires: [...new Set([...kinds[kind].requires, ...more])] };
    }
    return { ...this.generic, ...parts, kinds };
  }

  letterhead(tenant: string, jurisdiction: string): Letterhead {
    const own = this.letterheads[tenant] ?? this.letterheads.default;
    if (own === undefined) throw new Error('config/letters/letterheads.yaml has no entry `default`');
    const { jurisdictions, ...head } = own;
    return { ...head, ...jurisdictions?.[jurisdiction] };
  }
}

/**
 * Load and check the templates.
 * @param folder with generic.yaml, letterheads.yaml and a file for each jurisdiction
 * @throws Error naming the file and what is wrong in it
 */
export async function loadLetterTemplates(folder: string): Promise<LetterTemplates> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const hash = createHash('sha256');
  const files = new Map<string, unknown>();
  for (const name of names) {
    const text = await readFile(join(folder, name), 'utf8');
    hash.update(`${name}\n${text}\n`);
    files.set(name.slice(0, -'.yaml'.length), parse(text));
  }
  const read = <T>(name: string, schema: z.ZodType<T>): T => {
    const result = schema.safeParse(files.get(name));
    if (result.success) return result.data;
    const first = result.error.issues[0];
    throw new Error(`${join(folder, `${name}.yaml`)}: ${first?.path.join('.') ?? ''} ${first?.message ?? ''}`);
  };
  const jurisdictions = new Map(
    [...files.keys()]
      .filter((name) => name !== 'generic' && name !== 'letterheads')
      .map((name) => [name, read(name, JurisdictionFile)] as const),
  );
  return new LetterTemplates(
    read('generic', GenericTemplates),
    jurisdictions,
    read('letterheads', Letterheads),
    hash.digest('hex'),
  );
}
