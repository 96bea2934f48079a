/** Values that the case knows (parties, addresses, accounts, references): found however they are written. */
import type { KnownValue, MaskType, PersonalDataSpan } from '../contract';
import { fold } from './tokens';

/** Shorter parts of a name, and these words, say nothing by themselves. */
const SHORTEST_PART = 3;
const PARTICLES: ReadonlySet<string> = new Set([
  'van',
  'von',
  'der',
  'den',
  'del',
  'della',
  'the',
  'and',
  'dos',
  'das',
  'inc',
  'ltd',
  'llc',
  'gmbh',
  'limited',
  'company',
]);

/**
 * Every place of every known value: whole values in any case, accent, spacing and punctuation; of a person also each
 * name alone, capitalised or not ("Aoife", "Ms Byrne"). Longer ones first, so that a full name is one span.
 */
export function findKnown(text: string, known: KnownValue[]): PersonalDataSpan[] {
  if (known.length === 0) return [];
  const { folded, placeOf } = foldWithPlaces(text);
  const wanted = new Map<string, MaskType>();
  for (const { type, value } of known) {
    const plain = fold(value)
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
    if (plain.length >= 2) wanted.set(plain, wanted.get(plain) ?? type);
    if (type !== 'PERSON') continue;
    for (const part of plain.split(' ')) {
      if (part.length >= SHORTEST_PART && !PARTICLES.has(part)) wanted.set(part, wanted.get(part) ?? type);
    }
  }
  const spans: PersonalDataSpan[] = [];
  const taken = new Uint8Array(text.length);
  for (const [plain, entityType] of [...wanted].sort(([one], [other]) => other.length - one.length)) {
    for (const match of folded.matchAll(expressionOf(plain))) {
      const start = placeOf(match.index);
      const last = placeOf(match.index + match[0].length - 1);
      const end = last + lengthAt(text, last);
      if (taken.subarray(start, end).includes(1)) continue;
      taken.fill(1, start, end);
      spans.push({ entityType, start, end, value: text.slice(start, end), confidence: 1, source: 'known' });
    }
  }
  return spans.sort((one, other) => one.start - other.start);
}

/** Signs of a value with anything but letters and digits between its words; digits also with gaps inside. */
function expressionOf(plain: string): RegExp {
  const literal = (sign: string) => sign.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const isNumber = /\d/.test(plain) && plain.replace(/\D/g, '').length >= 5;
  const body = isNumber
    ? [...plain.replace(/ /g, '')].map(literal).join('[\\s./-]{0,2}')
    : plain
        .split(' ')
        .map((word) => [...word].map(literal).join(''))
        .join('[^\\p{L}\\p{N}]{1,4}');
  return new RegExp(`(?<![\\p{L}\\p{N}])${body}(?![\\p{L}\\p{N}])`, 'gu');
}

/** The text folded, and for each of its units the place of the sign that it comes from. */
function foldWithPlaces(text: string): { folded: string; placeOf: (unit: number) => number } {
  if (/^[\0-\x7f]*$/.test(text)) return { folded: text.toLowerCase(), placeOf: (unit) => unit };
  const places: number[] = [];
  let folded = '';
  for (let place = 0; place < text.length; place += lengthAt(text, place)) {
    const sign = fold(text.slice(place, place + lengthAt(text, place)));
    folded += sign;
    for (let unit = 0; unit < sign.length; unit += 1) places.push(place);
  }
  return { folded, placeOf: (unit) => places[unit] ?? 0 };
}

/** Units of the sign at a place: two for a pair of surrogates, with the accents that follow it. */
function lengthAt(text: string, place: number): number {
  let length = (text.codePointAt(place) ?? 0) > 0xffff ? 2 : 1;
  while (/\p{M}/u.test(text.charAt(place + length)) && place + length < text.length) length += 1;
  return length;
}
