/**
 * Personal data out before bytes leave, and back in the answer: each value gets a mark such as `⟦PERSON_1⟧`, the same value
 * always the same one, for one call. What the case knows (names, addresses, accounts of its parties) is masked wherever
 * it stands; patterns find the rest, with check digits where the kind has them.
 */
import { luhnHolds, mod97Holds } from '../../../platform/check-digits';
import type { KnownPersonalData } from '../contract';

export type PersonalDataKind = KnownPersonalData['kind'] | 'CARD' | 'IP' | 'SSN' | 'PLATE' | 'VIN';

export interface Span {
  from: number;
  to: number;
  kind: PersonalDataKind;
}

interface Pattern {
  kind: PersonalDataKind;
  expression: RegExp;
  /** Check digits and the like. */
  holds?: (found: string) => boolean;
}

const PATTERNS: Pattern[] = [
  // From the @ backwards: begun at its first letter, every word of a text would be tried.
  {
    kind: 'EMAIL',
    expression: /@(?<=([\p{L}\p{N}._%+-]{1,64})@)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu,
  },
  { kind: 'ACCOUNT', expression: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}\b/g, holds: isIban },
  { kind: 'CARD', expression: /\b\d(?:[ -]?\d){12,18}\b/g, holds: isCard },
  { kind: 'SSN', expression: /\b(?!000|666|9\d\d)\d{3}[- ](?!00)\d{2}[- ](?!0000)\d{4}\b/g },
  { kind: 'VIN', expression: /\b[A-HJ-NPR-Z0-9]{17}\b/g, holds: isVin },
  { kind: 'IP', expression: /\b(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\b/g },
  {
    kind: 'PHONE',
    expression: /(?<![\p{L}\p{N}.,])(?:\+|00)\d{1,3}[ .-]?(?:\(0?\d{1,4}\)[ .-]?)?\d(?:[ .-]?\d){5,11}(?![\p{N}])/gu,
  },
  { kind: 'PHONE', expression: /(?<![\p{L}\p{N}.,-])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?:x\d{1,5})?(?![\p{N}-])/gu },
  { kind: 'PHONE', expression: /(?<=\b(?:tel|phone|telefon|mobile|mobil|fax)\.?:?\s{0,3})\d(?:[ ./-]?\d){5,13}/giu },
  {
    kind: 'PERSON',
    expression: /(?<=\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|Mme|M)\.?\s)\p{Lu}[\p{L}'’-]+(?:\s\p{Lu}[\p{L}'’-]+){0,3}/gu,
  },
  {
    kind: 'DATE_OF_BIRTH',
    expression: /(?<=\b(?:born(?: on)?|date of birth|d\.?o\.?b\.?|geboren am|geburtsdatum):?\s{0,3})[\d./-]{6,10}/giu,
  },
];

/** What a text holds that points at a person. @returns spans in order, none over another */
export function findPersonalData(text: string, known: readonly KnownPersonalData[]): Span[] {
  const spans: Span[] = [];
  // The longest first: "Anna Maria Berg" before "Berg".
  for (const { kind, text: value } of [...known].sort((a, b) => b.text.length - a.text.length))
    for (const match of text.matchAll(asWritten(value)))
      spans.push({ from: match.index, to: match.index + match[0].length, kind });
  for (const { kind, expression, holds } of PATTERNS)
    for (const match of text.matchAll(expression)) {
      const from = match.index - (match[1]?.length ?? 0);
      if (holds === undefined || holds(match[0])) spans.push({ from, to: match.index + match[0].length, kind });
    }
  return withoutOverlap(spans);
}

/** What is known comes first, then the order of the patterns. */
function withoutOverlap(spans: Span[]): Span[] {
  const kept: Span[] = [];
  for (const span of spans) if (!kept.some((other) => span.from < other.to && other.from < span.to)) kept.push(span);
  return kept.sort((a, b) => a.from - b.from);
}

