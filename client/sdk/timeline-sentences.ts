/** What a record of the ledger says, in a sentence that a claims person understands. */
import type { LedgerEntry } from '../../activities/ledger/contract';
import { formatMoneyOrDash } from '../money';

export interface Telling {
  entry: LedgerEntry;
  /** Of the claim; records of amounts do not all name it. */
  currency: string | null;
  /** Name of the person who acted; null for machines. */
  who: string | null;
  /** Name of the file that the record is about. */
  file: string | null;
}

type Sentence = (telling: Telling) => string;

const TELL: Readonly<Record<string, Sentence>> = {
  'notice-received': ({ entry }) =>
    `The loss was reported, with ${files(number(entry, 'files'))}.${
      number(entry, 'suspectedDuplicates') > 0 ? ' Another claim may be about the same loss.' : ''
    }`,
  'claim-reopened': ({ entry, who }) =>
    `${who ?? 'Somebody'} had the claim opened again: ${plain(text(entry, 'reopenedFor'))}. It had ended as ${plain(text(entry, 'earlierOutcome'))}.`,
  'reopening-refused': ({ entry, who }) =>
    `${who ?? 'Somebody'} wanted to open the claim again (${plain(text(entry, 'reopenedFor'))}); that was refused. ${reasons(entry)}`,
  'episode-begun': ({ entry, currency }) =>
    `A new episode began on what was there before; ${money(entry, 'earlierPaidMinor', currency)} had been paid.`,
  'documents-received': ({ entry }) => `More documents came: ${files(number(entry, 'files'))}.`,
  'document-read': ({ entry, file }) => `${file ?? 'A document'} was read: ${plain(text(entry, 'type'))}.`,
  'document-set-aside': ({ entry, file }) => `${file ?? 'A document'} was set aside. ${reasons(entry)}`,
  'facts-assembled': ({ entry, currency }) =>
    `What the documents say was put together: ${number(entry, 'items')} items, claimed ${money(entry, 'claimedMinor', currency)}.`,
  'coverage-assessed': ({ entry, currency }) =>
    `Cover was assessed: ${plain(text(entry, 'outcome'))}, payable ${money(entry, 'payableMinor', currency)}.`,
  'fraud-screened': ({ entry }) => {
    const found = list(text(entry, 'indicators'));
    const unchecked = list(text(entry, 'notChecked'));
    return `Screened for fraud: ${found.length === 0 ? 'no indicators' : found.join(', ')}${
      entry.facts.referral === true ? '; referred to investigators' : ''
    }.${unchecked.length === 0 ? '' : ` Not checked: ${unchecked.join(', ')}.`}`;
  },
  'proposal-made': ({ entry, currency }) =>
    `Proposal: ${plain(text(entry, 'action'))}, ${money(entry, 'amountMinor', currency)}. Goes to ${ROUTES[text(entry, 'route')] ?? plain(text(entry, 'route'))}.`,
  'coverage-opinion-given': () => 'Models gave an opinion on what the terms leave open. It decides nothing.',
  'coverage-opinion-missing': () => 'No opinion of a model could be had; the claim goes on without.',
  'reserve-set': ({ entry, currency }) =>
    `The reserve was set from ${money(entry, 'fromMinor', currency)} to ${money(entry, 'toMinor', currency)}${
      text(entry, 'exposure') === ''
        ? ''
        : ` (${plain(text(entry, 'exposure'))}; ${plain(entry.reasons[0]?.code ?? '')})`
    }.`,
  'interest-owed': ({ entry, currency }) =>
    `The payment was late by ${number(entry, 'days')} days: interest of ${money(entry, 'interestMinor', currency)} is owed. ${reasons(entry)}`,
  'interest-instructed': ({ entry, currency }) =>
    `The bank was told to pay interest of ${money(entry, 'amountMinor', text(entry, 'currency') || currency)}.`,
  'interest-rejected': ({ entry, currency }) =>
    `The bank rejected the payment of interest of ${money(entry, 'amountMinor', text(entry, 'currency') || currency)}. ${reasons(entry)}`,
  'task-opened': ({ entry }) =>
    `A person is asked (${plain(text(entry, 'taskKind'))}, at least ${article(text(entry, 'role'))}). ${reasons(entry)}`,
  'task-escalated': ({ entry }) => `Not decided in time: the task went to ${article(text(entry, 'toRole'))}.`,
  'information-requested': ({ entry }) =>
    `The claimant was asked for: ${entry.reasons.map((reason) => reason.text).join('; ')}. Answer by ${text(entry, 'answerBy').slice(0, 10)}.`,
  'decision-accepted': ({ entry, currency, who }) => {
    const action = text(entry, 'action');
    const amount = number(entry, 'amountMinor');
    const changed =
      amount !== number(entry, 'proposedMinor') ? `, proposed were ${money(entry, 'proposedMinor', currency)}` : '';
    return `${who ?? 'A person'} decided: ${plain(action)}${
      PAYING.has(action) ? `, ${money(entry, 'amountMinor', currency)}${changed}` : ''
    } (${plain(entry.reasons[0]?.code ?? '')}).${entry.facts.needsSecondPerson === true ? ' A second person has to agree.' : ''}`;
  },
  'decision-refused': ({ entry, who }) =>
    `${who ?? 'Somebody'} wanted to ${plain(text(entry, 'action'))}; that was refused. ${reasons(entry)}`,
  'signal-refused': () => 'A message that could not be understood was refused.',
  'settled-straight-through': ({ entry, currency }) =>
    `Settled without a person: ${money(entry, 'amountMinor', currency)} are to be paid.`,
  'payment-instructed': ({ entry, currency }) =>
    `The bank was told to pay ${money(entry, 'amountMinor', text(entry, 'currency') || currency)}.`,
  'payment-rejected': ({ entry, currency }) =>
    `The bank rejected the payment of ${money(entry, 'amountMinor', text(entry, 'currency') || currency)}. ${reasons(entry)}`,
  'payment-not-possible': () => 'The payment could not be instructed.',
  'payment-voided': () => 'The payment was taken back before it was released.',
  'payment-to-recover': () => 'The payment was already released: a person has to recover it.',
  'letter-sent': ({ entry }) => `A letter went out: ${plain(text(entry, 'letter'))}.`,
  'limitation-known': ({ entry }) =>
    `The right to go to court ends on ${text(entry, 'date')} as we count it (${text(entry, 'citation')}).`,
  'letter-failed': () => 'A letter could not be sent.',
  'claim-closed': ({ entry, currency }) =>
    `The claim was closed: ${plain(text(entry, 'outcome'))}, paid ${money(entry, 'paidMinor', currency)}.`,
  'claim-exported': ({ who }) => `${who ?? 'Somebody'} took out everything that is recorded of this claim.`,
  'claim-export-refused': ({ entry, who }) =>
    `${who ?? 'Somebody'} wanted to export this claim; that was refused. ${reasons(entry)}`,
  'model-answered': ({ entry }) => `A model answered: ${plain(text(entry, 'task'))}.`,
  'model-answer-reused': ({ entry }) => `A model's earlier answer was used again: ${plain(text(entry, 'task'))}.`,
  'model-left-to-person': ({ entry }) =>
    `No model's answer could be used: ${plain(text(entry, 'task'))}. It is left to people.`,
};

