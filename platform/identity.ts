/** Who is who: how tokens and tickets are made, how a token is looked up without being stored, and how names compare. */
import { createHash, randomBytes } from 'node:crypto';

/** A new access token: 256 random bits, shown once. */
export function newToken(): string {
  return `adj_${randomBytes(32).toString('base64url')}`;
}

/** SHA-256 (hex) of a token: what the database keeps. A plain hash suffices, since a token has 256 bits of chance. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** A new decision ticket: single use, short-lived, of no use to anybody but its claim. */
export function newTicket(): string {
  return `tkt_${randomBytes(24).toString('base64url')}`;
}

/** Letters that Unicode does not take apart into a base letter and a mark. */
const BASE_LETTERS: Record<string, string> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  æ: 'ae',
  œ: 'oe',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/**
 * The words of a name as they are compared: lower case, without diacritics, apostrophes and punctuation, sorted, so that
 * `Ní Dhálaigh, Siobhán` and `Siobhan Ni Dhalaigh` are the same. Empty for a name without letters or digits.
 */
export function nameWords(name: string): string[] {
  return name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßøłæœđðþı]/g, (letter) => BASE_LETTERS[letter] ?? letter)
    .replace(/['’`´]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .sort();
}

/** `nameWords` as one string: equal strings are equal names. */
export function comparableName(name: string): string {
  return nameWords(name).join(' ');
}

/**
 * How like two comparable names are: the share of pairs of neighbouring letters that they have in common (Dice's
 * coefficient), 0 to 1.
 */
export function likeness(one: string, other: string): number {
  const [first, second] = [letterPairs(one), letterPairs(other)];
  if (first.length === 0 || second.length === 0) return one === other ? 1 : 0;
  const left = new Map<string, number>();
  for (const pair of first) left.set(pair, (left.get(pair) ?? 0) + 1);
  let common = 0;
  for (const pair of second) {
    const rest = left.get(pair) ?? 0;
    if (rest === 0) continue;
    left.set(pair, rest - 1);
    common += 1;
  }
  return (2 * common) / (first.length + second.length);
}

function letterPairs(name: string): string[] {
  const letters = [...name.replaceAll(' ', '')];
  return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}
