/**
 * Drafts say only what the case says: every figure, date, name and clause of the text has to be in the material that the
 * model was given. Pure.
 */

export interface Ungrounded {
  kind: 'figure' | 'date' | 'name' | 'clause';
  /** As the draft has it. */
  text: string;
}

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const MONTH = MONTHS.map((month) => `${month.slice(0, 3)}(?:${month.slice(3)})?`).join('|');
const CLAUSE = /(?:\b(?:clause|section|article|paragraph)|§)\s*(\d+(?:\.\d+)*[a-z]?)/gi;
const DATES: [RegExp, (match: RegExpMatchArray) => string][] = [
  [/\b(\d{4})-(\d{2})-(\d{2})\b/g, ([, y, m, d]) => `${y}-${m}-${d}`],
  [
    new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?\\.?\\s+(${MONTH})\\.?,?\\s+(\\d{4})\\b`, 'gi'),
    ([, d, m, y]) => iso(y, monthOf(m), d),
  ],
  [
    new RegExp(`\\b(${MONTH})\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})\\b`, 'gi'),
    ([, m, d, y]) => iso(y, monthOf(m), d),
  ],
  [/\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b/g, ([, d, m, y]) => iso(y, Number(m), d)],
  // Which is the month nobody can say: as it is written.
  [/\b(\d{1,2})\/(\d{1,2})\/(\d{4})\b/g, ([text]) => text ?? ''],
];
const NAME = /\p{Lu}[\p{L}'’-]+(?:\s+(?:(?:de|van|von|der|den|da|di|la|le|of|and|&)\s+)?\p{Lu}[\p{L}'’-]+)+/gu;
/** Words of letters that begin with a capital and name nobody. */
const FORM_WORDS = new Set(
  'dear sir madam yours sincerely faithfully kind regards best mr mrs ms miss dr prof we you your our the this that these if in on at for with please thank and policy claim claims department team number date reference insured policyholder insurer adjuster company monday tuesday wednesday thursday friday saturday sunday'
    .split(' ')
    .concat(MONTHS),
);

/** @returns what the draft says and the material does not */
export function ungrounded(draft: string, material: string): Ungrounded[] {
  const found: Ungrounded[] = [];
  const said = facts(draft);
  // Read only when something does not stand there as it is written in the draft.
  let known: Facts | undefined;
  const inMaterial = () => {
    known ??= factsOfMaterial(material);
    return known;
  };
  const missing = (text: string) => !standsAlone(text, material);
  for (const [date, text] of said.dates)
    if (missing(text) && !inMaterial().dates.has(date)) found.push({ kind: 'date', text });
  for (const [clause, text] of said.clauses)
    if (missing(text) && !inMaterial().clauses.has(clause) && !inMaterial().figures.has(clause))
      found.push({ kind: 'clause', text });
  // A whole number may stand in the material as a part of a date: that is no figure. One with decimals cannot.
  for (const [figure, text] of said.figures)
    if ((!/[.,]/.test(text) || missing(text)) && !inMaterial().figures.has(figure))
      found.push({ kind: 'figure', text });
  const names = [...draft.matchAll(NAME)].map(([name]) => name);
  const words = names.length === 0 ? new Set() : new Set(material.toLowerCase().match(WORDS) ?? []);
  for (const name of names) {
    const parts = name.toLowerCase().match(WORDS) ?? [];
    if (parts.some((part) => !words.has(part) && !FORM_WORDS.has(part))) found.push({ kind: 'name', text: name });
  }
  return found;
}

const WORDS = /[\p{L}'’-]+/gu;

interface Facts {
  dates: Map<string, string>;
  clauses: Map<string, string>;
  figures: Map<string, string>;
}

function factsOfMaterial(material: string): Facts {
  const known = facts(material);
  // A clause of the material may stand in the draft with another word before it, or none.
  for (const [clause, text] of known.clauses) known.figures.set(plainNumber(clause), text);
  return known;
}

/** There letter by letter, and not as a part of something longer. */
function standsAlone(text: string, material: string): boolean {
  for (let at = material.indexOf(text); at >= 0; at = material.indexOf(text, at + 1)) {
    const before = material[at - 1] ?? ' ';
    const after = material.slice(at + text.length, at + text.length + 2);
    if (!/[\p{L}\p{N}.,/-]/u.test(before) && !/^(?:[\p{L}\p{N}]|[.,/-]\p{N})/u.test(after)) return true;
  }
  return false;
}

/** Figures, dates and clauses in one form each, with the text they had. */
function facts(text: string): Facts {
  const dates = new Map<string, string>();
  const clauses = new Map<string, string>();
  const figures = new Map<string, string>();
  let rest = text;
  for (const [expression, read] of DATES) {
    for (const match of rest.matchAll(expression)) dates.set(read(match), match[0]);
    rest = rest.replaceAll(expression, ' ');
  }
  for (const match of rest.matchAll(CLAUSE)) clauses.set((match[1] ?? '').toLowerCase(), match[0]);
  const withoutClauses = rest.replaceAll(CLAUSE, ' ');
  for (const [figure] of withoutClauses.matchAll(/\d[\d.,\u00A0 ]*\d|\d/g))
    figures.set(plainNumber(figure), figure.trim());
  return { dates, clauses, figures };
}

/** `1,234.50`, `1.234,50` and `1234.5` are one figure. */
function plainNumber(text: string): string {
  const plain = text.replaceAll(/[\s\u00A0]/g, '');
  const decimals = /[.,](\d{1,2})$/.exec(plain)?.[1] ?? '';
  const whole = (decimals === '' ? plain : plain.slice(0, -decimals.length - 1)).replaceAll(/\D/g, '');
  const fraction = decimals.replace(/0+$/, '');
  return `${whole.replace(/^0+(?=\d)/, '')}${fraction === '' ? '' : `.${fraction}`}`;
}

function monthOf(text: string | undefined): number {
  return MONTHS.findIndex((month) => month.startsWith((text ?? '').slice(0, 3).toLowerCase())) + 1;
}

function iso(year: string | undefined, month: number, day: string | undefined): string {
  return `${year}-${String(month).padStart(2, '0')}-${(day ?? '').padStart(2, '0')}`;
}
