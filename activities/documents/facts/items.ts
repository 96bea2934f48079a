/** From the lines of a document to what is asked for. */
import type { DocumentReading, LossItem } from '../contract';
import { fieldOf, minorOf, plainName, stringOf } from './reading-fields';

/**
 * The lines of a document as items. Tax that comes on top of the lines is an item of its own, so that coverage can divide
 * it; a bill without legible lines is one item of its total.
 */
export function itemsOf(reading: DocumentReading): LossItem[] {
  const issuer = stringOf(reading, 'issuer');
  const currency = stringOf(reading, 'currency');
  const base = { documentType: reading.type, issuer, quantity: 1, purchasedOn: null };
  const bought = reading.type === 'purchase-receipt' ? stringOf(reading, 'document-date') : null;
  const items: LossItem[] = reading.lines.map((line, index) => ({
    ...base,
    itemId: itemId(reading, String(index + 1)),
    description: line.description,
    quantity: line.quantity,
    claimedMinor: line.amountMinor,
    currency: line.currency ?? currency,
    purchasedOn: line.purchasedOn ?? bought,
    source: line.source,
    confidence: line.confidence,
  }));
  const total = fieldOf(reading, 'total');
  if (items.length === 0 && total !== undefined && typeof total.normalised === 'number' && total.normalised > 0) {
    const what =
      { 'repair-invoice': 'Invoice', 'repair-estimate': 'Estimate', 'purchase-receipt': 'Receipt' }[
        reading.type as string
      ] ?? 'Document';
    return [
      {
        ...base,
        itemId: itemId(reading, 'total'),
        description: [what, stringOf(reading, 'document-number'), issuer === null ? null : `of ${issuer}`]
          .filter((part) => part !== null)
          .join(' ')
          .slice(0, 300),
        claimedMinor: total.normalised,
        currency,
        purchasedOn: bought,
        source: total.source,
        confidence: total.confidence,
      },
    ];
  }
  const tax = fieldOf(reading, 'tax');
  if (tax !== undefined && typeof tax.normalised === 'number' && taxOnTop(reading)) {
    items.push({
      ...base,
      itemId: itemId(reading, 'tax'),
      description: currency === 'USD' ? 'Sales tax' : 'VAT',
      claimedMinor: tax.normalised,
      currency,
      source: tax.source,
      confidence: tax.confidence,
    });
  }
  return items;
}

function itemId(reading: DocumentReading, part: string): string {
  return `${reading.fileId.slice(0, 12)}-${part}`;
}

/** Net lines: with the tax they come to the total, or without it to the subtotal. Else the tax is in the lines already. */
function taxOnTop(reading: DocumentReading): boolean {
  const tax = minorOf(reading, 'tax');
  const total = minorOf(reading, 'total');
  if (tax === null || tax <= 0) return false;
  const lines = reading.lines.reduce((sum, line) => sum + line.amountMinor, 0);
  if (total !== null) return lines + tax === total;
  return lines === minorOf(reading, 'subtotal');
}

/** When a listed item was bought, where a receipt has the same amount and a word in common, and the list does not say. */
export function datedByReceipts(items: LossItem[], receipts: DocumentReading[]): LossItem[] {
  return items.map((item) => {
    if (item.purchasedOn !== null) return item;
    const proofs = receipts.filter((receipt) =>
      receipt.lines.some(
        (line) => line.amountMinor === item.claimedMinor && shareWord(line.description, item.description),
      ),
    );
    const [proof] = proofs;
    return proof === undefined || proofs.length > 1 ? item : { ...item, purchasedOn: stringOf(proof, 'document-date') };
  });
}

function shareWord(one: string, other: string): boolean {
  const words = (text: string) =>
    text
      .split(/[^\p{L}\p{N}]+/u)
      .map(plainName)
      .filter((word) => word.length >= 4);
  const second = words(other);
  return words(one).some((word) => second.includes(word));
}
