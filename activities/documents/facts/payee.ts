/** Who is to be paid, and whether notice and documents agree on it. */
import type { NoticeOfLoss } from '../../claimfile/contract';
import type { ClaimFacts, DocumentReading, Finding } from '../contract';
import { fieldOf, finding, plain, stringOf } from './reading-fields';

/**
 * The notice's account, else the claim form's, else one that the claimant wrote elsewhere (in answer to a question). Two
 * accounts, or one whose check digits are wrong, are for a person. The account on a bill is the biller's and is never here.
 */
export function payeeOf(read: DocumentReading[], notice: NoticeOfLoss, findings: Finding[]): ClaimFacts['payee'] {
  const forms = read.filter((reading) => reading.type === 'claim-form');
  const given = [...forms, ...read.filter((reading) => reading.type !== 'claim-form')].flatMap((reading) => {
    const account = fieldOf(reading, 'payee-iban');
    return account === undefined ? [] : [{ account, name: stringOf(reading, 'payee-name') }];
  });
  for (const { account } of given.filter((entry) => entry.account.normalised === null)) {
    findings.push(
      finding(
        'payee-conflict',
        'blocking',
        'An account in a document is not a valid IBAN: its check digits are wrong.',
        [account.source],
      ),
    );
  }
  const valid = given.flatMap(({ account, name }) =>
    typeof account.normalised === 'string' ? [{ iban: account.normalised, name, source: account.source }] : [],
  );
  const inNotice =
    notice.payee === undefined ? null : { name: notice.payee.name, iban: plain(notice.payee.iban), source: null };
  const accounts = new Set([...valid, ...(inNotice === null ? [] : [inNotice])].map((entry) => entry.iban));
  if (accounts.size > 1) {
    findings.push(
      finding(
        'payee-conflict',
        'blocking',
        'The documents and the notice name different accounts to pay to.',
        valid.map((entry) => entry.source),
      ),
    );
  }
  const [first] = valid;
  return inNotice ?? (first === undefined ? null : { iban: first.iban, name: first.name, source: first.source });
}
