/** What the sequence model sees of a token: the word, its form, what dictionaries say, and the same of its neighbours. */
import { Flag, hashWord, type Lexicon, NAME_FLAGS } from './lexicon';
import type { Token } from './tokens';

/** One token as numbers, computed once. */
export interface TokenView {
  word: number;
  suffix3: number;
  shape: number;
  flags: number;
  /** Flags and shape drawn together: the class of words that it belongs to. */
  group: number;
  lineStart: boolean;
  /** An ordinary English word in small letters, in a text that has capitals: no name, whatever stands beside it. */
  ordinary: boolean;
}

const ORDINARY = Flag.common | Flag.rare;
/** Small words inside names of people, companies, towns and addresses. */
const PARTICLES: ReadonlySet<string> = new Set(
  'and of the corner at in on upon de la le les du des da do dos das del della di van von der den ter zu zur am el al y e i og och et und ul u street st avenue ave road rd lane drive str strasse straße rue via calle rua weg gade vej utca apt suite flat box'.split(
    ' ',
  ),
);

/** Buckets of the feature table; a power of two. */
export const BUCKETS = 1 << 18;
const EDGE: TokenView = {
  word: 1, suffix3: 0, shape: 15, flags: 0, group: 7, lineStart: false, ordinary: false,
}; // biome-ignore format: one value

/** Form of a token: 1 lower case, 2 Capitalised, 3 CAPITALS, 4 mIxed; 5 to 11 numbers by length; marks by themselves. */
function shapeOf({ text, kind }: Token): number {
  if (kind === 'fixed') return 12;
  if (kind === 'mark') return 13;
  if (kind === 'number') return 4 + Math.min(text.length, 7);
  const first = text[0] ?? '';
  if (text === text.toLowerCase()) return text.startsWith("'") || text.startsWith('’') ? 14 : 1;
  if (first === first.toLowerCase()) return 4;
  const rest = text.slice(1);
  if (rest === '') return 16;
  if (rest === rest.toLowerCase()) return 2;
  return rest === rest.toUpperCase() ? 3 : 4;
}

/**
 * @param hide which tokens to show without what dictionaries say of names (1), and without the word itself (2). Training
 *             hides some, so that the model learns what to do with names that nobody has listed.
 */
export function viewTokens(tokens: Token[], lexicon: Lexicon, hide?: (index: number) => number): TokenView[] {
  const hasCapitals = tokens.some(({ kind, text }) => kind === 'word' && text !== text.toLowerCase());
  return tokens.map((token, index) => {
    const { folded, text } = token;
    const hidden = hide?.(index) ?? 0;
    const isWord = token.kind === 'word';
    let flags = isWord ? lexicon.flags(folded) : 0;
    if (isWord && flags === 0 && folded.includes('-')) flags = hyphenated(folded, lexicon);
    if ((hidden & 1) !== 0) flags &= ~NAME_FLAGS;
    const shape = shapeOf(token);
    return {
      word: (hidden & 2) !== 0 ? 3 : token.kind === 'number' ? 100 + Math.min(token.text.length, 9) : hashWord(folded),
      suffix3: isWord ? hashWord(folded.slice(-3)) : 0,
      shape,
      flags,
      group: groupOf(flags, shape),
      lineStart: token.lineStart,
      ordinary: hasCapitals && shape === 1 && (flags & ORDINARY) !== 0 && !PARTICLES.has(text),
    };
  });
}

/** A double name is a name when a part is one. */
function hyphenated(folded: string, lexicon: Lexicon): number {
  let flags = 0;
  for (const part of folded.split('-')) flags |= lexicon.flags(part);
  return flags & (NAME_FLAGS | Flag.country | Flag.nationality);
}

function groupOf(flags: number, shape: number): number {
  return Math.imul(flags & ~Flag.cityPart, 0x9e3779b1) ^ Math.imul(shape + 1, 0x85ebca6b);
}

/** Number of features of a token. */
export const FEATURES = 25;

/** Write the buckets of one token's features to `into`, from `offset`. */
export function writeFeatures(views: TokenView[], index: number, into: Int32Array, offset: number): void {
  const p2 = index > 1 ? (views[index - 2] ?? EDGE) : EDGE;
  const p1 = index > 0 ? (views[index - 1] ?? EDGE) : EDGE;
  const t = views[index] ?? EDGE;
  const n1 = index + 1 < views.length ? (views[index + 1] ?? EDGE) : EDGE;
  const n2 = index + 2 < views.length ? (views[index + 2] ?? EDGE) : EDGE;
  const start = t.lineStart ? 1 : 0;
  const next = index + 1 >= views.length ? 2 : n1.lineStart ? 1 : 0;
  into[offset + 0] = bucketOf(1, 1, 0, 0);
  into[offset + 1] = bucketOf(2, t.word, 0, 0);
  into[offset + 2] = bucketOf(3, t.word, t.shape, 0);
  into[offset + 3] = bucketOf(4, t.suffix3, t.shape, 0);
  into[offset + 4] = bucketOf(5, t.shape, start, next);
  into[offset + 5] = bucketOf(6, t.flags & NAME_FLAGS, t.shape, 0);
  into[offset + 6] = bucketOf(7, t.group, start, next);
  into[offset + 7] = bucketOf(8, p1.word, 0, 0);
  into[offset + 8] = bucketOf(9, n1.word, 0, 0);
  into[offset + 9] = bucketOf(10, p1.word, t.group, 0);
  into[offset + 10] = bucketOf(11, n1.word, t.group, 0);
  into[offset + 11] = bucketOf(12, p1.group, t.group, 0);
  into[offset + 12] = bucketOf(13, t.group, n1.group, 0);
  into[offset + 13] = bucketOf(14, p1.group, t.group, n1.group);
  into[offset + 14] = bucketOf(15, p1.shape, t.shape, n1.shape);
  into[offset + 15] = bucketOf(16, p2.shape ^ (p1.shape << 6), t.shape, n1.shape ^ (n2.shape << 6));
  into[offset + 16] = bucketOf(17, p2.word, p1.word, 0);
  into[offset + 17] = bucketOf(18, n1.word, n2.word, 0);
  into[offset + 18] = bucketOf(19, p1.word, n1.word, t.shape);
  into[offset + 19] = bucketOf(20, p1.word, t.word, 0);
  into[offset + 20] = bucketOf(21, t.word, n1.word, 0);
  into[offset + 21] = bucketOf(22, p2.group, p1.group, t.group);
  into[offset + 22] = bucketOf(23, t.group, n1.group, n2.group);
  into[offset + 23] = bucketOf(24, p2.word, t.group, 0);
  into[offset + 24] = bucketOf(25, n2.word, t.group, 0);
}

/** @param feature number of the feature, from 1: the same values are another bucket for another feature */
function bucketOf(feature: number, one: number, two: number, three: number): number {
  let hash = Math.imul(Math.imul(feature, 0x9e3779b1) ^ one, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13) ^ two, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16) ^ three, 0x27d4eb2f);
  return (hash ^ (hash >>> 15)) & (BUCKETS - 1);
}
