/** Comparing names of people: equal, near (a person looks), or different. */

/** Letters that Unicode does not take apart into a base letter and a mark. */
const PLAIN: Record<string, string> = { ß: 'ss', ø: 'o', ł: 'l', æ: 'ae', œ: 'oe', đ: 'd', ð: 'd', þ: 'th', ı: 'i' };

/** Lower case, no diacritics, no punctuation, single spaces. */
export function normalName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßøłæœđðþı]/g, (letter) => PLAIN[letter] ?? letter)
    .replace(/['’`´]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * `equal`: the same letters, whatever the case, the diacritics, the spaces and the order of given and family name.
 * `near`: a few letters differ, initials stand for names, or all words of one name are in the other. Else `different`.
 */
export function compareNames(one: string, other: string): 'equal' | 'near' | 'different' {
  const a = normalName(one);
  const b = normalName(other);
  if (a === '' || b === '') return 'different';
  const wordsA = a.split(' ');
  const wordsB = b.split(' ');
  const orderedA = [...wordsA].sort().join('');
  const orderedB = [...wordsB].sort().join('');
  const joinedA = wordsA.join('');
  const joinedB = wordsB.join('');
  if (joinedA === joinedB || orderedA === orderedB) return 'equal';
  if (abbreviates(wordsA, wordsB) || abbreviates(wordsB, wordsA)) return 'near';
  // One slip in a short name, two in a longer one: "Ann Li" and "Bob Li" stay different.
  const slips = Math.min(joinedA.length, joinedB.length) < 9 ? 1 : 2;
  const distance = Math.min(editDistance(joinedA, joinedB), editDistance(orderedA, orderedB));
  return distance <= slips ? 'near' : 'different';
}

/** Each word of the shorter name is, or is the initial of, a word of its own in the longer one, and one is whole. */
function abbreviates(shorter: string[], longer: string[]): boolean {
  if (shorter.length > longer.length) return false;
  const free = [...longer];
  let whole = 0;
  for (const word of [...shorter].sort((a, b) => b.length - a.length)) {
    const same = free.indexOf(word);
    const at = same >= 0 ? same : free.findIndex((candidate) => word.length === 1 && candidate.startsWith(word));
    if (at < 0) return false;
    if (same >= 0 && word.length > 1) whole += 1;
    free.splice(at, 1);
  }
  return whole > 0;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next.push(
        Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
