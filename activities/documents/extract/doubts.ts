/** What a reading is not sure of: sums that do not agree, dates and amounts with two readings, letters hard to make out. */
import type { DocumentFlag, DocumentLine, DocumentType, Field } from '../contract';
import type { FoundLine } from './lines';

/** Recognised words below this are not believed without a person. 0 to 1, as the recogniser gives it. */
export const SURE_ENOUGH = 0.6;
/** What a sum proves is as good as printed. */
export const PROVEN = 0.95;
/** Below SURE_ENOUGH. */
const UNCONFIRMED = 0.5;
/** Fields that a payment rests on. */
const DECISIVE = new Set<Field['name']>(['total', 'loss-date', 'payee-iban', 'policy-number']);

export interface Sums {
  lines: number;
  tax: number;
  subtotal: number | null;
  total: number | null;
}

export function sumsOf(fields: Field[], lines: DocumentLine[]): Sums {
  const minor = (name: Field['name']) => {
    const value = fields.find((field) => field.name === name)?.normalised;
    return typeof value === 'number' ? value : null;
  };
  return {
    lines: lines.reduce((sum, line) => sum + line.amountMinor, 0),
    tax: minor('tax') ?? 0,
    subtotal: minor('subtotal'),
    total: minor('total'),
  };
}

/** The lines come to the total: with the tax in them, or with the tax on top. */
export function addsUp({ lines, tax, total }: Sums): boolean {
  return total !== null && (lines === total || lines + tax === total);
}

/**
 * A recognised total that nothing confirms (neither the lines nor the same amount in another place, such as the payment) is
 * not sure, however clear its letters: a lost point or a wrong row looks just as clear.
 */
export function doubtUnconfirmedTotal(fields: Field[], lines: DocumentLine[], amounts: number[]): void {
  const total = fields.find((field) => field.name === 'total');
  if (total?.method !== 'ocr' || (lines.length > 0 && addsUp(sumsOf(fields, lines)))) return;
  const confirmed = amounts.filter((minor) => minor === total.normalised).length > 1;
  if (!confirmed || !/[.,]\d{2}$/.test(total.value)) total.confidence = Math.min(total.confidence, UNCONFIRMED);
}

/** Amounts of lines that come to the printed total are right even where single letters were hard to read. */
export function provenByArithmetic(lines: DocumentLine[], fields: Field[]): DocumentLine[] {
  if (lines.length === 0 || !addsUp(sumsOf(fields, lines))) return lines;
  for (const field of fields) {
    if (field.name === 'total') field.confidence = Math.max(field.confidence, PROVEN);
  }
  return lines.map((line) => ({ ...line, confidence: Math.max(line.confidence, PROVEN) }));
}

export function doubts(fields: Field[], lines: DocumentLine[], found: FoundLine[], type: DocumentType): DocumentFlag[] {
  const flags: DocumentFlag[] = [];
  const sums = sumsOf(fields, lines);
  if (sums.total !== null && lines.length > 0 && !addsUp(sums)) {
    flags.push({
      code: 'lines-do-not-add-up',
      detail: `The lines add up to ${show(sums.lines)}${sums.tax > 0 ? `, with tax ${show(sums.lines + sums.tax)}` : ''}; the document says ${show(sums.total)}.`,
      source: fields.find((field) => field.name === 'total')?.source ?? null,
    });
  }
  for (const field of fields) {
    if (field.normalised !== null || field.alternatives.length < 2) continue;
    const money = /^-?\d+$/.test(field.alternatives[0] ?? '');
    flags.push({
      code: money ? 'ambiguous-amount' : 'ambiguous-date',
      detail: `"${field.value}" (${field.name}) may be ${field.alternatives.map((value) => (money ? show(Number(value)) : value)).join(' or ')}.`,
      source: field.source,
    });
  }
  for (const { line, ambiguous } of found) {
    if (ambiguous === null) continue;
    flags.push({
      code: 'ambiguous-amount',
      detail: `"${ambiguous.written}" may be ${ambiguous.alternatives.map(show).join(' or ')}.`,
      source: line.source,
    });
  }
  // A photo of a street sign has words too; only what a claim rests on must be legible.
  const weak =
    type === 'photo'
      ? []
      : [...fields.filter((field) => DECISIVE.has(field.name) && field.normalised !== null), ...lines].filter(
          (entry) => entry.confidence < SURE_ENOUGH,
        );
  for (const entry of weak.slice(0, 5)) {
    flags.push({
      code: 'low-confidence',
      detail: `Not read with certainty: "${entry.source.quote.slice(0, 120)}"`,
      source: entry.source,
    });
  }
  return flags;
}

function show(minor: number): string {
  return `${minor < 0 ? '-' : ''}${Math.floor(Math.abs(minor) / 100)}.${String(Math.abs(minor) % 100).padStart(2, '0')}`;
}
