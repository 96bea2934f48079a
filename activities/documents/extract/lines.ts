/** Line items: the rows of a table between its header and its totals, or the priced rows of a till receipt. */
import type { DocumentLine, DocumentType } from '../contract';
import { confidenceOf, left, type Row, right, segmentsOf, textOf, type Word } from '../words';
import { type Column, type ColumnKind, columnsOf } from './columns';
import { findDate } from './dates';
import { sourceOf } from './fields';
import { labelAt } from './labels';
import type { Manner } from './readers';
import { findAmounts, findCurrency } from './values';

/** A line, and the amount as written when it has two readings. */
export interface FoundLine {
  line: DocumentLine;
  ambiguous: { written: string; alternatives: number[] } | null;
}

const WITH_LINES: DocumentType[] = ['repair-estimate', 'repair-invoice', 'purchase-receipt', 'loss-schedule'];
const SUMS = new Set(['subtotal', 'tax', 'total']);
const NO_ITEM =
  /^(?:cash|change|card|visa|master ?card|debit|credit|amex|paid|payment|tel|phone|date|time|receipt|till|cashier|vat|tax|gst|iban|invoice|no\b|page|rounding|round|balance|amount tendered|tender|deposit paid|member|points|you saved|savings|contactless|approval|auth|items?\b|qty\b|carried forward|brought forward)\b|\b(?:sub-?)?total\b/i;

/** Lines of a document of a type that has them; others have none. */
export function extractLines(rows: Row[], type: DocumentType, fileId: string, manner: Manner): FoundLine[] {
  if (!WITH_LINES.includes(type)) return [];
  const inTable = tableLines(rows, fileId, manner);
  return inTable.length > 0 || type !== 'purchase-receipt' ? inTable : receiptLines(rows, fileId, manner);
}

function tableLines(rows: Row[], fileId: string, manner: Manner): FoundLine[] {
  const lines: FoundLine[] = [];
  let columns: Column[] | null = null;
  let previous: { row: Row; found: FoundLine } | null = null;
  for (const row of rows) {
    // A header again (next page, or a second table) sets the columns anew.
    const header = columnsOf(row);
    if (header !== null) {
      columns = header;
      previous = null;
      continue;
    }
    if (columns === null) continue;
    if (isSum(row)) {
      columns = null;
      continue;
    }
    const found = tableLine(row, columns, fileId, manner);
    if (found !== null) {
      lines.push(found);
      previous = { row, found };
    } else if (previous !== null && continues(row, previous.row, columns)) {
      const { line } = previous.found;
      line.description = `${line.description} ${textOf(row.words)}`.slice(0, 300);
      previous.row = row;
    } else {
      previous = null;
    }
  }
  return lines;
}

/** Subtotal, tax and total rows end a table. */
function isSum(row: Row): boolean {
  return segmentsOf(row).some((segment) => {
    const labelled = labelAt(segment.text);
    return labelled !== null && SUMS.has(labelled.label.name) && findAmounts(row.text).length > 0;
  });
}

function tableLine(row: Row, columns: Column[], fileId: string, manner: Manner): FoundLine | null {
  const cells = new Map<ColumnKind, Word[]>();
  for (const word of row.words) {
    const centre = (left(word) + right(word)) / 2;
    const column = columns.find((candidate) => centre >= candidate.from && centre < candidate.to);
    if (column === undefined) continue;
    cells.set(column.kind, [...(cells.get(column.kind) ?? []), word]);
  }
  const money = cells.get('amount') ?? [];
  const words = cells.get('description') ?? [];
  const description = textOf(words)
    .replace(/^(?:\d{1,3}[.)]|[-•*])\s+/, '')
    .trim();
  if (!/\p{L}{2}/u.test(description)) return null;
  const bought = findDate(textOf(cells.get('purchased') ?? []), manner.order);
  const quantity = quantityOf(textOf(cells.get('quantity') ?? []));
  return toLine({ description, quantity, purchasedOn: bought?.iso ?? null }, money, row.words, fileId, manner);
}

/** A row without numbers just below a line goes on with its description. */
function continues(row: Row, above: Row, columns: Column[]): boolean {
  const column = columns.find((candidate) => candidate.kind === 'description');
  const inside = row.words.every(
    (word) => column !== undefined && left(word) >= column.from - 0.01 && right(word) <= column.to + 0.02,
  );
  const height = above.bottom - above.top;
  const pageless = row.page === null;
  return row.page === above.page && inside && !pageless && row.top - above.bottom < height * 0.6;
}

function quantityOf(text: string): number {
  const match = /^\d{1,5}(?:[.,]\d{1,3})?/.exec(text.trim());
  const value = Number(match?.[0].replace(',', '.'));
  return Number.isFinite(value) && value > 0 ? value : 1;
}

