/**
 * Putting the readings of a claim together: which items money is asked for, and where documents disagree with each other
 * or with the notice. Pure over readings and notice.
 */
import type { NoticeOfLoss } from '../claimfile/contract';
import type {
  ClaimFacts,
  DocumentReading,
  DocumentType,
  Field,
  FieldName,
  Finding,
  LossItem,
  Source,
} from './contract';
import { SURE_ENOUGH } from './extract/doubts';

/** Types whose lines are items, best first: a schedule lists everything; an invoice says more than an estimate. */
const ITEM_TYPES: DocumentType[] = ['loss-schedule', 'repair-invoice', 'repair-estimate', 'purchase-receipt'];

/** @param readings in the order in which the files came */
export function assemble(readings: DocumentReading[], notice: NoticeOfLoss): ClaimFacts {
  const findings: Finding[] = [];
  const unique = readings.filter((reading, index) => {
    const first = readings.findIndex((other) => other.fileId === reading.fileId);
    if (first === index) return true;
    findings.push(finding('duplicate-document', 'warning', 'The same file came twice; it counts once.', []));
    return false;
  });
  const read = unique.filter((reading) => reading.status === 'read');
  for (const reading of unique.filter((entry) => entry.status === 'set-aside')) {
    findings.push(
      finding(
        'document-set-aside',
        'blocking',
        `A file was set aside (${reading.setAside?.code}): ${reading.setAside?.reason}`.slice(0, 500),
        [],
      ),
    );
  }
  const sources = itemSources(read);
  const items = sources.flatMap(itemsOf);
  const currencies = [...new Set(items.flatMap((item) => (item.currency === null ? [] : [item.currency])))];
  const lossDates = sourced(read, 'loss-date');
  const facts: ClaimFacts = {
    documents: unique.map((reading) => ({
      fileId: reading.fileId,
      name: reading.name,
      type: reading.type,
      status: reading.status,
      setAsideCode: reading.setAside?.code ?? null,
    })),
    items,
    currency: currencies[0] ?? null,
    claimedMinor: items.reduce((sum, item) => sum + item.claimedMinor, 0),
    lossDates,
    policyNumbers: sourced(read, 'policy-number'),
    registrations: sourced(read, 'vehicle-registration'),
    payee: payeeOf(read, notice, findings),
    phones: [
      ...new Set([
        ...sourced(read, 'claimant-phone').map((entry) => entry.value),
        ...(notice.claimant.phone === undefined ? [] : [notice.claimant.phone.replace(/[^\d+]/g, '')]),
      ]),
    ],
    invoices: read.filter((reading) => ITEM_TYPES.includes(reading.type)).map(invoiceOf),
    policeReport: policeReportOf(read),
    findings,
  };

  if (currencies.length > 1)
    findings.push(finding('currency-conflict', 'blocking', `The documents are in ${currencies.join(' and ')}.`, []));
  disagree(
    facts.lossDates,
    notice.lossDate,
    'loss-date-conflict',
    (value) => `A document gives the loss date ${value}, the notice ${notice.lossDate}.`,
    findings,
  );
  const number = plain(notice.policyNumber);
  disagree(
    facts.policyNumbers.map((entry) => ({ ...entry, value: plain(entry.value) })),
    number,
    'policy-number-conflict',
    () => 'A document names another policy than the notice.',
    findings,
  );
  if (new Set(facts.registrations.map((entry) => entry.value)).size > 1) {
    findings.push(
      finding(
        'registration-conflict',
        'blocking',
        'The documents show different registrations.',
        facts.registrations.map((entry) => entry.source),
      ),
    );
  }
  for (const reading of read) documentFindings(reading, sources.includes(reading), notice, findings);
  return facts;
}

/** Which documents' lines are asked for: nothing is counted twice. */
function itemSources(read: DocumentReading[]): DocumentReading[] {
  const schedules = read.filter((reading) => reading.type === 'loss-schedule' && reading.lines.length > 0);
  // With a list of everything, invoices and receipts are its proof.
  if (schedules.length > 0) return schedules;
  const invoices = read.filter((reading) => reading.type === 'repair-invoice');
  const estimates = read.filter(
    (reading) => reading.type === 'repair-estimate' && !invoices.some((invoice) => sameWork(invoice, reading)),
  );
  return [...invoices, ...estimates, ...read.filter((reading) => reading.type === 'purchase-receipt')];
}

/** An invoice takes the place of an estimate of the same issuer or for the same vehicle. */
function sameWork(invoice: DocumentReading, estimate: DocumentReading): boolean {
  return (['issuer', 'vehicle-registration'] as const).some((name) => {
    const one = fieldOf(invoice, name)?.normalised;
    return one !== undefined && one !== null && one === fieldOf(estimate, name)?.normalised;
  });
}

