/** Checks against other claims: the same invoice or file, an account or a phone in several, many losses. */
import type { FraudIndicator } from '../contract';
import { monthsBefore } from '../dates';
import type { Mark } from '../marks';
import { type Check, type FraudView, foundBy, notApplicable, notChecked, type SharedMark } from '../view';

const NO_HISTORY = notChecked('No claims history has been imported, and there is no other claim.');

/** The same invoice number of the same issuer came with another claim. */
export const sameInvoice: Check = (view) => {
  if (!view.marks.some((mark) => mark.kind === 'invoice'))
    return notApplicable('No document has both an issuer and a number.');
  if (view.history === null) return NO_HISTORY;
  return foundBy(
    evidenceOf(view, 'invoice', view.history.shared, 'the same invoice number and issuer'),
    'An invoice with this number and issuer came with another claim.',
    'The issuer confirms both invoices, or that the number was given twice.',
  );
};

/** The same file, byte for byte, came with another claim. */
export const sameFile: Check = (view) => {
  if (!view.marks.some((mark) => mark.kind === 'file'))
    return notApplicable('No document is of a kind that belongs to one loss only.');
  if (view.history === null) return NO_HISTORY;
  return foundBy(
    evidenceOf(view, 'file', view.history.shared, 'the same file'),
    'The same file came with another claim.',
    'A reason why one document belongs to both losses.',
  );
};

/** The account to pay to turned up in claims under other policies. */
export const sharedAccount: Check = (view, rules) => {
  if (!view.marks.some((mark) => mark.kind === 'account')) return notApplicable('No account to pay to is known.');
  if (view.history === null) return NO_HISTORY;
  const elsewhere = underOtherPolicies(view, 'account', view.history.shared);
  if (claimsIn(elsewhere) < rules.indicators['shared-account'].otherClaims) return { outcome: 'clear' };
  return foundBy(
    evidenceOf(view, 'account', elsewhere, 'the same account'),
    `The account to pay to was used in ${count(claimsIn(elsewhere), 'claim')} under other policies.`,
    'The account holder is shown to be entitled in each of them, e.g. a repairer who is paid directly.',
  );
};

/** A phone number of the claim turned up in claims under other policies. */
export const sharedPhone: Check = (view, rules) => {
  if (!view.marks.some((mark) => mark.kind === 'phone')) return notApplicable('The claim names no phone number.');
  if (view.history === null) return NO_HISTORY;
  const elsewhere = underOtherPolicies(view, 'phone', view.history.shared);
  if (claimsIn(elsewhere) < rules.indicators['shared-phone'].otherClaims) return { outcome: 'clear' };
  return foundBy(
    evidenceOf(view, 'phone', elsewhere, 'the same phone number'),
    `A phone number of this claim was given in ${count(claimsIn(elsewhere), 'claim')} under other policies.`,
    'The same household, or a broker who reports for several customers.',
  );
};

/** Claims under several other policies hang together with this one. */
export const connectedClaims: Check = (view, rules) => {
  const parties = view.marks.filter(({ kind }) => ['account', 'phone', 'email', 'vehicle'].includes(kind));
  if (parties.length === 0) return notApplicable('The claim names no account, phone, e-mail address or vehicle.');
  if (view.history === null) return NO_HISTORY;
  const { claims, policies } = rules.indicators['connected-claims'];
  const { connected } = view.history;
  // What the checks of accounts and phones see by themselves does not count twice.
  const further = connected.some(({ by, between }) => between !== null || by === 'email' || by === 'vehicle');
  if (!further) return { outcome: 'clear' };
  if (connected.length < claims || new Set(connected.map(({ policyNumber }) => policyNumber)).size < policies)
    return { outcome: 'clear' };
  return foundBy(
    connected.map(({ reference, policyNumber, by, between }) => ({
      kind: 'claim',
      ref: reference,
      detail:
        between === null
          ? `Under policy ${policyNumber}: the same ${PARTY[by]}.`
          : `Under policy ${policyNumber}: the same ${PARTY[by]} as ${between.reference}, which has the same ${PARTY[between.by]} as this claim.`,
    })),
    `${count(connected.length, 'claim')} under other policies hang together with this one.`,
    'The parties are one household or one business, and each loss stands by itself.',
  );
};

const PARTY = { account: 'account', phone: 'phone', email: 'e-mail address', vehicle: 'vehicle' } as const;

/** Many losses under one policy within a time. */
export const frequentClaims: Check = (view, rules) => {
  if (view.history === null) return NO_HISTORY;
  const { claims, months } = rules.indicators['frequent-claims'];
  const { lossDate } = view.notice;
  const since = monthsBefore(lossDate, months);
  const recent = view.history.losses.filter((loss) => loss.lossDate >= since && loss.lossDate <= lossDate);
  if (recent.length < claims) return { outcome: 'clear' };
  return foundBy(
    recent.map((loss) => ({ kind: 'claim', ref: loss.reference, detail: `Loss of ${loss.lossDate}.` })),
    `${count(recent.length, 'other claim')} under this policy in the ${months} months before the loss.`,
    'The losses are unrelated, and each is documented.',
  );
};

function underOtherPolicies(view: FraudView, kind: Mark['kind'], shared: SharedMark[]): SharedMark[] {
  return shared.filter((mark) => mark.kind === kind && mark.policyNumber !== view.notice.policyNumber);
}

function claimsIn(shared: SharedMark[]): number {
  return new Set(shared.map((mark) => mark.reference)).size;
}

function evidenceOf(
  view: FraudView,
  kind: Mark['kind'],
  shared: SharedMark[],
  what: string,
): FraudIndicator['evidence'] {
  return shared
    .filter((mark) => mark.kind === kind)
    .map((mark) => {
      const file = view.marks.find((own) => own.kind === kind && own.value === mark.value)?.fileId;
      const here = file === undefined || file === null ? '' : `; here in file ${file.slice(0, 12)}`;
      return { kind: 'claim', ref: mark.reference, detail: `Has ${what}${here}.` };
    });
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
