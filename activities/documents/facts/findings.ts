/** Where documents disagree with each other or with the notice, and what was not read with certainty. */
import type { NoticeOfLoss } from '../../claimfile/contract';
import type { DocumentFlag, DocumentReading, FieldName, Finding, LossItem } from '../contract';
import { SURE_ENOUGH } from '../extract/doubts';
import { fieldOf, finding, plain, stringOf } from './reading-fields';

/** Set-aside files, each with its reason. */
export function setAsideFindings(readings: DocumentReading[]): Finding[] {
  return readings.flatMap(({ setAside, status }) =>
    status === 'set-aside'
      ? [finding('document-set-aside', 'blocking', `A file was set aside (${setAside?.code}): ${setAside?.reason}`, [])]
      : [],
  );
}

/** Loss date, policy number and registration: one claim is about one of each. */
export function identityFindings(read: DocumentReading[], notice: NoticeOfLoss): Finding[] {
  const findings: Finding[] = [];
  const others = (name: FieldName, agrees: (value: string, recognised: boolean) => boolean) =>
    read.flatMap((reading) => {
      const field = fieldOf(reading, name);
      if (field === undefined || typeof field.normalised !== 'string') return [];
      return agrees(field.normalised, field.method === 'ocr') ? [] : [field];
    });
  const dates = others('loss-date', (value) => value === notice.lossDate);
  if (dates[0] !== undefined) {
    const detail = `A document gives the loss date ${dates[0].normalised}, the notice ${notice.lossDate}.`;
    findings.push(
      finding(
        'loss-date-conflict',
        'blocking',
        detail,
        dates.map((field) => field.source),
      ),
    );
  }
  const policies = others('policy-number', (value, recognised) => same(value, notice.policyNumber, recognised));
  if (policies[0] !== undefined) {
    findings.push(
      finding(
        'policy-number-conflict',
        'blocking',
        'A document names another policy than the notice.',
        policies.map((field) => field.source),
      ),
    );
  }
  const registrations = read
    .flatMap((reading) => fieldOf(reading, 'vehicle-registration') ?? [])
    .filter((field) => field.normalised !== null);
  const [first] = registrations;
  if (
    first !== undefined &&
    registrations.some(
      (field) =>
        !same(String(field.normalised), String(first.normalised), field.method === 'ocr' || first.method === 'ocr'),
    )
  ) {
    findings.push(
      finding(
        'registration-conflict',
        'blocking',
        'The documents show different registrations.',
        registrations.map((field) => field.source),
      ),
    );
  }
  return findings;
}

/** Equal letters and digits; in recognised print, letters that look like digits are taken for these. */
function same(one: string, other: string, recognised: boolean): boolean {
  const look = (value: string) =>
    recognised
      ? plain(value)
          .replace(/[OQD]/g, '0')
          .replace(/[IL]/g, '1')
          .replace(/S/g, '5')
          .replace(/B/g, '8')
          .replace(/Z/g, '2')
      : plain(value);
  return look(one) === look(other);
}

/** What the reader noticed: it stops a settlement where money rests on it. */
export function flagFindings(reading: DocumentReading, counts: boolean, notice: NoticeOfLoss): Finding[] {
  return reading.flags.map((flag) =>
    finding(
      flag.code,
      severityOf(flag, reading, counts, notice),
      flag.detail,
      flag.source === null ? [] : [flag.source],
    ),
  );
}

function severityOf(
  flag: DocumentFlag,
  reading: DocumentReading,
  counts: boolean,
  notice: NoticeOfLoss,
): Finding['severity'] {
  switch (flag.code) {
    case 'hidden-text':
    case 'instruction-to-reader':
      return 'blocking';
    case 'active-content':
    case 'several-documents':
      return 'warning';
    case 'ambiguous-date': {
      // The notice says which of the two days it was.
      const lossDate = fieldOf(reading, 'loss-date');
      const undecided =
        lossDate !== undefined && lossDate.normalised === null && !lossDate.alternatives.includes(notice.lossDate);
      return undecided || (counts && reading.type === 'purchase-receipt') ? 'blocking' : 'warning';
    }
    case 'lines-do-not-add-up':
    case 'ambiguous-amount':
    case 'low-confidence':
    case 'pages-not-read':
    case 'repaired-file':
      return counts || reading.type === 'claim-form' ? 'blocking' : 'warning';
  }
}

/** A bill that is older than the loss is for something else; the screening for fraud weighs it, here it is shown. */
export function datedBeforeLoss(reading: DocumentReading, notice: NoticeOfLoss): Finding[] {
  if (reading.type !== 'repair-invoice' && reading.type !== 'repair-estimate') return [];
  const dated = stringOf(reading, 'document-date');
  const source = fieldOf(reading, 'document-date')?.source;
  if (dated === null || dated >= notice.lossDate) return [];
  const what = reading.type === 'repair-invoice' ? 'An invoice' : 'An estimate';
  return [
    finding(
      'document-dated-before-loss',
      'warning',
      `${what} is dated ${dated}, before the loss of ${notice.lossDate}.`,
      source === undefined ? [] : [source],
    ),
  ];
}

/** An item whose amount was hard to read, where its document did not say so already. */
export function unsureItems(items: LossItem[], findings: Finding[]): Finding[] {
  const known = new Set(
    findings
      .filter((entry) => entry.code === 'low-confidence')
      .flatMap((entry) => entry.sources.map((source) => source.fileId)),
  );
  const unsure = items.filter((item) => item.confidence < SURE_ENOUGH && !known.has(item.source.fileId));
  if (unsure.length === 0) return [];
  return [
    finding(
      'low-confidence',
      'blocking',
      `${unsure.length} amounts were not read with certainty.`,
      unsure.map((item) => item.source),
    ),
  ];
}

/** Items in several currencies cannot be added up. */
export function currencyFindings(items: LossItem[]): Finding[] {
  const currencies = [...new Set(items.flatMap((item) => item.currency ?? []))];
  if (currencies.length < 2) return [];
  const sources = currencies.flatMap((currency) => items.find((item) => item.currency === currency)?.source ?? []);
  return [finding('currency-conflict', 'blocking', `The documents are in ${currencies.join(' and ')}.`, sources)];
}
