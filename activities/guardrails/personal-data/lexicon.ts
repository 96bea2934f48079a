/** What a word may be, by dictionary: one set of flags for each word that is known. */

/** A flag is a bit; a word has as many as fit. */
export const Flag = {
  given: 1,
  surname: 2,
  /** A town or city of one word. */
  city: 4,
  /** A word of a longer name of a town. */
  cityPart: 8,
  country: 16,
  nationality: 32,
  street: 64,
  unit: 128,
  company: 256,
  honorific: 512,
  job: 1024,
  calendar: 2048,
  /** Among the 2,000 most frequent words of English. */
  frequent: 4096,
  /** Among the 30,000 most frequent ones, mostly written in lower case. */
  common: 8192,
  /** Said now and then, written in lower case. */
  rare: 16384,
} as const;

/** Flags that a name which nobody has listed would not have. */
export const NAME_FLAGS = Flag.given | Flag.surname | Flag.city | Flag.cityPart;

/** 32-bit FNV-1a over UTF-16 units, well mixed. */
export function hashWord(word: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < word.length; place += 1) {
    hash = Math.imul(hash ^ word.charCodeAt(place), 0x01000193);
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) >>> 0;
}

/**
 * A dictionary of hashes: 32 bits for a word, so that the file has no words in it and one word in 20,000 that is in no
 * list is taken for one that is.
 */
export class Lexicon {
  private readonly slots: Uint32Array;
  private readonly values: Uint16Array;
  private readonly mask: number;

  constructor(hashes: Uint32Array, flags: Uint16Array) {
    let size = 1024;
    while (size < hashes.length * 2) size *= 2;
    this.mask = size - 1;
    this.slots = new Uint32Array(size);
    this.values = new Uint16Array(size);
    for (let place = 0; place < hashes.length; place += 1) {
      const hash = hashes[place] ?? 0;
      let slot = hash & this.mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & this.mask;
      this.slots[slot] = hash;
      this.values[slot] = flags[place] ?? 0;
    }
  }

  /** @param folded lower case, without accents */
  flags(folded: string): number {
    const hash = hashWord(folded) || 1;
    for (let slot = hash & this.mask; this.slots[slot] !== 0; slot = (slot + 1) & this.mask) {
      if (this.slots[slot] === hash) return this.values[slot] ?? 0;
    }
    return 0;
  }
}
