/**
 * Putting the readings of a claim together: which items money is asked for, and where documents disagree with each other
 * or with the notice. Pure over readings and notice.
 */
import type { NoticeOfLoss } from '../../claimfile/contract';
import type { ClaimFacts, DocumentReading, Finding } from '../contract';
import {
  currencyFindings,
  datedBeforeLoss,
  flagFindings,
  identityFindings,
  setAsideFindings,
  unsureItems,
} from './findings';
import { itemSources } from './item-sources';
import { datedByReceipts, itemsOf } from './items';
import { payeeOf } from './payee';
import { fieldOf, finding, ITEM_TYPES, minorOf, sourced, stringOf } from './reading-fields';

/** @param readings in the order in which the files came; the result does not depend on it otherwise */
export function assemble(readings: DocumentReading[], notice: NoticeOfLoss): ClaimFacts {
  const findings: Finding[] = [];
  const unique = withoutSameFile(readings, findings);
  const read = unique.filter((reading) => reading.status === 'read');
  findings.push(...setAsideFindings(unique));

  const sources = itemSources(read, findings);
  const receipts = read.filter((reading) => reading.type === 'purchase-receipt');
  const items = datedByReceipts(sources.flatMap(itemsOf), receipts);
  const currency = mainCurrency(items);
  const payee = payeeOf(read, notice, findings);
  findings.push(...currencyFindings(items), ...identityFindings(read, notice));
  for (const reading of read) {
    findings.push(...flagFindings(reading, sources.includes(reading), notice), ...datedBeforeLoss(reading, notice));
  }
  findings.push(...unsureItems(items, findings));

  return {
    documents: unique.map((reading) => ({
      fileId: reading.fileId,
      name: reading.name,
      type: reading.type,
      status: reading.status,
      setAsideCode: reading.setAside?.code ?? null,
    })),
    items,
    currency,
    // Amounts in another currency cannot be added to it; they are a blocking finding.
    claimedMinor: items
      .filter((item) => item.currency === null || item.currency === currency)
      .reduce((sum, item) => sum + item.claimedMinor, 0),
    lossDates: sourced(read, 'loss-date'),
    policyNumbers: sourced(read, 'policy-number'),
    registrations: sourced(read, 'vehicle-registration'),
    payee,
    phones: phonesOf(read, notice),
    photos: read.flatMap(({ fileId, photo }) => (photo === null ? [] : [{ fileId, ...photo }])),
    invoices: read.filter((reading) => ITEM_TYPES.includes(reading.type)).map(invoiceOf),
    policeReport: policeReportOf(read),
    findings,
  };
}

/** The same bytes under two names are one document. */
function withoutSameFile(readings: DocumentReading[], findings: Finding[]): DocumentReading[] {
  return readings.filter((reading, index) => {
    if (readings.findIndex((other) => other.fileId === reading.fileId) === index) return true;
    findings.push(finding('duplicate-document', 'warning', 'The same file came twice; it counts once.', []));
    return false;
  });
}

/** The currency that most of the money is asked in. */
function mainCurrency(items: ClaimFacts['items']): string | null {
  const sums = new Map<string, number>();
  for (const { currency, claimedMinor } of items) {
    if (currency !== null) sums.set(currency, (sums.get(currency) ?? 0) + Math.abs(claimedMinor));
  }
  return [...sums.entries()].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

function phonesOf(read: DocumentReading[], notice: NoticeOfLoss): string[] {
  const given = notice.claimant.phone === undefined ? [] : [notice.claimant.phone.replace(/[^\d+]/g, '')];
  return [...new Set([...sourced(read, 'claimant-phone').map((entry) => entry.value), ...given])];
}

function policeReportOf(read: DocumentReading[]): ClaimFacts['policeReport'] {
  for (const reading of read.filter((entry) => entry.type === 'police-report')) {
    const number = fieldOf(reading, 'police-report-number') ?? fieldOf(reading, 'document-number');
    if (number === undefined || number.normalised === null) continue;
    const date = stringOf(reading, 'police-report-date') ?? stringOf(reading, 'document-date');
    return { number: String(number.normalised), date, source: number.source };
  }
  return null;
}

function invoiceOf(reading: DocumentReading): ClaimFacts['invoices'][number] {
  return {
    fileId: reading.fileId,
    type: reading.type,
    issuer: stringOf(reading, 'issuer'),
    number: stringOf(reading, 'document-number'),
    date: stringOf(reading, 'document-date'),
    totalMinor: minorOf(reading, 'total'),
    currency: stringOf(reading, 'currency'),
  };
}
