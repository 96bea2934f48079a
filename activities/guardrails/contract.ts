/**
 * Guardrails around a model: what leaves the house (personal data is masked, and put back in the answer), and what
 * comes in (documents that give orders to a model). Both are pure and local: no network, no model provider.
 */
import { z } from 'zod';

/** Names of the entity types as the public test sets of the field write them. */
export const EntityType = z.enum([
  'PERSON',
  'STREET_ADDRESS',
  'GPE',
  'ORGANIZATION',
  'CREDIT_CARD',
  'DATE_TIME',
  'TITLE',
  'PHONE_NUMBER',
  'AGE',
  'EMAIL_ADDRESS',
  'ZIP_CODE',
  'DOMAIN_NAME',
  'NRP',
  'IBAN_CODE',
  'US_SSN',
  'IP_ADDRESS',
  'US_DRIVER_LICENSE',
]);
export type EntityType = z.infer<typeof EntityType>;

/** What a known value of the case may be: an entity type, or a reference number of the house (policy, claim, account). */
export const MaskType = z.enum([...EntityType.options, 'REFERENCE']);
export type MaskType = z.infer<typeof MaskType>;

/** A piece of personal data. `start` and `end` are UTF-16 offsets in the text, end exclusive; `value` is the text between. */
export const PersonalDataSpan = z.object({
  entityType: MaskType,
  start: z.number().int().min(0),
  end: z.number().int().min(1),
  value: z.string().min(1),
  /** 0 to 1, an order of certainty and not a probability: 1 for checksums and known values. */
  confidence: z.number().min(0).max(1),
  /** What found it: a value of the case, a pattern with or without checksum, or the sequence model. */
  source: z.enum(['known', 'checksum', 'pattern', 'model']),
});
export type PersonalDataSpan = z.infer<typeof PersonalDataSpan>;

/** A value that the case already knows: found wherever it is written, in any case, spacing or accent. */
export const KnownValue = z.object({ type: MaskType, value: z.string().max(500) });
export type KnownValue = z.infer<typeof KnownValue>;

/** What the tokens of one masked text stand for. Personal data: keep it with the call, never log it. */
export const Vault = z.record(z.string().regex(/^⟦[A-Z_]+_\d+⟧$/), z.string());
export type Vault = z.infer<typeof Vault>;

export const MaskedText = z.object({ text: z.string(), vault: Vault, spans: z.array(PersonalDataSpan) });
export type MaskedText = z.infer<typeof MaskedText>;

export interface PersonalDataGuard {
  /** Spans in order of their place; they do not overlap. Never throws: any text is allowed. */
  detect(text: string, known?: KnownValue[]): PersonalDataSpan[];
  /**
   * Replace personal data by tokens such as ⟦PERSON_1⟧. The same value has the same token. With a vault of an earlier
   * text of the same call, its tokens go on.
   */
  mask(text: string, known?: KnownValue[], vault?: Vault): MaskedText;
  /** Put the values back. A token that the vault does not have stays as it is. */
  restore(text: string, vault: Vault): string;
}

/** Why a passage looks as if it were written for the model. */
export const InjectionReason = z.enum([
  'override',
  'addresses-assistant',
  'shapes-the-answer',
  'task-request',
  'question-to-model',
  'names-the-decision',
  'hidden-text',
]);
export type InjectionReason = z.infer<typeof InjectionReason>;

/** A passage of a document that gives orders to a model. A signal for people and for quarantine, never a verdict. */
export const InjectionFinding = z.object({
  start: z.number().int().min(0),
  end: z.number().int().min(1),
  /** At most 200 characters of the passage, for whoever looks at it. */
  quote: z.string().max(200),
  /** 0 to 1; findings below the guard's threshold are not given. */
  score: z.number().min(0).max(1),
  reasons: z.array(InjectionReason).min(1),
});
export type InjectionFinding = z.infer<typeof InjectionFinding>;

export const InjectionScreening = z.object({
  /** Highest score of any passage, also below the threshold: what a threshold is chosen on. */
  score: z.number().min(0).max(1),
  suspected: z.boolean(),
  findings: z.array(InjectionFinding),
});
export type InjectionScreening = z.infer<typeof InjectionScreening>;

export interface InjectionGuard {
  /** Look through the text of one document. Never throws. */
  screen(text: string): InjectionScreening;
}