function itemsOf(reading: DocumentReading): LossItem[] {
  const issuer = stringOf(reading, 'issuer');
  const base = { documentType: reading.type, issuer, purchasedOn: null };
  const currency = stringOf(reading, 'currency');
  const lines: LossItem[] = reading.lines.map((line, index) => ({
    ...base,
    itemId: `${reading.fileId.slice(0, 12)}-${index + 1}`,
    description: line.description,
    quantity: line.quantity,
    claimedMinor: line.amountMinor,
    currency: line.currency ?? currency,
    purchasedOn: line.purchasedOn ?? (reading.type === 'purchase-receipt' ? stringOf(reading, 'document-date') : null),
    source: line.source,
    confidence: line.confidence,
  }));
  const tax = fieldOf(reading, 'tax');
  const total = fieldOf(reading, 'total');
  const sum = lines.reduce((whole, line) => whole + line.claimedMinor, 0);
  // Tax is an item only where it comes on top of the lines.
  if (
    tax !== undefined &&
    typeof tax.normalised === 'number' &&
    tax.normalised > 0 &&
    typeof total?.normalised === 'number' &&
    sum + tax.normalised === total.normalised
  ) {
    lines.push({
      ...base,
      itemId: `${reading.fileId.slice(0, 12)}-tax`,
      description: 'Sales tax',
      quantity: 1,
      claimedMinor: tax.normalised,
      currency,
      source: tax.source,
      confidence: tax.confidence,
    });
  }
  return lines;
}

function documentFindings(reading: DocumentReading, counts: boolean, notice: NoticeOfLoss, findings: Finding[]): void {
  for (const flag of reading.flags) {
    const sources: Source[] = flag.source === null ? [] : [flag.source];
    if (flag.code === 'lines-do-not-add-up' || flag.code === 'low-confidence') {
      findings.push(finding(flag.code, counts ? 'blocking' : 'warning', flag.detail, sources));
    } else {
      findings.push(finding(flag.code, flag.code === 'pages-not-read' ? 'warning' : 'blocking', flag.detail, sources));
    }
  }
  const dated = stringOf(reading, 'document-date');
  if (reading.type === 'repair-invoice' && dated !== null && dated < notice.lossDate) {
    findings.push(
      finding(
        'document-dated-before-loss',
        'blocking',
        `An invoice is dated ${dated}, before the loss of ${notice.lossDate}.`,
        [fieldOf(reading, 'document-date')?.source].filter((source) => source !== undefined),
      ),
    );
  }
  if (
    counts &&
    reading.lines.length > 0 &&
    reading.lines.some((line) => line.confidence < SURE_ENOUGH) &&
    !reading.flags.some((flag) => flag.code === 'low-confidence')
  ) {
    findings.push(finding('low-confidence', 'blocking', 'An amount was not read with certainty.', []));
  }
}

function payeeOf(read: DocumentReading[], notice: NoticeOfLoss, findings: Finding[]): ClaimFacts['payee'] {
  const given = read.flatMap((reading) => {
    const account = fieldOf(reading, 'payee-iban');
    return account !== undefined && typeof account.normalised === 'string'
      ? [{ account, iban: account.normalised, name: stringOf(reading, 'payee-name') }]
      : [];
  });
  const inNotice = notice.payee === undefined ? null : { iban: plain(notice.payee.iban), name: notice.payee.name };
  const accounts = new Set([...given.map((entry) => entry.iban), ...(inNotice === null ? [] : [inNotice.iban])]);
  if (accounts.size > 1)
    findings.push(
      finding(
        'payee-conflict',
        'blocking',
        'The documents and the notice name different accounts to pay to.',
        given.map((entry) => entry.account.source),
      ),
    );
  if (inNotice !== null) return { ...inNotice, source: null };
  const first = given[0];
  return first === undefined ? null : { iban: first.iban, name: first.name, source: first.account.source };
}

function policeReportOf(read: DocumentReading[]): ClaimFacts['policeReport'] {
  for (const reading of read.filter((entry) => entry.type === 'police-report')) {
    const number = fieldOf(reading, 'police-report-number') ?? fieldOf(reading, 'document-number');
    if (number === undefined || number.normalised === null) continue;
    return { number: String(number.normalised), date: stringOf(reading, 'police-report-date'), source: number.source };
  }
  return null;
}

function invoiceOf(reading: DocumentReading): ClaimFacts['invoices'][number] {
  const total = fieldOf(reading, 'total')?.normalised;
  return {
    fileId: reading.fileId,
    type: reading.type,
    issuer: stringOf(reading, 'issuer'),
    number: stringOf(reading, 'document-number'),
    date: stringOf(reading, 'document-date'),
    totalMinor: typeof total === 'number' ? total : null,
    currency: stringOf(reading, 'currency'),
  };
}

function sourced(read: DocumentReading[], name: FieldName): { value: string; source: Source; confidence: number }[] {
  return read.flatMap((reading) => {
    const field = fieldOf(reading, name);
    return field !== undefined && typeof field.normalised === 'string'
      ? [{ value: field.normalised, source: field.source, confidence: field.confidence }]
      : [];
  });
}

function disagree(
  found: { value: string; source: Source }[],
  expected: string,
  code: Finding['code'],
  say: (value: string) => string,
  findings: Finding[],
): void {
  const other = found.filter((entry) => entry.value !== expected);
  if (other[0] !== undefined)
    findings.push(
      finding(
        code,
        'blocking',
        say(other[0].value),
        other.map((entry) => entry.source),
      ),
    );
}

function fieldOf(reading: DocumentReading, name: FieldName): Field | undefined {
  return reading.fields.find((field) => field.name === name);
}

function stringOf(reading: DocumentReading, name: FieldName): string | null {
  const value = fieldOf(reading, name)?.normalised;
  return typeof value === 'string' ? value : null;
}

function plain(value: string): string {
  return value.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

function finding(code: Finding['code'], severity: Finding['severity'], detail: string, sources: Source[]): Finding {
  return { code, severity, detail, sources };
}
