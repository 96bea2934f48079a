/** Rows of recognised print that say what was to be paid, with slips of recognition repaired where the row allows it. */
import { type Row, textOf, type Word } from '../words';

export type MoneyKind =
  /** What is to be paid in the end: rounded, payable, due. */
  | 'payable'
  | 'total'
  /** A sum that is often the total where nothing better is there. */
  | 'sales'
  | 'subtotal'
  | 'tax'
  | 'service'
  | 'rounding'
  | 'discount'
  /** Handed over in cash. */
  | 'cash'
  /** Paid by card or in another exact way. */
  | 'paid'
  | 'change'
  /** An amount behind other words. */
  | 'other';

export interface MoneyRow {
  row: Row;
  kind: MoneyKind;
  /** Minor units. */
  minor: number;
  /** The words of the amount. */
  words: Word[];
  /** Letters were read as figures, or a lost point was put back. */
  repaired: boolean;
}

/** Spaces may be lost between words, and letters at the edges of print misread. In order: the first that fits decides. */
const KINDS: [MoneyKind, RegExp][] = [
  [
    'other',
    /total\s*(?:qty|quan\w*|no\b|items?|itein|point|sav\w*|disc\w*|tax\b|gst(?!.{0,3}incl)|g\$t|vat|before|0%|\d+%\s*suppl)|(?:qty|quantity|item\(?s?\)?)\s*[:;]|\bpoints?\b|accepted|included in|includes/i,
  ],
  ['change', /\bchang[e3]\w*|\bbalance\s*(?:return|given)|\brückgeld|wechselgeld|\brendu|monnaie\b/i],
  ['rounding', /r[o0]u[nr]?\s?d(?:ing|\.)?\s*(?:adj\w*)?(?!\w*\s*(?:d\s*)?total)\b(?!.*total)|\brundung/i],
  [
    'subtotal',
    /excl(?:\.|ud\w*|\b)|\bsub\W{0,2}\s?t[o0c]t|before\s*(?:tax|gst|vat)|zwischensumme|sous-total|\bnet(?:to)?\s*(?:amount|betrag)?\s*excl/i,
  ],
  [
    'payable',
    /(?:round\w*\s*d?\s*total|total\s*(?:after\s*)?r[o0]u?n[dc]|(?:total|amount|amt|net|grand|balance|bill|nett)\s*(?:amount\s*)?(?:payable|due|to\s*pay)|grand\s*t[o0]tal|net{1,2}\s*(?:total|amt|amount)\b|total\s*payable|zu\s*zahlen|gesamtbetrag|à\s*payer|amount\s*due|\bto\s*pay\b)/i,
  ],
  [
    'total',
    /t[o0]tal.{0,24}(?:incl|inof|inc\b|inc\.|with\s*(?:gst|tax|vat))|(?:amount|anount|amt)\W{0,3}incl|incl\w*\W*(?:of\W*)?(?:gst|tax|vat)/i,
  ],
  [
    'tax',
    /^\W*(?:add\W*)?(?:\d+\s*%\s*)?(?:gov\w*\s*)?(?:gst|vat|tax|sst|mwst|tva|btw|ust)\b|g\.s\.t|\bgst\W*(?:payable|\d+%|@)|tax\s*amount/i,
  ],
  ['service', /serv\w*\.?\s*(?:ch\w*|tax)/i],
  ['discount', /\bdisc(?:ount)?\b|\brabatt|\bremise/i],
  ['sales', /total\s*(?:sales?|gross|amt|amount)|gross\s*(?:amt|amount|total)/i],
  ['total', /^\W*(?:\w+\s*[:;]?\s*\d+\s+)?t[o0]t[a4]l(?!\w)|\bT[O0]TAL\b|\bsumme\b|\bgesamt\b|\bmontant\b|\btotaal\b/i],
  [
    'paid',
    /^\W*(?:visa|master\s*card|mastercard|amex|debit|credit|bank\s*card|m[ay]estro|ec-?karte|carte|card|wallet|e-?wallet|touch\s*n|mydebit|payment\b(?!.*cash)|paid\b)/i,
  ],
  ['cash', /\bcash\b|\btender\w*|\breceived\b|\bbar\b(?=\s*\d)|gegeben|espèces/i],
];
/** Rows of the body that look like sums but speak of taxes again, below the payment. */
export const SUMMARY = /(?:gst|tax|vat)\s*(?:summary|sumnary|analysis|code|detail)/i;

