/** Dates as written in English, German, French, Dutch, Spanish, Italian, Portuguese and Polish → ISO 8601. A date with two readings stays undecided unless its document decides. */

export interface DateReading {
  written: string;
  /** ISO date, or null when ambiguous. */
  iso: string | null;
  /** Both readings, when there are two and nothing decides. */
  alternatives: string[];
}

/** Which part of `03/04/2026` comes first; null when nothing tells. */
export type DateOrder = 'day-first' | 'month-first' | null;

/** Month names by language as printed, with their usual abbreviations. What means two months in two languages is left out. */
const NAMES = [
  'january jan januar jän jänner janvier janv januari enero ene gennaio janeiro stycznia styczeń sty',
  'february feb februar février fevrier févr februari febrero febbraio fevereiro lutego luty lut',
  'march mar märz maerz mrz mars maart mrt marzo março marca marzec',
  'april apr avril avr abril aprile kwietnia kwiecień kwi',
  'may mai mei mayo maggio maio maja',
  'june jun juni juin junio giugno junho czerwca czerwiec',
  'july jul juli juillet juil julio luglio lug julho lipca lipiec lip',
  'august aug août aout augustus agosto sierpnia sierpień',
  'september sep sept septembre septiembre settembre setembro września wrzesień wrz',
  'october oct oktober okt octobre octubre ottobre ott outubro października październik paź',
  'november nov novembre noviembre novembro listopada listopad',
  'december dec dezember dez décembre decembre déc diciembre dicembre dic dezembro grudnia grudzień gru',
];
const MONTHS = new Map(NAMES.flatMap((names, index) => names.split(' ').map((name) => [name, index + 1] as const)));
const NAME = [...MONTHS.keys()].sort((a, b) => b.length - a.length).join('|');

const DATE = new RegExp(
  [
    String.raw`(?<![\d./-])(?<y1>\d{4})[-/.](?<m1>\d{1,2})[-/.](?<d1>\d{1,2})(?![\d/-])`,
    String.raw`(?<![\d./-])(?<a>\d{1,2})\s?(?<mark>[./-])\s?(?<b>\d{1,2})\s?\k<mark>\s?(?<y2>\d{4}(?![\d/-])|(?:19|20)\d{2}(?=\d{1,2}:\d{2})|\d{2}(?![\d/-])|\d{2}(?=\d{1,2}:\d{2}))`,
    String.raw`(?<!\d)(?<d3>\d{1,2})(?:st|nd|rd|th|er|º|\.)?[ /-]?(?:of |de )?(?<n3>${NAME})\.?(?: ?,)?[ /-]?(?:de )?(?<y3>\d{4}|\d{2})(?!\d)`,
    String.raw`(?<!\p{L})(?<n4>${NAME})\.? ?(?<d4>\d{1,2})(?:st|nd|rd|th)?(?: ?,)? ?(?<y4>\d{4})(?!\d)`,
  ].join('|'),
  'iu',
);

/** The first date in a text, or null. Numbers that are no day of any calendar are no date. */
export function findDate(text: string, order: DateOrder): DateReading | null {
  const match = DATE.exec(text);
  if (match?.groups === undefined) return null;
  const { y1, m1, d1, a, b, y2, d3, n3, y3, d4, n4, y4 } = match.groups;
  const [written] = match;
  if (y1 !== undefined) return certain(written, iso(Number(y1), Number(m1), Number(d1)));
  if (n3 !== undefined) return certain(written, iso(fullYear(y3), MONTHS.get(n3.toLowerCase()) ?? 0, Number(d3)));
  if (n4 !== undefined) return certain(written, iso(fullYear(y4), MONTHS.get(n4.toLowerCase()) ?? 0, Number(d4)));
  const dayFirst = iso(fullYear(y2), Number(b), Number(a));
  const monthFirst = iso(fullYear(y2), Number(a), Number(b));
  if (dayFirst === null || monthFirst === null || dayFirst === monthFirst)
    return certain(written, dayFirst ?? monthFirst);
  if (order === null) return { written, iso: null, alternatives: [dayFirst, monthFirst] };
  return certain(written, order === 'day-first' ? dayFirst : monthFirst);
}

/**
 * Which order the dates of a document are written in: told by its dates that have one reading only, else by its currency
 * and the names of its taxes. Dates that contradict each other tell nothing.
 */
export function dateOrderOf(text: string, currency: string | null): DateOrder {
  let dayFirst = false;
  let monthFirst = false;
  for (const match of text.matchAll(/(?<![\d./-])(\d{1,2})[./-](\d{1,2})[./-](?:\d{4}|\d{2})(?![\d/-])/g)) {
    const [first, second] = [Number(match[1]), Number(match[2])];
    if (first > 12 && first <= 31 && second <= 12) dayFirst = true;
    if (second > 12 && second <= 31 && first <= 12) monthFirst = true;
  }
  if (dayFirst !== monthFirst) return dayFirst ? 'day-first' : 'month-first';
  if (dayFirst && monthFirst) return null;
  // Dots between the parts of a date are written day first wherever they are written (DIN 5008, and French and Swiss use).
  if (/(?<![\d.])\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})(?![\d.])/.test(text)) return 'day-first';
  // Countries with a goods and services tax write days first, whatever sign stands before their dollars.
  if (/\bG\.?S\.?T\b|\bS[DO]N\.? ?BHD\b/i.test(text) && currency !== 'CAD') return 'day-first';
  if (currency === 'USD') return 'month-first';
  if (currency !== null && currency !== 'CAD') return 'day-first';
  if (/\b(?:mwst|ust-id|tva|eircode|VAT)\b/i.test(text)) return 'day-first';
  return /\bsales tax\b|\b[A-Z]{2} \d{5}(?:-\d{4})?\b|\blicense plate\b/.test(text) ? 'month-first' : null;
}

function certain(written: string, value: string | null): DateReading | null {
  return value === null ? null : { written, iso: value, alternatives: [] };
}

function fullYear(year: string | undefined): number {
  return year !== undefined && year.length === 2 ? 2000 + Number(year) : Number(year);
}

function iso(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real && year >= 1900 && year <= 2200 ? date.toISOString().slice(0, 10) : null;
}