/** Rows of a till receipt that end in a price, up to the first sum. A name that takes two rows has its price on the second. */
function receiptLines(rows: Row[], fileId: string, manner: Manner): FoundLine[] {
  const lines: FoundLine[] = [];
  let names: Row[] = [];
  for (const row of rows) {
    if (isSum(row) && lines.length > 0) break;
    const { name, money } = priceAtEnd(row.words);
    const text = textOf(name).trim();
    if (money.length === 0) {
      const near = names.at(-1);
      const close = near !== undefined && row.top - near.bottom < (near.bottom - near.top) * 0.8;
      names = labelAt(text) !== null || NO_ITEM.test(text) ? [] : [...(close ? names : []), row];
      continue;
    }
    const above = names.filter((other) =>
      lines.length > 0 || names.length === 1 ? row.top - other.bottom < (row.bottom - row.top) * 2 : false,
    );
    names = [];
    if (isSum(row) || NO_ITEM.test(text) || labelAt(text)?.clear === true) continue;
    // `2 x 49.99` below a line is its working, a row of figures below a name its price.
    if (/^\d{1,3}\s*[x@*]\s*$/i.test(text)) continue;
    const bare = text.replace(/^\d{1,3}\s*(?:x|@)?\s+/i, '').replace(/\s+\d{1,3}\s*(?:x|@)$/i, '');
    const own = /\p{L}{2}/u.test(bare);
    if (!own && above.length === 0) continue;
    const words = [...(own && above.length > 1 ? [] : above.slice(-1).flatMap((other) => other.words)), ...name];
    const description = own ? joined(above, bare) : textOf(words.filter((word) => /\p{L}{2}/u.test(word.text)));
    const found = toLine(
      { description, quantity: quantityOf(/^\d{1,3}(?=\s*(?:x|@)\s)/i.exec(text)?.[0] ?? ''), purchasedOn: null },
      money,
      [...words, ...money],
      fileId,
      manner,
    );
    if (found !== null) lines.push(found);
  }
  return lines;
}

/** The row above belongs to the name when it is the first half of a broken line: long, and without anything but words. */
function joined(above: Row[], own: string): string {
  const before = above.at(-1);
  const firstHalf =
    before !== undefined && /^\p{L}[\p{L}\p{N} ,.:'’/&-]{14,}$/u.test(before.text) && /^[\p{Ll}\d(]/u.test(own);
  return firstHalf ? `${before.text} ${own}` : own;
}

/** The price at the right end of a row, with its currency sign; on a receipt it has cents. */
function priceAtEnd(words: Word[]): { name: Word[]; money: Word[] } {
  const price = /^[-−]?(?:[€$£]|RM|EUR|USD)?\s?\d[\d.,'’]*[.,]\d{2}(?:\s?[€£])?[A-Z*]?$/;
  let end = words.length;
  // A letter after the price is the tax class.
  if (end > 1 && /^(?:[A-Z*]|SR|ZR|EUR|USD|RM|€)$/.test(words[end - 1]?.text ?? '')) end -= 1;
  const last = words[end - 1];
  if (last === undefined || !price.test(last.text)) return { name: words, money: [] };
  const sign = words[end - 2];
  const start = sign !== undefined && /^(?:[€$£]|RM|EUR|USD)$/.test(sign.text) ? end - 2 : end - 1;
  // Unit prices before the line's sum are not part of the name.
  let name = words.slice(0, start);
  while (name.length > 0 && price.test(name.at(-1)?.text ?? '')) name = name.slice(0, -1);
  return { name, money: words.slice(start, words.length) };
}

/** In recognised print an amount without cents has often lost its point. */
function lostPoint(money: Word[], written: string): boolean {
  return money.some((word) => word.method === 'ocr') && !/[.,]\d{2}$/.test(written);
}

function toLine(
  line: { description: string; quantity: number; purchasedOn: string | null },
  money: Word[],
  all: Word[],
  fileId: string,
  manner: Manner,
): FoundLine | null {
  const text = textOf(money);
  const amount = findAmounts(text, manner.mark).at(-1);
  if (amount === undefined) return null;
  const minor = amount.minor ?? amount.alternatives[0];
  if (minor === undefined || minor === 0) return null;
  return {
    line: {
      ...line,
      description: line.description.slice(0, 300),
      amountMinor: minor,
      currency: findCurrency(text) ?? manner.currency,
      source: sourceOf(all, fileId),
      confidence:
        amount.minor === null || lostPoint(money, amount.written)
          ? Math.min(0.4, confidenceOf(money))
          : confidenceOf(money),
      method: money[0]?.method ?? 'text-layer',
    },
    ambiguous: amount.minor === null ? { written: amount.written, alternatives: amount.alternatives } : null,
  };
}