/** What stands for the figures of a recognised amount. */
const AMOUNT = /^[^\dOoIlSBZ.\-−]*?([-−]?[\dOolISBZ][\dOolISBZ,.'’]*[.,][\dOolISBZ]{2}|\.\d{2})[a-zA-Z*√|)]{0,3}$/;
const BARE = /^(?:rm|rn|m|eur|usd|[$€£])?([-−]?\d{2,6})$/i;
const AS_FIGURE: Record<string, string> = { O: '0', o: '0', I: '1', l: '1', S: '5', B: '8', Z: '2' };

/** The money rows of a receipt from top to bottom; rows of the tax summary are left out. */
export function moneyRows(rows: Row[], lines: boolean): MoneyRow[] {
  const found: MoneyRow[] = [];
  let waiting: { kind: MoneyKind; row: Row } | null = null;
  const usual = usesCents(rows);
  for (const row of rows) {
    if (SUMMARY.test(row.text) && found.some(({ kind }) => kind !== 'other')) break;
    const kind = KINDS.find(([, pattern]) => pattern.test(label(row)))?.[0] ?? null;
    const amount = lastAmount(row.words, usual && kind !== null && kind !== 'other');
    if (amount === null) {
      waiting = kind === null ? null : { kind, row };
      continue;
    }
    const alone = !/\p{L}{3}/u.test(label(row));
    // A label whose amount was read as a row of its own.
    const near = waiting !== null && alone && row.top - waiting.row.bottom < (row.bottom - row.top) * 0.5;
    const known: MoneyKind = kind ?? (near && waiting !== null ? waiting.kind : 'other');
    if (known !== 'other' || lines) found.push({ row, kind: known, ...amount });
    waiting = null;
  }
  return found;
}

function label(row: Row): string {
  return row.text;
}

function usesCents(rows: Row[]): boolean {
  return rows.filter(({ text }) => /\d[.,]\d{2}(?!\d)/.test(text)).length >= 3;
}

function lastAmount(words: Word[], mayLackPoint: boolean): Pick<MoneyRow, 'minor' | 'words' | 'repaired'> | null {
  for (let index = words.length - 1; index >= 0; index -= 1) {
    const word = words[index];
    if (word === undefined) continue;
    const glued = word.text.replace(/^(?:RM|RN|MYR|EUR|USD|CHF|[$€£])+(?=[\dO.])/i, '');
    const match = AMOUNT.exec(glued);
    if (match?.[1] !== undefined && /\d/.test(match[1])) {
      const figures = match[1].replace(/[OolISBZ]/g, (letter) => AS_FIGURE[letter] ?? letter);
      const minor = minorOf(figures);
      if (minor !== null) return { minor, words: withSign(words, index), repaired: figures !== match[1] };
    }
    const bare = BARE.exec(word.text)?.[1];
    // `600` where everything else has cents has lost its point.
    if (bare !== undefined && mayLackPoint && index === words.length - 1 && bare.replace(/\D/g, '').length >= 3)
      return { minor: Number(bare.replace('−', '-')), words: [word], repaired: true };
  }
  return null;
}

function withSign(words: Word[], index: number): Word[] {
  const before = words[index - 1];
  return before !== undefined && /^(?:[$€£]|RM|EUR|USD|MYR)$/.test(before.text)
    ? words.slice(index - 1, index + 1)
    : words.slice(index, index + 1);
}

/** `1,007.50` → 100750; the last mark is the decimal one. */
function minorOf(figures: string): number | null {
  const match = /^([-−]?)([\d.,'’]*)[.,](\d{2})$/.exec(figures);
  if (match === null) return null;
  const whole = (match[2] ?? '').replace(/\D/g, '');
  const value = Number(whole) * 100 + Number(match[3]);
  return Number.isSafeInteger(value) ? (match[1] === '' ? value : -value) : null;
}

/** The words of a row, for a quote. */
export function quoteOf(row: MoneyRow): string {
  return textOf(row.row.words);
}
