/** Which documents' lines money is asked for: nothing is counted twice. */
import type { DocumentReading, Finding } from '../contract';
import { fieldOf, finding, minorOf, plain, plainName, stringOf } from './reading-fields';

/**
 * With a schedule of loss its lines are the items, and bills are their proof. Without one, bills are: an invoice takes the
 * place of an estimate, a bill that came in two copies counts once, and a receipt for the payment of an invoice is not a
 * purchase.
 */
export function itemSources(read: DocumentReading[], findings: Finding[]): DocumentReading[] {
  const schedules = read.filter((reading) => reading.type === 'loss-schedule' && reading.lines.length > 0);
  if (schedules.length > 0) return withoutCopies(schedules, findings);
  const invoices = withoutCopies(ofType(read, 'repair-invoice'), findings);
  const [appraisals, offers] = parted(withoutCopies(ofType(read, 'repair-estimate'), findings), isAppraisal);
  const estimates = oneForTheDamage(
    offers.filter((estimate) => !invoices.some((invoice) => sameWork(invoice, estimate))),
    findings,
  );
  const receipts = withoutCopies(ofType(read, 'purchase-receipt'), findings).filter(
    (receipt) => !invoices.some((invoice) => paysFor(receipt, invoice)),
  );
  return [...invoices, ...estimates, ...appraisals, ...receipts];
}

/** Words for what a thing was worth, as an appraiser writes them. */
const WORTH = /\b(market|actual cash|cash|pre-?(?:accident|loss)) value\b/i;

/** It says what the vehicle was worth and offers no repair: it competes with no estimate. */
function isAppraisal({ lines }: DocumentReading): boolean {
  return lines.length > 0 && lines.every(({ description }) => WORTH.test(description));
}

function parted<T>(all: T[], is: (one: T) => boolean): [T[], T[]] {
  return [all.filter(is), all.filter((one) => !is(one))];
}

function ofType(read: DocumentReading[], type: DocumentReading['type']): DocumentReading[] {
  return read.filter((reading) => reading.type === type);
}

/** An invoice takes the place of an estimate of the same issuer or for the same vehicle. */
function sameWork(one: DocumentReading, other: DocumentReading): boolean {
  return sameIssuer(one, other) || sameRegistration(one, other);
}

function sameIssuer(one: DocumentReading, other: DocumentReading): boolean {
  const issuer = stringOf(one, 'issuer');
  const second = stringOf(other, 'issuer');
  return issuer !== null && second !== null && plainName(issuer) === plainName(second);
}

function sameRegistration(one: DocumentReading, other: DocumentReading): boolean {
  const registration = stringOf(one, 'vehicle-registration');
  return registration !== null && registration === stringOf(other, 'vehicle-registration');
}

function paysFor(receipt: DocumentReading, invoice: DocumentReading): boolean {
  const total = minorOf(receipt, 'total');
  return total !== null && total === minorOf(invoice, 'total') && sameIssuer(receipt, invoice);
}

/** The same paper as a PDF and as a photo: same number and issuer or total. The copy that was read best stays. */
function withoutCopies(readings: DocumentReading[], findings: Finding[]): DocumentReading[] {
  const kept: DocumentReading[] = [];
  for (const reading of [...readings].sort((a, b) => certainty(b) - certainty(a))) {
    const original = kept.find((other) => isCopy(reading, other));
    if (original === undefined) {
      kept.push(reading);
      continue;
    }
    const number = fieldOf(reading, 'document-number')?.source ?? fieldOf(reading, 'total')?.source;
    findings.push(
      finding(
        'duplicate-document',
        'warning',
        'The same paper came in two files; it counts once.',
        number === undefined ? [] : [number],
      ),
    );
  }
  return readings.filter((reading) => kept.includes(reading));
}

function isCopy(one: DocumentReading, other: DocumentReading): boolean {
  if (one.type === 'loss-schedule') return sameLines(one, other);
  const number = stringOf(one, 'document-number');
  const second = stringOf(other, 'document-number');
  if (number === null || second === null || plain(number) !== plain(second)) return false;
  const total = minorOf(one, 'total');
  return sameIssuer(one, other) || (total !== null && total === minorOf(other, 'total'));
}

function sameLines(one: DocumentReading, other: DocumentReading): boolean {
  const key = (reading: DocumentReading) =>
    reading.lines.map((line) => `${plainName(line.description)}/${line.amountMinor}`).sort();
  return key(one).join() === key(other).join();
}

function certainty(reading: DocumentReading): number {
  const confidences = reading.lines.map((line) => line.confidence);
  return confidences.length === 0 ? 0 : Math.min(...confidences);
}

/** Several estimates for one vehicle are offers for the same damage: the lowest counts until a person chooses. */
function oneForTheDamage(estimates: DocumentReading[], findings: Finding[]): DocumentReading[] {
  const kept: DocumentReading[] = [];
  for (const estimate of [...estimates].sort((a, b) => amountOf(a) - amountOf(b))) {
    const other = kept.find((lower) => sameRegistration(lower, estimate));
    if (other === undefined) {
      kept.push(estimate);
      continue;
    }
    const sources = [other, estimate].flatMap((reading) => fieldOf(reading, 'total')?.source ?? []);
    findings.push(
      finding(
        'ambiguous-amount',
        'blocking',
        'There are several estimates for one vehicle; the lowest was counted.',
        sources,
      ),
    );
  }
  return estimates.filter((estimate) => kept.includes(estimate));
}

function amountOf(reading: DocumentReading): number {
  return minorOf(reading, 'total') ?? reading.lines.reduce((sum, line) => sum + line.amountMinor, 0);
}