/** The value in any case, with any white space, and with spaces or dashes between digits. */
function asWritten(value: string): RegExp {
  const words = value
    .trim()
    .split(/\s+/)
    .map((word) =>
      /^[\p{N}-]{5,}$|^[A-Z]{2}\d{2}[A-Z0-9]{8,}$/u.test(word)
        ? [...word.replaceAll('-', '')].map(literally).join('[\\s-]*')
        : literally(word),
    );
  return new RegExp(`(?<![\\p{L}\\p{N}])${words.join('\\s+')}(?![\\p{L}\\p{N}])`, 'giu');
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

const MARK = /⟦\s*([A-Z_]+_\d+)\s*⟧/g;

/** Masks and puts back, for one call. */
export class Mask {
  private readonly marks = new Map<string, string>();
  private readonly values = new Map<string, string>();
  private readonly numbers = new Map<PersonalDataKind, number>();
  /** Found so far, by kind. */
  readonly counts: Record<string, number> = {};

  constructor(private readonly known: readonly KnownPersonalData[]) {}

  /** @param replace false: only counted */
  hide(text: string, replace = true): string {
    // Marks in the input would be taken for ours on the way back.
    const clean = text.replaceAll(/[⟦⟧]/g, ' ');
    let result = '';
    let at = 0;
    for (const { from, to, kind } of findPersonalData(clean, this.known)) {
      this.counts[kind] = (this.counts[kind] ?? 0) + 1;
      result += clean.slice(at, from) + this.mark(clean.slice(from, to), kind);
      at = to;
    }
    return replace ? result + clean.slice(at) : text;
  }

  /** Put values back into every text of an answer; a mark that is none of ours stays. */
  reveal(value: unknown): unknown {
    if (typeof value === 'string')
      return this.marks.size === 0
        ? value
        : value.replaceAll(MARK, (mark, name: string) => this.values.get(name) ?? mark);
    if (Array.isArray(value)) return value.map((part) => this.reveal(part));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, this.reveal(part)]));
  }

  /** The same for a text that comes in pieces: a mark that is not complete yet is held back. */
  revealPieces(next: (piece: string) => void): (piece: string) => void {
    let held = '';
    return (piece) => {
      held += piece;
      const open = held.lastIndexOf('⟦');
      const complete = open < 0 || held.includes('⟧', open) || held.length - open > 40;
      const ready = complete ? held : held.slice(0, open);
      held = complete ? '' : held.slice(open);
      if (ready !== '') next(String(this.reveal(ready)));
    };
  }

  private mark(value: string, kind: PersonalDataKind): string {
    const same = `${kind} ${value.toLowerCase().replaceAll(/\s+/g, ' ')}`;
    let name = this.marks.get(same);
    if (name === undefined) {
      const number = (this.numbers.get(kind) ?? 0) + 1;
      this.numbers.set(kind, number);
      name = `${kind}_${number}`;
      this.marks.set(same, name);
      this.values.set(name, value);
    }
    return `⟦${name}⟧`;
  }
}

/** ISO 13616: 15 to 34 signs whose check digits hold. */
export function isIban(text: string): boolean {
  const plain = text.replaceAll(' ', '');
  if (plain.length < 15 || plain.length > 34) return false;
  return mod97Holds(plain);
}

/** ISO/IEC 7812: Luhn's check digit; 13 to 19 digits. */
export function isCard(text: string): boolean {
  const digits = text.replaceAll(/\D/g, '');
  if (digits.length < 13 || digits.length > 19 || /^0/.test(digits)) return false;
  return luhnHolds(digits);
}

const VIN_VALUES: Record<string, number> = Object.fromEntries(
  [...'ABCDEFGH']
    .map((letter, i) => [letter, i + 1] as const)
    .concat(
      [...'JKLMN'].map((letter, i) => [letter, i + 1] as const),
      [
        ['P', 7],
        ['R', 9],
      ],
      [...'STUVWXYZ'].map((letter, i) => [letter, i + 2] as const),
    ),
);
const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** ISO 3779 with letters and digits. The check digit of 49 CFR 565 is not used in Europe, so it is no condition. */
function isVin(text: string): boolean {
  return /[A-Z]/.test(text) && /\d/.test(text) && (vinCheckDigit(text) === text[8] || /\d{4}$/.test(text));
}

/** 49 CFR 565.15: weighted sum by 11, `X` for ten. */
export function vinCheckDigit(vin: string): string {
  const sum = [...vin].reduce(
    (all, sign, place) => all + (VIN_VALUES[sign] ?? Number(sign)) * (VIN_WEIGHTS[place] ?? 0),
    0,
  );
  return sum % 11 === 10 ? 'X' : String(sum % 11);
}
