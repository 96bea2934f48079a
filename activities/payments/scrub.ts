/** Keeping the payee out of what the bank says, before it is stored, logged or returned. */

/** Something that may be an account: an IBAN, or six digits and more, with or without spaces and dashes between. */
const ACCOUNT_LIKE = /\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){8,30}\b|\d(?:[ -]?\d){5,}/gi;

/**
 * Take the payee's account and name, and whatever looks like an account, out of a text of the bank.
 * @returns the text, at most 300 characters
 */
export function withoutPayee(text: string, payee: { name: string | null; account: string }): string {
  const spaced = [...payee.account.replaceAll(/[\s-]/g, '')].map(literally).join('[\\s-]*');
  let clean = spaced === '' ? text : text.replaceAll(new RegExp(spaced, 'gi'), '[account]');
  const name = payee.name?.trim() ?? '';
  if (name.length > 1) clean = clean.replaceAll(new RegExp(literally(name), 'gi'), '[payee]');
  return clean.replaceAll(ACCOUNT_LIKE, '[account]').slice(0, 300);
}

/** A bank reference is kept as it is, unless it contains the account. */
export function safeReference(reference: string | null, account: string): string | null {
  if (reference === null) return null;
  const plain = account.replaceAll(/[\s-]/g, '').toUpperCase();
  return plain.length > 3 && reference.replaceAll(/[\s-]/g, '').toUpperCase().includes(plain) ? null : reference;
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
