/** Slips of recognition put right where what was meant is certain: figures inside words, and known words off by one stroke. */

/** Characters that recognisers take for each other. */
const FIGURE_IN_WORD: Record<string, [small: string, capital: string]> = {
  '0': ['o', 'O'],
  '1': ['l', 'I'],
  '5': ['s', 'S'],
};

/**
 * Words that addresses are made of, and regions. Long enough that one wrong letter leaves no doubt.
 * Regions: Malaysia's states and federal territories (ISO 3166-2:MY), Germany's largest Länder, and common towns of both.
 */
const KNOWN = (
  'jalan taman bandar kampung lorong persiaran seksyen kawasan perindustrian lebuh lebuhraya bangunan tingkat menara ' +
  'selangor johor pahang perak kelantan terengganu kedah melaka sembilan sarawak sabah labuan putrajaya penang perlis ' +
  'kuala lumpur petaling jaya bahru cheras kajang klang subang damansara malaysia darul ehsan takzim ' +
  'street avenue boulevard industrial shopping centre building floor level suite ' +
  'straße strasse platz bayern hessen berlin hamburg münchen frankfurt stuttgart'
).split(' ');
const ABBREVIATIONS = new Set(['jln', 'blvd', 'plz']);
const KNOWN_SET = new Set(KNOWN);

/** One word, with its punctuation kept. */
export function repairedWord(word: string): string {
  return knownWord(figuresOut(word));
}

/** A whole text, word by word. */
export function repairedText(text: string): string {
  return text.replace(/[^\s,]+/g, repairedWord);
}

/** `FO0DICIOUS`, `Leve1`: a figure between letters of a word. `lpoh`: no word begins with a small l before such a letter. */
function figuresOut(word: string): string {
  const letters = word.match(/\p{L}/gu)?.length ?? 0;
  const figures = word.match(/\d/g)?.length ?? 0;
  const started = word.replace(/^l(?=[bcdfghjkmnpqrstvwxz]\p{Ll})/u, 'I');
  const short = word.replace(/1/g, 'l').toLowerCase();
  if (ABBREVIATIONS.has(short)) return word.replace(/1/g, /\p{Ll}/u.test(word) ? 'l' : 'L');
  if (figures === 0 || figures > 2 || letters < figures * 3) return started;
  if (!/^[^\p{L}\p{N}]*[\p{L}015]+[^\p{L}\p{N}]*$/u.test(started)) return started;
  const small = /\p{Ll}/u.test(started);
  return started.replace(/(?<=\p{L})[015]/gu, (figure) => FIGURE_IN_WORD[figure]?.[small ? 0 : 1] ?? figure);
}

/** A word that is one stroke away from exactly one known word, and is none itself. */
function knownWord(word: string): string {
  const match = /^(\P{L}*)(.*?)(\P{L}*)$/su.exec(word);
  const core = match?.[2] ?? '';
  if (core.length < 5 || core.length > 14) return word;
  const plain = core.toLowerCase();
  if (KNOWN_SET.has(plain)) return word;
  const near = KNOWN.filter(
    (known) => known.length === plain.length && known.length >= 5 && differences(known, plain) === 1,
  );
  const [only] = near;
  if (only === undefined || near.length > 1) return word;
  // A letter for a letter may be another name; what is no letter, or looks the same, is a slip.
  const at = [...only].findIndex((letter, index) => letter !== plain[index]);
  if (!mistakable(plain[at] ?? '', only[at] ?? '') && only.length < 8) return word;
  const capital = core === core.toUpperCase();
  const written = capital ? only.toUpperCase() : /^\p{Lu}/u.test(core) ? only[0]?.toUpperCase() + only.slice(1) : only;
  return `${match?.[1] ?? ''}${written}${match?.[3] ?? ''}`;
}

function differences(one: string, other: string): number {
  let count = 0;
  for (let index = 0; index < one.length; index += 1) count += one[index] === other[index] ? 0 : 1;
  return count;
}

function mistakable(read: string, meant: string): boolean {
  if (!/\p{L}/u.test(read)) return true;
  return ['il', 'ceo', 'uv', 'nhm', 'ft', 'bh', 'gq', 'ij', 'rn'].some(
    (group) => group.includes(read) && group.includes(meant),
  );
}
