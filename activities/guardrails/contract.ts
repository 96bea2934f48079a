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

/**
 * Everything that can be masked: the entity types, and what claims have besides: vehicles, dates of birth, reference
 * numbers of the house (policy, claim, account).
 */
export const MaskType = z.enum([...EntityType.options, 'DATE_OF_BIRTH', 'VEHICLE_ID', 'LICENSE_PLATE', 'REFERENCE']);
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

/** A text on its way to a model. */
export interface OutgoingText {
  text: string;
  /** From outside: looked through for orders to a model. */
  screen: boolean;
}

/** What is to be done with the texts of one call. */
export interface Inspection {
  texts: OutgoingText[];
  known: KnownValue[];
  /** Types that are replaced by tokens; what is found of others stays. */
  mask: MaskType[];
  /** Tokens of earlier texts of the same call go on. */
  vault: Vault;
}

/** The texts in their order, masked, and what was found. */
export interface Inspected {
  texts: string[];
  vault: Vault;
  /** How many spans of each masked type. */
  personalData: Record<string, number>;
  /** How many passages that give orders, by reason. */
  injection: Record<string, number>;
  /** Time of each guard, without waiting for its turn. */
  personalDataMs: number;
  injectionMs: number;
}

/** Both guards, for whoever calls a model: asked before bytes leave. */
export interface Guardrails {
  /** Any text is allowed. @throws Error when the guards themselves are gone: then nothing may be sent */
  inspect(inspection: Inspection): Promise<Inspected>;
  /** Put the values back. A token that the vault does not have stays as it is. */
  restore(text: string, vault: Vault): string;
}
