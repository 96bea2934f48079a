/** Comparing names of people: equal, near (a person looks), or different. */

/** Lower case, no diacritics, no punctuation, single spaces, words in alphabetical order (given and family name may be swapped). */
export function normalName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
    .sort()
    .join(' ');
}

/** `equal`; `near` when at most two letters differ or one name's words are all in the other; else `different`. */
export function compareNames(one: string, other: string): 'equal' | 'near' | 'different' {
  const a = normalName(one);
  const b = normalName(other);
  if (a === b) return 'equal';
  const wordsA = new Set(a.split(' '));
  const wordsB = new Set(b.split(' '));
  const [fewer, more] = wordsA.size <= wordsB.size ? [wordsA, wordsB] : [wordsB, wordsA];
  if (fewer.size >= 2 && [...fewer].every((word) => more.has(word))) return 'near';
  return editDistance(a, b) <= 2 ? 'near' : 'different';
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next.push(Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
