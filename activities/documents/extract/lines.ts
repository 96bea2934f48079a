/** Line items: the rows of a table between its header and its totals, or the priced rows of a till receipt. */
import type { DocumentLine, DocumentType } from '../contract';
import { confidenceOf, type Row, segmentsOf, type Word } from '../words';
import { sourceOf } from './fields';
import { type DateOrder, findAmounts, findCurrency, findDate } from './values';

const DESCRIPTION = /^(description|item|items|article|part|work|position|service|bezeichnung|désignation|details)\b/i;
const QUANTITY = /^(qty|quantity|menge|hours|hrs|no\.|units)\b/i;
const AMOUNT = /(amount|total|price|cost|value|betrag|montant|line total)\b/i;
const PURCHASED = /(purchased|bought|date of purchase|purchase date|acquired)/i;
const END =
  /^(sub-?total|total|net\b|grand total|amount due|balance|sales tax|vat\b|tax\b|gst\b|estimate total|invoice total|total claimed|mwst|zwischensumme|gesamt)/i;
const NOT_AN_ITEM =
  /^(cash|change|card|visa|mastercard|debit|credit|tel|phone|date|time|receipt|till|cashier|vat|tax|iban|invoice|no\b|page)\b/i;

interface Column {
  kind: 'description' | 'quantity' | 'amount' | 'purchased' | 'other';
  centre: number;
}

/** Lines of a document of a type that has them; others have none. */
export function extractLines(
  rows: Row[],
  type: DocumentType,
  fileId: string,
  currency: string | null,
  order: DateOrder,
): DocumentLine[] {
  if (!['repair-estimate', 'repair-invoice', 'purchase-receipt', 'loss-schedule'].includes(type)) return [];
  const header = rows.findIndex((row) => isHeader(row));
  if (header < 0) return type === 'purchase-receipt' ? receiptLines(rows, fileId, currency) : [];
  const headerRow = rows[header];
  const columns = headerRow === undefined ? [] : columnsOf(headerRow);
  const lines: DocumentLine[] = [];
  for (const row of rows.slice(header + 1)) {
    const first = segmentsOf(row)[0]?.text ?? '';
    if (END.test(first) || segmentsOf(row).some((segment) => /^(sub-?total|grand total|total)\b/i.test(segment.text)))
      break;
    const line = tableLine(row, columns, fileId, currency, order);
    if (line !== null) lines.push(line);
  }
  return lines;
}

function isHeader(row: Row): boolean {
  const segments = segmentsOf(row).map((segment) => segment.text);
  const hasDescription = segments.some((text) => DESCRIPTION.test(text));
  const hasAmount = segments.some((text) => AMOUNT.test(text) && findAmounts(text).length === 0);
  return hasDescription && hasAmount && segments.length >= 2;
}

function columnsOf(row: Row): Column[] {
  return segmentsOf(row).map((segment) => ({
    kind: PURCHASED.test(segment.text)
      ? 'purchased'
      : QUANTITY.test(segment.text)
        ? 'quantity'
        : DESCRIPTION.test(segment.text)
          ? 'description'
          : AMOUNT.test(segment.text)
            ? 'amount'
            : 'other',
    centre: (segment.left + segment.right) / 2,
  }));
}

function tableLine(
  row: Row,
  columns: Column[],
  fileId: string,
  currency: string | null,
  order: DateOrder,
): DocumentLine | null {
  const segments = segmentsOf(row);
  const last = segments.at(-1);
  if (last === undefined || segments.length < 2) return null;
  const amount = findAmounts(last.text).at(-1);
  if (amount?.minor === undefined || amount.minor === null || amount.minor === 0) return null;
  const description = segments.find(
    (segment) => /\p{L}{2}/u.test(segment.text) && findDate(segment.text, order)?.written !== segment.text,
  );
  if (description === undefined || description === last) return null;
  const near = (kind: Column['kind']) => {
    const column = columns.find((candidate) => candidate.kind === kind);
    if (column === undefined) return undefined;
    return segments
      .filter((segment) => segment !== description && segment !== last)
      .map((segment) => ({ segment, distance: Math.abs((segment.left + segment.right) / 2 - column.centre) }))
      .sort((a, b) => a.distance - b.distance)
      .find(({ distance }) => distance < 0.09)?.segment;
  };
  const quantity = Number(near('quantity')?.text.replace(',', '.'));
  const purchased = near('purchased');
  const bought = purchased === undefined ? null : findDate(purchased.text, order);
  return {
    description: description.text.replace(/^\d{1,3}[.)]?\s+/, '').slice(0, 300),
    quantity: Number.isFinite(quantity) && quantity > 0 ? quantity : 1,
    amountMinor: amount.minor,
    currency: findCurrency(last.text) ?? currency,
    purchasedOn: bought?.iso ?? null,
    source: sourceOf(row.words, fileId),
    confidence: confidenceOf([...description.words, ...last.words]),
    method: row.words[0]?.method ?? 'text-layer',
  };
}

function receiptLines(rows: Row[], fileId: string, currency: string | null): DocumentLine[] {
  const lines: DocumentLine[] = [];
  for (const row of rows) {
    if (END.test(row.text.trim())) break;
    const { words } = row;
    const last = words.at(-1);
    if (last === undefined || words.length < 2 || NOT_AN_ITEM.test(row.text)) continue;
    const tailWords: Word[] = findCurrency(last.text) !== null && !/\d/.test(last.text) ? words.slice(-2) : [last];
    const text = tailWords.map((word) => word.text).join(' ');
    const amount = findAmounts(text).at(-1);
    // On a till receipt an amount has decimals; a bare number is a code or a count.
    if (amount?.minor === undefined || amount.minor === null || !/[.,]\d{2}(?!\d)/.test(text)) continue;
    const description = words.slice(0, words.length - tailWords.length);
    const name = description
      .map((word) => word.text)
      .join(' ')
      .replace(/^\d{1,2}\s*x?\s+/i, '');
    if (!/\p{L}{3}/u.test(name)) continue;
    lines.push({
      description: name.slice(0, 300),
      quantity: 1,
      amountMinor: amount.minor,
      currency: findCurrency(text) ?? currency,
      purchasedOn: null,
      source: sourceOf(words, fileId),
      confidence: confidenceOf(words),
      method: words[0]?.method ?? 'ocr',
    });
  }
  return lines;
}