const PAYING = new Set(['approve', 'approve-with-changes', 'approve-in-part']);
const ROUTES: Readonly<Record<string, string>> = {
  'straight-through': 'settlement without a person',
  information: 'the claimant, with questions',
  investigation: 'investigators',
  review: 'a person',
};

/** Unknown actions are told by their names and reasons. */
export function sentenceOf(telling: Telling): string {
  const { entry } = telling;
  const tell = Object.hasOwn(TELL, entry.action) ? TELL[entry.action] : undefined;
  return (tell?.(telling) ?? `${capital(plain(entry.action))}. ${reasons(entry)}`).trim();
}

function text({ facts }: LedgerEntry, name: string): string {
  const value = facts[name];
  return value === undefined || value === null ? '' : String(value);
}

function number({ facts }: LedgerEntry, name: string): number {
  return Number(facts[name] ?? 0);
}

function money({ facts }: LedgerEntry, name: string, currency: string | null): string {
  const value = facts[name];
  return formatMoneyOrDash(typeof value === 'number' ? value : null, currency);
}

function reasons(entry: LedgerEntry): string {
  return [...new Set(entry.reasons.map((reason) => reason.text))].join(' ');
}

function list(codes: string): string[] {
  return codes.split(',').flatMap((code) => (code === '' ? [] : [plain(code)]));
}

function plain(code: string): string {
  return code.replaceAll('-', ' ');
}

function files(count: number): string {
  return count === 0 ? 'no files' : count === 1 ? 'one file' : `${count} files`;
}

function article(role: string): string {
  return `${/^[aeiou]/.test(role) ? 'an' : 'a'} ${role}`;
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
