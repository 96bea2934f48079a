/**
 * Marks by which a claim is recognised in another one. Accounts, phones, e-mail addresses and vehicles are kept as keyed hashes (HMAC-SHA-256):
 * without the installation's key nobody can turn them back, and the same number at another tenant gives another mark.
 */
import { createHmac } from 'node:crypto';
import { comparableName, likeness } from '../../platform/identity';
import type { NoticeOfLoss } from '../claimfile/contract';
import type { ClaimFacts } from '../documents/contract';
import type { FraudRules } from './rules';

export interface Mark {
  kind: 'invoice' | 'file' | 'account' | 'phone' | 'picture' | 'email' | 'vehicle';
  value: string;
  /** File of this claim that the mark was taken from; null for what the notice says. */
  fileId: string | null;
}

/** Least likeness of two readings of one issuer's name. */
const SAME_ISSUER = 0.75;

/** Makes the keyed hashes of one tenant. */
export class MarkMaker {
  constructor(
    private readonly key: Buffer,
    private readonly tenant: string,
  ) {}

  /** @returns null for what cannot be an account */
  account(written: string): string | null {
    const plain = written.toUpperCase().replace(/[^A-Z0-9]/g, '');
    return plain.length < 5 ? null : this.hash('account', plain);
  }

  /** @returns null for what cannot be a phone number */
  phone(written: string, country: string, plans: FraudRules['phoneNumbers']): string | null {
    const number = internationalNumber(written, country, plans);
    return number === null ? null : this.hash('phone', number);
  }

  /** @returns null for what cannot be an address */
  email(written: string): string | null {
    const plain = written.trim().toLowerCase();
    return /^\S+@\S+\.\S+$/.test(plain) ? this.hash('email', plain) : null;
  }

  /** A registration mark. @returns null for what cannot be one */
  vehicle(written: string): string | null {
    const plain = written.toUpperCase().replace(/[^A-Z0-9]/g, '');
    return plain.length < 4 ? null : this.hash('vehicle', plain);
  }

  private hash(kind: string, value: string): string {
    return createHmac('sha256', this.key).update(`${this.tenant}\n${kind}\n${value}`).digest('hex');
  }
}

/**
 * A phone number in international form, `+353871234567`, however it was written. A number in national form is taken as
 * one of `country`; where the rules do not know that country's plan, its digits stand as they are.
 *
 * @returns null with fewer than 7 digits or more than 15 (the most that ITU-T E.164 allows)
 */
export function internationalNumber(
  written: string,
  country: string,
  plans: FraudRules['phoneNumbers'],
): string | null {
  const digits = written.replace(/\D/g, '');
  if (digits.length < 7) return null;
  const plan = plans[country.slice(0, 2)];
  const abroad = plan?.exit ?? '00';
  let number = digits;
  if (written.trim().startsWith('+')) number = `+${digits}`;
  else if (digits.startsWith(abroad)) number = `+${digits.slice(abroad.length)}`;
  else if (plan !== undefined) {
    const national = plan.trunk !== '' && digits.startsWith(plan.trunk) ? digits.slice(plan.trunk.length) : digits;
    number = `+${plan.code}${national}`;
  }
  // "+353 (0)87 …": the long-distance prefix is not dialled from abroad.
  for (const { code, trunk } of Object.values(plans)) {
    if (trunk === '0' && number.startsWith(`+${code}0`)) number = `+${code}${number.slice(code.length + 2)}`;
  }
  const length = number.replace('+', '').length;
  return length < 7 || length > 15 ? null : number;
}

/** `NUMBER|issuer`, whatever the spelling. @returns null where one of them is unknown */
export function invoiceMark(issuer: string | null, number: string | null): string | null {
  const plainIssuer = comparableName(issuer ?? '');
  const plainNumber = (number ?? '').toUpperCase().replace(/[^A-Z0-9]/g, '');
  return plainIssuer === '' || plainNumber === '' ? null : `${plainNumber}|${plainIssuer}`;
}

/** The number of an invoice mark. */
export function invoiceNumberOf(mark: string): string {
  return mark.slice(0, mark.indexOf('|'));
}

/**
 * Whether two invoice marks are of one invoice: the same number, and issuers as like as two readings of one letterhead are. A
 * logo read as a letter, or a legal form that one of them lacks, makes no other issuer.
 */
export function sameInvoice(one: string, other: string): boolean {
  const number = invoiceNumberOf(one);
  if (number !== invoiceNumberOf(other)) return false;
  return likeness(one.slice(number.length + 1), other.slice(number.length + 1)) >= SAME_ISSUER;
}

/**
 * The marks of a claim, in a fixed order, each once.
 *
 * @param country where national phone numbers are at home, ISO 3166-1 (a region after it is ignored)
 */
export function marksOf(
  facts: ClaimFacts,
  notice: Pick<NoticeOfLoss, 'claimant'>,
  maker: MarkMaker,
  country: string,
  rules: FraudRules,
): Mark[] {
  const { types } = rules.indicators['same-file'];
  const found: (Omit<Mark, 'value'> & { value: string | null })[] = [
    ...facts.invoices.map(({ issuer, number, fileId }) => ({
      kind: 'invoice' as const,
      value: invoiceMark(issuer, number),
      fileId,
    })),
    ...facts.documents
      .filter((document) => types.includes(document.type))
      .map(({ fileId }) => ({ kind: 'file' as const, value: fileId, fileId })),
    ...facts.photos.map(({ fingerprint, fileId }) => ({ kind: 'picture' as const, value: fingerprint, fileId })),
    ...(facts.payee === null
      ? []
      : [
          {
            kind: 'account' as const,
            value: maker.account(facts.payee.iban),
            fileId: facts.payee.source?.fileId ?? null,
          },
        ]),
    ...(notice.claimant.email === undefined
      ? []
      : [{ kind: 'email' as const, value: maker.email(notice.claimant.email), fileId: null }]),
    ...facts.registrations.map(({ value, source }) => ({
      kind: 'vehicle' as const,
      value: maker.vehicle(value),
      fileId: source.fileId,
    })),
    ...facts.phones.map((phone) => ({
      kind: 'phone' as const,
      value: maker.phone(phone, country, rules.phoneNumbers),
      fileId: null,
    })),
  ];
  const unique = new Map<string, Mark>();
  for (const { kind, value, fileId } of found) {
    if (value !== null && !unique.has(`${kind}/${value}`)) unique.set(`${kind}/${value}`, { kind, value, fileId });
  }
  return [...unique.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, mark]) => mark);
}

/** In how many of 64 bits two fingerprints of pictures differ. */
export function bitsApart(one: string, other: string): number {
  let rest = BigInt(`0x${one}`) ^ BigInt(`0x${other}`);
  let count = 0;
  for (; rest > 0n; rest >>= 1n) count += Number(rest & 1n);
  return count;
}
