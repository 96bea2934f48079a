/**
 * What code can say of a clause in free words without a model: a figure that the clause sets as a bound, and a situation that
 * states another figure of the same unit. A situation that misses the bound is not covered. One that keeps it may still fall
 * short elsewhere (cause, place, person), so that nothing is ever called covered, and nothing at all where words decide.
 */

interface Bound {
  kind: 'least' | 'most';
  amount: number;
  unit: string;
}

const NUMBER = String.raw`(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)`;
/** Units that are compared as they are written; nothing is converted. */
const UNITS: Record<string, string> = {
  mph: 'mph',
  'km/h': 'km/h',
  kmh: 'km/h',
  kph: 'km/h',
  hour: 'hour',
  hours: 'hour',
  day: 'day',
  days: 'day',
  week: 'week',
  weeks: 'week',
  month: 'month',
  months: 'month',
  year: 'year',
  years: 'year',
  mile: 'mile',
  miles: 'mile',
  inch: 'inch',
  inches: 'inch',
  feet: 'foot',
  foot: 'foot',
  percent: 'percent',
};
const UNIT = Object.keys(UNITS)
  .sort((a, b) => b.length - a.length)
  .join('|');
const BOUNDS: [Bound['kind'], RegExp][] = [
  [
    'least',
    new RegExp(String.raw`\b(?:at least|no less than|not less than|a minimum of)\s+${NUMBER}\s*-?\s*(${UNIT})\b`, 'gi'),
  ],
  [
    'most',
    new RegExp(
      String.raw`\b(?:at most|no more than|not more than|a maximum of|within)\s+${NUMBER}\s*-?\s*(${UNIT})\b`,
      'gi',
    ),
  ],
];
/** Words that make a stated figure something else than what happened. */
const HEDGED =
  /\b(?:about|around|almost|nearly|roughly|approximately|between|up to|or more|or less|some|reported|estimated|at least|at most|more than|less than|over|under|above|below|exceed\w*|in excess of|maybe|perhaps|might|could|would|if|not|later|earlier|next|previous)\b/i;

/** Words that name nothing which could be measured. */
const EMPTY = new Set(
  'insurance insured policy includes include covers cover covered coverage defined damage damages loss losses caused from with which that this when while speeds speed home policyholder policyholders'.split(
    ' ',
  ),
);

/**
 * The bound that a situation misses, with the words of both; null where nothing can be said.
 * Only where clause and situation each state one figure of the unit, and the situation states it plainly.
 */
export function missedBound(clause: string, situation: string): { clause: string; situation: string } | null {
  // With two bounds, or an alternative, missing one need not matter.
  const bounds = BOUNDS.flatMap(([kind, pattern]) =>
    [...clause.matchAll(pattern)].map((found) => ({ kind, found, ...figure(found) })),
  );
  const [bound] = bounds;
  if (bound === undefined || bounds.length > 1 || /\b(?:or|unless|except|excluding|not cover)\b/i.test(clause))
    return null;
  const stated = [...situation.matchAll(new RegExp(String.raw`${NUMBER}\s*-?\s*(${UNIT})\b`, 'gi'))]
    .map((found) => ({ found, ...figure(found) }))
    .filter(({ unit }) => unit === bound.unit);
  const [only] = stated;
  if (only === undefined || stated.length > 1) return null;
  const sentence = sentenceAt(situation, only.found.index);
  if (HEDGED.test(sentence) || !speakOfTheSame(clause, bound.found.index, sentence)) return null;
  const missed = bound.kind === 'least' ? only.amount < bound.amount : only.amount > bound.amount;
  return missed ? { clause: bound.found[0], situation: only.found[0] } : null;
}

function figure([, amount = '', unit = '']: RegExpMatchArray): { amount: number; unit: string } {
  return { amount: Number(amount.replaceAll(',', '')), unit: UNITS[unit.toLowerCase()] ?? unit };
}

/** Whether what the clause bounds (the words just before the figure) is named in the sentence: days of travel are not days of notice. */
function speakOfTheSame(clause: string, at: number, sentence: string): boolean {
  const stems = (text: string) =>
    (text.toLowerCase().match(/[a-z]{4,}/g) ?? []).filter((word) => !EMPTY.has(word)).map((word) => word.slice(0, 4));
  const named = new Set(stems(sentence));
  return stems(clause.slice(0, at))
    .slice(-4)
    .some((stem) => named.has(stem));
}

function sentenceAt(text: string, index: number): string {
  const from = Math.max(text.lastIndexOf('. ', index), 0);
  const end = text.indexOf('. ', index);
  return text.slice(from, end === -1 ? undefined : end);
}
